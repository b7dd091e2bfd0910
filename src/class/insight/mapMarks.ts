import type { Mark } from '../gradebookModel.ts'
import type { Student } from '../model.ts'
import { lookKey } from './looksOf.ts'

/** One square of the heat map: a student's mark for a challenge. */
export interface Cell {
  state: Mark['state']
  /** Points of the most there are, from 0 to 1; only for what was judged. */
  share?: number
  late: boolean
  /** A check does not let the student through. */
  stuck: boolean
  notes: string[]
}

/** A student's line of the heat map. */
export interface MapRow {
  student: Student
  cells: Cell[]
  /** Points of all that count for this student: what is waived or could not be judged is left out, what is missing counts as nothing yet. */
  share?: number
}

/** Marks of everybody for everything, and of the class for each challenge. */
export interface HeatMap {
  rows: MapRow[]
  /** By challenge: the share of points of all work that was judged. */
  columns: { share?: number; judged: number }[]
  /** The same for the whole class. */
  share?: number
  states: Record<Mark['state'], number>
  /** Works with all points. */
  full: number
}

/** Squares of students and challenges, in the order given. A pair without a mark is missing. */
export function mapMarks(students: readonly Student[], challenges: readonly { name: string; maxPoints: number }[], marks: readonly Mark[], stuck: readonly { student: Student; challenge: string }[]): HeatMap {
  const known = new Map(marks.map(each => [lookKey(each.student, each.challenge), each]))
  const held = new Set(stuck.map(each => lookKey(each.student.id, each.challenge)))
  const states: HeatMap['states'] = { graded: 0, partial: 0, error: 0, waived: 0, missing: 0 }
  const columns = challenges.map(() => ({ points: 0, most: 0, judged: 0 }))
  let full = 0
  const rows = students.map(student => {
    let [points, most] = [0, 0]
    const cells = challenges.map((challenge, index) => {
      const key = lookKey(student.id, challenge.name)
      const mark = known.get(key)
      const cell = cellOf(mark, held.has(key))
      states[cell.state]++
      if (cell.state === 'missing') most += challenge.maxPoints
      if (mark && cell.share !== undefined) {
        const column = columns[index]!
        points += mark.points
        most += mark.maxPoints
        column.points += mark.points
        column.most += mark.maxPoints
        column.judged++
        if (cell.share === 1 && cell.state === 'graded') full++
      }
      return cell
    })
    return { student, cells, ...shareOf(points, most) }
  })
  const sum = (key: 'points' | 'most'): number => columns.reduce((total, each) => total + each[key], 0)
  return { rows, columns: columns.map(each => ({ judged: each.judged, ...shareOf(each.points, each.most) })), ...shareOf(sum('points'), sum('most')), states, full }
}

function cellOf(mark: Mark | undefined, stuck: boolean): Cell {
  if (!mark) return { state: 'missing', late: false, stuck, notes: [] }
  const { state, points, maxPoints, late, notes } = mark
  const judged = state === 'graded' || state === 'partial'
  // Every check is waived: nothing is left that could be graded.
  if (judged && maxPoints <= 0) return { state: 'waived', late: false, stuck, notes }
  return { state, late: judged && late, stuck, notes, ...(judged ? shareOf(points, maxPoints) : {}) }
}

function shareOf(points: number, most: number): { share?: number } {
  return most > 0 ? { share: Math.min(1, Math.max(0, points / most)) } : {}
}

/** A share in whole percent: 100 is said of all only, and 0 of nothing only. */
export function percentOf(share: number): number {
  if (share >= 1) return 100
  return share <= 0 ? 0 : Math.min(99, Math.max(1, Math.round(share * 100)))
}
