import type { Matcher } from './match.ts'

/**
 * Whether a version is below (-1), equal to (0) or above (1) another, in the order of dpkg, deb-version(7), which agrees with that of rpm for all but
 * oddities: epoch, then parts that are letters and parts that are numbers in turn; `~` comes before everything, even the end.
 */
export function compareVersions(a: string, b: string): -1 | 0 | 1 {
  const [one, two] = [split(a), split(b)]
  const order = Math.sign(one.epoch - two.epoch) || compareText(one.version, two.version) || compareText(one.revision, two.revision)
  return Math.sign(order) as -1 | 0 | 1
}

/** Whether a package's version satisfies a matcher whose plain values may begin with >=, <=, >, <, != or =. What the author leaves out, epoch or revision, is not compared. */
export function matchesVersion(matcher: Matcher, found: string): boolean {
  switch (matcher.op) {
    case 'all': return matcher.of.every(each => matchesVersion(each, found))
    case 'any': return matcher.of.some(each => matchesVersion(each, found))
    case 'not': return !matchesVersion(matcher.of, found)
    case 'regex': return matcher.test(found)
    case 'equals': {
      const [, sign = '=', wanted] = /^(>=|<=|!=|>|<|=)?\s*(.*)$/s.exec(String(matcher.value))!
      const order = compareVersions(likeWanted(found, wanted!), wanted!)
      return { '=': order === 0, '!=': order !== 0, '>=': order >= 0, '<=': order <= 0, '>': order > 0, '<': order < 0 }[sign]!
    }
    default: return false
  }
}

function likeWanted(found: string, wanted: string): string {
  const { epoch, version, revision } = split(found)
  return `${wanted.includes(':') ? `${epoch}:` : ''}${version}${wanted.includes('-') && revision !== '' ? `-${revision}` : ''}`
}

function split(text: string): { epoch: number; version: string; revision: string } {
  const [, epoch = '0', rest] = /^(?:(\d+):)?(.*)$/s.exec(text)!
  const dash = rest!.lastIndexOf('-')
  return { epoch: Number(epoch), version: dash < 0 ? rest! : rest!.slice(0, dash), revision: dash < 0 ? '' : rest!.slice(dash + 1) }
}

function compareText(a: string, b: string): number {
  const rest = { a, b }
  while (rest.a !== '' || rest.b !== '') {
    const [letters, others] = [/^\D*/.exec(rest.a)![0], /^\D*/.exec(rest.b)![0]]
    for (let at = 0; at < Math.max(letters.length, others.length); at++) {
      const order = weight(letters[at]) - weight(others[at])
      if (order !== 0) return order
    }
    rest.a = rest.a.slice(letters.length)
    rest.b = rest.b.slice(others.length)
    const [number, other] = [/^\d*/.exec(rest.a)![0], /^\d*/.exec(rest.b)![0]]
    const [big, small] = [BigInt(number || 0), BigInt(other || 0)]
    if (big !== small) return big > small ? 1 : -1
    rest.a = rest.a.slice(number.length)
    rest.b = rest.b.slice(other.length)
  }
  return 0
}

/** `~` before the end, the end before letters, letters before all else. */
function weight(char: string | undefined): number {
  if (char === '~') return -1
  if (char === undefined) return 0
  return /[A-Za-z]/.test(char) ? char.charCodeAt(0) : char.charCodeAt(0) + 256
}
