import { plainLine } from '../core/plainText.ts'
import type { Verdict } from '../model/result.ts'
import type { Mark } from './gradebookModel.ts'

/** The checks of the attempt that counts for a mark, in lines for its student: no more than was disclosed. */
export function checkWords({ attempt, waived }: Mark, disclosed: ReadonlyMap<number, readonly Verdict[]>): string[] {
  const verdicts = attempt === undefined ? [] : (disclosed.get(attempt) ?? [])
  return verdicts.flatMap(({ id, title, status, message, expected, actual, evidence, hint }) => {
    const how = waived.includes(id) ? 'waived' : status
    const head = `${how.toUpperCase().padEnd(6)} ${plainLine(title)}`
    if (how === 'pass' || how === 'waived') return [head]
    // What was expected was not disclosed: then the message says neither.
    const found = expected !== undefined || actual === undefined ? [] : [`found: ${typeof actual === 'string' ? actual : JSON.stringify(actual)}`]
    return [head, ...[message, ...found, ...(evidence === undefined ? [] : [evidence]), ...(hint === undefined ? [] : [`hint: ${hint}`])].map(line => `       ${plainLine(line, 300)}`)]
  })
}
