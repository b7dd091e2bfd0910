import * as assert from 'uvu/assert'
import processKind from '../../checks/process.ts'
import scriptKind from '../../checks/script.ts'
import { isUnknown, judge, type Observation } from '../../src/core/judge.ts'
import { wantKey } from '../../src/core/plan.ts'
import type { Check } from '../../src/model/course.ts'
import type { Kind } from '../../src/model/kind.ts'
import type { Answer, Probe } from '../../src/model/look.ts'
import type { Verdict } from '../../src/model/result.ts'
import { containersOf } from '../../src/probe/containers.ts'
import { processes } from '../../src/probe/processes.ts'
import { answer, check, container, context, engine, process } from '../records.ts'
import { suite } from '../suite.ts'

const containers = containersOf.podman

const test = suite('judge')

/** A kind whose verdict stands in the check itself, and which looks at nothing. */
const said = { wants: () => ({}), judge: (params: string) => ({ status: params, message: `it is ${params}` }), explain: () => 'true' } as unknown as Kind
const kinds = new Map<string, Kind>([['said', said], ['process', processKind], ['script', scriptKind]])
const nothing: Observation = { facts: new Map(), answers: new Map() }

function verdicts(checks: Check[], observation = nothing, passedBefore: string[] = []): Verdict[] {
  const script = (file: string) => ({ file, text: 'true' })
  return judge(checks, observation, { kinds, host: 'default', context: { ...context, script }, passedBefore: new Set(passedBefore) })
}
const statuses = (list: Verdict[]): string => list.map(each => each.status).join(' ')

test('a check waits for what it needs: fail, error and skip are all no pass', () => {
  for (const status of ['fail', 'error', 'skip']) {
    const list = verdicts([check('a', 'said', status), check('b', 'said', 'pass', { needs: ['a'] }), check('c', 'said', 'pass', { needs: ['b'] }), check('d', 'said', 'pass')])
    assert.is(statuses(list), `${status} skip skip pass`)
    assert.equal([list[1]!.reason, list[1]!.message, list[1]!.points], ['needs', 'waits for: a is good', 0])
  }
  assert.is(statuses(verdicts([check('a', 'said', 'pass'), check('b', 'said', 'fail', { needs: ['a'] })])), 'pass fail')
})

test('a check about what the host does not offer is skipped, says why, and holds up those that need it; what could not be surveyed is an error', () => {
  const checks = [check('a', 'said', 'pass', { requires: [{ name: 'kubernetes' }] }), check('b', 'said', 'pass', { needs: ['a'] }), check('c', 'said', 'pass')]
  const unmet = (absent: boolean) => (each: Check) => (each.requires.length > 0 ? { unknown: 'no kubelet', ...(absent ? { absent } : {}) } : undefined)
  const list = judge(checks, nothing, { kinds, host: 'default', context: { ...context, script: () => undefined }, passedBefore: new Set(), unmet: unmet(true) })
  assert.is(statuses(list), 'skip skip pass')
  assert.equal([list[0]!.reason, list[0]!.message], ['not observable', 'no kubelet'])
  assert.is(statuses(judge(checks, nothing, { kinds, host: 'default', context: { ...context, script: () => undefined }, passedBefore: new Set(), unmet: unmet(false) })), 'error skip pass')
})

test('a pass with `once` sticks; one without does not; what it was needed for is judged', () => {
  const once = [check('a', 'said', 'fail', { once: true, points: 3 }), check('b', 'said', 'pass', { needs: ['a'] }), check('c', 'said', 'fail')]
  assert.is(statuses(verdicts(once)), 'fail skip fail')
  const later = verdicts(once, nothing, ['a', 'c'])
  assert.is(statuses(later), 'pass pass fail')
  assert.equal([later[0]!.message, later[0]!.points], ['passed in an earlier look', 3])
})

test('points, hints and what was said reach the verdict; a hint only where it helps', () => {
  const [good, bad] = verdicts([check('a', 'said', 'pass', { points: 2, hints: ['h'] }), check('b', 'said', 'fail', { points: 5, hints: ['first', 'second'] })])
  assert.equal([good!.points, good!.maxPoints, good!.hint], [2, 2, undefined])
  assert.equal([bad!.points, bad!.maxPoints, bad!.hint, bad!.message, bad!.explain], [0, 5, 'first', 'it is fail', 'true'])
})

