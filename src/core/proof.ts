import type { AcceptedSurvivor, Track } from '../model/course.ts'
import type { EngineName } from '../model/look.ts'
import { isAccepted, mutate } from './mutate/mutate.ts'
import { EXIT } from './score.ts'
import { READERS, type FactChange, type FactSort } from './wideFact.ts'

/**
 * What became of a mutant. killed: some check fails. survivor: all checks accept it, and the host is not as after the solution. accepted: a survivor, or one that
 * could not be judged, with its author's reason. no effect: the host is as after the solution. stillborn: it could not be typed. error: nobody knows.
 */
export type Fate = 'killed' | 'survivor' | 'accepted' | 'no effect' | 'stillborn' | 'error' | 'not tried'

/** One mutant and what became of it. */
export interface Trial {
  id: string
  family: string
  title: string
  /** The command lines that are typed in place of others, or besides them. */
  typed: string[]
  fate: Fate
  /** Checks that fail. */
  killedBy: string[]
  /** Checks that were not judged, because they need one that fails. */
  waiting: string[]
  /** Why it was stillborn, or what went wrong. */
  message?: string
  /** For a survivor: what is not as after the solution. */
  changed?: FactChange[]
  /** The author's reason. */
  reason?: string
}

/** What mutants of captured facts tell: no host was asked, and they are not in the score. */
export interface CapturedFacts {
  /** Facts that a check reads: it changes its verdict where this one fact is as before. Smoke, not proof: nothing else was changed. */
  read: { what: string; sort: FactSort; by: string[]; smoke: true }[]
  /** Facts that the solution changed and no check reads. */
  uncovered: { what: string; sort: FactSort }[]
  /** Checks that run something of their own: what they read is not known. */
  blind: string[]
}

/** What proving one challenge on one engine told. */
export interface Proof {
  track: string
  challenge: string
  title: string
  engine: EngineName
  /** survivors: an author must add a check or a reason. unproven: nothing is known to be wrong, and not all could be shown. */
  status: 'proven' | 'survivors' | 'unproven'
  /** Why no mutant could be tried. */
  trouble?: string
  checks: { id: string; title: string; kind: string }[]
  /** Checks that this host cannot show: they catch nothing here. */
  hidden: string[]
  trials: Trial[]
  /** Accepted survivors, of it or of its track, that no mutant is called by. */
  stale: string[]
  captured?: CapturedFacts
  durationMs: number
}

/** The proof of a challenge, from what became of its mutants. A reason of its own goes before one of its track; what is stale in the track is said with one of its challenges. */
export function concludeProof(proof: Omit<Proof, 'status' | 'stale'>, survivors: AcceptedSurvivor[], ofTrack: { survivors: AcceptedSurvivor[]; stale: string[] } = { survivors: [], stale: [] }): Proof {
  const stale = [...(proof.trouble === undefined ? findStale(survivors, proof.trials.map(each => each.id)) : []), ...ofTrack.stale]
  const accepted = [...survivors, ...ofTrack.survivors.filter(each => !each.except?.includes(proof.challenge))]
  const trials = proof.trials.map((trial): Trial => {
    const found = trial.fate === 'survivor' || trial.fate === 'error' ? accepted.find(({ mutant }) => isAccepted(trial.id, mutant)) : undefined
    return found ? { ...trial, fate: 'accepted', reason: found.reason } : trial
  })
  const has = (fate: Fate): boolean => trials.some(each => each.fate === fate)
  const tried = trials.some(each => each.fate !== 'not tried')
  return { ...proof, trials, stale, status: has('survivor') || stale.length > 0 ? 'survivors' : proof.trouble !== undefined || has('error') || !tried ? 'unproven' : 'proven' }
}

/** Accepted survivors that no mutant is called by. */
export function findStale(survivors: AcceptedSurvivor[], ids: string[]): string[] {
  return survivors.filter(({ mutant }) => !ids.some(id => isAccepted(id, mutant))).map(each => each.mutant)
}

/** Reasons of a track that fit no mutant of any of its challenges, and exceptions that fit none of theirs; known only where all of them are. */
export function staleOf({ survivors, challenges, folders }: Pick<Track, 'survivors' | 'challenges' | 'folders'>): string[] {
  if (challenges.length < folders.length) return []
  const mutants = new Map(challenges.map(each => [each.id, mutate(each.commands).map(({ id }) => id)]))
  return survivors.flatMap(each => {
    const except = each.except ?? []
    const elsewhere = [...mutants].flatMap(([challenge, ids]) => (except.includes(challenge) ? [] : ids))
    return [...findStale([each], elsewhere), ...except.filter(challenge => findStale([each], mutants.get(challenge) ?? []).length > 0).map(challenge => `${each.mutant} of ${challenge}`)]
  })
}

/** How many mutants ended how; `percent` is how many of those that a check could catch were caught. Accepted ones need not be caught. */
export interface Score {
  killed: number
  survived: number
  accepted: number
  noEffect: number
  stillborn: number
  errors: number
  notTried: number
  /** Missing where none could be caught. */
  percent?: number
}

/** Counts mutants that were run on real hosts. */
export function scoreOf(trials: Trial[]): Score {
  const count = (fate: Fate): number => trials.filter(each => each.fate === fate).length
  const killed = count('killed')
  const survived = count('survivor')
  // Rounded down: one survivor of a thousand is not 100 %.
  return { killed, survived, accepted: count('accepted'), noEffect: count('no effect'), stillborn: count('stillborn'), errors: count('error'), notTried: count('not tried'), ...(killed + survived === 0 ? {} : { percent: Math.floor((killed / (killed + survived)) * 100) }) }
}

/** The exit code: 1 for a survivor without a reason, 4 where something could not be shown. */
export function exitCodeOfProofs(proofs: Proof[]): number {
  if (proofs.some(each => each.status === 'survivors')) return EXIT.failed
  // What a budget left out is shown and is no trouble, unless nothing at all was tried.
  const tried = proofs.filter(each => each.trouble !== undefined || each.trials.some(({ fate }) => fate !== 'not tried'))
  return tried.length === 0 || tried.some(each => each.status === 'unproven') ? EXIT.unknown : EXIT.good
}

/** Who could have seen a change: the checks of the challenge that read such facts, else the kinds of checks that do. */
export function couldHaveLooked(changed: FactChange[], checks: Proof['checks']): { checks: string[]; kinds: string[] } {
  const kinds = [...new Set(changed.flatMap(({ sort }) => READERS[sort]))]
  return { checks: checks.filter(each => kinds.includes(each.kind)).map(each => each.id), kinds }
}
