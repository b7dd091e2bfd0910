import { plainLine, plainText } from '../../core/plainText.ts'
import type { Reporter, ReporterOptions } from '../../model/reporter.ts'
import type { Result, Verdict } from '../../model/result.ts'
import { dataText } from '../dataText.ts'
import { UNMARKABLE } from '../unmarkable.ts'

/**
 * For CI servers: JUnit XML, a testsuite a challenge, a testcase a check. FAIL is a failure, ERROR an error, SKIP and WAIVED are skipped.
 * All checks are one look at the host, so the suite has the time and its cases have none of their own.
 */
export default function junit({ write, explain }: ReporterOptions): Reporter {
  return {
    end(results) {
      const total = results.reduce((sum, each) => sum + each.durationMs, 0)
      const all = results.flatMap(each => each.checks)
      write(`<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: 'lab', ...counts(all), time: seconds(total) }, results.map(each => suite(each, explain)))}\n`)
    },
  }
}

function suite(result: Result, explain: boolean): string {
  const { track, challenge, title, gradedBy, hosts, notes, checks, summary, durationMs, startedAt } = result
  const properties = [
    property('title', title), property('gradedBy', gradedBy), ...Object.entries(hosts).map(([name, { kind }]) => property('host', `${name}=${kind}`)),
    property('points', summary.points), property('maxPoints', summary.maxPoints), ...notes.map(note => property('note', note)),
  ]
  // The schemas that readers use know a time without its zone; it is UTC.
  const attributes = { name: `${track}/${challenge}`, ...counts(checks), time: seconds(durationMs), timestamp: startedAt.slice(0, 19) }
  return element('testsuite', attributes, [element('properties', {}, properties), ...checks.map(each => testcase(each, `${track}.${challenge}`, explain))])
}

function testcase(verdict: Verdict, classname: string, explain: boolean): string {
  const { id, title, kind, host, points, maxPoints, status, message, reason } = verdict
  const properties = element('properties', {}, [property('kind', kind), property('host', host), property('points', points), property('maxPoints', maxPoints)])
  const outcome = {
    pass: [], fail: [element('failure', { message: line(message), type: 'fail' }, details(verdict, explain))], error: [element('error', { message: line(message), type: reason ?? 'error' }, details(verdict, explain))],
    skip: [element('skipped', { message: line(message), type: reason ?? 'skip' })], waived: [element('skipped', { message: line(`waived: ${message}`), type: 'waived' })],
  }[status]
  return element('testcase', { name: `${id}: ${line(title)}`, classname, time: '0' }, [properties, ...outcome])
}

/** What a reader of a failed case needs, a line each; what goes on is indented, so that no line of a host looks like one of ours. */
function details({ message, expected, actual, evidence, next, hint, explain: native }: Verdict, explain: boolean): string {
  const rows = { message, expected: dataText(expected), found: dataText(actual), see: evidence, do: next, hint, 'look with': explain ? native : undefined }
  return escape(Object.entries(rows).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value.replaceAll('\n', '\n  ')}`])).join('\n'))
}

function counts(checks: Verdict[]): Record<string, string> {
  const count = (...statuses: Verdict['status'][]): string => String(checks.filter(each => statuses.includes(each.status)).length)
  return { tests: String(checks.length), failures: count('fail'), errors: count('error'), skipped: count('skip', 'waived') }
}

function property(name: string, value: string | number): string {
  return element('property', { name, value: line(String(value)) })
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}

function line(text: string): string {
  return plainLine(text, 400)
}

/** `content` is text that is escaped already, or elements. */
function element(name: string, attributes: Record<string, string>, content: string | string[] = ''): string {
  const start = `<${name}${Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`).join('')}`
  if (typeof content === 'string') return content === '' ? `${start}/>` : `${start}>${content}</${name}>`
  return content.length === 0 ? `${start}/>` : `${start}>\n${content.join('\n').replace(/^(?= *<)/gm, '  ')}\n</${name}>`
}

/** Text for XML 1.0: markup is escaped, control characters become visible, and what no escape can express is left out. */
function escape(text: string): string {
  const words = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\t': '&#9;' } as Record<string, string>
  return plainText(text).replace(UNMARKABLE, '').replace(/[&<>"\t]/g, char => words[char]!)
}
