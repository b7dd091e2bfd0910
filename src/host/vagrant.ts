import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { plainLine } from '../core/plainText.ts'
import type { Host } from '../model/host.ts'
import type { Answer } from '../model/look.ts'
import { spawn } from './spawn.ts'
import { openSsh, type SshOptions } from './ssh.ts'

/** Milliseconds for `vagrant ssh-config`: it loads Ruby and asks the provider, which takes seconds. */
const ASK_MS = 120_000

/**
 * A machine of Vagrant, reached by ssh as `vagrant ssh-config` says. What that says is kept beside the user's other caches and asked again when no
 * connection comes about with it: the machine may have been made anew, with another port and another key.
 */
export function openVagrant({ name, environment, ...options }: Omit<SshOptions, 'config'>): Host {
  // The folder that Vagrant itself would take: VAGRANT_CWD, else where we are.
  const folder = environment.VAGRANT_CWD || process.cwd()
  const file = configFile(folder, name, environment)
  const ssh = (): Host => openSsh({ name, environment, config: file, next: `\`vagrant status ${name}\` says how the machine is, \`vagrant up ${name}\` brings it up`, ...options })
  const ask = async (): Promise<string | undefined> => {
    const answer = await spawn({ argv: ['vagrant', 'ssh-config', name], env: Object.fromEntries(Object.entries(environment).filter((each): each is [string, string] => each[1] !== undefined)), cwd: folder, deadlineMs: ASK_MS, cap: 65536 })
    if (answer.code !== 0 || !/^Host /m.test(answer.stdout)) return explain(name, folder, answer)
    keep(file, answer.stdout)
    return undefined
  }
  let host: Promise<Host | { lost: string }> | undefined
  const connect = async (): Promise<Host | { lost: string }> => {
    const known = readMaybe(file)
    if (known !== undefined) {
      const first = ssh()
      const tried = await first.run({ script: ':', deadlineMs: 20_000, cap: 1024 })
      if (tried.lost === undefined) return first
      await first.close()
    }
    const lost = await ask()
    if (lost !== undefined) return { lost }
    return ssh()
  }
  return {
    name: 'default',
    kind: 'vagrant',
    engine: options.engine,
    async run(errand, stop) {
      const found = await (host ??= connect())
      if ('lost' in found) return { code: null, signal: null, stdout: '', stderr: '', timedOut: false, truncated: 0, durationMs: 0, lost: found.lost }
      return found.run(errand, stop)
    },
    async close() {
      const found = await host
      if (found && 'close' in found) await found.close()
    },
  }
}

/** Where the configuration of a machine is kept: one file for each folder and name. */
function configFile(folder: string, name: string, environment: SshOptions['environment']): string {
  const cache = environment.XDG_CACHE_HOME || join(environment.HOME ?? '/', '.cache')
  return join(cache, 'lab', 'vagrant', createHash('sha256').update(`${folder}\0${name}`).digest('hex').slice(0, 24), 'ssh-config')
}

function keep(file: string, text: string): void {
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
  // Two labs at once: each renames a whole file into place.
  const whole = `${file}.${process.pid}`
  writeFileSync(whole, text, { mode: 0o600 })
  renameSync(whole, file)
}

function readMaybe(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function explain(name: string, folder: string, { lost, timedOut, stderr, stdout }: Answer): string {
  // Said of the program, too, where there is no such folder to start it in.
  if (lost !== undefined && !existsSync(folder)) return `vagrant: there is no folder ${folder}; VAGRANT_CWD names that of the Vagrantfile`
  if (lost?.startsWith('vagrant could not be started')) return 'vagrant is not installed on this machine'
  if (lost !== undefined) return lost
  if (timedOut) return `\`vagrant ssh-config ${name}\` did not end within ${ASK_MS / 1000} s`
  // Vagrant says it in five lines that name no machine.
  if (/not yet ready for SSH/.test(stderr)) return `vagrant, in ${folder}: machine ${name} is not running; \`vagrant up ${name}\` brings it up`
  const words = `vagrant, in ${folder}: ${plainLine(stderr || stdout, 300) || 'no configuration for ssh'}`
  if (/with the name '.*' was not found/s.test(stderr)) return `${words}; \`vagrant status\` lists the machines`
  if (/environment or target machine is required/.test(stderr)) return `vagrant: ${folder} has no Vagrantfile; go to the folder that has it, or name it in VAGRANT_CWD`
  return `${words}; \`vagrant status ${name}\` says more`
}
