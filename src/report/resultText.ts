import { plainLine, plainText } from '../core/plainText.ts'
import { wrap } from '../core/wrap.ts'
import type { Result, Verdict } from '../model/result.ts'
import { statusWord, type Style } from './style.ts'

const INDENT = '       '
const LABEL = 9
/** Narrower than this nothing is wrapped: a terminal of fewer than 37 columns breaks lines by itself. */
const MIN_ROOM = 20

/** A judged challenge for a reader: a line a check, and under what did not pass what was expected, what was found and what to do. */
export function resultText(result: Result, style: Style, { explain, columns }: { explain: boolean; columns?: number }): string {
  const lines = [style.bold(`${plainLine(result.title)}  (${plainLine(`${result.track}/${result.challenge}`)})`)]
  for (const note of result.notes) lines.push(...wrap(plainLine(note, 400), columns === undefined ? Infinity : Math.max(MIN_ROOM, columns)).map(style.dim))
  for (const verdict of result.checks) lines.push(...verdictLines(verdict, style, explain, columns))
  lines.push('', summaryLine(result))
  return `${lines.join('\n')}\n`
}

function verdictLines(verdict: Verdict, style: Style, explain: boolean, columns?: number): string[] {
  const word = statusWord(verdict.status, style)
  const pad = ' '.repeat(Math.max(1, 7 - verdict.status.length))
  const room = (indent: number): number => (columns === undefined ? Infinity : Math.max(MIN_ROOM, columns - indent))
  const lines = wrap(plainLine(verdict.title), room(INDENT.length)).map((line, index) => (index === 0 ? `${word}${pad}` : INDENT) + style.bold(line))
  const label = (name: string, text: string): void => {
    const wrapped = plainText(text).split('\n').flatMap(line => wrap(line, room(INDENT.length + LABEL + 1)))
    for (const [index, line] of wrapped.entries()) lines.push(`${INDENT}${style.dim((index === 0 ? name : '').padEnd(LABEL))} ${line}`)
  }
  if (verdict.status === 'fail') {
    label('found', verdict.message)
    if (verdict.evidence) label('see', verdict.evidence)
    if (verdict.next) label('do', verdict.next)
    if (verdict.hint) label('hint', `${verdict.hint}`)
  } else if (verdict.status === 'error') {
    label('trouble', verdict.message)
    label('do', verdict.next ?? 'not your doing: run `lab doctor`')
  } else if (verdict.status === 'skip') {
    label(verdict.reason === 'needs' ? 'waits for' : 'because', verdict.message.replace(/^waits for: /, ''))
    if (verdict.next) label('do', verdict.next)
  } else if (explain) label('found', verdict.message)
  if (explain) label('look with', verdict.explain)
  return lines
}

/** `1 of 4 passed, 1 failed, 1 skipped, 1 could not be judged`. */
export function summaryLine({ summary, checks }: Result): string {
  const parts = [`${summary.passed} of ${checks.length} passed`]
  if (summary.failed > 0) parts.push(`${summary.failed} failed`)
  if (summary.skipped > 0) parts.push(`${summary.skipped} skipped`)
  if (summary.waived > 0) parts.push(`${summary.waived} waived`)
  if (summary.errors > 0) parts.push(`${summary.errors} could not be judged`)
  return parts.join(', ')
}
