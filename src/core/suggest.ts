import { distance } from 'fastest-levenshtein'

/** At most three known words that somebody who wrote `word` may have meant, best first. */
export function suggest(word: string, known: Iterable<string>): string[] {
  const lower = word.toLowerCase()
  const near: { name: string; far: number }[] = []
  for (const name of known) {
    const far = name.toLowerCase().includes(lower) && lower.length > 2 ? 1 : distance(lower, name.toLowerCase())
    if (far <= Math.max(1, Math.floor(Math.max(word.length, name.length) / 3))) near.push({ name, far })
  }
  return near.sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1)).slice(0, 3).map(each => each.name)
}

/** ` (did you mean "count"?)`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const names = suggest(word, known)
  return names.length === 0 ? '' : ` (did you mean ${names.map(name => `"${name}"`).join(' or ')}?)`
}
