import { CLASS_OPTION, type Command } from '../../commandModel.ts'
import { chooseStudents } from '../../class/chooseStudents.ts'
import { openWithCourse } from '../../class/openWithCourse.ts'
import { unsheetedText, writeSheets } from '../../class/writeSheets.ts'
import { isRefusal } from '../../core/isRefusal.ts'
import { jsonText } from '../../core/jsonText.ts'
import { EXIT } from '../../core/score.ts'
import { plural } from '../../core/words.ts'

/** `--json` writes `{ version, dir, sheets: [{ student, file }], without: [{ student, words }] }`. Exits with 4 where a student has no way to a machine yet. */
const command: Command = {
  summary: 'Write an access sheet for each student: how they reach their machine, and their first commands there.',
  takes: '[STUDENT...]',
  most: Infinity,
  group: 'instructors',
  options: { class: CLASS_OPTION },
  async run({ words, flags }, world) {
    const opened = await openWithCourse(flags.class as string | undefined, world)
    if (isRefusal(opened)) return opened
    const { open, course } = opened
    const students = chooseStudents(open.students, words)
    if (isRefusal(students)) return students
    const sheets = writeSheets(open, students, course.items[0]!.name)
    if (isRefusal(sheets)) return sheets
    const { dir, written, without } = sheets
    if (flags.json) world.out(jsonText({ version: 1, dir, sheets: written.map(({ student, file }) => ({ student: student.id, file })), without: without.map(({ student, words: why }) => ({ student: student.id, words: why })) }))
    else {
      world.err(unsheetedText(without))
      world.out(`${plural(written.length, 'access sheet')} in ${dir}\n`)
    }
    return without.length > 0 ? EXIT.unknown : EXIT.good
  },
}

export default command
