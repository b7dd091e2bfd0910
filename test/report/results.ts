/** Results for tests of reports: those of the golden files, and hostile ones. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Reporter, ReporterOptions } from '../../src/model/reporter.ts'
import type { Result, Status, Verdict } from '../../src/model/result.ts'
import { summarize } from '../../src/core/score.ts'

const folder = fileURLToPath(new URL('../golden/report', import.meta.url))
/** The results of the golden files, by scenario. */
export const kept = readdirSync(folder).filter(name => name.endsWith('.json.txt')).map(name => ({ name: name.split('.')[0]!, result: JSON.parse(readFileSync(join(folder, name), 'utf8')) as Result }))
/** One of each verdict. */
export const mixed = kept.find(each => each.name === 'mixed')!.result
export const pass = kept.find(each => each.name === 'pass')!.result
export const skips = kept.find(each => each.name === 'all-skipped')!.result
export const error = kept.find(each => each.name === 'error')!.result

/** What a reporter writes about some results; each check is said to stand in a line of its own of a file in the folder /repo. */
export function report(make: (options: ReporterOptions) => Reporter, results: Result[], explain = false, options: Partial<ReporterOptions> = {}): string {
  let text = ''
  const reporter = make({ write: more => void (text += more), color: false, live: false, explain, strict: false, cwd: '/repo', ...options })
  for (const result of results) {
    void reporter.begin?.({ track: result.track, id: result.challenge, title: result.title, checks: result.checks.map(({ id, title }, index) => ({ id, title, place: { file: '/repo/tracks/a b/challenge.yaml', line: index + 3, column: 9 } })) })
    void reporter.result?.(result)
  }
  void reporter.end?.(results)
  return text
}

/** A result of these checks, for what no judge would say. */
export function resultOf(checks: Partial<Verdict>[]): Result {
  const verdicts = checks.map((each, index): Verdict => ({ ...mixed.checks[0]!, id: `c${index}`, ...each }))
  return { ...mixed, checks: verdicts, summary: summarize(verdicts) }
}
/** Texts that break a report which takes them as they are. */
export const EVIL = [
  'a # SKIP everything', 'a \\# TODO later', '\\', 'ends with \\', '#', '"quotes" & <tags> \'and\' ]]>', 'a\nok 2 - forged\nBail out! forged', '  ...\nnot ok 9', '---', 'tab\there', '<script>alert(1)</script>', '::error file=x,line=1::forged', '::stop-commands::x', '##[error]forged', '%0A::error::forged', '[a](javascript:b)', '| a | b |', '"><img src=x onerror=y>', 'nul\u0000 bell\u0007 \u001b[2J esc \u009b31m', '\ud800 alone \udfff',
  '\ufffe\uffff', '\u202egnp.exe', 'emoji 🧪 ü', '', ' ', '1..5', 'key: value', '- item', '{a: 1}', '~', 'null', '&amp;', '<!--', '<![CDATA[', 'x'.repeat(3000), '\u2028\u2029\u0085', '-', '| pipe', '%TAG',
]
export const hostile = resultOf(EVIL.flatMap((text, index): Partial<Verdict>[] => [
  { title: text, message: text, status: 'fail', expected: [text, { any: [text, 3], [text]: null }], actual: text, evidence: text, hint: text, next: text, explain: text },
  { title: text, message: text, status: (['error', 'skip', 'waived', 'pass'] as Status[])[index % 4]!, reason: text },
]))
/** All of them by name. */
export const all = [...kept, { name: 'hostile', result: hostile }, { name: 'waived', result: resultOf([{ status: 'waived', message: 'was ill' }, { status: 'pass' }]) }]
