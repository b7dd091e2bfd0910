import * as assert from 'uvu/assert'
import { readProgress, type JournalEvent } from '../../src/core/progress.ts'
import { exitCodeOf, summarize } from '../../src/core/score.ts'
import type { Result, Status, Verdict } from '../../src/model/result.ts'
import { suite } from '../suite.ts'

const test = suite('score and progress')
const verdict = (status: Status): Verdict => ({ status, points: status === 'pass' ? 2 : 0, maxPoints: 2 }) as Verdict
const result = (statuses: string): Result => ({ summary: summarize(statuses === '' ? [] : statuses.split(' ').map(each => verdict(each as Status))) }) as Result

/** Challenges separated by `|` -> exit code, and exit code with --strict. */
const rows: [statuses: string, exit: number, strict: number][] = [
  ['pass', 0, 0], ['pass pass', 0, 0], ['pass fail', 1, 1], ['fail', 1, 1],
  ['error', 4, 4], ['pass error', 4, 4], ['fail error', 4, 4], ['pass fail error skip', 4, 4],
  ['skip', 4, 4], ['skip skip', 4, 4], ['', 4, 4], ['waived', 4, 4], ['waived skip', 4, 4],
  ['pass skip', 0, 4], ['pass waived', 0, 0], ['fail skip', 1, 1], ['fail waived', 1, 1],
  ['pass|pass', 0, 0], ['pass|fail', 1, 1], ['fail|error', 4, 4], ['pass|skip', 4, 4], ['pass|', 4, 4], ['pass skip|pass', 0, 4], ['fail|skip', 1, 1],
]
for (const [statuses, exit, strict] of rows) {
  test(`${statuses || 'nothing'} ends with ${exit}, strictly with ${strict}`, () => {
    const results = statuses.split('|').map(result)
    assert.equal([exitCodeOf(results, false), exitCodeOf(results, true)], [exit, strict])
  })
}
test('no result at all is not good', () => assert.is(exitCodeOf([], false), 4))

test('a skip never makes the total smaller', () => {
  assert.equal(summarize(['pass', 'fail', 'error', 'skip', 'waived'].map(each => verdict(each as Status))), { passed: 1, failed: 1, errors: 1, skipped: 1, waived: 1, points: 2, maxPoints: 10 })
})

const at = '2026-01-01T00:00:00.000Z'
const checked = (challenge: string, good: boolean, once: string[] = []): JournalEvent => ({ type: 'checked', at, challenge, passed: once, good, points: 1, maxPoints: 2, once })
const started = (challenge: string, containers: string[] = []): JournalEvent => ({ type: 'started', at, challenge, containers })

const stories: [name: string, events: JournalEvent[], expected: object][] = [
  ['an empty journal', [], { current: undefined }],
  ['a start', [started('t/a', ['c1'])], { current: 't/a', state: 'started', before: ['c1'], attempts: 0 }],
  ['a check without a start', [checked('t/a', true)], { current: undefined, state: 'passed', attempts: 1 }],
  ['good, then not any more', [started('t/a'), checked('t/a', true), checked('t/a', false)], { current: 't/a', state: 'started', attempts: 2 }],
  ['once is kept over looks', [started('t/a'), checked('t/a', false, ['x']), checked('t/a', false, ['y']), checked('t/a', false)], { current: 't/a', state: 'started', once: ['x', 'y'], attempts: 3 }],
  ['a reset forgets, but not what was there before the start', [started('t/a', ['c1']), checked('t/a', true, ['x']), { type: 'hinted', at, challenge: 't/a', check: 'x', hint: 1 }, { type: 'reset', at, challenge: 't/a' }], { current: 't/a', state: 'started', once: [], hints: {}, before: ['c1'], attempts: 0 }],
  ['a second start forgets', [started('t/a', ['c1']), checked('t/a', true, ['x']), started('t/a', ['c2'])], { current: 't/a', state: 'started', once: [], before: ['c2'], attempts: 0 }],
  ['finished', [started('t/a'), { type: 'finished', at, challenge: 't/a' }], { current: undefined, state: 'finished' }],
  ['a look after the end', [started('t/a'), { type: 'finished', at, challenge: 't/a' }, checked('t/a', false)], { current: undefined, state: 'finished' }],
  ['another is finished', [started('t/a'), { type: 'finished', at, challenge: 't/b' }], { current: 't/a', state: 'started' }],
  ['hints only go up', [started('t/a'), { type: 'hinted', at, challenge: 't/a', check: 'x', hint: 2 }, { type: 'hinted', at, challenge: 't/a', check: 'x', hint: 1 }], { current: 't/a', hints: { x: 2 } }],
  ['the clock goes back', [started('t/a'), { ...checked('t/a', true), at: '1999-01-01T00:00:00.000Z' } as JournalEvent], { current: 't/a', state: 'passed' }],
  ['a challenge called constructor', [started('constructor/toString')], { current: 'constructor/toString' }],
]
for (const [name, events, expected] of stories) {
  test(`progress: ${name}`, () => {
    const { challenges, current } = readProgress(events)
    const found = challenges.get('t/a')
    const all = { current, state: found?.state, attempts: found?.attempts, before: found?.containersBefore, once: [...(found?.passedOnce ?? [])], hints: Object.fromEntries(found?.hints ?? []) }
    for (const [key, value] of Object.entries(expected)) assert.equal(all[key as keyof typeof all], value, key)
  })
}
test('the last word about an image counts', () => {
  const { images } = readProgress([{ type: 'image', at, reference: 'r', use: 'a', standIn: true }, { type: 'image', at, reference: 'r', use: 'r', standIn: false }])
  assert.equal([...images], [['r', { use: 'r', standIn: false }]])
})

test.run()
