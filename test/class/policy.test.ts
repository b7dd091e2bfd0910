import * as assert from 'uvu/assert'
import type { Attempt, NewAttempt } from '../../src/class/gradebookModel.ts'
import type { Policy } from '../../src/class/model.ts'
import { currentAttempts, markOf, marksOf } from '../../src/class/policy.ts'
import { suite } from '../suite.ts'
import { attempt, verdict, waiver } from './attempts.ts'

const test = suite('policy')
const of = { student: 'ada', challenge: 'demo/one' }
const free: Policy = { hintPenalty: 0, keep: 'best' }
const numbered = (...attempts: NewAttempt[]): Attempt[] => attempts.map((each, index) => ({ ...each, seq: index + 1 }))
const half = [verdict('a', 'pass'), verdict('b', 'fail')]
const pointsOf = (attempts: NewAttempt[], policy: Partial<Policy> = {}): number => markOf(of, numbered(...attempts), [], { ...free, ...policy }).points

test('nothing was tried: missing, and not 0', () => {
  assert.equal([markOf(of, [], [], free).state, markOf(of, numbered(attempt({ gradedBy: 'self' })), [], free).state], ['missing', 'missing'])
})

test('an error is no 0, takes no mark away, and uses up no attempt', () => {
  const error = attempt({ state: 'error', reason: 'down', verdicts: [] })
  assert.equal([markOf(of, numbered(error), [], free).state, markOf(of, numbered(error), [], free).notes], ['error', ['could not be judged: down']])
  const mark = markOf(of, numbered(error, attempt({ verdicts: half }), error, attempt(), error), [], { ...free, attempts: 2, keep: 'last' })
  assert.equal([mark.state, mark.points, mark.attempts, mark.notes], ['graded', 2, { made: 5, counted: 2 }, ['the last look failed: down']])
})

test('best or last, and no more attempts than count', () => {
  const three = [attempt({ verdicts: half }), attempt(), attempt({ verdicts: half })]
  assert.equal([pointsOf(three), pointsOf(three, { keep: 'last' }), pointsOf(three, { attempts: 1 })], [2, 1, 1])
})

test('the order is that of the numbers, whatever the clock said', () => {
  assert.is(pointsOf([attempt({ at: '2027-01-01T00:00:00.000Z', verdicts: half }), attempt({ at: '2020-01-01T00:00:00.000Z' })], { keep: 'last' }), 2)
})

for (const [at, per, points] of [['2026-11-22T10:00:00.000Z', 'day', 2], ['2026-11-22T10:00:00.001Z', 'day', 1.8], ['2026-11-23T10:00:00.000Z', 'day', 1.8], ['2026-11-23T10:00:01.000Z', 'day', 1.6], ['2026-12-22T10:00:00.000Z', 'day', 1], ['2026-12-22T10:00:00.000Z', 'once', 1.8], ['2026-11-22T12:30:00.000Z', 'hour', 1.4]] as const) {
  test(`late: ${at}, for each ${per}`, () => {
    assert.is(pointsOf([attempt({ at })], { due: '2026-11-22T11:00:00+01:00', latePenalty: { percent: 10, per, atMost: 50 } }), points)
  })
}

test('after the end nothing counts', () => {
  assert.equal(markOf(of, numbered(attempt()), [], { ...free, until: '2026-11-22T09:00:00Z' }).notes, ['the only attempts came too late to count'])
})

test('hints cost, and never more than was earned', () => {
  const hinted = (hints: Record<string, number>, verdicts = half): NewAttempt => attempt({ verdicts, claims: { ...attempt().claims, hints } })
  assert.equal([pointsOf([hinted({ a: 1, b: 2 })], { hintPenalty: 10 }), pointsOf([hinted({ a: 50 })], { hintPenalty: 10 })], [0.4, 0])
})

test('what could not be judged makes a mark partial; what waits for a check that failed does not', () => {
  const state = (...verdicts: NewAttempt['verdicts']): string => markOf(of, numbered(attempt({ verdicts })), [], free).state
  assert.equal([state(verdict('a', 'skip', { reason: 'not observable' })), state(verdict('a', 'error', { reason: 'could not look' })), state(verdict('a', 'fail'), verdict('b', 'skip', { reason: 'needs', needs: ['a'] }))], ['partial', 'partial', 'graded'])
})

test('waivers: a check leaves both sums, a challenge is waived, and a waiver that was taken back is none', () => {
  const mark = (...waivers: Parameters<typeof markOf>[2]): unknown[] => {
    const { state, points, maxPoints } = markOf(of, numbered(attempt({ verdicts: half })), waivers, free)
    return [state, points, maxPoints]
  }
  assert.equal(mark(waiver(1, { check: 'b' })), ['graded', 1, 1])
  assert.equal(mark(waiver(1)), ['waived', 0, 0])
  assert.equal(mark(waiver(1), waiver(2, { revokes: 1 })), ['graded', 1, 2])
  assert.equal(mark(waiver(1, { student: 'bo' })), ['graded', 1, 2])
})

