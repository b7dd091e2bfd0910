/** What a round of watching says of everybody, and how it stands on a terminal. */
import * as assert from 'uvu/assert'
import type { Attempt, Claims, NewAttempt } from '../../src/class/gradebookModel.ts'
import { openWatch, type WatchedStudent, type WatchRow } from '../../src/class/openWatch.ts'
import { watchText } from '../../src/class/watchText.ts'
import { widthOf } from '../../src/core/columns.ts'
import type { Status } from '../../src/model/result.ts'
import { makeStyle } from '../../src/report/style.ts'
import { golden } from '../golden.ts'
import { suite } from '../suite.ts'
import { attempt, claims, minute, student, verdict } from './makeClass.ts'

const test = suite('watch')
const CHALLENGES = ['t/a', 't/b']
const BOUNDS = { minutes: 15, times: 3 }
const ann = student('ann')

const look = (id: string, challenge: string, minutes: number, statuses: Status[], journal: Partial<Claims> = { state: 'started' }, more: Partial<Attempt> = {}): NewAttempt => attempt(id, challenge, minutes, statuses.map((status, index) => verdict(`c${index}`, status)), { claims: claims(journal), ...more })
const round = (...attempts: NewAttempt[]): WatchedStudent => ({ student: ann, attempts })
const openEmpty = () => openWatch(CHALLENGES, { attempts: [], seen: [] }, BOUNDS)

const cases: { name: string; round: WatchedStudent; is: Partial<WatchRow> }[] = [
  { name: 'a host that was not reached', round: { student: ann, attempts: [], lost: 'no route to host' }, is: { state: 'lost', reason: 'no route to host' } },
  { name: 'a host of which nothing could be judged', round: round(look('ann', 't/a', 0, [], {}, { state: 'error', reason: 'podman does not answer' })), is: { state: 'lost', reason: 'podman does not answer' } },
  { name: 'nothing in hand', round: round(), is: { state: 'idle' } },
  { name: 'without a journal, and nothing passes', round: round(look('ann', 't/a', 0, ['fail'], {}), look('ann', 't/b', 0, ['fail'], {})), is: { state: 'idle' } },
  { name: 'without a journal, the last of which something passes', round: round(look('ann', 't/a', 0, ['pass', 'pass'], {}), look('ann', 't/b', 0, ['pass', 'fail'], {})), is: { state: 'working', challenge: 't/b', passed: 1, checks: 2 } },
  { name: 'at work', round: round(look('ann', 't/a', 0, ['pass', 'fail', 'skip'])), is: { state: 'working', challenge: 't/a', passed: 1, checks: 3 } },
  { name: 'passed one and began the next', round: round(look('ann', 't/b', 0, ['fail']), look('ann', 't/a', 0, ['pass'], { state: 'passed' })), is: { state: 'working', challenge: 't/b', passed: 0 } },
  { name: 'passed', round: round(look('ann', 't/a', 0, ['pass', 'pass'], { state: 'passed' })), is: { state: 'passed', challenge: 't/a', passed: 2 } },
  { name: 'passed as far as it can be seen', round: round(look('ann', 't/a', 0, ['pass', 'skip'], { state: 'passed' })), is: { state: 'passed', passed: 1, checks: 2 } },
]
for (const each of cases) {
  test(each.name, () => {
    const [row] = openEmpty().add([each.round])
    assert.equal(Object.fromEntries(Object.keys(each.is).map(key => [key, row![key as keyof WatchRow]])), each.is)
  })
}

test('the same check fails for long and often enough: stuck, since the first time, and told with what was found', () => {
  const watch = openEmpty()
  const rows = [0, 8, 16].map(at => watch.add([round(look('ann', 't/a', at, ['pass', 'fail', 'fail']))])[0]!)
  assert.equal(rows.map(each => each.state), ['working', 'working', 'stuck'])
  assert.equal([rows[2]!.stuck!.check, rows[2]!.since, rows[2]!.stuck!.looks], ['c1', Date.parse(minute(0)), 3])
  assert.is(rows[2]!.open!.message, verdict('c1', 'fail').message)
})

test('what the gradebook knew counts, and what was forgotten in between does not move the beginning', () => {
  const watch = openWatch(CHALLENGES, { attempts: [{ ...look('ann', 't/a', 0, ['fail']), seq: 1 }], seen: [] }, BOUNDS)
  let row: WatchRow | undefined
  for (let at = 1; at <= 500; at++) [row] = watch.add([round(look('ann', 't/a', at, ['fail']))])
  assert.equal([row!.state, row!.since, row!.stuck!.minutes], ['stuck', Date.parse(minute(0)), 500])
  assert.ok(row!.stuck!.looks <= 360, 'what is remembered is bounded')
})

test('those who need somebody stand first, the longest stuck before all', () => {
  const people = ['ann', 'bob', 'cy', 'di'].map(id => student(id))
  const watch = openEmpty()
  const all = (at: number): WatchedStudent[] => [
    { student: people[0]!, attempts: [look('ann', 't/a', at, ['pass'], { state: 'passed' })] },
    { student: people[1]!, attempts: at < 20 ? [] : [look('bob', 't/a', at, ['fail'])] },
    { student: people[2]!, attempts: [look('cy', 't/a', at, ['fail'])] },
    { student: people[3]!, attempts: [], lost: 'down' },
  ]
  const rounds = [0, 20, 30, 40].map(at => watch.add(all(at)))
  assert.equal(rounds.at(-1)!.map(each => `${each.student.id} ${each.state}`), ['cy stuck', 'bob stuck', 'di lost', 'ann passed'])
})

const HOSTILE = '\u001b[31mZoë\u202e "=1+1" 李'
const rows: WatchRow[] = [
  { student: student('s1', HOSTILE), state: 'stuck', challenge: 'container-internals/engines-kernel', passed: 1, checks: 3, open: { title: 'three containers run top', message: 'no process top in a container, 3 expected; looked at podman of root' }, since: Date.parse(minute(0)), stuck: { student: student('s1'), challenge: 'container-internals/engines-kernel', check: 'c', since: Date.parse(minute(0)), minutes: 42, looks: 9, tried: 3, others: 0 } },
  { student: student('s2', 'Bob'), state: 'lost', reason: 'ssh h2: connect to host 192.0.2.7 port 22: No route to host; `ssh h2 true` says whether it can be reached' },
  { student: student('s3', 'A name that is longer than any column of names could be'), state: 'working', challenge: 't/a', passed: 0, checks: 2, since: Date.parse(minute(40)) },
  { student: student('s4', 'Di'), state: 'idle' },
  { student: student('s5', 'Eve'), state: 'passed', challenge: 't/b', passed: 2, checks: 2, since: Date.parse(minute(2)) },
]
for (const columns of [80, 40]) {
  test(`a round at ${columns} columns`, () => {
    const text = watchText({ className: 'Containers, autumn', at: Date.parse(minute(42)), rows, every: 60_000 }, makeStyle(false), columns)
    golden(`class/watch.${columns}.txt`, text)
    assert.ok(text.split('\n').every(line => widthOf(line) <= columns), text)
    assert.not.match(text, /[\u001b\u202e]/)
  })
}

test.run()
