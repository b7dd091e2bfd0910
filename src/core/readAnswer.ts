import { matches, type Matcher } from './match.ts'

/** What was meant, whatever blanks, quotes and capitals stand in it. */
export function plainAnswer(text: string): string {
  return text.trim().replace(/^(["'`])(.*)\1$/s, '$2').trim().replace(/\s+/g, ' ').toLowerCase()
}

/** The one number in an answer: `4026532281` of `net:[4026532281]`. */
export function numberIn(typed: string): number | undefined {
  const found = typed.match(/\d+/g)
  return found?.length === 1 ? Number(found[0]) : undefined
}

/** Whether an answer matches, forgiving what `plainAnswer` takes away. */
export function matchesKindly(matcher: Matcher, typed: string): boolean {
  switch (matcher.op) {
    case 'all': return matcher.of.every(each => matchesKindly(each, typed))
    case 'any': return matcher.of.some(each => matchesKindly(each, typed))
    case 'not': return !matchesKindly(matcher.of, typed)
    case 'equals': return plainAnswer(String(matcher.value)) === plainAnswer(typed)
    default: return matches(matcher, [typed.trim(), plainAnswer(typed)])
  }
}

/** A number without the marks that people put between its thousands. */
export function ungroup(text: string): string {
  return /^\d{1,3}([.,_ ']\d{3})+$/.test(text) ? text.replace(/\D/g, '') : text
}
