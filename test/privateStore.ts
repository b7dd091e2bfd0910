import { spawnSync } from 'node:child_process'
import { existsSync, rmdirSync } from 'node:fs'
import { isUnknown } from '../src/core/judge.ts'
import { openLocal } from '../src/host/local.ts'
import type { Host } from '../src/model/host.ts'
import { buildStandIn } from '../src/run/buildStandIn.ts'
import { openPrivateStore as openStore } from '../src/run/privateStore.ts'
import { surveyHost } from '../src/run/survey.ts'

/** A container store of a test's own, with an image `busybox` made of this machine's static busybox. */
export interface PrivateStore {
  dir: string
  host: Host
  /** Runs podman on this store; throws with its words where it fails. */
  podman(...args: string[]): string
  /** The same without throwing. */
  tryPodman(...args: string[]): { code: number; output: string }
  /** Leaves nothing behind. */
  close(): Promise<void>
}

/** Why this machine cannot run containers in a store of their own; undefined where it can. */
export function noContainers(): string | undefined {
  if (process.getuid?.() !== 0) return 'not root'
  if (spawnSync('podman', ['--version']).status !== 0) return 'podman is not installed'
  return existsSync('/bin/busybox') ? undefined : '/bin/busybox is not installed'
}

/** Opens one, made as `lab try` makes its own. */
export async function openPrivateStore(): Promise<PrivateStore> {
  const offers = await surveyHost(openLocal({ environment: process.env, needsRoot: true }))
  if (isUnknown(offers)) throw new Error(offers.unknown)
  const store = await openStore(offers, process.env)
  const host = openLocal({ environment: store.environment, needsRoot: true })
  const tryPodman = (...args: string[]): { code: number; output: string } => {
    const { status, stdout, stderr } = spawnSync('podman', args, { cwd: store.dir, env: store.environment, encoding: 'utf8' })
    return { code: status ?? -1, output: status === 0 ? stdout.trim() : `${stdout}${stderr}`.trim() }
  }
  const built = await buildStandIn('busybox', 'localhost/busybox', host)
  if (built.code !== 0) throw new Error(built.stderr)
  return {
    dir: store.dir, host, tryPodman, close: store.close,
    podman(...args) {
      const { code, output } = tryPodman(...args)
      if (code !== 0) throw new Error(`podman ${args.join(' ')}: ${output}`)
      return output
    },
  }
}

/** Removes an empty cgroup; false where it is still in use. */
export function removeGroup(folder: string): boolean {
  try {
    rmdirSync(folder)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
  return true
}