test('a host\'s words are harmless in a verdict', () => {
  const evil = { ...said, judge: () => ({ status: 'fail', message: 'a\u001b[2J\u202e', evidence: 'b\u009b1m' }) } as unknown as Kind
  const [verdict] = judge([check('a', 'evil', {})], nothing, { kinds: new Map([['evil', evil]]), host: 'default', context, passedBefore: new Set() })
  assert.equal([verdict!.message, verdict!.evidence], ['a\\x1b[2J\\u202e', 'b\\x9b1m'])
})

const table = { processes: [process(10, 'top', { cgroups: { '': '/a' } }), process(11, 'top')], host: {} }
const looked = (facts: [Probe<any, any>, unknown][]): Observation => ({ facts: new Map(facts), answers: new Map() })

/** What was not learnt is an error with a next step; never a fail, never a pass, and the other checks are judged. */
const unseen: Record<string, [Observation, message: RegExp]> = {
  'a probe that was not asked': [looked([[processes, table]]), /containers: was not looked at/],
  'an engine that hangs': [looked([[processes, table], [containers, containers.read(answer({ code: 124, timedOut: true }), [], { engine, mark: 'm' })]]), /podman of root: no answer, the command was stopped/],
  'an engine that is gone': [looked([[processes, table], [containers, containers.read(answer({ code: 127 }), [], { engine, mark: 'm' })]]), /podman is not installed/],
  'an engine whose socket is dead': [looked([[processes, table], [containers, containers.read(answer({ code: 125, stderr: 'dial unix: connection refused' }), [], { engine, mark: 'm' })]]), /connection refused/],
  'an answer that never came': [looked([[processes, table], [containers, containers.read(answer({ code: null, lost: 'the host stopped answering' }), [], { engine, mark: 'm' })]]), /the host stopped answering/],
}
for (const [name, [observation, message]] of Object.entries(unseen)) {
  test(`${name} is an error, and the other checks are judged`, () => {
    for (const count of [0, 1, '<5']) {
      const list = verdicts([check('a', 'process', { command: 'top', in: 'container', count }), check('b', 'process', { command: 'top', count: 2 })], observation)
      assert.is(statuses(list), 'error pass')
      assert.match(list[0]!.message, message)
      assert.ok(list[0]!.next && list[0]!.reason)
      assert.is(list[0]!.hint, undefined)
    }
  })
}

const run = { script: `pass() { printf '%s\\n' "$*"; exit 0; }; fail() { printf '%s\\n' "$*" >&2; exit 1; }; true`, env: {}, seconds: 10 }
const ran = (said: Partial<Answer>): Verdict => verdicts([check('a', 'script', 'check.sh')], { facts: new Map(), answers: new Map([[wantKey(run), answer(said)]]) })[0]!
const ends: [said: Partial<Answer>, status: string, message: RegExp][] = [
  [{ code: 0, stdout: 'well done\n' }, 'pass', /^well done$/],
  [{ code: 0, stdout: 'FAIL everything\n' }, 'pass', /FAIL everything/],
  [{ code: 1, stdout: 'PASS\n' }, 'fail', /PASS/],
  [{ code: 1, stderr: 'no such user\n' }, 'fail', /^no such user$/],
  [{ code: 1 }, 'fail', /says no more/],
  [{ code: 2, stderr: 'sh: 3: Syntax error' }, 'error', /ended with 2; 0 passes, 1 fails: sh: 3: Syntax error/],
  [{ code: 127, stderr: 'sh: 1: jq: not found' }, 'error', /a program it needs is missing: sh: 1: jq: not found/],
  [{ code: 126 }, 'error', /missing/],
  [{ code: null, signal: 'SIGSEGV', stderr: 'boom' }, 'error', /ended by signal SIGSEGV: boom/],
  [{ code: null, timedOut: true }, 'error', /no end after 10 s: it was stopped with all its processes$/],
  [{ code: null, timedOut: true, stderr: 'Password: ' }, 'error', /it asked for input/],
  [{ code: null, lost: 'the host stopped answering' }, 'error', /stopped answering/],
  [{ code: 0, stdout: 'x', truncated: 99 }, 'pass', /99 bytes of output were left out/],
]
test('whose a run is that did not end by itself', () => {
  const nextOf = (said: Partial<Answer>): unknown => ran({ code: null, ...said }).next
  assert.is(nextOf({ timedOut: true }), 'not your doing: tell the author of the track')
  assert.is(nextOf({ signal: 'SIGSEGV' }), 'not your doing: tell the author of the track')
  assert.is(nextOf({ lost: 'the host stopped answering' }), 'not your doing: run `lab doctor`')
})
for (const [said, status, message] of ends) {
  test(`a script that came back with ${JSON.stringify(said)} is ${status}`, () => {
    const verdict = ran(said)
    assert.is(verdict.status, status)
    assert.match(verdict.message, message)
  })
}
test('a script that was not run is an error', () => assert.is(verdicts([check('a', 'script', 'check.sh')])[0]!.message, 'was not run'))

