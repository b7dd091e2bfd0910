/** What is read out of attempts and looks: who is stuck, which mistakes are made, how long things take, what the heat map shows. */
import * as assert from 'uvu/assert'
import { insightOf, type ClassRecord } from '../../src/class/insightOf.ts'
import { findStuck } from '../../src/class/insight/findStuck.ts'
import { findWrongStates, wordsOf } from '../../src/class/insight/findWrongStates.ts'
import { looksOf } from '../../src/class/insight/looksOf.ts'
import { mapMarks, percentOf } from '../../src/class/insight/mapMarks.ts'
import { spreadOf, timeChallenges } from '../../src/class/insight/timeChallenges.ts'
import type { Attempt, Claims, Mark, Seen } from '../../src/class/gradebookModel.ts'
import type { Status } from '../../src/model/result.ts'
import { suite } from '../suite.ts'
import { attempt, claims, makeClass, mark, minute, student, verdict } from './makeClass.ts'

const test = suite('insight')
const [ann, bob, eve] = [student('ann'), student('bob'), student('eve')]

/** An attempt of Ann's at challenge t/a with one check, or at another. */
const try1 = (minutes: number, status: Status, more: Partial<Attempt> = {}, challenge = 't/a'): Attempt => attempt('ann', challenge, minutes, [verdict('one', status)], more)
const seen = (minutes: number, status: Status, journal: Partial<Claims> = { state: 'started' }): Seen => ({ student: 'ann', challenge: 't/a', at: minute(minutes), statuses: { one: status }, once: [], claims: claims(journal) })
const tried = (attempts: number, state: Claims['state'] = 'started'): Partial<Attempt> => ({ claims: claims({ attempts, state: state! }) })

interface StuckCase {
  name: string
  attempts: Attempt[]
  seen?: Seen[]
  /** minutes, looks and tries; nothing where nobody is stuck. */
  is?: [minutes: number, looks: number, tried: number]
  challenge?: string
}
const stuckCases: StuckCase[] = [
  { name: 'long and often enough', attempts: [try1(0, 'fail'), try1(10, 'fail'), try1(20, 'fail')], is: [20, 3, 0] },
  { name: 'exactly at both bounds', attempts: [try1(0, 'fail'), try1(7, 'fail'), try1(15, 'fail')], is: [15, 3, 0] },
  { name: 'long, but seen only twice', attempts: [try1(0, 'fail'), try1(60, 'fail')] },
  { name: 'often, but not for long', attempts: [0, 1, 2, 3, 4, 5].map(at => try1(at, 'fail')) },
  { name: 'seen twice, but tried often', attempts: [try1(0, 'fail', tried(1)), try1(30, 'fail', tried(6))], is: [30, 2, 6] },
  { name: 'tries before it began to fail are not counted', attempts: [try1(0, 'pass', tried(5)), try1(10, 'fail', tried(6)), try1(30, 'fail', tried(7))] },
  { name: 'a pass in between begins anew', attempts: [try1(0, 'fail'), try1(20, 'pass'), try1(30, 'fail'), try1(40, 'fail'), try1(44, 'fail')] },
  { name: 'passes now', attempts: [try1(0, 'fail'), try1(10, 'fail'), try1(20, 'fail'), try1(21, 'pass')] },
  { name: 'a check that could not be judged neither ends nor extends it', attempts: [try1(0, 'fail'), try1(5, 'error'), try1(10, 'fail'), try1(12, 'skip'), try1(20, 'fail')], is: [20, 3, 0] },
  { name: 'a host that was down tells nothing', attempts: [try1(0, 'fail'), try1(10, 'fail'), try1(20, 'fail'), attempt('ann', 't/a', 90, [], { state: 'error', reason: 'down' })], is: [20, 3, 0] },
  { name: 'what the student found is no look', attempts: [try1(0, 'fail', { gradedBy: 'self' }), try1(10, 'fail', { gradedBy: 'self' }), try1(20, 'fail')] },
  { name: 'finished by their own journal', attempts: [try1(0, 'fail'), try1(10, 'fail'), try1(20, 'fail', tried(4, 'finished'))] },
  { name: 'passed by their own journal', attempts: [try1(0, 'fail'), try1(10, 'fail'), try1(20, 'fail', tried(4, 'passed'))] },
  { name: 'before the student began nobody is stuck', attempts: [try1(0, 'fail', { claims: claims() }), try1(20, 'fail', { claims: claims() }), try1(40, 'fail'), try1(50, 'fail')] },
  { name: 'looks that are no attempts count', attempts: [try1(0, 'fail')], seen: [seen(8, 'fail'), seen(16, 'fail')], is: [16, 3, 0] },
  { name: 'a look that says nothing new may be missing: a look at another challenge shows the time', attempts: [try1(0, 'fail', tried(3)), try1(30, 'fail', { claims: claims() }, 't/b')], is: [30, 1, 3] },
  { name: 'went on to another challenge', attempts: [try1(0, 'fail'), try1(10, 'fail'), try1(20, 'fail'), try1(25, 'fail', {}, 't/b')] },
  { name: 'went on, came back and tried again', attempts: [try1(0, 'fail', tried(1)), try1(10, 'fail', {}, 't/b'), try1(20, 'fail', tried(2)), try1(21, 'fail', {}, 't/b'), try1(30, 'fail', tried(3))], is: [30, 3, 3] },
  { name: 'stuck in the second one', attempts: [try1(0, 'pass'), try1(10, 'fail', {}, 't/b'), try1(20, 'fail', {}, 't/b'), try1(30, 'fail', {}, 't/b')], is: [20, 3, 0], challenge: 't/b' },
  { name: 'a clock that goes back makes no time of less than nothing', attempts: [try1(50, 'fail'), try1(10, 'fail'), try1(30, 'fail')], is: [40, 3, 0] },
  { name: 'a time that is none is left out', attempts: [try1(0, 'fail'), try1(10, 'fail', { at: 'yesterday' }), try1(20, 'fail')] },
  { name: 'nothing is known', attempts: [] },
]
for (const { name, attempts, seen = [], is, challenge = 't/a' } of stuckCases) {
  test(`stuck: ${name}`, () => {
    const found = findStuck([ann, bob], ['t/a', 't/b'], looksOf(attempts, seen))
    assert.equal(found.map(each => [each.student.id, each.challenge, each.check, Math.round(each.minutes), each.looks, each.tried]), is ? [['ann', challenge, 'one', ...is]] : [])
  })
}

