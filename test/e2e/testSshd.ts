import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { temporaryFolder } from './testHost.ts'

/** A real sshd on loopback, for root with a key of the test's own. */
export interface TestSshd {
  /** A configuration for the client in which the host is called `box`. */
  config: string
  dir: string
  /** How many connections were authenticated since it started. */
  connections(): number
  /** Writes a new host key, as after a reinstallation, and starts again. */
  changeHostKey(): Promise<void>
  /** Ends it and every connection. */
  stop(): Promise<void>
  close(): Promise<void>
}

/** Why there can be no sshd here; undefined where there can. */
export function whyNoSshd(): string | undefined {
  if (process.getuid!() !== 0) return 'not root'
  for (const program of ['/usr/sbin/sshd', '/usr/bin/ssh', '/usr/bin/ssh-keygen']) if (!existsSync(program)) return `${program} is not installed`
  return undefined
}

/** Starts one. `settings` are lines of sshd_config, e.g. a ForceCommand. */
export async function openTestSshd(settings: string[] = [], address = '127.0.0.1'): Promise<TestSshd> {
  const folder = temporaryFolder()
  const file = (name: string): string => join(folder.dir, name)
  const key = (name: string): void => void spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(name)], { input: 'y\n' })
  const port = await freePort()
  key('host')
  key('user')
  writeFileSync(file('authorized'), readFileSync(file('user.pub')))
  writeFileSync(file('known'), `[127.0.0.1]:${port} ${readFileSync(file('host.pub'), 'utf8')}`)
  writeFileSync(file('sshd_config'), [`Port ${port}`, `ListenAddress ${address}`, `HostKey ${file('host')}`, `AuthorizedKeysFile ${file('authorized')}`, 'StrictModes no', 'UsePAM no', 'PermitRootLogin yes', 'PasswordAuthentication no', `PidFile ${file('pid')}`, 'LogLevel VERBOSE', ...settings, ''].join('\n'))
  writeFileSync(file('config'), `Host box\n  HostName 127.0.0.1\n  Port ${port}\n  User root\n  IdentityFile ${file('user')}\n  IdentitiesOnly yes\n  UserKnownHostsFile ${file('known')}\n  GlobalKnownHostsFile /dev/null\n  StrictHostKeyChecking yes\n`)
  chmodSync(folder.dir, 0o755)
  // Debian's sshd wants this folder to change into, and a machine without systemd may not have it.
  const made = !existsSync('/run/sshd')
  if (made) mkdirSync('/run/sshd', { mode: 0o755 })
  const start = async (): Promise<void> => {
    spawn('/usr/sbin/sshd', ['-f', file('sshd_config'), '-E', file('log')], { stdio: 'ignore' })
    for (let tries = 0; tries < 100 && !existsSync(file('pid')); tries++) await wait(50)
  }
  const stop = async (): Promise<void> => {
    if (!existsSync(file('pid'))) return
    const pid = Number(readFileSync(file('pid'), 'utf8'))
    spawnSync('pkill', ['-KILL', '-P', String(pid)])
    process.kill(pid)
    for (let tries = 0; tries < 100 && existsSync(file('pid')); tries++) await wait(50)
  }
  await start()
  return {
    config: file('config'),
    dir: folder.dir,
    connections: () => readFileSync(file('log'), 'utf8').split('\n').filter(line => line.includes('Accepted publickey')).length,
    async changeHostKey() {
      await stop()
      key('host')
      await start()
    },
    stop,
    async close() {
      await stop()
      if (made) rmdirSync('/run/sshd')
      folder.remove()
    },
  }
}

function wait(ms: number): Promise<void> {
  return new Promise(later => setTimeout(later, ms))
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as { port: number }
  await new Promise(closed => server.close(closed))
  return port
}
