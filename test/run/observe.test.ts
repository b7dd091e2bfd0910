/** How questions reach a host: together, bounded, and with an answer for each, whatever the host does. */
import * as assert from 'uvu/assert'
import type { Plan } from '../../src/core/plan.ts'
import { wantKey } from '../../src/core/plan.ts'
import { openLocal } from '../../src/host/local.ts'
import type { Errand, Host } from '../../src/model/host.ts'
import type { Answer, Probe } from '../../src/model/look.ts'
import { observe } from '../../src/run/observe.ts'
import { answer, engine } from '../records.ts'
import { suite } from '../suite.ts'

const test = suite('observe')
const local = openLocal({ environment: {}, needsRoot: false })
const probe = (key: string, script: string, asksEngine = false): Probe => ({ key, summary: '', asksEngine, ask: () => script, read: said => (said.lost === undefined ? { code: said.code, out: said.stdout } : { unknown: said.lost }) })
const plan = (more: Partial<Plan>): Plan => ({ questions: [], runs: [], programs: [], ...more })
const ask = (...probes: Probe[]): Plan => plan({ questions: probes.map(each => ({ probe: each, subjects: [] })) })

/** A host that notes its errands and answers as told. */
function noting(reply: (errand: Errand) => Answer | Promise<Answer>): Host & { errands: Errand[]; most: number } {
  let running = 0
  const host = {
    name: 'default', kind: 'noting', engine, errands: [] as Errand[], most: 0, close: async () => {},
    async run(errand: Errand) {
      host.errands.push(errand)
      host.most = Math.max(host.most, ++running)
      const said = await reply(errand)
      running--
      return said
    },
  }
  return host
}

test('all reading questions are one trip', async () => {
  const probes = Array.from({ length: 50 }, (_, n) => probe(`p${n}`, `echo ${n}`))
  const look = await observe(ask(...probes), local)
  assert.equal([look.roundTrips, probes.map(each => (look.facts.get(each) as { out: string }).out)], [1, probes.map((_, n) => `${n}\n`)])
})

test('a host that dies half way leaves what came before, and names what is missing', async () => {
  const [first, second, third] = [probe('first', 'echo 1'), probe('second', 'kill -9 $$'), probe('third', 'echo 3')]
  const { facts } = await observe(ask(first!, second!, third!), local)
  assert.equal(facts.get(first!), { code: 0, out: '1\n' })
  assert.equal(facts.get(third!), { unknown: 'third: the host stopped answering' })
})

test('an answer with a hole in it is no answer; the others are', async () => {
  const host = noting(({ script }) => {
    const mark = /lab-[0-9a-f]{24}/.exec(script)![0]
    const fence = (word: string, n: number): string => `\n${mark} ${word} ${n}\n`
    return answer({ stdout: `${fence('begin', 0)}a${fence('end', 0)}${fence('begin', 1)}half\n[999 bytes left out]\nhalf${fence('end', 0)}${fence('begin', 2)}c${fence('end', 0)}`, truncated: 999 })
  })
  const probes = ['a', 'b', 'c'].map(key => probe(key, key))
  const { facts } = await observe(ask(...probes), host)
  assert.equal(probes.map(each => facts.get(each)), [{ code: 0, out: 'a' }, { unknown: 'b: the answer was longer than the limit' }, { code: 0, out: 'c' }])
})

test('marks are new for each look', async () => {
  const host = noting(() => answer())
  for (let i = 0; i < 5; i++) await observe(ask(probe('a', 'true')), host)
  assert.is(new Set(host.errands.map(({ script }) => /lab-[0-9a-f]{24}/.exec(script)![0])).size, 5)
})

test('running questions go four at a time, serial ones alone, each with its own limit', async () => {
  const host = noting(async () => {
    await new Promise(done => setTimeout(done, 5))
    return answer()
  })
  const runs = Array.from({ length: 10 }, (_, n) => ({ script: `r${n}`, seconds: n + 1 }))
  const look = await observe(plan({ runs: [{ script: 's', seconds: 3, serial: true, as: 'root' as const, env: { a: 'b' } }, ...runs] }), host)
  assert.equal([host.most, look.roundTrips, host.errands.length], [4, 4, 11])
  const { script, env, deadlineMs, as } = host.errands.at(-1)!
  assert.equal([script, env, deadlineMs, as], ['s', { a: 'b' }, 3000, 'root'])
  assert.ok(runs.every(run => look.answers.get(wantKey(run))?.code === 0))
})

test('declarative questions and up to four scripts are one trip', async () => {
  const runs = Array.from({ length: 4 }, (_, n) => ({ script: `exit ${n}`, seconds: 5 }))
  const look = await observe({ ...ask(probe('a', 'true')), runs }, local)
  assert.equal([look.roundTrips, runs.map(run => look.answers.get(wantKey(run))!.code)], [1, [0, 1, 2, 3]])
})

test('after a stop nothing begins, and all that ran has ended', async () => {
  const stop = new AbortController()
  const runs = Array.from({ length: 12 }, (_, n) => ({ script: `sleep 30 # ${n}`, seconds: 30 }))
  const startedAt = performance.now()
  setTimeout(() => stop.abort(), 200)
  const { answers } = await observe(plan({ runs }), local, stop.signal)
  assert.ok(performance.now() - startedAt < 20_000)
  assert.ok(runs.every(run => answers.get(wantKey(run))!.code === null))
})

test.run()