test('stuck: the bounds are settings', () => {
  const looks = looksOf([try1(0, 'fail'), try1(5, 'fail')], [])
  assert.is(findStuck([ann], ['t/a'], looks).length, 0)
  assert.is(findStuck([ann], ['t/a'], looks, undefined, { minutes: 5, times: 2 }).length, 1)
  assert.is(findStuck([ann], ['t/a'], looks, undefined, { minutes: 6, times: 2 }).length, 0)
})

test('stuck: the check that has failed for longest, with its last words, and how many more; the longest first', () => {
  const two = (of: string, minutes: number, one: Status, other: Status): Attempt => attempt(of, 't/a', minutes, [verdict('one', one, `one at ${minutes}`), verdict('constructor', other, `other at ${minutes}`)])
  const looks = looksOf([two('ann', 0, 'pass', 'fail'), two('ann', 10, 'fail', 'fail'), two('ann', 20, 'fail', 'fail'), two('ann', 30, 'fail', 'fail'), ...[0, 20, 50].map(at => two('bob', at, 'fail', 'skip'))], [])
  assert.equal(findStuck([ann, bob], ['t/a'], looks).map(each => [each.student.id, each.check, each.title, each.message, each.minutes, each.others]), [
    ['bob', 'one', 'one is good', 'one at 50', 50, 0], ['ann', 'constructor', 'constructor is good', 'other at 30', 30, 1],
  ])
})

test('stuck: not where the check or the challenge is waived', () => {
  const attempts = [0, 10, 20].map(at => try1(at, 'fail'))
  const stuckWith = (more: Partial<Mark>): number => insightOf({ ...makeClass(0), students: [ann], challenges: [{ name: 't/a', title: 'A', maxPoints: 1 }], attempts, marks: [mark('ann', 't/a', more)] }).stuck.length
  assert.equal([stuckWith({}), stuckWith({ waived: ['one'] }), stuckWith({ waived: ['two'] }), stuckWith({ state: 'waived' })], [1, 0, 1, 0])
})

