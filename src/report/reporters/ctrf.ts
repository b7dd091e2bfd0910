import { jsonText } from '../../core/jsonText.ts'
import { plainData } from '../../core/plainData.ts'
import { plainLine, plainText } from '../../core/plainText.ts'
import type { Place } from '../../model/problem.ts'
import type { Reporter, ReporterOptions } from '../../model/reporter.ts'
import type { Result, Status, Verdict } from '../../model/result.ts'
import { placesOf } from '../placesOf.ts'

/** The words of CTRF. It has none for "could not be judged": that is `other`, and `rawStatus` says which. */
const STATUS: Record<Status, string> = { pass: 'passed', fail: 'failed', error: 'other', skip: 'skipped', waived: 'other' }

/** For dashboards: the Common Test Report Format, a test a check. FAIL is failed; ERROR and WAIVED are `other`, which is neither passed nor failed. */
export default function ctrf(options: ReporterOptions): Reporter {
  const places = placesOf(options)
  return {
    begin: challenge => places.note(challenge),
    end(results) {
      const checks = results.flatMap(each => each.checks)
      const count = (status: string): number => checks.filter(each => STATUS[each.status] === status).length
      const starts = results.map(each => Date.parse(each.startedAt))
      const stops = results.map(each => Math.round(Date.parse(each.startedAt) + each.durationMs))
      options.write(jsonText({
        reportFormat: 'CTRF',
        specVersion: '0.0.0',
        generatedBy: 'lab',
        results: {
          tool: { name: 'lab', ...(options.version === undefined ? {} : { version: options.version }) },
          summary: {
            tests: checks.length, passed: count('passed'), failed: count('failed'), skipped: count('skipped'), pending: 0, other: count('other'), suites: results.length,
            start: starts.length > 0 ? Math.min(...starts) : 0, stop: stops.length > 0 ? Math.max(...stops) : 0,
          },
          tests: results.flatMap(result => result.checks.map(verdict => testOf(result, verdict, places.of(result, verdict), options.explain))),
        },
      }))
    },
  }
}

/** All checks are one look at the host: the run has the time, and a test has none of its own. */
function testOf(result: Result, verdict: Verdict, place: Place | undefined, explain: boolean): object {
  const { id, title, status, kind, host, points, maxPoints, message, expected, actual, evidence, reason, hint, next } = verdict
  const told = status === 'pass' ? {} : { message: plainText(status === 'waived' ? `waived: ${message}` : message) }
  return {
    name: `${id}: ${plainLine(title, 400)}`,
    status: STATUS[status],
    rawStatus: status,
    duration: 0,
    suite: [plainLine(`${result.track}/${result.challenge}`)],
    ...told,
    ...(place ? { filePath: plainText(place.file), line: place.line } : {}),
    tags: [kind],
    extra: plainData({
      kind, host, points, maxPoints, gradedBy: result.gradedBy, ...defined({ expected, found: actual, evidence, reason, hint, next, lookWith: explain ? verdict.explain : undefined }), ...(result.notes.length > 0 ? { notes: result.notes } : {}),
    }),
  }
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
