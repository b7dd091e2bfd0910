import * as assert from 'uvu/assert'
import { readProgress, type JournalEvent, type Progress } from '../../src/core/progress.ts'
import { suite } from '../suite.ts'

const test = suite('progress')
const at = '2026-11-22T00:00:00Z'
const challenge = 'a/b'
const started: JournalEvent = { type: 'started', at, challenge, containers: [] }
const finished: JournalEvent = { type: 'finished', at, challenge }
const looked = (points: number): JournalEvent => ({ type: 'checked', at, challenge, passed: [], good: points === 2, points, maxPoints: 2, once: [] })
const after = (...events: JournalEvent[]): Progress => readProgress(events).challenges.get(challenge)!

test('a look after the end takes nothing away', () => {
  const { state, points } = after(started, looked(2), finished, looked(0))
  assert.equal([state, points], ['finished', 2])
})

test('what it was finished with is kept when it is started anew, and a worse end does not replace it', () => {
  const again = after(started, looked(2), finished, started)
  assert.equal([again.state, again.points, again.earned], ['started', 0, { points: 2, maxPoints: 2 }])
  assert.equal(after(started, looked(2), finished, started, looked(1), finished).earned, { points: 2, maxPoints: 2 })
})

test('what the host lacked at the start is known until the next start, also after a reset', () => {
  const reset: JournalEvent = { type: 'reset', at, challenge }
  assert.equal([...after({ ...started, lacks: ['docker'] }, reset).lacks], ['docker'])
  assert.equal([...after({ ...started, lacks: ['docker'] }, started).lacks], [])
})

test('the language that it was started in stays until the next start, also after a reset', () => {
  const reset: JournalEvent = { type: 'reset', at, challenge }
  assert.is(after({ ...started, lang: 'nl' }, looked(1), reset).lang, 'nl')
  assert.is(after({ ...started, lang: 'nl' }, started).lang, undefined)
})

test.run()