const wordCases: [name: string, message: string, words: string, vars?: Record<string, string>][] = [
  ['a pid', 'db runs in no container (pid 4711)', 'db runs in no container (pid …)'],
  ['several pids', 'pids 3, 17 and 4 share it', 'pids … share it'],
  ['the id of a container', 'container 3f2a9c81d7e4 runs sleep', 'container … runs sleep'],
  ['a decimal number stays', '9223372036854771712 bytes', '9223372036854771712 bytes'],
  ['a word of hex letters only stays', 'defaced facade', 'defaced facade'],
  ['a count stays', '2 containers, 3 expected', '2 containers, 3 expected'],
  ['a namespace', 'it is in net:[4026531840]', 'it is in net:[…]'],
  ['the folder of the work', '/tmp/lab-a1B2c3D4/trace is not there', '$work/trace is not there'],
  ['a folder of proc', '/proc/4711/cgroup says so', '/proc/…/cgroup says so'],
  ['a number that was answered', 'you answered 1824: that is its own pid', 'you answered …: that is its own pid'],
  ['a word that was answered stays', 'you answered runc: no', 'you answered runc: no'],
  ['a value of the student', 'found 8192 bytes, 81920 elsewhere', 'found $limit bytes, 81920 elsewhere', { limit: '8192' }],
  ['a value inside of another', 'web-7x runs, web does not', '$name runs, $short does not', { short: 'web', name: 'web-7x' }],
  ['a short value stays', 'a db is 1', 'a db is 1', { count: '1', name: 'db' }],
  ['terminal sequences are shown', 'red \u001b[31m\n two', 'red \\x1b[31m two'],
]
for (const [name, message, words, vars] of wordCases) test(`wrong states: ${name}`, () => assert.is(wordsOf({ message }, vars), words))

test('wrong states: a check without words is told apart by what it found', () => {
  assert.is(wordsOf({ message: '', actual: { count: 2 } }), '{"count":2}')
  assert.is(wordsOf({ message: ' ' }), '(no words)')
})

test('wrong states: students are counted, not failures; who still is so; the check most failed first', () => {
  const at = (of: string, minutes: number, one: string | undefined, two: string | undefined): Attempt => attempt(of, 't/a', minutes, [verdict('one', one ? 'fail' : 'pass', one), verdict('two', two ? 'fail' : 'pass', two)], { claims: claims({ state: 'started', attempts: 1 }) })
  const looks = looksOf([
    at('ann', 0, 'stopped (pid 7)', 'no limit'), at('ann', 1, 'stopped (pid 8)', 'no limit'), at('ann', 2, 'gone', undefined), at('bob', 0, 'stopped (pid 9)', undefined), at('bob', 3, undefined, undefined), at('eve', 0, undefined, undefined),
    at('eve', 9, 'never seen', 'never seen'), ...[attempt('eve', 't/b', 1, [verdict('one', 'skip'), verdict('two', 'error')])],
  ].filter(each => each.verdicts[0]!.message !== 'never seen'), [])
  assert.equal(findWrongStates(['ann', 'bob', 'eve'], ['t/a', 't/b'], looks), [
    { challenge: 't/a', check: 'one', title: 'one is good', judged: 3, failed: 2, states: [{ text: 'stopped (pid …)', students: 2, now: 0 }, { text: 'gone', students: 1, now: 1 }] },
    { challenge: 't/a', check: 'two', title: 'two is good', judged: 3, failed: 1, states: [{ text: 'no limit', students: 1, now: 0 }] },
  ])
})

test('wrong states: what was found before anything was done is no mistake', () => {
  const at = (minutes: number, attempts: number): Attempt => attempt('ann', 't/a', minutes, [verdict('one', 'fail', attempts === 0 ? 'not there' : 'wrong')], tried(attempts))
  assert.equal(findWrongStates(['ann'], ['t/a'], looksOf([at(0, 0), at(5, 1)], [])).flatMap(each => each.states), [{ text: 'wrong', students: 1, now: 1 }])
})

