import { distance } from 'fastest-levenshtein'

/** At most three known words that somebody who wrote `word` may have meant, best first. */
export function suggest(word: string, known: Iterable<string>): string[] {
  const lower = word.toLowerCase()
  const near: { name: string; far: number }[] = []
  for (const name of known) {
    const steps = distance(lower, name.toLowerCase())
    const isNear = (name.toLowerCase().includes(lower) && lower.length > 2) || (steps === 2 && sameLetters(lower, name.toLowerCase()))
    const far = isNear ? Math.min(1, steps) : steps
    if (far <= Math.max(1, Math.floor(Math.max(word.length, name.length) / 3))) near.push({ name, far })
  }
  return near.sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1)).slice(0, 3).map(each => each.name)
}

/** ` (did you mean "count"?)`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const names = suggest(word, known)
  return names.length === 0 ? '' : ` (did you mean ${names.map(name => `"${name}"`).join(' or ')}?)`
}

/** Two letters that changed places are one slip, not two. */
function sameLetters(a: string, b: string): boolean {
  return [...a].sort().join('') === [...b].sort().join('')
}
