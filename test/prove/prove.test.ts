/**
 * `lab prove` on the courses of this repository: no survivor without a reason, and no error. All mutants take longer than the budget: what was touched since the
 * main branch comes first, then all of it in an order that the time of the last commit decides, so that over time each has its turn. What was not tried is skipped, and
 * counted. LAB_PROVE_SEED plays such an order again, LAB_PROVE_SECONDS sets the budget.
 */
import * as assert from 'uvu/assert'
import { join } from 'node:path'
import type { Proof } from '../../src/core/proof.ts'
import { suite } from '../suite.ts'
import { root, run, whyNoContainers } from '../e2e/testHost.ts'

const test = suite('no survivor without a reason')
const BUDGET = Number(process.env.LAB_PROVE_SECONDS ?? 700)
const startedAt = Date.now()
const left = (): number => BUDGET - (Date.now() - startedAt) / 1000
const seed = process.env.LAB_PROVE_SEED ?? ((await run('git', ['-C', root, 'log', '-1', '--format=%cI'], process.env)).out.trim() || new Date().toISOString().slice(0, 10))

async function prove(...args: string[]): Promise<Proof[]> {
  if (left() <= 0) return []
  const { code, out, err } = await run(join(root, 'bin/lab'), ['prove', '--json', '--budget', left().toFixed(), '--seed', seed, ...args], { ...process.env, LAB_TRACKS: join(root, 'tracks') })
  if (![0, 1, 4].includes(code) || !out.startsWith('{')) throw new Error(`lab prove ${args.join(' ')} ended with ${code}: ${err.slice(-2000)}`)
  return (JSON.parse(out) as { results: Proof[] }).results
}

const tried = ({ trials }: Proof): number => trials.filter(each => each.fate !== 'not tried').length
const nameOf = ({ track, challenge, engine }: Proof): string => `${track}/${challenge} on ${engine}`

const missing = await whyNoContainers()
const proofs = new Map<string, Proof>()
if (missing === undefined) {
  // Where git knows of no main branch, nothing is known to be touched.
  const touched = await prove('--changed').catch(() => [])
  for (const each of [...touched, ...(await prove())]) {
    const name = nameOf(each)
    const other = proofs.get(name)
    if (!other || tried(other) < tried(each)) proofs.set(name, each)
  }
}

test.when(missing, 'some of it was tried', () => assert.ok([...proofs.values()].some(each => tried(each) > 0)))
for (const [name, proof] of [...proofs].sort()) {
  const { trials, trouble, stale, checks, hidden } = proof
  const done = tried(proof)
  const unseen = hidden.length === checks.length && stale.length === 0
  if (unseen) {
    test.when(trouble, name, () => {})
    continue
  }
  if (done > 0 || trouble !== undefined || stale.length > 0) {
    test(name, () => {
      const found = trials.filter(each => each.fate === 'survivor' || each.fate === 'error').map(({ id, fate, title, message }) => `${fate} ${id}: ${message ?? title}`)
      assert.equal([...(trouble === undefined ? [] : [trouble]), ...stale.map(each => `no mutant is called "${each}" any more`), ...found], [])
    })
  }
  if (done < trials.length) test.when(`not begun within ${BUDGET} s, with the seed ${seed}`, `${name}: ${trials.length - done} of ${trials.length} mutants`, () => {})
}

test.run()
