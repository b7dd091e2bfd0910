import { plainLine } from './plainText.ts'

/** One thing that is not as it was. */
export interface Change {
  /** E.g. `file /etc/hosts`. */
  what: string
  how: 'came' | 'went' | 'changed'
  /** What it is now, as the footprint holds it. */
  is?: string
}

/** What another lab makes while it works: its stores, its connections, and folders of challenges in hand. */
const OF_LABS = /^(file|mount) \/(var\/)?tmp\/lab-/

/** What differs between two footprints, but for what differed while nothing was done. Things are named once: not a folder and all that is in it. */
export function compareFootprints(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>, noise: ReadonlySet<string> = new Set()): Change[] {
  const changes: Change[] = []
  for (const [what, is] of after) {
    if (!before.has(what)) changes.push({ what, how: 'came', is })
    else if (before.get(what) !== is) changes.push({ what, how: 'changed', is })
  }
  for (const what of before.keys()) if (!after.has(what)) changes.push({ what, how: 'went' })
  const news = new Set(changes.filter(each => each.how !== 'changed').map(each => each.what))
  const isInside = (what: string): boolean => what.startsWith('file ') && news.has(what.slice(0, what.lastIndexOf('/')))
  return changes.filter(({ what }) => !noise.has(what) && !OF_LABS.test(what) && !isInside(what))
}

/** What changed by itself: never held against a challenge. */
export function noiseOf(changes: Change[]): Set<string> {
  return new Set(changes.map(each => each.what))
}

/** A change in words for an author: a process by its command line, a listener by its port. */
export function describeChange({ what, how, is }: Change): string {
  const [sort, name = ''] = what.split(' ')
  const port = sort === 'listener' ? Number.parseInt(name.split(':')[1] ?? '', 16) : NaN
  const thing = Number.isNaN(port) ? `${what}${sort === 'process' && is ? ` (${plainLine(is.trim(), 80)})` : ''}` : `a listener on tcp port ${port}`
  return `${thing} ${how === 'came' ? 'came and stayed' : how === 'went' ? 'is gone' : 'is another'}`
}
