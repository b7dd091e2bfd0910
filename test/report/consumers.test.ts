/**
 * What other programs make of TAP and JUnit: TAP::Parser, which is inside Perl's `prove`, and the XML parser of Python. They read the golden results and hostile ones.
 */
import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse as parseYaml } from 'yaml'
import type { Result } from '../../src/model/result.ts'
import junit from '../../src/report/reporters/junit.ts'
import tap from '../../src/report/reporters/tap.ts'
import { makeFolder } from '../folder.ts'
import { golden } from '../golden.ts'
import { suite } from '../suite.ts'
import { all, error, hostile, mixed, pass, report, resultOf, skips } from './results.ts'

const test = suite('consumers')
interface TapToken { type: string; ok?: number; actual?: number; number?: number; description?: string; directive?: string; reason?: string; data?: any; text: string }
interface Tap { tokens: TapToken[]; planned: number | null; errors: string[]; skipped: number[] }

const PERL = `use TAP::Parser; use JSON::PP; local $/; my $p = TAP::Parser->new({ tap => scalar <STDIN> }); my @t;
while (my $r = $p->next) { push @t, { type => $r->type, text => $r->as_string, $r->is_yaml ? (data => $r->data) : (),
  $r->is_test ? (ok => $r->is_ok ? 1 : 0, actual => $r->is_actual_ok ? 1 : 0, number => $r->number, description => $r->description, directive => $r->directive, reason => $r->explanation) : () } }
print JSON::PP->new->latin1->encode({ tokens => \\@t, planned => $p->tests_planned, errors => [$p->parse_errors], skipped => [$p->skipped] })`
const noPerl = spawnSync('perl', ['-MTAP::Parser', '-MJSON::PP', '-e', '1']).status === 0 ? undefined : 'perl has no TAP::Parser'
/** TAP::Parser up to 3.44 knows version 13, of which 14 is a superset; it says so, and nothing else is different. */
const knows14 = noPerl === undefined && !(readWithPerl('TAP version 14\n1..1\nok 1\n').errors.join().includes('version'))

function readWithPerl(text: string): Tap {
  const { stdout, stderr, status } = spawnSync('perl', ['-e', PERL], { input: text, encoding: 'utf8', maxBuffer: 1e8 })
  assert.is(status, 0, stderr)
  return JSON.parse(stdout)
}
function readTap(text: string): Tap {
  assert.ok(text.startsWith('TAP version 14\n'))
  return readWithPerl(knows14 ? text : text.replace('TAP version 14', 'TAP version 13'))
}
/** What stands between `---` and `...`, read as YAML by somebody who knows all of it. */
const blocks = (text: string): any[] => [...text.matchAll(/^( *)---\n([^]*?)^\1\.\.\.$/gm)].map(([, indent, yaml]) => parseYaml(yaml!.replace(new RegExp(`^${indent}`, 'gm'), '')))

for (const { name, result } of all) {
  for (const explain of [false, true]) {
    test.when(noPerl, `TAP::Parser reads ${name}${explain ? ' with --explain' : ''}`, () => {
      const text = report(tap, [result], explain)
      const { tokens, planned, errors } = readTap(text)
      const points = tokens.filter(each => each.type === 'test')
      const status = (each: TapToken): string => (each.directive === 'SKIP' ? 'skip' : each.ok ? 'pass' : 'fail')
      assert.equal(errors, [])
      assert.is(planned, result.checks.length)
      assert.equal(points.map(status), result.checks.map(each => ({ pass: 'pass', fail: 'fail', error: 'fail', skip: 'skip', waived: 'skip' })[each.status]))
      for (const [index, each] of points.entries()) assert.ok(`${each.description} `.startsWith(`- ${result.checks[index]!.id} `), each.description)
      const told = result.checks.filter(each => each.status === 'fail' || each.status === 'error')
      assert.equal(tokens.filter(each => each.type === 'yaml').map(each => each.data.severity), told.map(each => (each.status === 'error' ? 'error' : 'fail')))
      assert.equal(blocks(text).map(each => each.severity), told.map(each => (each.status === 'error' ? 'error' : 'fail')))
      assert.equal([...new Set(tokens.map(each => each.type))].filter(each => each === 'unknown'), [], 'nothing is left that it does not know')
      const bails = tokens.filter(each => each.type === 'bailout').length
      assert.is(bails, result.summary.passed + result.summary.failed === 0 && result.summary.errors > 0 ? 1 : 0)
    })
  }
}

test('what is expected and found arrives as data', () => {
  const [block] = blocks(report(tap, [resultOf([{ status: 'fail', message: 'no', expected: { any: ['#1', 2] }, actual: ['a: b', true, null] }])]))
  assert.equal([block.message, block.expected, block.found], ['no', { any: ['#1', 2] }, ['a: b', true, null]])
})

test.when(noPerl, 'several challenges are subtests; one of them that fails makes its point fail', () => {
  const text = report(tap, [pass, mixed, skips])
  golden('report/several.4.tap.txt', text)
  const { tokens, planned, errors } = readTap(text)
  assert.equal([errors, planned], [[], 3])
  assert.equal(tokens.filter(each => each.type === 'test').map(each => [each.actual, each.directive]), [[1, ''], [0, ''], [1, 'SKIP']])
  // What is indented is TAP of its own.
  const inner = text.split('# Subtest: ').slice(1).map(part => readTap(`TAP version 14\n${part.split('\n').filter(line => line.startsWith('    ')).map(line => `${line.slice(4)}\n`).join('')}`))
  assert.equal(inner.map(each => [each.errors.length, each.planned, each.tokens.filter(token => token.type === 'test').length]), [[0, 2, 2], [0, 5, 5], [0, 1, 1]])
})

