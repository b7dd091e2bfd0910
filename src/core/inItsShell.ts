import { quote } from './quote.ts'

/** A script as sh runs it; one that names bash in its first line gets bash, without the start-up files that a learner can write. `words` go before it, on one line. */
export function inItsShell(text: string, words = ''): string {
  return /^#!.*\bbash\b/.test(text) ? `exec bash --noprofile --norc -c ${quote(words + text)} check` : words + text
}
