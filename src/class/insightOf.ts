import { findStuck, STUCK_BOUNDS, type Stuck, type StuckBounds } from './insight/findStuck.ts'
import { findWrongStates, type WrongCheck } from './insight/findWrongStates.ts'
import { lookKey, looksOf } from './insight/looksOf.ts'
import { mapMarks, type HeatMap } from './insight/mapMarks.ts'
import { timeChallenges, type ChallengeTime } from './insight/timeChallenges.ts'
import type { Attempt, Mark, Seen } from './gradebookModel.ts'
import type { Student } from './model.ts'

/** What a report of a class is made of. Everything in it is data of students, authors and hosts. */
export interface ClassRecord {
  className: string
  /** When the report is made: ISO 8601. */
  at: string
  students: readonly Student[]
  /** In order; `name` is `track/challenge`. */
  challenges: readonly { name: string; title: string; maxPoints: number }[]
  marks: readonly Mark[]
  /** As they are judged today: a regrade in place of what it judged anew. */
  attempts: readonly Attempt[]
  seen: readonly Seen[]
}

/** What a class record tells an instructor. */
export interface Insight {
  map: HeatMap
  stuck: Stuck[]
  wrong: WrongCheck[]
  times: ChallengeTime[]
  bounds: StuckBounds
}

/** Reads a class record as an instructor would: where everybody is, who is stuck, which mistakes are made, how long things take. */
export function insightOf({ students, challenges, marks, attempts, seen }: ClassRecord, bounds: StuckBounds = STUCK_BOUNDS): Insight {
  const looks = looksOf(attempts, seen)
  const [ids, names] = [students.map(each => each.id), challenges.map(each => each.name)]
  const known = new Map(marks.map(each => [lookKey(each.student, each.challenge), each]))
  const waives = ({ student, challenge, check }: { student: string; challenge: string; check: string }): boolean => {
    const mark = known.get(lookKey(student, challenge))
    return mark !== undefined && (mark.state === 'waived' || mark.waived.includes(check))
  }
  const stuck = findStuck(students, names, looks, waives, bounds)
  return { map: mapMarks(students, challenges, marks, stuck), stuck, wrong: findWrongStates(ids, names, looks), times: timeChallenges(ids, names, looks), bounds }
}
