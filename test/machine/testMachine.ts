import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, run, type Said } from '../e2e/testHost.ts'

const boot = join(root, 'vagrant/machine/boot.sh')

/** The SELinux machine of vagrant/machine, running. */
export interface TestMachine {
  /** What lab is started with so that `--host ssh:default` is the machine, with a journal of its own. */
  environment: Record<string, string>
  lab(...args: string[]): Promise<Said>
  /** Runs a line of sh in the machine, as its user vagrant. */
  ssh(line: string): Promise<Said>
  close(): Promise<void>
}

/** Why there can be no such machine here; undefined where there can. */
export function whyNoMachine(): string | undefined {
  if (process.getuid!() !== 0) return 'not root'
  const { stdout, status } = spawnSync('sh', [boot, 'missing'], { encoding: 'utf8' })
  return status === 0 ? undefined : stdout.trim()
}

/** Starts it, which builds it where that was not done before: minutes then, seconds from a saved state. To be closed in `after`. */
export async function openTestMachine(): Promise<TestMachine> {
  const dir = mkdtempSync(join(tmpdir(), 'lab-machine-'))
  const machine = (verb: string) => run('sh', [boot, verb, dir], { ...process.env, LAB_MACHINE_SECONDS: '1500' })
  const started = await machine('start')
  process.stderr.write(started.err)
  if (started.code !== 0) {
    rmSync(dir, { recursive: true })
    throw new Error(`the machine did not start: ${started.err}`)
  }
  // For the next file of tests.
  if (!started.err.includes('restored')) await machine('save')
  const config = join(dir, 'ssh-config')
  const { CI: _, ...outer } = process.env
  const environment = { ...(outer as Record<string, string>), LAB_SSH_CONFIG: config, XDG_STATE_HOME: join(dir, 'state') }
  return {
    environment,
    lab: (...args) => run(join(root, 'bin/lab'), args, environment),
    ssh: line => run('ssh', ['-F', config, '-o', 'BatchMode=yes', 'default', line], process.env),
    async close() {
      await machine('stop')
      // While it runs its folder is how to reach it.
      if (!existsSync(join(dir, 'pid'))) rmSync(dir, { recursive: true })
    },
  }
}
