import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { makeFolder } from './folder.ts'

const BIN = '/usr/lib/postgresql/15/bin'

/** Why there can be no PostgreSQL here; undefined where there can. */
export function whyNoPostgres(): string | undefined {
  return !existsSync(`${BIN}/postgres`) ? 'PostgreSQL 15 is not installed' : process.getuid!() !== 0 ? 'not root: PostgreSQL is started as the user postgres' : undefined
}

/** A cluster of its own on loopback, ended by its pid. */
export async function openPostgres(): Promise<{ url: string; restart(whileDown: () => Promise<void>): Promise<void>; freeze(whileFrozen: () => Promise<void>): Promise<void>; close(): Promise<void> }> {
  const dir = makeFolder()
  const server = createServer()
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as { port: number }
  await new Promise(closed => server.close(closed))
  chmodSync(dir, 0o755)
  const data = join(dir, 'data')
  mkdirSync(data, { mode: 0o700 })
  const [uid, gid] = ['-u', '-g'].map(flag => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)) as [number, number]
  chownSync(data, uid, gid)
  const made = spawnSync(`${BIN}/initdb`, ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C'], { uid, gid, cwd: '/', encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stderr)
  let pid = 0
  const signal = (name: NodeJS.Signals): void => {
    for (const each of [pid, ...readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)]) {
      try {
        process.kill(each, name)
      } catch {
        // One that was asked to end meanwhile did.
      }
    }
  }
  const run = async (): Promise<() => Promise<void>> => {
    const child = spawn(`${BIN}/postgres`, ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${data}`, '-c', 'shared_buffers=16MB'], { uid, gid, cwd: '/', stdio: 'ignore' })
    pid = child.pid!
    const ended = new Promise<void>(done => child.on('close', () => done()))
    for (let tries = 0; tries < 100 && spawnSync(`${BIN}/pg_isready`, ['-h', '127.0.0.1', '-p', String(port)]).status !== 0; tries++) await new Promise(later => setTimeout(later, 100))
    return () => {
      child.kill('SIGQUIT')
      return ended
    }
  }
  let end = await run()
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    async restart(whileDown) {
      await end()
      await whileDown()
      end = await run()
    },
    async freeze(whileFrozen) {
      signal('SIGSTOP')
      try {
        await whileFrozen()
      } finally {
        signal('SIGCONT')
      }
    },
    close: () => end(),
  }
}
