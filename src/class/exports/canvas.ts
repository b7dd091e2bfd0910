import { plainLine } from '../../core/plainText.ts'
import { plural } from '../../core/words.ts'
import { columnTitles } from '../columnTitles.ts'
import { csvText, disarm, looksLikeFormula } from '../csvText.ts'
import type { ExportFormat } from '../exportModel.ts'
import type { Student } from '../model.ts'
import { rosterField } from '../rosterField.ts'
import { isOpen, isWaived, settledPoints, studentRows } from '../settledPoints.ts'

/** In this order its importer looks for them. */
const COLUMNS = ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section']
/** Four spaces stand before it in Canvas' own exports. */
const POINTS_POSSIBLE = '    Points Possible'

/** What Canvas takes for a column of its own, drops, or takes for the number of another assignment. */
function isCanvasWord(title: string): boolean {
  return [...COLUMNS, 'LastName', 'FirstName', 'Integration ID', 'Root Account'].includes(title) || /(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)|read\s+only|\s\(\d+\)$/.test(title)
}

/**
 * Canvas' gradebook CSV. A column finds its assignment by the title, or makes a new one; a student is found by Canvas ID (roster column `canvas id`), SIS User ID
 * (`sis user id`, else the id), SIS Login ID (`sis login id` or `login`, else the e-mail), and by name at last. Those keys are exact, since Canvas compares them;
 * names and titles are disarmed. `EX` is excused. An open or missing mark is an empty cell.
 */
const format: ExportFormat = {
  summary: 'A CSV that the gradebook of Canvas imports.',
  folder: false,
  write(graded) {
    const { challenges, students } = graded
    const rows = studentRows(graded)
    const table = rows.map(({ student, marks }) => [...keysOf(student), ...marks.map(({ challenge, mark }) => (isWaived(mark) ? 'EX' : settledPoints(mark, challenge.maxPoints)))])
    const formulas = students.filter(student => keysOf(student).slice(1).some(looksLikeFormula)).length
    const empty = rows.some(({ marks }) => marks.some(({ mark }) => isOpen(mark) || mark.state === 'missing'))
    return {
      files: [{ name: 'canvas.csv', bytes: Buffer.from(csvText([[...COLUMNS, ...columnTitles(challenges, isCanvasWord)], [POINTS_POSSIBLE, '', '', '', '', ...challenges.map(each => each.maxPoints)], ...table])) }],
      notes: [
        ...(empty ? ['where Canvas has a grade already, an empty cell takes it away: its preview shows that before anything is saved'] : []),
        ...(formulas > 0 ? [`${plural(formulas, 'student')} with a key that a spreadsheet takes for a formula: import the file as it is, and do not open it in a spreadsheet`] : []),
      ],
    }
  },
}

export default format

function keysOf(student: Student): string[] {
  const number = rosterField(student, 'canvas id', 'canvas user id')
  return [
    // Wherever these two words stand in the first cell, Canvas takes the row for the points of the assignments.
    disarm(plainLine(student.name, 500)).replaceAll('Points Possible', 'Points-Possible'),
    // Canvas reads the digits at the front of whatever stands there.
    /^\d+$/.test(number) ? number : '',
    rosterField(student, 'sis user id', 'sis id') || student.id,
    rosterField(student, 'sis login id', 'login id', 'login') || student.email,
    disarm(plainLine(rosterField(student, 'section'))),
  ]
}
