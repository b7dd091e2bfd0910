import { plainLine, plainText } from '../../core/plainText.ts'
import { columnTitles } from '../columnTitles.ts'
import { csvText, disarm, formulaNotes, looksLikeFormula } from '../csvText.ts'
import type { ExportFormat } from '../exportModel.ts'
import type { Student } from '../model.ts'
import { rosterField } from '../rosterField.ts'
import { isOpen, isWaived, settledPoints, studentRows } from '../settledPoints.ts'

/** In this order its importer looks for them. */
const COLUMNS = ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section']
/** Four spaces stand before it in Canvas' own exports. */
const POINTS_POSSIBLE = '    Points Possible'

/** Words that Canvas takes for something of its own wherever they stand: a row with the first is that of the points, a column with one of the others is left out. */
const RESERVED = /Points Possible|(?:Current|Final) (?:Score|Points|Grade)|Override (?:Score|Grade|Status)/g

/** A title that Canvas finds in another column first, or that ends as the number of an assignment does. */
function isCanvasWord(title: string): boolean {
  return [...COLUMNS, 'LastName', 'FirstName', 'Integration ID', 'Root Account'].includes(title) || /\s\(\d+\)$/.test(title)
}

/**
 * Canvas' gradebook CSV. A column finds its assignment by the title, or makes a new one; a student is found by Canvas ID (roster column `canvas id`), SIS User ID
 * (`sis user id`, else the id), SIS Login ID (`sis login id` or `login`, else the e-mail), and by name at last. Those keys are exact, since Canvas compares them (a control character, which no key has, becomes visible);
 * names and titles are disarmed. `EX` is excused. An open or missing mark is an empty cell.
 */
const format: ExportFormat = {
  summary: 'A CSV that the gradebook of Canvas imports.',
  folder: false,
  write(graded) {
    const { challenges, students } = graded
    const titles = columnTitles(challenges.map(each => ({ ...each, title: hyphenate(plainLine(each.title)) })), isCanvasWord)
    const rows = studentRows(graded)
    const table = rows.map(({ student, marks }) => [...keysOf(student), ...marks.map(({ challenge, mark }) => (isWaived(mark) ? 'EX' : settledPoints(mark, challenge.maxPoints)))])
    const formulas = students.filter(student => keysOf(student).slice(1).some(looksLikeFormula)).length
    const empty = rows.some(({ marks }) => marks.some(({ mark }) => isOpen(mark) || mark.state === 'missing'))
    return {
      files: [{ name: 'canvas.csv', bytes: Buffer.from(csvText([[...COLUMNS, ...titles], [POINTS_POSSIBLE, '', '', '', '', ...challenges.map(each => each.maxPoints)], ...table])) }],
      notes: [
        ...(empty ? ['where Canvas has a grade already, an empty cell takes it away: its preview shows that before anything is saved'] : []),
        ...formulaNotes(formulas),
      ],
    }
  },
}

export default format

function keysOf(student: Student): string[] {
  const number = rosterField(student, 'canvas id', 'canvas user id')
  return [
    disarm(hyphenate(plainLine(student.name, 500))),
    // Canvas reads the digits at the front of whatever stands there.
    /^\d+$/.test(number) ? number : '',
    plainText(rosterField(student, 'sis user id', 'sis id') || student.id),
    plainText(rosterField(student, 'sis login id', 'login id', 'login') || student.email),
    disarm(plainLine(rosterField(student, 'section'))),
  ]
}

function hyphenate(text: string): string {
  return text.replace(RESERVED, found => found.replace(' ', '-'))
}
