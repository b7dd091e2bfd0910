/** What a place in the tree of processes takes: who it is, and who started it. */
export interface Born {
  pid: number
  ppid: number
}

/** One line of a drawn tree; lines stand in the order of drawing, so that no depth of a host's tree can exhaust ours. */
export interface Branch<T extends Born> {
  of: T
  /** How many lines above it lead to it; 0 for a root. */
  depth: number
  /** No sister comes after it. */
  last: boolean
}

/** Some processes as a tree, sisters by pid. Whose parent is not among them is a root, and so is one of each circle: pids are used again while one looks. */
export function layTree<T extends Born>(some: readonly T[]): Branch<T>[] {
  const sorted = [...some].sort((a, b) => a.pid - b.pid)
  const byPid = new Map(sorted.map(each => [each.pid, each]))
  const children = childrenOf(sorted)
  const roots = sorted.filter(each => each.ppid === each.pid || !byPid.has(each.ppid))
  const placed = new Set<number>()
  const lines: Branch<T>[] = []
  const place = (root: T, last: boolean): void => {
    const open: Branch<T>[] = [{ of: root, depth: 0, last }]
    for (let line = open.pop(); line; line = open.pop()) {
      placed.add(line.of.pid)
      lines.push(line)
      const below = (children.get(line.of.pid) ?? []).filter(each => !placed.has(each.pid))
      for (let index = below.length - 1; index >= 0; index--) open.push({ of: below[index]!, depth: line.depth + 1, last: index === below.length - 1 })
    }
  }
  for (const [index, root] of roots.entries()) place(root, index === roots.length - 1)
  // What no root leads to goes round in a circle.
  for (const each of sorted) if (!placed.has(each.pid)) place(each, true)
  return lines
}

/** Some processes, all above them and all below them, by pid. */
export function around(all: readonly Born[], pids: Iterable<number>): Set<number> {
  const kept = descendants(all, pids)
  for (const pid of ancestors(all, pids)) kept.add(pid)
  return kept
}

/** Some processes and all below them, by pid. */
export function descendants(all: readonly Born[], pids: Iterable<number>): Set<number> {
  const children = childrenOf(all)
  const kept = new Set<number>()
  const open = [...pids]
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    if (kept.has(pid)) continue
    kept.add(pid)
    for (const child of children.get(pid) ?? []) open.push(child.pid)
  }
  return kept
}

/** Some processes and all above them, by pid: a way that was gone once is not gone again. */
export function ancestors(all: readonly Born[], pids: Iterable<number>): Set<number> {
  const byPid = new Map(all.map(each => [each.pid, each]))
  const kept = new Set<number>()
  for (const pid of pids) for (let at = byPid.get(pid); at && !kept.has(at.pid); at = byPid.get(at.ppid)) kept.add(at.pid)
  return kept
}

function childrenOf<T extends Born>(all: readonly T[]): Map<number, T[]> {
  const children = new Map<number, T[]>()
  for (const each of all) {
    if (each.ppid === each.pid) continue
    const sisters = children.get(each.ppid)
    if (sisters) sisters.push(each)
    else children.set(each.ppid, [each])
  }
  return children
}
