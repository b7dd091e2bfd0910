import { plainText } from '../core/plainText.ts'
import type { Problem } from '../model.ts'

/** Problems for an author: place, message and code frame each, all of them. */
export function problemText(problems: Problem[]): string {
  return problems.map(({ file, line, column, message, frame }) => `${plainText(file)}:${line}:${column}: ${plainText(message)}\n${frame ? `${frame}\n` : ''}\n`).join('')
}
