import { plural } from '../core/words.ts'
import type { Attempt, Mark, Waiver } from './gradebookModel.ts'
import type { Policy } from './model.ts'
import { unjudged } from './unjudged.ts'

/** The waivers that hold: those that nobody took back. */
export function activeWaivers(waivers: readonly Waiver[]): Waiver[] {
  const revoked = new Set(waivers.flatMap(each => (each.revokes === undefined ? [] : [each.revokes])))
  return waivers.filter(each => each.revokes === undefined && !revoked.has(each.seq))
}

/** Attempts as they are judged today: a regrade takes the place of the attempt that it judges anew, at its time and in its order. */
export function currentAttempts(attempts: readonly Attempt[]): Attempt[] {
  const latest = new Map<number, Attempt>()
  for (const attempt of [...attempts].sort((a, b) => a.seq - b.seq)) {
    const root = attempt.regradeOf ?? attempt.seq
    const first = latest.get(root)
    latest.set(root, first ? { ...attempt, seq: root, at: first.at, claims: first.claims } : attempt)
  }
  return [...latest.values()].sort((a, b) => a.seq - b.seq)
}

/** The mark of one student for one challenge: a pure function of what was kept. What could not be judged never counts as 0, and a result of the student's own never counts. */
export function markOf(of: { student: string; challenge: string }, attempts: readonly Attempt[], waivers: readonly Waiver[], policy: Policy): Mark {
  const mine = activeWaivers(waivers).filter(each => each.student === of.student && each.challenge === of.challenge)
  const made = currentAttempts(attempts.filter(each => each.student === of.student && each.challenge === of.challenge && each.gradedBy !== 'self'))
  const inTime = made.filter(each => each.state === 'graded' && (policy.until === undefined || Date.parse(each.at) <= Date.parse(policy.until)))
  const waivedChecks = [...new Set(mine.flatMap(each => each.check ?? []))]
  const scored = inTime.map(each => scoreOf(each, waivedChecks, policy))
  const counted = scored.slice(0, countOf(scored, policy.attempts))
  const mark: Mark = { ...of, state: 'missing', points: 0, maxPoints: 0, earned: 0, penalties: { late: 0, hints: 0 }, attempts: { made: made.length, counted: counted.length }, waived: waivedChecks, late: false, notes: [], told: [] }
  const whole = mine.find(each => each.check === undefined)
  if (whole) return { ...mark, state: 'waived', notes: [`waived: ${whole.reason}`] }
  const best = choose(counted, policy.keep)
  const last = made.at(-1)
  if (!best) {
    const late = made.some(each => each.state === 'graded') ? ['the only attempts came too late to count'] : []
    return { ...mark, state: last?.state === 'error' ? 'error' : 'missing', notes: [...(last?.state === 'error' ? [`could not be judged: ${last.reason ?? 'no reason is known'}`] : []), ...late], told: late }
  }
  const { attempt, open } = best
  const more = open > 0 ? undefined : counted.find(each => each.open > 0 && each.points > best.points)
  // What a host or a check says about an error, and why something is waived, are words for the instructor; and no student reads that there is a hidden check.
  const notes: [note: string, told: string | undefined][] = [
    ...(open > 0 ? [same(`${plural(open, 'check')} could not be judged`)] : []),
    ...(inTime.length > counted.length ? [same(`${plural(inTime.length - counted.length, 'attempt')} beyond the ${policy.attempts} that count`)] : []),
    ...(more ? [[`attempt ${more.attempt.seq} came to ${more.points} of ${more.maxPoints} with ${plural(more.open, 'check')} that could not be judged`, undefined] as [string, undefined]] : []),
    ...(last?.state === 'error' ? [[`the last look failed: ${last.reason ?? 'no reason is known'}`, 'the last look failed'] as [string, string]] : []),
    ...(attempt.claims.solved ? [same('the journal says that the solution was run')] : []),
    ...mine.map((each): [string, string | undefined] => [`waived: ${each.check}: ${each.reason}`, undefined]),
  ]
  const waived = attempt.verdicts.filter(each => !each.hidden && waivedChecks.includes(each.id)).length
  return {
    ...mark, state: open > 0 ? 'partial' : 'graded', points: best.points, maxPoints: best.maxPoints, earned: best.earned, penalties: best.penalties, attempt: attempt.seq, at: attempt.at, late: best.late,
    notes: notes.map(([note]) => note), told: [...notes.flatMap(([, told]) => told ?? []), ...(waived > 0 ? [`${plural(waived, 'check')} waived`] : [])],
  }
}