test.when(noPerl, 'a harness is stopped where nothing could be judged, and nowhere else', () => {
  const bails = (...results: Result[]): number => readTap(report(tap, results)).tokens.filter(each => each.type === 'bailout').length
  assert.equal([bails(error), bails(error, error), bails(error, skips), bails(error, mixed), bails(skips), bails(pass)], [1, 1, 1, 0, 0, 0])
})

const noProve = spawnSync('prove', ['--version']).status === 0 ? undefined : 'prove is not installed'
test.when(noProve, 'prove: good, bad, and stopped', () => {
  const prove = (...results: Result[]): { status: number | null; out: string } => {
    const file = join(makeFolder(), 'lab.tap')
    const text = report(tap, results)
    writeFileSync(file, knows14 ? text : text.replace('TAP version 14', 'TAP version 13'))
    const { status, stdout, stderr } = spawnSync('prove', ['--exec', 'cat', file], { encoding: 'utf8' })
    return { status, out: stdout + stderr }
  }
  const [good, bad, stopped, hurt] = [prove(pass), prove(pass, mixed), prove(error), prove(hostile)]
  assert.is(good.status, 0, good.out)
  assert.match(good.out, 'Result: PASS')
  assert.is.not(bad.status, 0)
  assert.match(bad.out, /Failed test:\s+2\n/)
  assert.match(stopped.out, /Bailout called\.\s+Further testing stopped:\s+podman|FAILED--Further testing stopped/)
  assert.not.match(hurt.out, /Parse errors/)
})

interface Element { tag: string; attributes: Record<string, string>; text: string | null; children: Element[] }
const PYTHON = `import sys, json, xml.etree.ElementTree as E
f = lambda e: {'tag': e.tag, 'attributes': e.attrib, 'text': e.text, 'children': [f(c) for c in e]}
print(json.dumps(f(E.fromstring(sys.stdin.buffer.read()))))`
const noPython = spawnSync('python3', ['-c', 'import xml.etree.ElementTree']).status === 0 ? undefined : 'python3 has no xml.etree'
const hasXmllint = spawnSync('xmllint', ['--version']).status === 0

function readXml(text: string): Element {
  const { stdout, stderr, status } = spawnSync('python3', ['-c', PYTHON], { input: text, encoding: 'utf8', maxBuffer: 1e8 })
  assert.is(status, 0, stderr)
  if (hasXmllint) assert.is(spawnSync('xmllint', ['--noout', '-'], { input: text }).status, 0)
  return JSON.parse(stdout)
}
const under = (element: Element, tag: string): Element[] => element.children.filter(each => each.tag === tag)
const properties = (element: Element): [string, string][] => under(under(element, 'properties')[0]!, 'property').map(each => [each.attributes.name!, each.attributes.value!])

for (const { name, result } of all) {
  test.when(noPython, `an XML parser reads ${name} as JUnit`, () => {
    const top = readXml(report(junit, [result], true))
    const [suite, ...more] = under(top, 'testsuite')
    const { failed, errors, skipped, waived } = result.summary
    assert.equal([top.tag, more.length], ['testsuites', 0])
    for (const { attributes } of [top, suite!]) assert.equal([attributes.tests, attributes.failures, attributes.errors, attributes.skipped].map(Number), [result.checks.length, failed, errors, skipped + waived])
    assert.equal(suite!.children.map(each => each.tag), ['properties', ...result.checks.map(() => 'testcase')])
    assert.match(suite!.attributes.timestamp!, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    assert.match(suite!.attributes.time!, /^\d+\.\d{3}$/)
    const told = new Map(properties(suite!))
    assert.equal([told.get('gradedBy'), told.get('host'), told.get('points'), told.get('maxPoints')], [result.gradedBy, 'default=local', String(result.summary.points), String(result.summary.maxPoints)])
    const tags = { pass: [], fail: ['failure'], error: ['error'], skip: ['skipped'], waived: ['skipped'] }
    for (const [index, testcase] of under(suite!, 'testcase').entries()) {
      const verdict = result.checks[index]!
      assert.equal(testcase.children.map(each => each.tag), ['properties', ...tags[verdict.status]])
      assert.ok(testcase.attributes.name!.startsWith(`${verdict.id}: `))
      assert.ok(testcase.attributes.classname && testcase.attributes.time)
      assert.equal(new Map(properties(testcase)).get('maxPoints'), String(verdict.maxPoints))
      const [outcome] = testcase.children.slice(1)
      if (outcome) assert.ok(typeof outcome.attributes.message === 'string' && typeof outcome.attributes.type === 'string')
      if (outcome?.tag === 'failure') assert.match(outcome.text!, /^message: /)
    }
    const names = under(suite!, 'testcase').map(each => each.attributes.name)
    assert.is(new Set(names).size, names.length, 'each has a name of its own')
  })
}

test.when(noPython, 'what was escaped for XML comes back as it was', () => {
  const words = 'a < b && c > "d" \'e\' ]]> &amp; ü 🧪'
  const [testcase] = under(under(readXml(report(junit, [resultOf([{ status: 'fail', title: words, message: words }])])), 'testsuite')[0]!, 'testcase')
  assert.equal([testcase!.attributes.name, testcase!.children[1]!.attributes.message, testcase!.children[1]!.text!.split('\n')[0]], [`c0: ${words}`, words, `message: ${words}`])
})
test.when(noPython, 'several challenges are several suites', () => {
  const text = report(junit, [pass, mixed])
  golden('report/several.4.junit.txt', text)
  const top = readXml(text)
  assert.equal([under(top, 'testsuite').length, top.attributes.tests, top.attributes.errors], [2, '7', '2'])
})
test('no character that XML 1.0 forbids is in a report', () => {
  assert.not.match(report(junit, [hostile], true), /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/)
})

test.run()