test('a fact that could not be learnt is told from one', () => {
  assert.equal([{ unknown: 'x' }, {}, null, undefined, 'unknown', { unknown: '' }].map(isUnknown), [true, false, false, false, false, true])
})

/** Wrong states that must not pass. */
const web = container('web', 100)
const inWeb = (pid: number, more = {}) => process(pid, 'top', { cgroups: { '': `/machine.slice/libpod-${web.id}.scope` }, ...more })
const states: [name: string, list: ReturnType<typeof process>[], boxes: ReturnType<typeof container>[], params: object, status: string, message: RegExp][] = [
  ['three on the host, none in a container', [process(1, 'top'), process(2, 'top'), process(3, 'top')], [], { command: 'top', in: 'container', count: 3 }, 'fail', /no containers run top, 3 expected; 3 more run on the host itself.*looked at podman of root/],
  ['one runs, one has exited', [inWeb(100)], [web, container('old', 0, { state: 'exited' })], { command: 'top', in: 'container', count: 2 }, 'fail', /1 container runs top, 2 expected; 1 container with that command is not running \(old: exited\)/],
  ['a container named top that sleeps', [process(100, 'sleep', { cgroups: { '': `/libpod-${web.id}.scope` } })], [{ ...web, names: ['top'] }], { command: 'top', in: 'container' }, 'fail', /no containers run top/],
  ['two processes of one container', [inWeb(100), inWeb(101)], [web], { command: 'top', in: 'container', count: 2 }, 'fail', /1 container runs top/],
  ['a zombie', [inWeb(100, { state: 'Z' })], [web], { command: 'top', in: 'container' }, 'fail', /no containers/],
  ['a store the learner does not use', [inWeb(100)], [], { command: 'top', in: 'container' }, 'fail', /1 more runs in containers that this engine does not know \(pid 100\)/],
  ['a container of another engine is no process of the host', [inWeb(100)], [], { command: 'top', in: 'host' }, 'fail', /no processes top on the host itself/],
  ['no label anywhere', [inWeb(100)], [web], { command: 'top', in: 'container', selinux: { type: 'container_t' } }, 'skip', /SELinux is off/],
  ['AppArmor is no SELinux', [inWeb(100, { label: 'docker-default (enforce)' })], [web], { command: 'top', in: 'container', selinux: { type: 'container_t' } }, 'skip', /SELinux is off/],
  ['a label that could not be read is not other than spc_t', [inWeb(100), process(1, 'init', { label: 'system_u:system_r:init_t:s0' })], [web], { command: 'top', in: 'container', selinux: { type: { not: 'spc_t' } } }, 'fail', /has the type none/],
  ['equal categories', [inWeb(100, { label: 'a:b:container_t:s0:c1,c2' }), inWeb(101, { label: 'a:b:container_t:s0:c1,c2' })], [web], { command: 'top', in: 'container', selinux: { categories: 'distinct' } }, 'fail', /c1,c2 and c1,c2; expected all different/],
  ['all as it should be', [inWeb(100, { label: 'a:b:container_t:s0:c1,c2' })], [web], { command: 'top', in: 'container', count: 1, selinux: { type: 'container_t', categories: 'distinct' } }, 'pass', /^1 container runs top$/],
]
for (const [name, list, boxes, params, status, message] of states) {
  test(`processes: ${name}`, () => {
    const [verdict] = verdicts([check('a', 'process', params)], looked([[processes, { processes: list, host: {} }], [containers, { containers: boxes }]]))
    assert.is(verdict!.status, status, verdict!.message)
    assert.match(verdict!.message, message)
  })
}

test.run()
