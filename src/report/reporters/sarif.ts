import type { Notification, ReportingDescriptor } from 'sarif'
import { plainLine, plainText } from '../../core/plainText.ts'
import type { Place } from '../../model/problem.ts'
import type { Reporter, ReporterOptions } from '../../model/reporter.ts'
import type { Result, Verdict } from '../../model/result.ts'
import { placesOf } from '../placesOf.ts'
import { sarifLog, type SarifFinding } from '../sarifLog.ts'

/** For code-review pages: SARIF 2.1.0, a rule a check. FAIL is an error at the check's place; ERROR is `open` and told as a trouble of the tool; WAIVED is suppressed. */
export default function sarif(options: ReporterOptions): Reporter {
  const places = placesOf(options)
  return {
    begin: challenge => places.note(challenge),
    end(results) {
      const all = results.flatMap(result => result.checks.map(verdict => ({ result, verdict, id: `${result.track}/${result.challenge}/${verdict.id}` })))
      const troubles = all.filter(({ verdict }) => verdict.status === 'error')
      const times = results.map(each => Date.parse(each.startedAt))
      const ends = results.map(each => Date.parse(each.startedAt) + each.durationMs)
      options.write(sarifLog({
        rules: all.map(({ id, verdict }) => ruleOf(id, verdict)),
        findings: all.map(({ id, result, verdict }) => findingOf(id, result, verdict, places.of(result, verdict))),
        run: {
          invocations: [{
            executionSuccessful: troubles.length === 0,
            ...(times.length > 0 ? { startTimeUtc: new Date(Math.min(...times)).toISOString(), endTimeUtc: new Date(Math.max(...ends)).toISOString() } : {}),
            toolExecutionNotifications: troubles.map(({ id, verdict }): Notification => ({ level: 'error', message: { text: `${plainLine(id)}: ${plainText(verdict.message)}` } })),
          }],
        },
        ...(options.version === undefined ? {} : { version: options.version }),
      }))
    },
  }
}

function ruleOf(id: string, { title, hint }: Verdict): ReportingDescriptor {
  return { id, shortDescription: { text: plainLine(title, 400) || plainLine(id) }, ...(!hint ? {} : { help: { text: plainText(hint) } }) }
}

function findingOf(ruleId: string, result: Result, verdict: Verdict, place: Place | undefined): SarifFinding {
  const { status, message, evidence, next, hint } = verdict
  const words = { pass: 'PASS', fail: 'FAIL', error: 'ERROR, could not be judged', skip: 'SKIP', waived: 'WAIVED' }[status]
  const more = [evidence && `see: ${evidence}`, next && `do: ${next}`, hint && `hint: ${hint}`].filter(Boolean)
  // Only `fail` may have a level; it is also what a suppression takes back.
  const outcome: Pick<SarifFinding, 'kind' | 'level' | 'suppressions'> = {
    pass: { kind: 'pass', level: 'none' }, fail: { kind: 'fail', level: 'error' }, error: { kind: 'open', level: 'none' }, skip: { kind: 'notApplicable', level: 'none' },
    waived: { kind: 'fail', level: 'note', suppressions: [{ kind: 'external', status: 'accepted', justification: plainText(message) || 'waived' }] },
  }[status] as Pick<SarifFinding, 'kind' | 'level' | 'suppressions'>
  return { ruleId, ...outcome, message: [`${words}: ${plainText(message)}`, ...more.map(each => plainText(each!))].join('\n'), name: `${result.track}/${result.challenge}/${verdict.id}`, ...(place ? { place } : {}) }
}
