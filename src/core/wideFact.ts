/** What sort of thing a fact is: each is read by checks of some kinds. */
export type FactSort = 'containers' | 'images' | 'programs' | 'accounts of processes' | 'namespaces' | 'limits' | 'capabilities' | 'seccomp' | 'labels' | 'mounts' | 'environments' | 'sockets' | 'files' | 'accounts' | 'packages' | 'answers' | 'the rest of the host'

/** The kinds of checks that read a sort of fact. */
export const READERS: Record<FactSort, readonly string[]> = {
  containers: ['container'], images: ['container', 'image'], programs: ['process', 'container'], 'accounts of processes': ['process'], namespaces: ['namespace', 'process'], limits: ['cgroup'], capabilities: ['capabilities'],
  seccomp: ['seccomp'], labels: ['process', 'selinux'], mounts: ['mount'], environments: ['process'], sockets: ['port', 'command'], files: ['file', 'command'], accounts: ['user'], packages: ['package'], answers: ['answer'], 'the rest of the host': ['command', 'script'],
}

/** One thing that a wide look saw, in words that are the same whenever the same was done: ids, pids, inode numbers and times became names. */
export interface WideFact {
  sort: FactSort
  value: string
}

/** By what it is about, e.g. `db: state`. */
export type WideFacts = Map<string, WideFact>

/** A fact that is not as it is after the solution. Missing where there was, or is, nothing. */
export interface FactChange {
  what: string
  sort: FactSort
  was?: string
  is?: string
}

/** What differs, but for what differs by itself. */
export function compareWide(before: WideFacts, after: WideFacts, noise: ReadonlySet<string> = new Set()): FactChange[] {
  const changes: FactChange[] = []
  for (const [what, { sort, value: was }] of before) {
    const is = after.get(what)?.value
    if (is !== was && !noise.has(what)) changes.push({ what, sort, was, ...(is === undefined ? {} : { is }) })
  }
  for (const [what, { sort, value: is }] of after) if (!before.has(what) && !noise.has(what)) changes.push({ what, sort, is })
  // What came or went is named once: not a process and all that is known of it.
  const whole = new Set(changes.filter(({ was, is }) => was === undefined || is === undefined).map(each => each.what))
  return changes.filter(({ what }) => !whole.has(what.slice(0, what.lastIndexOf(': '))))
}
