/** `lab class report` from a real gradebook, to the terminal, a page and JSON. */
import * as assert from 'uvu/assert'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openGradebook } from '../../src/class/gradebook/openGradebook.ts'
import { lab } from '../command/lab.ts'
import { makeFolder, scriptFiles } from '../folder.ts'
import { suite } from '../suite.ts'
import { attempt, claims, minute, verdict } from './makeClass.ts'

const test = suite('lab class report')
const challenge = 'demo/one'
const dir = makeFolder({ 'class.yaml': 'version: 1\nname: Evening <1>\ntracks: [demo]\nprovider: { ssh: }\n', 'roster.csv': 'id,name,host\nann,Ann <b>,h1\nbob,Bob,h2\n', ...scriptFiles({ one: 'exit 0' }) })

test.before(async () => {
  const book = await openGradebook({ dir, name: 'Evening <1>' }, {})
  if ('exit' in book) throw new Error(book.message)
  await book.addAttempts([0, 10, 20].map(at => attempt('ann', challenge, at, [verdict('one', 'fail', 'it runs elsewhere (pid 7)')], { claims: claims({ state: 'started', attempts: 1 }) })))
  // A judgement anew takes the place of the first; the other attempts stay.
  await book.addAttempts([{ ...attempt('ann', challenge, 90, [verdict('one', 'fail', 'it runs too slowly')]), regradeOf: 3 }])
  await book.addSeen([{ student: 'ann', challenge, at: minute(31), statuses: { one: 'fail' }, once: [] }])
  await book.close()
})

test('in the terminal', () => {
  const { code, out, err } = lab(['class', 'report'], dir)
  assert.is(code, 0, err)
  assert.match(out, /Evening <1>/)
  assert.match(out, /> Ann <b>/)
  assert.match(out, /31 min {2}Ann <b>\n.*\n.*found: it runs too slowly\n.*seen failing 4 times/)
  assert.match(lab(['class', 'report', '--minutes', '32'], dir).out, /Nobody, as far as was seen/)
  assert.match(lab(['class', 'report', '--student', 'bob'], dir).out, /1 student, /)
})

test('as a page that nobody else may read', () => {
  writeFileSync(join(dir, 'page.html'), 'old', { mode: 0o644 })
  const { code, out, err } = lab(['class', 'report', '--html', 'page.html'], dir)
  assert.equal([code, out, err], [0, '', ''])
  assert.is(statSync(join(dir, 'page.html')).mode & 0o777, 0o600)
  assert.match(readFileSync(join(dir, 'page.html'), 'utf8'), /<bdi>Ann &lt;b&gt;<\/bdi>/)
})

test('as data', () => {
  const { class: name, insight } = JSON.parse(lab(['class', 'report', '--json'], dir).out)
  assert.equal([name, insight.stuck.length, insight.wrong[0].states], ['Evening <1>', 1, [{ text: 'it runs too slowly', students: 1, now: 1 }, { text: 'it runs elsewhere (pid …)', students: 1, now: 0 }]])
})

test('what cannot be done is said', () => {
  for (const [args, words] of [[['--minutes', 'x'], /--minutes takes a number, found "x"/], [['--times', '-1'], /--times takes a number|times/], [['--html', '/nowhere/x.html'], /cannot be written/], [['--student', 'eve'], /has no student "eve"/]] as [string[], RegExp][]) {
    const { code, err } = lab(['class', 'report', ...args], dir)
    assert.is(code, 2, err)
    assert.match(err, words)
  }
})

test.run()
