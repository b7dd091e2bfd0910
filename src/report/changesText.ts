import { plainLine } from '../core/plainText.ts'
import type { Change } from '../model/result.ts'

/** What is judged otherwise than when a capture was taken, a line each. */
export function changesText(changes: Change[]): string {
  if (changes.length === 0) return 'no verdict changed since the capture was taken\n'
  const lines = changes.map(({ id, was, is }) => `  ${plainLine(id)}: ${is === null ? `was ${was}, and there is no such check now` : was === null ? `is ${is}, and there was no such check` : `was ${was}, is ${is}`}`)
  return `changed since the capture was taken:\n${lines.join('\n')}\n`
}
