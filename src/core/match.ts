import { compileRegex, readRegex } from './regex.ts'
import { readNumber, type Measure } from './units.ts'
import type { Path } from './parseYaml.ts'

/** What a matcher compares: words, words of several records, octal file modes, or numbers that measure something. */
export type MatchType = 'text' | 'texts' | 'mode' | Measure

/** A value of a track, understood. The one way in which lab compares anything. */
export type Matcher =
  | { op: 'equals'; value: string | number | boolean }
  | { op: 'compare'; sign: '>=' | '<=' | '>' | '<' | '!='; value: number }
  | { op: 'regex'; source: string; test(text: string): boolean }
  | { op: 'all' | 'any'; of: Matcher[] }
  | { op: 'not'; of: Matcher }
  | { op: 'set'; word: 'distinct' | 'same' }

/** What is wrong with a value, and where inside it. */
export interface MatchFlaw {
  path: Path
  message: string
}

/**
 * Reads a value as an author writes it: a plain value equals, `">=3"` and `"<512M"` compare, `/re/` matches, a list means all of these,
 * `{any: [...]}` one of them, `{not: ...}` none; `distinct` and `same` speak about a set of records.
 */
export function parseMatcher(value: unknown, type: MatchType, path: Path = []): Matcher | MatchFlaw {
  if (Array.isArray(value)) return parseList('all', value, type, path)
  if (value !== null && typeof value === 'object') {
    const keys = Object.keys(value)
    const key = keys[0]
    if (keys.length !== 1 || (key !== 'any' && key !== 'not')) return { path, message: 'expected a value, a list, {any: [...]} or {not: ...}' }
    const inner = (value as Record<string, unknown>)[key]
    if (key === 'any') return Array.isArray(inner) ? parseList('any', inner, type, [...path, 'any']) : { path: [...path, 'any'], message: 'any takes a list' }
    const of = parseMatcher(inner, type, [...path, 'not'])
    return 'op' in of ? { op: 'not', of } : of
  }
  if (typeof value === 'boolean') return { op: 'equals', value }
  if (typeof value === 'number') {
    if (type === 'mode') return { path, message: 'a file mode is written in quotes, e.g. "0644": without them YAML reads another number' }
    return { op: 'equals', value: type === 'text' || type === 'texts' ? String(value) : value }
  }
  if (typeof value !== 'string') return { path, message: 'expected a value, found nothing' }
  return parseText(value, type, path)
}

function parseList(op: 'all' | 'any', items: unknown[], type: MatchType, path: Path): Matcher | MatchFlaw {
  if (items.length === 0) return { path, message: 'an empty list asserts nothing' }
  const of: Matcher[] = []
  for (const [index, item] of items.entries()) {
    const each = parseMatcher(item, type, [...path, index])
    if (!('op' in each)) return each
    of.push(each)
  }
  return { op, of }
}

function parseText(value: string, type: MatchType, path: Path): Matcher | MatchFlaw {
  if (type === 'texts' && (value === 'distinct' || value === 'same')) {
    return path.length === 0 ? { op: 'set', word: value } : { path, message: `"${value}" speaks about all records together: it stands alone, not in a list, any or not` }
  }
  const regex = readRegex(value)
  if (regex) {
    try {
      return { op: 'regex', source: value, test: compileRegex(regex.source, regex.flags) }
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('loadRegex')) throw error
      return { path, message: `the regular expression cannot be read: ${(error as Error).message} (RE2 syntax: no look-around, no back-reference)` }
    }
  }
  if (type === 'text' || type === 'texts') return { op: 'equals', value }
  if (type === 'mode') return /^[0-7]{3,4}$/.test(value) ? { op: 'equals', value: value.padStart(4, '0') } : { path, message: `"${value}" is not an octal file mode such as "0644"` }
  const compared = /^(>=|<=|!=|>|<|=)\s*(.*)$/s.exec(value)
  const sign = compared?.[1] as '>=' | '<=' | '!=' | '>' | '<' | '=' | undefined
  const number = readNumber(compared ? compared[2]! : value, type)
  if (typeof number === 'string') return { path, message: number }
  return sign === undefined || sign === '=' ? { op: 'equals', value: number } : { op: 'compare', sign, value: number }
}

/** A matcher of a value that was validated before; a flaw here is a bug of the caller. */
export function matcherOf(value: unknown, type: MatchType): Matcher {
  const matcher = parseMatcher(value, type)
  if ('op' in matcher) return matcher
  throw new Error(`matcher was not validated: ${matcher.message}`)
}

/**
 * Whether one found value satisfies a matcher. A found list satisfies a plain matcher if one of its items does.
 * What was not found (undefined, null) satisfies none, `not` included: nothing seen is nothing passed.
 */
export function matches(matcher: Matcher, found: unknown): boolean {
  if (found === undefined || found === null) return false
  switch (matcher.op) {
    case 'all':
      return matcher.of.every(each => matches(each, found))
    case 'any':
      return matcher.of.some(each => matches(each, found))
    case 'not':
      return !matches(matcher.of, found)
    case 'set':
      throw new Error(`"${matcher.word}" speaks about a set of records`)
  }
  if (Array.isArray(found)) return found.some(item => matches(matcher, item))
  if (matcher.op === 'equals') return matcher.value === found || String(matcher.value) === String(found)
  if (matcher.op === 'regex') return matcher.test(String(found))
  const number = found === '' ? NaN : Number(found)
  // "n/a" is not "other than 0".
  if (Number.isNaN(number)) return false
  switch (matcher.sign) {
    case '>=': return number >= matcher.value
    case '<=': return number <= matcher.value
    case '>': return number > matcher.value
    case '<': return number < matcher.value
    case '!=': return number !== matcher.value
  }
}

/** Whether the values of several records are all different, or all equal. */
export function matchesSet(word: 'distinct' | 'same', found: unknown[]): boolean {
  const different = new Set(found.map(each => JSON.stringify(each))).size
  return word === 'distinct' ? different === found.length : different <= 1
}

const SIGN_WORDS = { '>=': 'at least', '<=': 'at most', '>': 'more than', '<': 'less than', '!=': 'other than' }

/** A matcher for a reader: `3`, `at least 3`, `one of a, b`. */
export function describeMatcher(matcher: Matcher, show: (value: string | number | boolean) => string = String): string {
  switch (matcher.op) {
    case 'equals': return show(matcher.value)
    case 'compare': return `${SIGN_WORDS[matcher.sign]} ${show(matcher.value)}`
    case 'regex': return `matching ${matcher.source}`
    case 'all': return matcher.of.map(each => describeMatcher(each, show)).join(' and ')
    case 'any': return `one of ${matcher.of.map(each => describeMatcher(each, show)).join(', ')}`
    case 'not': return `not ${describeMatcher(matcher.of, show)}`
    case 'set': return matcher.word === 'distinct' ? 'all different' : 'all the same'
  }
}

/** Whether a matcher says of something that it is not so: a text that was cut cannot answer that. */
export function denies(matcher: Matcher): boolean {
  return matcher.op === 'not' || ((matcher.op === 'all' || matcher.op === 'any') && matcher.of.some(denies))
}
