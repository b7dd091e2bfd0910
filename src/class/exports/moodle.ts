import { plainText } from '../../core/plainText.ts'
import { plural } from '../../core/words.ts'
import { columnTitles } from '../columnTitles.ts'
import { csvText, disarm, formulaNotes, looksLikeFormula } from '../csvText.ts'
import type { ExportFormat } from '../exportModel.ts'
import type { Student } from '../model.ts'
import { rosterField } from '../rosterField.ts'
import { markText, settledPoints, studentRows } from '../settledPoints.ts'

/** Columns by which a teacher may let Moodle find its users, and what stands in them. They are compared as they are, so they are exact; a control character, which no key has, becomes visible. */
const KEYS: Record<string, (student: Student) => string> = {
  email: student => plainText(student.email),
  idnumber: student => plainText(rosterField(student, 'idnumber', 'id number') || student.id),
  username: student => plainText(rosterField(student, 'username', 'moodle username')),
}
/** A higher grade makes Moodle refuse the whole file, unless unlimited grades are switched on. */
const HIGHEST = 100

/**
 * A CSV for Moodle's grade import, where the teacher maps each column. Its importer gives a row without a key to the user of the row before, and two rows with one
 * key to one user: a column of keys is there only where everybody has one of their own. `-` is Moodle's word for no grade, also in a new grade item, where an empty
 * cell is not. It knows no excuse: what is waived is `-` too, and the feedback says so. Feedback is HTML there.
 */
const format: ExportFormat = {
  summary: 'A CSV for the grade import of Moodle, with feedback.',
  folder: false,
  write(graded) {
    const { challenges, students } = graded
    const all = Object.entries(KEYS)
    // PHP takes "0" for empty, too.
    const keys = all.filter(([, keyOf]) => new Set(students.map(each => keyOf(each).toLowerCase()).filter(each => each !== '' && each !== '0')).size === students.length)
    const titles = columnTitles(challenges, title => Object.hasOwn(KEYS, title.toLowerCase()) || title.endsWith(' (Feedback)'))
    const rows = studentRows(graded).map(({ student, marks }) => [
      ...keys.map(([, keyOf]) => keyOf(student)),
      ...marks.flatMap(({ challenge, mark }) => [settledPoints(mark, challenge.maxPoints) ?? '-', disarm(escapeHtml(markText(mark)))]),
    ])
    const left = all.filter(each => !keys.includes(each) && students.some(student => each[1](student) !== '')).map(([name]) => name)
    const high = challenges.filter(each => each.maxPoints > HIGHEST).length
    const formulas = students.filter(student => keys.some(([, keyOf]) => looksLikeFormula(keyOf(student)))).length
    return {
      files: [{ name: 'moodle.csv', bytes: Buffer.from(csvText([[...keys.map(([name]) => name), ...titles.flatMap(title => [title, `${title} (Feedback)`])], ...rows])) }],
      notes: [
        ...left.map(name => `there is no column ${name}: not everybody has one of their own, and Moodle would give a row without it to somebody else`),
        ...(high > 0 ? [`${plural(high, 'challenge')} worth more than ${HIGHEST} points: Moodle refuses such grades unless "Unlimited grades" is on`] : []),
        ...formulaNotes(formulas),
      ],
    }
  },
}

export default format

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
