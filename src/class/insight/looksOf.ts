import type { Status, Verdict } from '../../model/result.ts'
import type { Attempt, Claims, Seen } from '../gradebookModel.ts'

/** One look of the instructor's side at one challenge of one student, in the terms that insight needs. */
export interface Look {
  /** Milliseconds since 1970. */
  at: number
  /** How each check ended, by id. */
  statuses: ReadonlyMap<string, Status>
  /** Of an attempt: what was found. A lighter look keeps none. */
  verdicts?: Verdict[]
  /** The student's own values of variables. */
  vars?: Record<string, string>
  /** How often the student checked so far, as their journal claims. */
  tried?: number
  /** As the journal claims. */
  state?: Claims['state']
}

/** Looks by student and challenge, with the key that `lookKey` makes, oldest first. */
export type Looks = ReadonlyMap<string, readonly Look[]>

/** The key of a student's challenge. */
export function lookKey(student: string, challenge: string): string {
  return `${student}\n${challenge}`
}

/**
 * All looks in the order of their time. A result of the student's own is no look, and neither is one in which nothing could be judged: it says
 * nothing about the student. `attempts` are those that hold today (a regrade in place of what it judged anew).
 */
export function looksOf(attempts: readonly Attempt[], seen: readonly Seen[]): Looks {
  const all = new Map<string, Look[]>()
  const add = (of: { student: string; challenge: string }, look: Look): void => {
    if (Number.isNaN(look.at)) return
    const key = lookKey(of.student, of.challenge)
    const looks = all.get(key)
    if (looks) looks.push(look)
    else all.set(key, [look])
  }
  for (const attempt of [...attempts].sort((a, b) => a.seq - b.seq)) {
    if (attempt.gradedBy === 'self' || attempt.state === 'error') continue
    const { at, verdicts, vars, claims } = attempt
    add(attempt, { at: Date.parse(at), statuses: new Map(verdicts.map(each => [each.id, each.status])), verdicts, vars, ...claimed(claims) })
  }
  for (const each of seen) add(each, { at: Date.parse(each.at), statuses: new Map(Object.entries(each.statuses)), ...claimed(each.claims) })
  for (const looks of all.values()) looks.sort((a, b) => a.at - b.at)
  return all
}

function claimed(claims: Claims | undefined): Pick<Look, 'tried' | 'state'> {
  return claims ? { tried: claims.attempts, ...(claims.state === undefined ? {} : { state: claims.state }) } : {}
}

/** The looks from the first on that saw the student at work: their journal says so, or something passes or was tried. Before that every check fails, and tells nothing. */
export function sinceBegun(looks: readonly Look[]): readonly Look[] {
  const at = looks.findIndex(({ state, tried, statuses }) => state !== undefined || (tried ?? 0) > 0 || [...statuses.values()].includes('pass'))
  return at < 0 ? [] : looks.slice(at)
}

/** Whether a look saw the whole challenge done: something passed, and nothing failed or is open. What cannot be seen on a host stands in nobody's way. */
export function isDone({ statuses }: Look): boolean {
  const all = [...statuses.values()]
  return all.includes('pass') && !all.includes('fail') && !all.includes('error')
}
