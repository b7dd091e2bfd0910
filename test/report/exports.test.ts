/** What CI servers make of reports: the CTRF library and its schema, SARIF as the standard describes it, a runner that obeys workflow commands, and an HTML parser. */
import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { validateStrict } from 'ctrf'
import type { Reporter } from '../../src/model/reporter.ts'
import type { Result, Verdict } from '../../src/model/result.ts'
import { escapeMarkdown, markdownText } from '../../src/report/markdownText.ts'
import ctrf from '../../src/report/reporters/ctrf.ts'
import github, { workflowCommand } from '../../src/report/reporters/github.ts'
import html from '../../src/report/reporters/html.ts'
import sarif from '../../src/report/reporters/sarif.ts'
import { makeFolder } from '../folder.ts'
import { suite } from '../suite.ts'
import { all, EVIL, hostile, mixed, pass, report, resultOf } from './results.ts'
import { isSarif } from './sarifSchema.ts'

const test = suite('exports')
const five = resultOf((['pass', 'fail', 'error', 'skip', 'waived'] as const).map(status => ({ status, title: `was ${status}`, message: `because of ${status}`, expected: '3', actual: '2', evidence: 'pid 7', reason: 'because', hint: 'look', next: 'do it' })))
const HARMLESS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

for (const make of [ctrf, sarif, github, html]) {
  test(`${make.name}: nothing that a terminal obeys`, () => assert.not.match(report(make, [hostile], true).replaceAll('\t', ''), HARMLESS))
  test(`${make.name}: what is not announced has no place, and is reported all the same`, () => {
    let text = ''
    const reporter: Reporter = make({ write: more => void (text += more), color: false, live: false, explain: false, strict: false })
    void reporter.result?.(mixed)
    void reporter.end?.([mixed])
    assert.match(text, mixed.checks[0]!.title)
  })
}

for (const { name, result } of all) {
  test(`CTRF: ${name} is valid`, () => {
    const written = JSON.parse(report(ctrf, [result], true))
    validateStrict(written)
    const { tests, summary } = written.results
    assert.equal(tests.map((each: any) => each.rawStatus), result.checks.map(each => each.status))
    assert.equal([summary.passed, summary.failed, summary.skipped, summary.other], [result.summary.passed, result.summary.failed, result.summary.skipped, result.summary.errors + result.summary.waived])
    assert.is(summary.tests, result.checks.length)
    assert.ok(summary.stop >= summary.start)
  })
  test(`SARIF: ${name} is valid`, () => {
    const [run] = isSarif(report(sarif, [result])).runs
    assert.is(run.results.length, result.checks.length)
    assert.is(run.invocations[0].executionSuccessful, result.summary.errors === 0)
  })
}
test('CTRF: the schema refuses what is not promised', () => {
  const written = JSON.parse(report(ctrf, [five]))
  written.results.tests[0].status = 'ok'
  assert.throws(() => validateStrict(written))
})
test('CTRF: ERROR is no failure and WAIVED no pass; places, points and reasons are there', () => {
  const { tests } = JSON.parse(report(ctrf, [five], false, { version: '1.2.3' })).results
  assert.equal(tests.map((each: any) => each.status), ['passed', 'failed', 'other', 'skipped', 'other'])
  assert.equal([tests[1].filePath, tests[1].line, tests[1].suite], ['tracks/a b/challenge.yaml', 4, ['first-steps/three-tops']])
  assert.equal([tests[1].extra.found, tests[1].extra.expected, tests[1].extra.maxPoints], ['2', '3', five.checks[1]!.maxPoints])
  assert.equal([tests[0].message, tests[4].message], [undefined, 'waived: because of waived'])
})
test('CTRF: several challenges are suites', () => assert.is(JSON.parse(report(ctrf, [pass, mixed])).results.summary.suites, 2))

test('SARIF: a fail is an error, ERROR is open and a trouble of the tool, WAIVED is suppressed', () => {
  const [run] = isSarif(report(sarif, [five])).runs
  assert.equal(run.results.map((each: any) => [each.kind, each.level]), [['pass', 'none'], ['fail', 'error'], ['open', 'none'], ['notApplicable', 'none'], ['fail', 'note']])
  assert.equal(run.results.map((each: any) => each.suppressions?.[0].justification), [undefined, undefined, undefined, undefined, 'because of waived'])
  assert.equal(run.invocations[0].toolExecutionNotifications.map((each: any) => each.message.text), ['first-steps/three-tops/c2: because of error'])
  assert.equal(run.results[1].locations[0].physicalLocation, { artifactLocation: { uri: 'tracks/a%20b/challenge.yaml' }, region: { startLine: 4, startColumn: 9 } })
})
test('SARIF: several challenges are one run, each check a rule of its own', () => assert.is(isSarif(report(sarif, [pass, { ...mixed, challenge: 'other' }])).runs[0].tool.driver.rules.length, 7))

