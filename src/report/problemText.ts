import { plainLine, plainName } from '../core/plainText.ts'
import type { Problem } from '../model/problem.ts'

/** Problems for an author: place, message and code frame each, all of them. Files in the folder `cwd` are named from there, as one would type them. */
export function problemText(problems: Problem[], cwd: string): string {
  const named = (file: string): string => (file.startsWith(`${cwd}/`) ? file.slice(cwd.length + 1) : file)
  return problems.map(({ file, line, column, message, frame }) => `${plainName(named(file))}:${line}:${column}: ${plainLine(message, Infinity)}\n${frame ? `${frame}\n` : ''}\n`).join('')
}
