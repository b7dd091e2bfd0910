import type { Status } from '../../model/result.ts'
import type { Student } from '../model.ts'
import { lookKey, sinceBegun, type Look, type Looks } from './looksOf.ts'

/** From when on somebody counts as stuck. Both bounds must be reached. */
export interface StuckBounds {
  /** The same check fails for at least so many minutes. */
  minutes: number
  /** And it was seen failing, or tried by the student, at least so often. */
  times: number
}

/**
 * A challenge is made for 5 to 15 minutes: who spends more on a single check will hardly get on alone. The first failure is the beginning of every exercise
 * and the second a first correction; the third is a pattern. Time alone would count those who went for coffee, and times alone those who type fast.
 */
export const STUCK_BOUNDS: StuckBounds = { minutes: 15, times: 3 }

/** Somebody whom a check does not let through. */
export interface Stuck {
  student: Student
  challenge: string
  /** The check that has failed for longest. */
  check: string
  /** Its title and what was found last, where an attempt told. */
  title?: string
  message?: string
  /** Students get nothing of this check: not to be told. */
  hidden?: true
  /** Milliseconds since 1970: since when it was seen failing. */
  since: number
  minutes: number
  /** How often it was seen failing in a row. */
  looks: number
  /** How often the student checked meanwhile: a claim of their journal. */
  tried: number
  /** Further checks of this challenge that are stuck, too. */
  others: number
}

/**
 * Who is stuck where, the longest first: each student once at most, in the challenge that they work on. Somebody who went on to another challenge left this one, and is
 * not stuck in it; nor is who passed or finished it by their own journal, or for whom the check is waived. `waives` knows what does not count against whom.
 */
export function findStuck(students: readonly Student[], challenges: readonly string[], looks: Looks, waives: (of: { student: string; challenge: string; check: string }) => boolean = () => false, bounds: StuckBounds = STUCK_BOUNDS): Stuck[] {
  const found: Stuck[] = []
  for (const student of students) {
    const all = challenges.map(challenge => ({ challenge, looks: looks.get(lookKey(student.id, challenge)) ?? [] }))
    // A look that brings nothing new may not be kept; but the student was looked at then, and what was known before still held.
    const lookedAt = Math.max(...all.flatMap(each => each.looks.at(-1)?.at ?? []))
    const mine = all.map(each => ({ ...each, looks: sinceBegun(each.looks) })).filter(each => each.looks.length > 0)
    const inHand = mine.reduce<typeof mine[number] | undefined>((kept, each) => (kept === undefined || workedAt(each.looks) >= workedAt(kept.looks) ? each : kept), undefined)
    if (!inHand) continue
    const { challenge } = inHand
    const checks = stuckChecks(inHand.looks, lookedAt).filter(({ check, minutes, looks: times, tried }) => minutes >= bounds.minutes && Math.max(times, tried) >= bounds.times && !waives({ student: student.id, challenge, check }))
    const worst = checks.reduce<typeof checks[number] | undefined>((kept, check) => (kept === undefined || check.minutes > kept.minutes ? check : kept), undefined)
    if (worst) found.push({ student, challenge, ...worst, others: checks.length - 1 })
  }
  return found.sort((a, b) => b.minutes - a.minutes)
}

/** The last look that shows work on a challenge: a check ended in another way than before, or the student tried once more. Until then it is the first. */
function workedAt(looks: readonly Look[]): number {
  const differs = (look: Look, before: Look): boolean => (look.tried ?? 0) > (before.tried ?? 0) || [...look.statuses].some(([check, status]) => before.statuses.has(check) && before.statuses.get(check) !== status)
  return looks.findLast((look, index) => index === 0 || differs(look, looks[index - 1]!))!.at
}

function stuckChecks(looks: readonly Look[], lookedAt: number): Omit<Stuck, 'student' | 'challenge' | 'others'>[] {
  const last = looks.at(-1)!
  if (last.state === 'finished' || last.state === 'passed') return []
  return [...last.statuses].filter(([, status]) => status === 'fail').map(([check]) => {
    const start = failingFrom(check, looks)
    const run = looks.slice(start)
    const failing = run.filter(each => each.statuses.get(check) === 'fail')
    const told = failing.findLast(each => each.verdicts)?.verdicts?.find(each => each.id === check)
    const claimed = (part: readonly Look[]): number => Math.max(0, ...part.map(each => each.tried ?? 0))
    return {
      check, ...(told ? { title: told.title, message: told.message, ...(told.hidden ? { hidden: true as const } : {}) } : {}), since: failing[0]!.at, minutes: Math.max(0, lookedAt - failing[0]!.at) / 60_000,
      looks: failing.length, tried: Math.max(0, claimed(run) - claimed(looks.slice(0, start))),
    }
  })
}

/** Where the row of failures at the end begins. A look that could not judge the check neither ends nor extends it. */
function failingFrom(check: string, looks: readonly Look[]): number {
  const open = (status: Status | undefined): boolean => status === undefined || status === 'error' || status === 'skip'
  let start = looks.length - 1
  for (let at = start - 1; at >= 0; at--) {
    const status = looks[at]!.statuses.get(check)
    if (status === 'fail') start = at
    else if (!open(status)) break
  }
  return start
}
