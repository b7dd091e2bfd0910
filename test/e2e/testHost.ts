import { execa } from 'execa'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
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

/** Runs a program without a terminal, and with nothing to read where nothing is given. */
export async function run(program: string, args: string[], environment: Record<string, string | undefined>, input?: string): Promise<Said> {
  const { exitCode, stdout, stderr } = await execa(program, args, { reject: false, ...(input === undefined ? { stdin: 'ignore' } : { input }), extendEnv: false, env: environment as Record<string, string>, stripFinalNewline: false })
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

/** What a run of `lab try` left on this machine, told by the store and the container ids that its output names: others may be at work beside it. */
export function leftovers(output: string): string[] {
  const words = [...new Set(output.match(/lab-private-\w+|\b[0-9a-f]{64}\b/g) ?? [])]
  const groups = (dir: string): string[] => readdirSync(dir, { withFileTypes: true }).filter(entry => entry.isDirectory()).flatMap(entry => [join(dir, entry.name), ...(entry.name === 'libpod_parent' || dir === '/sys/fs/cgroup' ? groups(join(dir, entry.name)) : [])])
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').map(line => line.split(' ')[4] ?? '')
  const processes = readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(pid => readMaybe(`/proc/${pid}/cmdline`).replaceAll('\0', ' '))
  const places = [...groups('/sys/fs/cgroup'), ...mounts, ...processes, ...readdirSync('/var/tmp'), ...readdirSync('/dev/shm'), ...(existsSync('/run/netns') ? readdirSync('/run/netns') : [])]
  return places.filter(place => words.some(word => place.includes(word)))
}

/** Settings of the host's network that a bridged container would change. */
export function networkSettings(): string[] {
  return ['/proc/sys/net/ipv4/ip_forward', '/proc/net/route', '/proc/net/ip_tables_names'].map(readMaybe)
}

export function readMaybe(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** A folder of the test's own. */
export function temporaryFolder(): { dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'lab-test-'))
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) }
}
