import { execa } from 'execa'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isUnknown } from '../../src/core/judge.ts'
import { openLocal } from '../../src/host/local.ts'
import { openPrivateStore } from '../../src/run/privateStore.ts'
import { surveyHost } from '../../src/run/survey.ts'

export const root = new URL('../..', import.meta.url).pathname

/** What a program said and how it ended. */
export interface Said {
  code: number
  out: string
  err: string
}

/** Real podman in a store of the test's own, and the real bin/lab working on it. */
export interface TestHost {
  environment: Record<string, string>
  lab(...args: string[]): Promise<Said>
  podman(...args: string[]): Promise<Said>
  close(): Promise<void>
}

/** Why container tests cannot run here; undefined where they can. */
export async function whyNoContainers(): Promise<string | undefined> {
  const offers = await surveyHost(openLocal({ environment: process.env, needsRoot: false }))
  if (isUnknown(offers)) return offers.unknown
  if (offers.uid !== 0) return 'not root'
  if (!offers.tools.podman) return 'podman is not installed'
  return offers.staticBusybox ? undefined : 'there is no static busybox'
}

/** Runs a program without a terminal. */
export async function run(program: string, args: string[], environment: Record<string, string | undefined>): Promise<Said> {
  const { exitCode, stdout, stderr } = await execa(program, args, { reject: false, stdin: 'ignore', extendEnv: false, env: environment as Record<string, string>, stripFinalNewline: false })
  return { code: exitCode ?? -1, out: stdout, err: stderr }
}

/** Opens a host for a test file; to be closed in its `after`. */
export async function openTestHost(): Promise<TestHost> {
  const offers = await surveyHost(openLocal({ environment: process.env, needsRoot: false }))
  if (isUnknown(offers)) throw new Error(offers.unknown)
  const { CI: _, ...outer } = process.env
  const store = await openPrivateStore(offers, outer)
  const environment = Object.fromEntries(Object.entries(store.environment).filter((each): each is [string, string] => each[1] !== undefined))
  return {
    environment,
    lab: (...args) => run(join(root, 'bin/lab'), args, environment),
    podman: (...args) => run('podman', args, environment),
    close: store.close,
  }
}

/** What a run could leave behind on this machine: containers' cgroups, mounts, network settings, private stores. */
export function machineState(): Record<string, string[]> {
  const groups = (dir: string): string[] => {
    try {
      return readdirSync(dir, { withFileTypes: true }).filter(entry => entry.isDirectory()).flatMap(entry => [join(dir, entry.name), ...(entry.name.startsWith('libpod') ? groups(join(dir, entry.name)) : [])])
    } catch {
      return []
    }
  }
  const read = (file: string): string => {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      return ''
    }
  }
  return {
    cgroups: ['', ...readdirSync('/sys/fs/cgroup')].flatMap(name => groups(join('/sys/fs/cgroup', name))).filter(each => each.includes('libpod')).sort(),
    mounts: read('/proc/self/mountinfo').split('\n').map(line => line.split(' ')[4] ?? '').sort(),
    network: [read('/proc/sys/net/ipv4/ip_forward'), read('/proc/net/route'), read('/proc/net/dev').split('\n').map(line => line.split(':')[0]!.trim()).join(' ')],
    tables: [read('/proc/net/ip_tables_names')],
    stores: readdirSync('/var/tmp').filter(name => name.startsWith('lab-')),
    shared: readdirSync('/dev/shm'),
  }
}

/** A folder of the test's own. */
export function temporaryFolder(): { dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'lab-test-'))
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) }
}
