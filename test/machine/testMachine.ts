import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
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
  ssh(line: string, input?: string): Promise<Said>
  /** Copies files into its /tmp. */
  send(...files: string[]): Promise<void>
  /** Where this side keeps what belongs to it. */
  dir: string
  /** Tells QEMU something, e.g. `stop`, which freezes the machine, and `cont`. */
  tell(words: string): Promise<void>
  /** Ends it at once, as when its plug is pulled. */
  kill(): void
  close(): Promise<void>
}

/** Why there can be no such machine here; undefined where there can. */
export function whyNoMachine(): string | undefined {
  if (process.getuid!() !== 0) return 'not root'
  const { stdout, status } = spawnSync('sh', [boot, 'missing'], { encoding: 'utf8' })
  return status === 0 ? undefined : stdout.trim()
}

/** Starts it, which builds it where that was not done before: minutes then, seconds from a saved state. `settings` are those of boot.sh. To be closed in `after`. */
export async function openTestMachine(settings: Record<string, string> = {}): Promise<TestMachine> {
  const dir = mkdtempSync(join(tmpdir(), 'lab-machine-'))
  const machine = (verb: string) => run('sh', [boot, verb, dir], { ...process.env, LAB_MACHINE_SECONDS: '1500', ...settings })
  const started = await machine('start')
  process.stderr.write(started.err)
  if (started.code !== 0) {
    rmSync(dir, { recursive: true })
    throw new Error(`the machine did not start: ${started.err}`)
  }
  // For the next file of tests; a machine of other settings has one file only.
  if (Object.keys(settings).length === 0 && !started.err.includes('restored')) await machine('save')
  const config = join(dir, 'ssh-config')
  const { CI: _, ...outer } = process.env
  const environment = { ...(outer as Record<string, string>), LAB_SSH_CONFIG: config, XDG_STATE_HOME: join(dir, 'state') }
  return {
    environment,
    lab: (...args) => run(join(root, 'bin/lab'), args, environment),
    ssh: (line, input) => run('ssh', ['-F', config, '-o', 'BatchMode=yes', 'default', line], process.env, input),
    async send(...files) {
      const { code, err } = await run('scp', ['-q', '-F', config, '-o', 'BatchMode=yes', ...files, 'default:/tmp/'], process.env)
      if (code !== 0) throw new Error(`nothing could be copied into the machine: ${err}`)
    },
    dir,
    tell: words => new Promise((done, failed) => {
      const socket = connect(join(dir, 'monitor'))
      // It answers with its prompt when it is ready, and again when it has done it.
      let said = ''
      socket.on('error', failed).on('close', () => done()).on('data', chunk => {
        said += String(chunk)
        if (said.split('(qemu) ').length > 2) socket.end()
      })
      socket.write(`${words}\n`)
    }),
    kill: () => process.kill(Number(readFileSync(join(dir, 'pid'), 'utf8')), 'SIGKILL'),
    async close() {
      // While it runs its folder is how to reach it. One that was killed left its number there, and is as good as stopped.
      if ((await machine('stop')).code === 0) rmSync(dir, { recursive: true })
    },
  }
}
