import { csvText, disarm, type Cell } from '../csvText.ts'
import type { ExportFormat } from '../exportModel.ts'
import { isWaived, markText, roundPoints, settledPoints, studentRows, type StudentRow } from '../settledPoints.ts'

type Entry = { student: StudentRow['student'] } & StudentRow['marks'][number]

/** A number where something was judged. */
const judged = (of: (mark: Entry['mark']) => number) => ({ mark }: Entry): Cell => ((mark.state === 'graded' || mark.state === 'partial') && !isWaived(mark) ? roundPoints(of(mark)) : undefined)

/** Each column with what stands in it. */
const COLUMNS: Record<string, (entry: Entry) => Cell> = {
  id: ({ student }) => disarm(student.id),
  name: ({ student }) => disarm(student.name),
  email: ({ student }) => disarm(student.email),
  challenge: ({ challenge }) => disarm(challenge.name),
  title: ({ challenge }) => disarm(challenge.title),
  state: ({ mark }) => (isWaived(mark) ? 'waived' : mark.state),
  points: ({ mark }) => settledPoints(mark),
  max_points: judged(mark => mark.maxPoints),
  earned: judged(mark => mark.earned),
  late_penalty: judged(mark => mark.penalties.late),
  hint_penalty: judged(mark => mark.penalties.hints),
  late: ({ mark }) => (mark.late ? 'yes' : 'no'),
  attempts: ({ mark }) => mark.attempts.made,
  attempts_counted: ({ mark }) => mark.attempts.counted,
  at: ({ mark }) => mark.at,
  waived_checks: ({ mark }) => disarm(mark.waived.join(' ')),
  notes: ({ mark }) => disarm(mark.notes.length > 0 ? markText(mark, mark.notes) : ''),
}

/** A row for each mark, with all that is known of it. `points` are there where everything was judged; `earned` is what the checks that were judged came to, before penalties. Disarmed and marked as `csv` is. */
const format: ExportFormat = {
  summary: 'One table for programs and pivots: a row for each mark, with penalties, attempts and notes.',
  folder: false,
  write(graded) {
    const rows = studentRows(graded).flatMap(({ student, marks }) => marks.map(each => Object.values(COLUMNS).map(cell => cell({ student, ...each }))))
    return { files: [{ name: 'marks-long.csv', bytes: Buffer.from(`\uFEFF${csvText([Object.keys(COLUMNS), ...rows])}`) }], notes: [] }
  },
}

export default format
