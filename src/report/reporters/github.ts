import { randomUUID } from 'node:crypto'
import { appendFileSync, statSync } from 'node:fs'
import { plainLine, plainText } from '../../core/plainText.ts'
import type { Place } from '../../model/problem.ts'
import type { Reporter, ReporterOptions } from '../../model/reporter.ts'
import type { Verdict } from '../../model/result.ts'
import { markdownText } from '../markdownText.ts'
import { placesOf } from '../placesOf.ts'
import { resultText } from '../resultText.ts'
import { makeStyle } from '../style.ts'

/** Bytes of a step's summary; the server refuses a longer one altogether. */
const SUMMARY_LIMIT = 1024 * 1024

/**
 * For GitHub Actions: the verdicts as text between `::stop-commands::`, so that nothing a host said is obeyed; then an annotation at the place of each check that
 * did not pass, and the job's summary.
 */
export default function github(options: ReporterOptions): Reporter {
  const { write, explain, environment } = options
  const places = placesOf(options)
  return {
    begin: challenge => places.note(challenge),
    result(result) {
      const token = randomUUID()
      write(`::stop-commands::${token}\n${resultText(result, makeStyle(false), { explain })}::${token}::\n`)
      for (const verdict of result.checks) write(annotation(verdict, `${result.track}/${result.challenge}`, places.of(result, verdict)))
    },
    end(results) {
      const file = environment?.GITHUB_STEP_SUMMARY
      if (!file) return
      const used = statSync(file, { throwIfNoEntry: false })?.size ?? 0
      appendFileSync(file, markdownText(results, SUMMARY_LIMIT - used))
    },
  }
}

/** FAIL and ERROR are both errors for the server, and the title says which; what was skipped or waived is a notice. */
function annotation(verdict: Verdict, address: string, place: Place | undefined): string {
  const { status, id, title, message, evidence, next, hint } = verdict
  if (status === 'pass') return ''
  const command = status === 'fail' || status === 'error' ? 'error' : 'notice'
  const word = { fail: 'FAIL', error: 'ERROR (could not be judged)', skip: 'SKIP', waived: 'WAIVED' }[status]
  const lines = [plainLine(title, 400), plainText(message), ...(evidence ? [`see: ${plainText(evidence)}`] : []), ...(next ? [`do: ${plainText(next)}`] : []), ...(hint ? [`hint: ${plainText(hint)}`] : [])]
  return workflowCommand(command, { ...(place ? { file: place.file, line: place.line, col: place.column } : {}), title: `${word} ${plainLine(`${address} ${id}`)}` }, lines.join('\n'))
}

/** A workflow command: what it is told cannot end its line, nor its properties. */
export function workflowCommand(name: 'error' | 'warning' | 'notice', properties: Record<string, string | number>, text: string): string {
  const escape = (value: string): string => value.replace(/[%\r\n]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
  const property = (value: string): string => escape(plainText(value)).replace(/[:,]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  const list = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`).join(',')
  return `::${name} ${list}::${escape(text)}\n`
}
