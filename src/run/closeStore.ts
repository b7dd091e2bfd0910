import { readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment } from '../host/cleanRoom.ts'
import { openLocal } from '../host/local.ts'
import { spawn } from '../host/spawn.ts'
import { engineCall } from './engineCall.ts'

/** How often the folder is tried to be removed, and its processes are waited for, five times a second. */
const REMOVALS = 50

/** Removes the containers of a private store, their mounts and cgroups, and its folder. `environment` selects it. Safe to call twice. */
export async function closeStore(dir: string, environment: Record<string, string | undefined>): Promise<void> {
  const host = openLocal({ environment, needsRoot: false })
  const listed = await engineCall(host, ['ps', '--all', '--quiet', '--no-trunc'], 30)
  const ids = listed.stdout.split('\n').filter(line => /^[0-9a-f]{64}$/.test(line))
  // Twice: a container whose namespace others share goes only after them.
  for (let round = 0; round < 2 && ids.length > 0; round++) await engineCall(host, ['rm', '--force', '--all', '--time', '0'], 120)
  // Files of a rootless store belong to subordinate ids, which only its own user namespace may remove.
  if (process.getuid!() !== 0) await engineCall(host, ['unshare', 'rm', '-rf', '--one-file-system', '--', join(dir, 'data')], 60)
  endPauseProcess(dir)
  await monitorsGone(dir)
  removeCgroups(ids)
  await removeFolder(dir)
}

/** Waits for the monitors of ended containers: each starts one more podman that cleans up, which would make the folder anew when it is gone. */
async function monitorsGone(dir: string): Promise<void> {
  for (let tries = 0; tries < REMOVALS && worksIn(dir); tries++) await new Promise(later => setTimeout(later, 200))
}

/** Whether a process names the folder in its arguments, as conmon and its clean-up do. */
function worksIn(dir: string): boolean {
  return readdirSync('/proc').some(pid => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${dir}/`)
    } catch {
      return false // It has ended.
    }
  })
}

/** Takes the folder away with all mounts in it. The monitor of a container may still be cleaning up after it, and mounts once more. */
async function removeFolder(dir: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    for (const mount of mountsUnder(dir)) await runHere(['umount', '-l', '--', mount])
    try {
      return rmSync(dir, { recursive: true, force: true })
    } catch (error) {
      if (tries >= REMOVALS) throw error
      await new Promise(later => setTimeout(later, 200))
    }
  }
}

/** A rootless podman leaves a process that holds its user namespace open. */
function endPauseProcess(dir: string): void {
  for (const file of ['tmp/pause.pid', 'runtime/libpod/tmp/pause.pid']) {
    try {
      process.kill(Number(readFileSync(join(dir, file), 'utf8')))
    } catch {
      // There is none, or it is gone.
    }
  }
}

/** Mount points under a folder, deepest first. */
function mountsUnder(dir: string): string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8').split('\n').map(line => line.split(' ')[4] ?? '').filter(point => point.startsWith(`${dir}/`)).sort((a, b) => b.length - a.length)
}

/** podman with cgroupfs leaves empty cgroups of ended containers; only those of these ids go, and their parent if nothing else is in it. */
function removeCgroups(ids: string[]): void {
  if (ids.length === 0) return
  let roots: string[]
  try {
    roots = ['', ...readdirSync('/sys/fs/cgroup')].map(name => join('/sys/fs/cgroup', name, 'libpod_parent'))
  } catch {
    return
  }
  for (const parent of roots) {
    for (const dir of [...ids.flatMap(id => [join(parent, `libpod-${id}`), join(parent, `libpod-conmon-${id}`)]), join(parent, 'conmon'), parent]) {
      try {
        rmdirSync(dir)
      } catch {
        // It is not there, or holds somebody else's.
      }
    }
  }
}

async function runHere(argv: [string, ...string[]]): Promise<void> {
  await spawn({ argv, env: cleanEnvironment({}), deadlineMs: 20_000, cap: 4096 })
}