test('times: from the first look at work to the first that is done', () => {
  const at = (of: string, minutes: number, status: Status, state: Claims['state'] = 'started'): Attempt => attempt(of, 't/a', minutes, [verdict('one', status)], { claims: claims(state ? { state } : {}) })
  const untouched: Partial<Attempt> = { claims: claims() }
  const looks = looksOf([
    attempt('ann', 't/a', 0, [verdict('one', 'fail')], untouched), at('ann', 10, 'fail'), at('ann', 22, 'pass'), at('ann', 40, 'fail'), at('ann', 50, 'pass'),
    at('bob', 0, 'fail'), at('bob', 8, 'error'), at('bob', 20, 'pass'), at('eve', 5, 'pass', undefined), at('joe', 5, 'fail'), attempt('zoe', 't/a', 0, [verdict('one', 'fail')], untouched),
  ], [])
  assert.equal(timeChallenges(['ann', 'bob', 'eve', 'joe', 'zoe', 'nobody'], ['t/a', 't/b'], looks), [
    { challenge: 't/a', begun: 4, done: 3, measured: 2, spread: { least: 12, q1: 14, median: 16, q3: 18, most: 20 } }, { challenge: 't/b', begun: 0, done: 0, measured: 0 },
  ])
})

test('times: what cannot be seen on a host stands in nobody\'s way', () => {
  const both = (minutes: number, one: Status): Attempt => attempt('ann', 't/a', minutes, [verdict('one', one), verdict('label', 'skip', 'no SELinux', { reason: 'not observable' })])
  assert.equal(timeChallenges(['ann'], ['t/a'], looksOf([both(0, 'fail'), both(6, 'pass')], []))[0]!.spread!.median, 6)
})

test('times: quartiles as spreadsheets make them', () => {
  for (const [values, quartiles] of [[[5], [5, 5, 5]], [[1, 2], [1.25, 1.5, 1.75]], [[4, 1, 3, 2], [1.75, 2.5, 3.25]], [[9, 1, 5], [3, 5, 7]]] as [number[], number[]][]) {
    const { q1, median, q3 } = spreadOf(values)!
    assert.equal([q1, median, q3], quartiles)
  }
  assert.is(spreadOf([]), undefined)
})

test('heat map: each state, and no error or waiver is ever a 0', () => {
  const challenges = ['a', 'b', 'c', 'd', 'e', 'f'].map(name => ({ name: `t/${name}`, title: name, maxPoints: 4 }))
  const marks = [
    mark('ann', 't/a', { points: 3, maxPoints: 4, late: true }), mark('ann', 't/b', { state: 'partial', points: 4, maxPoints: 4 }), mark('ann', 't/c', { state: 'error', points: 0, maxPoints: 0 }),
    mark('ann', 't/d', { state: 'waived', points: 0, maxPoints: 0 }), mark('ann', 't/e', { state: 'missing', points: 0, maxPoints: 0 }), mark('ann', 't/f', { points: 0, maxPoints: 0, waived: ['one'] }),
    mark('bob', 't/a', { points: 4, maxPoints: 4 }),
  ]
  const map = mapMarks([ann, bob], challenges, marks, [{ student: ann, challenge: 't/a' }])
  assert.equal(map.rows[0]!.cells.map(each => [each.state, each.share, each.late, each.stuck]), [
    ['graded', 0.75, true, true], ['partial', 1, false, false], ['error', undefined, false, false], ['waived', undefined, false, false], ['missing', undefined, false, false], ['waived', undefined, false, false],
  ])
  // What is missing counts as nothing yet; what is waived or could not be judged is left out.
  assert.equal(map.rows.map(each => each.share), [7 / 12, 4 / 24])
  assert.equal(map.columns[0], { judged: 2, share: 7 / 8 })
  assert.equal(map.columns[2], { judged: 0 })
  assert.equal(map.states, { graded: 2, partial: 1, error: 1, waived: 2, missing: 6 })
  assert.equal([map.full, map.share], [1, 11 / 12])
})

test('heat map: a percent of 100 is said of all only, and 0 of nothing only', () => {
  assert.equal([0, 0.001, 0.5, 0.999, 1, 1.2, -1].map(percentOf), [0, 1, 50, 99, 100, 100, 0])
})

test('insight of nobody and of nothing', () => {
  const empty: ClassRecord = { ...makeClass(0), challenges: [] }
  assert.equal(insightOf(empty).stuck, [])
  assert.equal(insightOf({ ...empty, students: [eve] }).map.rows, [{ student: eve, cells: [] }])
})

test.run()
