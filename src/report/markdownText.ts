import { plainLine } from '../core/plainText.ts'
import type { Result, Status } from '../model/result.ts'
import { summaryLine } from './resultText.ts'

const WORDS: Record<Status, string> = { pass: 'PASS', fail: '**FAIL**', error: '**ERROR**', skip: 'SKIP', waived: 'WAIVED' }

/** Text of others inside Markdown: every sign that could mean something is written as a reference, which never is markup. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, char => `&#${char.charCodeAt(0)};`)
}

/** The verdicts of all challenges as a page of Markdown of at most `limit` bytes; what does not fit is counted, not cut in the middle. */
export function markdownText(results: Result[], limit: number): string {
  const rows: string[] = []
  for (const result of results) {
    const cell = (text: string): string => escapeMarkdown(plainLine(text, 400))
    rows.push(`### ${cell(result.title)} (${cell(`${result.track}/${result.challenge}`)})\n\n${cell(summaryLine(result))}\n\n`)
    for (const note of result.notes) rows.push(`> ${cell(note)}\n\n`)
    rows.push('| | check | found | what to do |\n|---|---|---|---|\n')
    for (const { status, title, message, next, hint } of result.checks) {
      const todo = status === 'error' ? (next ?? 'not the learner\'s doing: run lab doctor') : status === 'fail' ? (next ?? hint ?? '') : (next ?? '')
      rows.push(`| ${WORDS[status]} | ${cell(title)} | ${cell(message)} | ${cell(todo)} |\n`)
    }
    rows.push('\n')
  }
  const room = limit - 100
  let text = ''
  let bytes = 0
  for (const [index, row] of rows.entries()) {
    bytes += Buffer.byteLength(row)
    if (bytes > room) return limit < 100 ? '' : `${text}\n\n${rows.length - index} more lines do not fit here.\n`
    text += row
  }
  return text
}
