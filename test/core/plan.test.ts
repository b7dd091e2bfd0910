import * as assert from 'uvu/assert'
import processKind from '../../checks/process.ts'
import { planLook, wantKey } from '../../src/core/plan.ts'
import type { Kind } from '../../src/model/kind.ts'
import type { Probe, Wants } from '../../src/model/look.ts'
import { containersOf } from '../../src/probe/containers.ts'
import { processes } from '../../src/probe/processes.ts'
import { check, context } from '../records.ts'
import { suite } from '../suite.ts'

const containers = containersOf.podman

const test = suite('plan')
const wanting = (wants: Wants): Kind => ({ wants: () => wants }) as unknown as Kind

test('1,000 checks about processes ask one question, and one more for all their containers, which comes last', () => {
  const checks = Array.from({ length: 1000 }, (_, n) => check(`c${n}`, 'process', { command: `p${n}`, ...(n % 2 ? { in: 'container' } : {}) }))
  const plan = planLook(checks, new Map([['process', processKind]]), context)
  assert.equal(plan.questions.map(({ probe }) => probe.key), ['processes', 'containers'])
  assert.is(planLook(checks.filter((_, n) => n % 2 === 0), new Map([['process', processKind]]), context).questions.length, 1)
})

test('the engine is asked last, whatever the order of the checks', () => {
  const kinds = new Map([['a', wanting({ looks: [{ probe: containers }] })], ['b', wanting({ looks: [{ probe: processes }] })]])
  assert.equal(planLook([check('1', 'a', {}), check('2', 'b', {})], kinds, context).questions.map(({ probe }) => probe), [processes, containers])
})

test('equal subjects, runs and programs are wanted once; different ones are all there', () => {
  const files = { key: 'files', summary: '', ask: () => '', read: () => ({}) } as Probe
  const run = (script: string) => ({ script, seconds: 10 })
  const program = { file: 'a.mjs', text: 'pass()', seconds: 10 }
  const kinds = new Map([
    ['a', wanting({ looks: [{ probe: files, subject: { path: '/a' } }], runs: [run('x')], programs: [program] })],
    ['b', wanting({ looks: [{ probe: files, subject: { path: '/a' } }, { probe: files, subject: { path: '/b' } }], runs: [run('x'), run('y')], programs: [{ ...program }] })],
    ['c', wanting({})],
  ])
  const plan = planLook(['a', 'b', 'c'].map(kind => check(kind, kind, {})), kinds, context)
  assert.equal(plan.questions.map(({ subjects }) => subjects), [[{ path: '/a' }, { path: '/b' }]])
  assert.equal(plan.runs.map(each => each.script), ['x', 'y'])
  assert.is(plan.programs.length, 1)
})

test('wants that differ in anything that matters have different keys', () => {
  const base = { script: 'x', seconds: 10 }
  const keys = [base, { ...base, seconds: 11 }, { ...base, env: { a: '1' } }, { ...base, as: 'root' as const }, { ...base, serial: true }, { ...base, script: 'y' }].map(wantKey)
  assert.is(new Set(keys).size, keys.length)
})

test.run()
