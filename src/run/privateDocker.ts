import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment } from '../host/cleanRoom.ts'
import { hasProgram } from '../host/hasProgram.ts'
import { openLocal } from '../host/local.ts'
import { spawn } from '../host/spawn.ts'
import type { Host } from '../model/host.ts'
import { engineCall } from './engineCall.ts'

/** A real Docker daemon in a network namespace and folders of its own. */
export interface PrivateDocker {
  /** Leads the docker client to it. */
  environment: Record<string, string | undefined>
  /** Ends it with all its containers, by its pid, and removes what it made. */
  close(): Promise<void>
}

/** Tenths of a second in which it must answer. */
const TRIES = 300

/** Why there can be none here; undefined where there can. */
export function whyNoPrivateDocker(): string | undefined {
  if (process.getuid!() !== 0) return 'a Docker daemon of its own needs root'
  for (const program of ['dockerd', 'docker', 'unshare']) if (!hasProgram(program)) return `${program} is not installed`
  return undefined
}

/** Starts one, in a room or in a network namespace of its own: it can change no firewall and no forwarding of the host. */
export async function openPrivateDocker(environment: Record<string, string | undefined>, room?: { pid: number; dir: string }): Promise<PrivateDocker> {
  const dir = mkdtempSync(room ? join(room.dir, 'docker-') : '/var/tmp/lab-docker-')
  const socket = `unix://${dir}/d.sock`
  const own = { ...environment, DOCKER_HOST: socket }
  const host = openLocal({ environment: own, needsRoot: false, engine: 'docker', ...(room === undefined ? {} : { room: room.pid }) })
  const daemon = `cd "$lab_dir" && exec nohup ${room === undefined ? 'unshare -n ' : ''}dockerd --host "unix://$lab_dir/d.sock" --data-root "$lab_dir/d" --exec-root "$lab_dir/x" --pidfile "$lab_dir/pid" --iptables=false --bridge=none >log 2>&1 </dev/null &`
  await host.run({ script: daemon, env: { lab_dir: dir }, deadlineMs: 10_000, cap: 4096, keepChildren: true })
  let up = false
  for (let tries = 0; tries < TRIES && !up; tries++) {
    await wait(100)
    up = (await engineCall(host, ['version'], 10)).code === 0
  }
  const close = async (): Promise<void> => {
    if (up) {
      const listed = await engineCall(host, ['ps', '--all', '--quiet'], 30)
      const ids = listed.stdout.split('\n').filter(id => id !== '')
      if (ids.length > 0) await engineCall(host, ['rm', '--force', ...ids], 120)
    }
    await endDaemon(dir, host)
    up = false
  }
  if (up) return { environment: own, close }
  const log = existsSync(join(dir, 'log')) ? readFileSync(join(dir, 'log'), 'utf8').trim().split('\n').at(-1) : ''
  await close()
  throw new Error(`the Docker daemon did not start: ${log}`)
}

/** Ends the daemon by its pid, which counts in the namespace that the daemon lives in, and waits until it is gone. In a room nobody collects it: it stays as a zombie. */
const END = `[ -f "$lab_dir/pid" ] || exit 0
lab_pid=$(cat "$lab_dir/pid"); kill "$lab_pid" 2>/dev/null || exit 0
while kill -0 "$lab_pid" 2>/dev/null && ! grep -q '^State:.Z' "/proc/$lab_pid/status" 2>/dev/null; do sleep 0.1; done`

async function endDaemon(dir: string, host: Host): Promise<void> {
  await host.run({ script: END, env: { lab_dir: dir }, deadlineMs: 30_000, cap: 4096 })
  const here = (argv: [string, ...string[]]) => spawn({ argv, env: cleanEnvironment({}), deadlineMs: 20_000, cap: 4096 })
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').map(line => line.split(' ')[4] ?? '').filter(point => point.startsWith(`${dir}/`))
  for (const mount of mounts.reverse()) await here(['umount', '-l', '--', mount])
  rmSync(dir, { recursive: true, force: true })
  // The daemon leaves the parent of its containers' cgroups; rmdir takes it only where nothing is in it.
  await here(['/bin/sh', '-c', 'rmdir /sys/fs/cgroup/*/docker'])
}

function wait(ms: number): Promise<void> {
  return new Promise(later => setTimeout(later, ms))
}
