/** A track's place in a course: its name, and those that come before it. */
export interface Step {
  id: string
  after: readonly string[]
}

/** Tracks so that each comes after those it names, and by name where nothing is said. Names of tracks that are not there count for nothing; of a circle the first by name begins. */
export function orderTracks<T extends Step>(tracks: readonly T[]): T[] {
  const waiting = [...tracks].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  const ordered: T[] = []
  while (waiting.length > 0) {
    const ids = new Set(waiting.map(each => each.id))
    const free = waiting.findIndex(each => each.after.every(id => id === each.id || !ids.has(id)))
    ordered.push(...waiting.splice(Math.max(0, free), 1))
  }
  return ordered
}

/** The way from a track back to itself, the track first; undefined where there is none. */
export function circleOf(id: string, tracks: readonly Step[]): string[] | undefined {
  const byId = new Map(tracks.map(each => [each.id, each]))
  const from = new Map<string, string>()
  const open = [id]
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    for (const before of byId.get(at)?.after ?? []) {
      if (before === id) return wayTo(at, id, from)
      if (!from.has(before)) {
        from.set(before, at)
        open.push(before)
      }
    }
  }
  return undefined
}

function wayTo(end: string, start: string, from: ReadonlyMap<string, string>): string[] {
  const way = [end]
  while (way[0] !== start) way.unshift(from.get(way[0]!)!)
  return way
}