test('a student reads no words of hosts, checks and waivers in a mark, and no name of a hidden check', () => {
  const error = { state: 'error' as const, verdicts: [], reason: 'hid.sh: ended with 9: expects port 4711' }
  assert.equal(markOf(of, numbered(attempt(error)), [], free).told, [])
  assert.equal(markOf(of, numbered(attempt(), attempt(error)), [], free).told, ['the last look failed'])
  const mark = markOf(of, numbered(attempt({ verdicts: [verdict('a', 'pass'), verdict('secret', 'fail', { hidden: true })] })), [waiver(1, { check: 'secret' }), waiver(2, { check: 'a' })], free)
  assert.equal(mark.notes, ['waived: secret: ill', 'waived: a: ill'])
  assert.equal(mark.told, ['1 check waived'])
  assert.equal(markOf(of, numbered(attempt()), [waiver(1)], free).told, [])
})

test('a check that waits behind an error, or behind what is waived, is open and no 0; behind one that failed it is the learner\'s', () => {
  const behind = (first: Parameters<typeof verdict>[1], ...waivers: Parameters<typeof markOf>[2]) => {
    const verdicts = [verdict('conf', first), verdict('after', 'skip', { reason: 'needs', needs: ['conf'] }), verdict('last', 'skip', { reason: 'needs', needs: ['after'] })]
    const { state, points, maxPoints } = markOf(of, numbered(attempt({ verdicts })), waivers, free)
    return [state, points, maxPoints]
  }
  assert.equal(behind('fail'), ['graded', 0, 3])
  assert.equal(behind('error'), ['partial', 0, 3])
  assert.equal(behind('error', waiver(1, { check: 'conf' })), ['partial', 0, 2])
  assert.equal(behind('fail', waiver(1, { check: 'conf' })), ['partial', 0, 2])
})

test('an attempt that could not be judged in full uses up none, and counts only where there is no other', () => {
  const partly = attempt({ verdicts: [verdict('a', 'pass'), verdict('b', 'error')] })
  const mark = (keep: 'best' | 'last', ...all: ReturnType<typeof attempt>[]): unknown[] => {
    const { state, points, attempts } = markOf(of, numbered(...all), [], { ...free, attempts: 1, keep })
    return [state, points, attempts.counted]
  }
  assert.equal(mark('best', partly), ['partial', 1, 1])
  assert.equal(mark('best', partly, attempt()), ['graded', 2, 2])
  assert.equal(mark('best', attempt({ verdicts: [verdict('a', 'fail'), verdict('b', 'fail')] }), attempt()), ['graded', 0, 1])
  assert.equal(mark('last', attempt(), partly), ['graded', 2, 1])
  assert.equal(mark('best', partly, attempt({ verdicts: [verdict('a', 'fail'), verdict('b', 'fail')] })), ['graded', 0, 2])
})

test('a hint for a check that nobody is shown, or that is not there, costs nothing', () => {
  const taken = { attempts: 0, hints: { a: 1, nosuch: 2, secret: 1 }, answers: {}, once: [], solved: false, points: 0 }
  const mark = markOf(of, numbered(attempt({ claims: taken, verdicts: [verdict('a', 'pass'), verdict('secret', 'pass', { hidden: true })] })), [], { ...free, hintPenalty: 10 })
  assert.is(mark.penalties.hints, 0.2)
})

test('a regrade takes the place, the time and the order of what it judges anew', () => {
  const all = numbered(attempt({ verdicts: half }), attempt({ verdicts: half, at: '2026-11-23T00:00:00.000Z' }), attempt({ regradeOf: 1, at: '2026-12-31T00:00:00.000Z' }))
  assert.equal(currentAttempts(all).map(each => [each.seq, each.points, each.at.slice(0, 10)]), [[1, 2, '2026-11-22'], [2, 1, '2026-11-23']])
  assert.equal([markOf(of, all, [], free).points, markOf(of, all, [], { ...free, keep: 'last' }).points], [2, 1])
})

test('marks of all agree with marks one by one', () => {
  const all = numbered(attempt(), attempt({ student: 'bo', verdicts: half }))
  const waivers = [waiver(1, { student: 'bo', check: 'b' }), waiver(2, { student: 'bo', check: 'a' }), waiver(3, { student: 'bo', revokes: 2 })]
  assert.equal(marksOf(['ada', 'bo'], ['demo/one', 'demo/two'], all, waivers, free), ['ada', 'bo'].flatMap(student => ['demo/one', 'demo/two'].map(challenge => markOf({ student, challenge }, all, waivers, free))))
})

test.run()
