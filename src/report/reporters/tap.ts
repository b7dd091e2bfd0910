import { plainData } from '../../core/plainData.ts'
import { plainLine } from '../../core/plainText.ts'
import type { Reporter, ReporterOptions } from '../../model/reporter.ts'
import type { Result, Verdict } from '../../model/result.ts'

/**
 * For TAP harnesses: version 14, a test point a check; several challenges are subtests. What could not be judged is `not ok` with `severity: error`.
 * `Bail out!` tells a harness to stop everything, so it stands there only where nothing at all could be judged and lab is why.
 */
export default function tap({ write, explain }: ReporterOptions): Reporter {
  return {
    end(results) {
      const lines = results.length === 1 ? points(results[0]!, explain) : [...results.flatMap((result, index) => subtest(result, index + 1, explain)), `1..${results.length}`]
      const judged = results.some(({ summary }) => summary.passed + summary.failed > 0)
      const trouble = results.flatMap(each => each.checks).find(each => each.status === 'error')
      const bail = !judged && trouble ? [`Bail out! ${escape(plainLine(trouble.message, 400))}`] : []
      write(`${['TAP version 14', ...lines, ...bail].join('\n')}\n`)
    },
  }
}

function points({ checks, notes }: Result, explain: boolean): string[] {
  return [...notes.map(note => `# ${plainLine(note, 400)}`), `1..${checks.length}`, ...checks.flatMap((verdict, index) => point(verdict, index + 1, explain))]
}

function subtest(result: Result, number: number, explain: boolean): string[] {
  const { passed, failed, errors } = result.summary
  const name = plainLine(`${result.track}/${result.challenge}`)
  const skip = passed + failed + errors === 0 ? ' # SKIP nothing in it was judged' : ''
  return [
    `# Subtest: ${name}`, ...points(result, explain).map(line => `    ${line}`),
    `${failed + errors > 0 ? 'not ok' : 'ok'} ${number} - ${escape(`${name} ${plainLine(result.title)}`)}${skip}`,
  ]
}

function point(verdict: Verdict, number: number, explain: boolean): string[] {
  const { status, id, title, message } = verdict
  const line = `${status === 'fail' || status === 'error' ? 'not ok' : 'ok'} ${number} - ${escape(`${id} ${plainLine(title)}`)}`
  if (status === 'skip' || status === 'waived') return [`${line} # SKIP ${escape(plainLine(status === 'waived' ? `waived: ${message}` : message, 400))}`]
  if (status === 'pass') return [line]
  const { expected, actual, evidence, reason, hint, next, points: earned, maxPoints } = verdict
  const data = { message, severity: status === 'error' ? 'error' : 'fail', expected, found: actual, evidence, reason, next, hint, points: `${earned} of ${maxPoints}`, ...(explain ? { look_with: verdict.explain } : {}) }
  // JSON is YAML on one line: TAP harnesses read a small part of YAML, and block mappings with keys of somebody else's are not in it.
  const rows = Object.entries(data).filter(([, value]) => value !== undefined).map(([key, value]) => `  ${key}: ${JSON.stringify(plainData(value))}`)
  return [line, '  ---', ...rows, '  ...']
}

/** In a description `#` begins a directive, and `\` takes that from it. */
function escape(text: string): string {
  return text.replace(/[\\#]/g, '\\$&')
}
