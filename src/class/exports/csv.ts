import { csvText, disarm } from '../csvText.ts'
import { columnTitles } from '../columnTitles.ts'
import type { ExportFormat } from '../exportModel.ts'
import { isOpen, isWaived, pointsToHave, roundPoints, settledPoints, studentRows } from '../settledPoints.ts'

/** Columns before those of the challenges. */
const COLUMNS = ['id', 'name', 'email', 'points', 'max_points', 'open', 'missing']

/**
 * A row a student, a column a challenge. Where there is no number a word says why: `error`, `partial`, `waived`, `missing`; a spreadsheet's sum leaves words out.
 * `max_points` adds up what was judged and what is missing, without what is waived or open; `points` is empty where nothing was judged. For people, so every text is disarmed; it begins with a
 * byte order mark, without which Excel takes UTF-8 for another encoding. A spreadsheet takes the zeros from the front of an id: import that column as text.
 */
const format: ExportFormat = {
  summary: 'One table for people: a row a student, a column a challenge.',
  folder: false,
  write(graded) {
    const { challenges } = graded
    const rows = studentRows(graded).map(({ student, marks }) => {
      const judged = marks.filter(({ mark }) => !isOpen(mark))
      const points = judged.flatMap(({ mark }) => settledPoints(mark) ?? [])
      const sum = (numbers: number[]): number => roundPoints(numbers.reduce((total, each) => total + each, 0))
      return [
        disarm(student.id), disarm(student.name), disarm(student.email),
        points.length > 0 ? sum(points) : undefined, sum(judged.map(pointsToHave)),
        marks.length - judged.length, marks.filter(({ mark }) => mark.state === 'missing').length,
        ...marks.map(({ mark }) => settledPoints(mark) ?? (isWaived(mark) ? 'waived' : mark.state === 'graded' ? undefined : mark.state)),
      ]
    })
    const titles = columnTitles(challenges, title => COLUMNS.includes(title.toLowerCase()))
    return { files: [{ name: 'marks.csv', bytes: Buffer.from(`\uFEFF${csvText([[...COLUMNS, ...titles], ...rows])}`) }], notes: [] }
  },
}

export default format
