import { randomBytes } from 'node:crypto'
import { eachAtMost } from '../core/eachAtMost.ts'
import { inTurns, mutate, type Mutant } from '../core/mutate/mutate.ts'
import { concludeProof, staleOf, type Proof, type Trial } from '../core/proof.ts'
import { seededNumber } from '../core/seededNumber.ts'
import { plural } from '../core/words.ts'
import type { Track } from '../model/course.ts'
import type { Refusal } from '../model/problem.ts'
import type { Play } from './choosePlays.ts'
import { isRefusal, openChallenge, type Surroundings } from './openChallenge.ts'
import { openStages } from './openStages.ts'
import type { Played, ProofStage } from './play.ts'
import { playAgain, playMutant, playSolution, type Baseline } from './prove.ts'

/** Who wants to know how it goes. */
export interface Listener {
  /** A challenge is done. */
  proof(proof: Proof): void
  progress(text: string): void
}

/** One challenge while it is proven. */
interface Case {
  play: Play
  mutants: Mutant[]
  baseline?: Baseline
  trouble?: string
  /** Checks that this host cannot show, where those are all. */
  hidden?: Set<string>
  trials: Map<Mutant, Trial>
  waiting: number
  durationMs: number
}

/** Proves challenges: first all solutions, then mutants in turns, at most `jobs` side by side. After `budget` seconds no more are begun; with another `seed` others come first. */
export async function proveAll(plays: Play[], { jobs, budget, seed }: { jobs: number; budget: number; seed?: string }, world: Surroundings & { stop: AbortSignal; err(text: string): void }, listener: Listener): Promise<Proof[] | Refusal> {
  const stages = await openStages(world, world.err)
  if (isRefusal(stages)) return stages
  const startedAt = Date.now()
  const late = (): boolean => world.stop.aborted || Date.now() - startedAt >= budget * 1000
  const proofs: Proof[] = []
  const told = new Set<Track>()
  const conclude = (done: Case): void => {
    const { course } = done.play
    const stale = told.has(course) ? [] : staleOf(course)
    told.add(course)
    const proof = proofOf(done, stale)
    proofs.push(proof)
    if (!world.stop.aborted) listener.proof(proof)
  }
  /** In a store that nobody else has meanwhile. */
  const inScene = async <T>({ play }: Case, act: (stage: ProofStage) => Promise<Played<T>>): Promise<T> => {
    const scene = await stages.take()
    const surroundings = { ...world, environment: scene.environment, engine: play.engine, ...(scene.room ? { room: scene.room.pid } : {}) }
    const open = (): ReturnType<typeof openChallenge> => openChallenge(`${play.track}/${play.challenge.id}`, [], surroundings)
    const { came, spoiled } = await act({ open, mark: `lab-${randomBytes(8).toString('hex')}`, stop: world.stop })
    if (spoiled) await stages.discard(scene)
    else stages.giveBack(scene)
    return came
  }
  try {
    const cases = plays.map((play): Case => {
      const mutants = mutate(play.challenge.commands)
      return { play, mutants, trials: new Map(), waiting: mutants.length, durationMs: 0 }
    })
    const lot = ({ play: { track, challenge, engine } }: Case): number => (seed === undefined ? 0 : seededNumber(seed, `${track} ${challenge.id} ${engine}`))
    cases.sort((a, b) => lot(a) - lot(b))
    await eachAtMost(jobs, cases, async each => {
      if (late()) return
      const at = Date.now()
      const { challenge } = each.play
      const first = await inScene(each, stage => playSolution(challenge, stage))
      const unseen = typeof first !== 'string' && challenge.checks.every(check => first.hidden.has(check.id))
      if (unseen) each.hidden = first.hidden
      const came = typeof first === 'string' ? first : unseen ? 'this host can show none of its checks' : await inScene(each, stage => playAgain(challenge, first, stage))
      each.durationMs += Date.now() - at
      if (typeof came === 'string') each.trouble = came
      else each.baseline = came
    })
    const [ready, other] = [cases.filter(each => each.baseline && each.waiting > 0), cases.filter(each => !each.baseline || each.waiting === 0)]
    other.forEach(conclude)
    const queue = inTurns(ready.map(each => each.mutants), seed)
    const mutantsStartedAt = Date.now()
    let done = 0
    await eachAtMost(jobs, queue, async ({ group, item: mutant }) => {
      const each = ready[group]!
      if (!late()) {
        const at = Date.now()
        each.trials.set(mutant, await inScene(each, stage => playMutant(each.play.challenge, mutant, each.baseline!, stage)))
        each.durationMs += Date.now() - at
        done++
        const left = Math.round((((Date.now() - mutantsStartedAt) / done) * (queue.length - done)) / 1000)
        const ends = Number.isFinite(budget) ? Math.max(0, Math.round(budget - (Date.now() - startedAt) / 1000)) : Infinity
        if (done % 10 === 0) listener.progress(`${done} of ${plural(queue.length, 'mutant')}, about ${Math.min(left, ends)} s left`)
      }
      if (--each.waiting === 0) conclude(each)
    })
  } finally {
    await stages.close()
  }
  return proofs
}

function proofOf({ play: { challenge, track, engine, course }, mutants, trials, baseline, trouble, hidden, durationMs }: Case, stale: string[]): Proof {
  const all = mutants.map((mutant): Trial => trials.get(mutant) ?? { id: mutant.id, family: mutant.family, title: mutant.title, typed: [...mutant.varied].map(each => each.run), fate: 'not tried', killedBy: [], waiting: [] })
  const checks = challenge.checks.map(({ id, title, kind }) => ({ id, title, kind }))
  return concludeProof({ track, challenge: challenge.id, title: challenge.title, engine, checks, hidden: [...(baseline?.hidden ?? hidden ?? [])], trials: all, durationMs, ...(trouble === undefined ? {} : { trouble }), ...(baseline ? { captured: baseline.captured } : {}) }, challenge.survivors ?? [], { survivors: course.survivors, stale })
}
