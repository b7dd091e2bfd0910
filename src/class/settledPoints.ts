import { plainLine } from '../core/plainText.ts'
import { plural } from '../core/words.ts'
import type { ExportedChallenge, GradedClass } from './exportModel.ts'
import type { Mark } from './gradebookModel.ts'
import type { Student } from './model.ts'

/** One student with a mark for every challenge, in the order of the class. */
export interface StudentRow {
  student: Student
  marks: { challenge: ExportedChallenge; mark: Mark }[]
}

/** The table of a class: all students in order; a mark that is not there is `missing`. */
export function studentRows({ students, challenges, marks }: GradedClass): StudentRow[] {
  const known = new Map(marks.map(mark => [`${mark.student}\n${mark.challenge}`, mark]))
  return students.map(student => ({
    student,
    marks: challenges.map(challenge => ({ challenge, mark: known.get(`${student.id}\n${challenge.name}`) ?? missingMark(student.id, challenge.name) })),
  }))
}

/**
 * The number that may leave lab for a mark: only where everything was judged. What could not be judged, in part or at all, what is waived and what was never tried
 * has none, so nobody gets a 0 for a host that was down. Waived checks are out of the points that can be had: the rest is scaled to `outOf`.
 */
export function settledPoints({ state, points, maxPoints }: Mark, outOf = maxPoints): number | undefined {
  return state === 'graded' && maxPoints > 0 ? roundPoints((points * outOf) / maxPoints) : undefined
}

/** Waived as a whole, or check by check until nothing is left of it. */
export function isWaived({ state, maxPoints, waived }: Mark): boolean {
  return state === 'waived' || (state === 'graded' && maxPoints === 0 && waived.length > 0)
}

/** A mark that is still to come: some or all of it could not be judged. */
export function isOpen({ state }: Mark): boolean {
  return state === 'error' || state === 'partial'
}

/** What can be had for a challenge: what is waived is not in it. */
export function pointsToHave({ challenge, mark }: StudentRow['marks'][number]): number {
  if (isWaived(mark)) return 0
  return mark.state === 'graded' || mark.state === 'partial' ? mark.maxPoints : challenge.maxPoints
}

/** A mark in one line, in words for the student, or with other notes. Of what is still open it names no points: they would be read as a mark. */
export function markText(mark: Mark, notes: readonly string[] = mark.told): string {
  const { state, points, maxPoints, penalties } = mark
  const off = [...(penalties.late > 0 ? [`${penalties.late} taken off for being late`] : []), ...(penalties.hints > 0 ? [`${penalties.hints} taken off for hints`] : [])]
  const head = (): string[] => {
    if (isWaived(mark)) return notes.some(each => /waived/.test(each)) ? [] : ['waived']
    if (isOpen(mark)) return [notes.length > 0 ? 'open' : 'open: it could not be judged']
    return state === 'missing' ? ['no attempt'] : [`${roundPoints(points)} of ${plural(roundPoints(maxPoints), 'point')}`, ...off]
  }
  return plainLine([...head(), ...notes].join('; '), 1000)
}

/** Points as they are shown everywhere: at most two decimals. */
export function roundPoints(points: number): number {
  return Math.round(points * 100) / 100
}

function missingMark(student: string, challenge: string): Mark {
  return { student, challenge, state: 'missing', points: 0, maxPoints: 0, earned: 0, penalties: { late: 0, hints: 0 }, attempts: { made: 0, counted: 0 }, waived: [], late: false, notes: [], told: [] }
}