interface Command { name: string; properties: Record<string, string>; data: string }
/** As a runner reads a log: a line that begins with `::` is a command, unless commands are stopped. */
function obey(log: string): Command[] {
  const unescape = (value: string, more: boolean): string => value.replace(more ? /%(25|0D|0A|3A|2C)/g : /%(25|0D|0A)/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
  const commands: Command[] = []
  let stopped: string | undefined
  for (const line of log.split(/\r\n|\r|\n/)) {
    if (/^\s*##\[/.test(line) && stopped === undefined) commands.push({ name: 'old', properties: {}, data: line })
    const [, words, data] = /^\s*::(.*?)::(.*)$/s.exec(line) ?? []
    if (words === undefined) continue
    const [, name, list] = /^(\S*)(?: (.*))?$/s.exec(words)!
    if (stopped !== undefined) {
      if (name === stopped) stopped = undefined
    } else if (name === 'stop-commands') stopped = data
    else commands.push({ name: name!, properties: Object.fromEntries((list ?? '').split(',').map(each => [each.split('=')[0]!, unescape(each.slice(each.indexOf('=') + 1), true)])), data: unescape(data!, false) })
  }
  assert.is(stopped, undefined, 'commands are obeyed again at the end')
  return commands
}
for (const { name, result } of all) {
  test(`GitHub: a runner that reads ${name} obeys our annotations and nothing else`, () => {
    const told = result.checks.filter(each => each.status !== 'pass')
    const commands = obey(report(github, [result], true))
    assert.equal(commands.map(each => each.name), told.map(each => (each.status === 'fail' || each.status === 'error' ? 'error' : 'notice')))
    for (const [index, { properties, data }] of commands.entries()) {
      assert.equal(Object.keys(properties), ['file', 'line', 'col', 'title'])
      assert.is(properties.file, 'tracks/a b/challenge.yaml')
      assert.match(properties.title!, { fail: /^FAIL / , error: /^ERROR \(could not be judged\) /, skip: /^SKIP /, waived: /^WAIVED /, pass: /x/ }[told[index]!.status])
      assert.ok(data.length > 0)
    }
  })
}
test('GitHub: what an annotation says comes back as it was', () => {
  const words = '50% a:b,c\nd'
  const [command] = obey(workflowCommand('error', { file: words.replace('\n', ''), title: words }, words))
  assert.equal(command, { name: 'error', properties: { file: '50% a:b,cd', title: words }, data: words })
})
test('GitHub: files are named from the root of the repository, others in full', () => {
  const files = (root: string): (string | undefined)[] => obey(report(github, [five], false, { environment: { GITHUB_WORKSPACE: root } })).map(each => each.properties.file).slice(0, 1)
  assert.equal([files('/repo/tracks'), files('/elsewhere'), files('/')], [['a b/challenge.yaml'], ['/repo/tracks/a b/challenge.yaml'], ['repo/tracks/a b/challenge.yaml']])
})
test('GitHub: the summary is appended where the server wants it, and never longer than it takes', () => {
  const file = join(makeFolder({ 'summary.md': 'before\n' }), 'summary.md')
  report(github, [five], false, { environment: { GITHUB_STEP_SUMMARY: file } })
  const text = readFileSync(file, 'utf8')
  assert.match(text, /^before\n/)
  assert.equal(text.match(/^\| \**(\w+)\** \|/gm)!.map(each => each.replace(/\W/g, '')), ['PASS', 'FAIL', 'ERROR', 'SKIP', 'WAIVED'])
  writeFileSync(file, 'x'.repeat(1024 * 1024 - 600))
  report(github, [five, hostile], false, { environment: { GITHUB_STEP_SUMMARY: file } })
  assert.ok(readFileSync(file).length <= 1024 * 1024)
  assert.match(readFileSync(file, 'utf8'), /\d+ more lines do not fit here\.\n$/)
  writeFileSync(file, 'x'.repeat(1024 * 1024))
  report(github, [five], false, { environment: { GITHUB_STEP_SUMMARY: file } })
  assert.is(readFileSync(file).length, 1024 * 1024)
})
test('GitHub: text of others is never Markdown', () => {
  for (const evil of EVIL) assert.not.match(escapeMarkdown(evil).replace(/&#\d+;/g, ''), /[!-/:-@[-`{-~]/)
  const cells = markdownText([hostile], 1e6).split('\n').filter(line => line.startsWith('| ') && !line.startsWith('| |'))
  assert.is(cells.length, hostile.checks.length)
  assert.ok(cells.every(line => line.split('|').length === 6))
})

const PYTHON = `import sys, json
from html.parser import HTMLParser
class P(HTMLParser):
    def __init__(self):
        super().__init__(); self.stack = []; self.tags = []; self.texts = {}; self.bad = []
    def handle_starttag(self, tag, attrs):
        self.tags.append([tag, dict(attrs)])
        if tag not in ('meta',): self.stack.append(tag)
    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag: self.bad.append(tag)
    def handle_data(self, data):
        if self.stack: self.texts.setdefault(self.stack[-1], []).append(data)
p = P(); p.feed(sys.stdin.buffer.read().decode()); p.close()
print(json.dumps({'tags': p.tags, 'texts': p.texts, 'bad': p.bad + p.stack}))`
const noPython = spawnSync('python3', ['-c', 'import html.parser']).status === 0 ? undefined : 'python3 has no html.parser'
function readHtml(text: string): { tags: [string, Record<string, string | null>][]; texts: Record<string, string[]>; bad: string[] } {
  const { stdout, stderr, status } = spawnSync('python3', ['-c', PYTHON], { input: text, encoding: 'utf8', maxBuffer: 1e8 })
  assert.is(status, 0, stderr)
  return JSON.parse(stdout)
}
for (const { name, result } of all) {
  test.when(noPython, `HTML: a parser reads ${name}; the tags are ours and nothing comes from elsewhere`, () => {
    const text = report(html, [result], true)
    const { tags, texts, bad } = readHtml(text)
    assert.equal(bad, [], 'each tag is closed')
    const known = ['html', 'head', 'meta', 'title', 'style', 'body', 'header', 'h1', 'p', 'ul', 'li', 'main', 'section', 'h2', 'code', 'time', 'article', 'span', 'h3', 'dl', 'dt', 'dd', 'pre']
    assert.equal(tags.map(([tag]) => tag).filter(tag => !known.includes(tag)), [])
    const attributes = new Set(tags.flatMap(([, list]) => Object.keys(list)))
    assert.equal([...attributes].filter(each => !['lang', 'charset', 'http-equiv', 'content', 'name', 'class', 'datetime'].includes(each)), [])
    assert.not.match(text, /@import|url\(|<link|<script/i)
    assert.equal(tags.filter(([tag]) => tag === 'span').map(([, list]) => list.class).filter(each => each!.startsWith('word')), result.checks.map(each => `word ${each.status}`))
    assert.equal(texts.span!.filter(each => /^[A-Z]+$/.test(each)), result.checks.map(each => each.status.toUpperCase()))
  })
}
test.when(noPython, 'HTML: what was escaped comes back as it was', () => {
  const words = '</h3><script>alert("1")</script> & \'x\' ]]> &amp; ü 🧪'
  assert.equal(readHtml(report(html, [resultOf([{ title: words, message: words }])])).texts.h3, [words])
})
test('HTML: trouble is said to be ours, and what is not judged has no expectation', () => {
  const text = report(html, [resultOf([{ status: 'error', message: 'no answer', expected: 'x' } as Partial<Verdict>, { status: 'skip', message: 'later', expected: 'only-in-skip' } as Partial<Verdict>])])
  assert.match(text, 'not the learner&#39;s doing')
  assert.not.match(text, 'only-in-skip')
})
test('HTML: a page of a hundred challenges is one page', () => {
  const many: Result[] = Array.from({ length: 100 }, (_, index) => ({ ...mixed, challenge: `c${index}` }))
  assert.is(report(html, many).match(/<section>/g)!.length, 100)
})
test('every reporter for CI is in the catalogue', () => {
  for (const name of ['ctrf', 'sarif', 'github', 'html']) assert.ok(existsSync(new URL(`../../src/report/reporters/${name}.ts`, import.meta.url)))
})

test.run()