function same(note: string): [string, string] {
  return [note, note]
}

/** How many of them count, as many as the policy allows being judged in full: what could not be judged uses up no attempt. */
function countOf(scored: readonly Scored[], most = Infinity): number {
  let used = 0
  for (const [index, each] of scored.entries()) {
    if (used >= most) return index
    if (each.open === 0) used++
  }
  return scored.length
}

/** The attempt that makes the mark: of those that were judged in full, where there is one. */
function choose(counted: readonly Scored[], keep: Policy['keep']): Scored | undefined {
  const judged = counted.filter(each => each.open === 0)
  return (judged.length > 0 ? judged : counted).reduce<Scored | undefined>((kept, each) => (kept === undefined || keep === 'last' || each.points > kept.points ? each : kept), undefined)
}

/** Marks of everybody for everything, students first, in the order given. */
export function marksOf(students: readonly string[], challenges: readonly string[], attempts: readonly Attempt[], waivers: readonly Waiver[], policy: Policy): Mark[] {
  const by = <T extends { student: string; challenge: string }>(all: readonly T[]): Map<string, T[]> => {
    const groups = new Map<string, T[]>()
    for (const each of all) {
      const key = `${each.student}\n${each.challenge}`
      const group = groups.get(key)
      if (group) group.push(each)
      else groups.set(key, [each])
    }
    return groups
  }
  const [tried, excused] = [by(attempts), by(waivers.filter(each => each.revokes === undefined))]
  const takenBack = waivers.filter(each => each.revokes !== undefined)
  return students.flatMap(student => challenges.map(challenge => {
    const key = `${student}\n${challenge}`
    return markOf({ student, challenge }, tried.get(key) ?? [], [...(excused.get(key) ?? []), ...takenBack], policy)
  }))
}

interface Scored {
  attempt: Attempt
  earned: number
  points: number
  maxPoints: number
  penalties: Mark['penalties']
  late: boolean
  /** Checks that could not be judged. */
  open: number
}

function scoreOf(attempt: Attempt, waived: readonly string[], { due, latePenalty, hintPenalty }: Policy): Scored {
  const verdicts = attempt.verdicts.filter(each => !waived.includes(each.id))
  const sum = (key: 'points' | 'maxPoints'): number => round(verdicts.reduce((total, each) => total + each[key], 0))
  const [earned, maxPoints] = [sum('points'), sum('maxPoints')]
  const overdue = due === undefined ? 0 : Date.parse(attempt.at) - Date.parse(due)
  const late = overdue > 0
  const begun = late && latePenalty ? { once: 1, hour: Math.ceil(overdue / 3_600_000), day: Math.ceil(overdue / 86_400_000) }[latePenalty.per] : 0
  const lateOff = latePenalty ? (Math.min(latePenalty.percent * begun, latePenalty.atMost) / 100) * maxPoints : 0
  // A journal is a claim: hints for checks that nobody is shown were never taken.
  const hints = Object.entries(attempt.claims.hints).filter(([id]) => verdicts.some(each => each.id === id && !each.hidden)).reduce((total, [, count]) => total + count, 0)
  const penalties = { late: round(Math.min(earned, lateOff)), hints: 0 }
  penalties.hints = round(Math.min(earned - penalties.late, (hints * hintPenalty * maxPoints) / 100))
  const open = unjudged(attempt.verdicts, waived).length
  return { attempt, earned, maxPoints, penalties, points: round(earned - penalties.late - penalties.hints), late, open }
}

function round(points: number): number {
  return Math.round(points * 100) / 100
}
