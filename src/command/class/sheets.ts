import { CLASS_OPTION, type Command } from '../../commandModel.ts'
import { chooseStudents } from '../../class/chooseStudents.ts'
import { openCourse } from '../../class/openCourse.ts'
import { openClass } from '../../class/readClass.ts'
import { writeSheets } from '../../class/writeSheets.ts'
import { isRefusal } from '../../core/isRefusal.ts'
import { jsonText } from '../../core/jsonText.ts'
import { plainLine } from '../../core/plainText.ts'
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
    const open = await openClass((flags.class as string | undefined) ?? '.', world)
    if (isRefusal(open)) return open
    const course = await openCourse(open.file, world)
    if (isRefusal(course)) return course
    const students = chooseStudents(open.students, words)
    if (isRefusal(students)) return students
    const sheets = writeSheets(open, students, course.items[0]!.name)
    if (isRefusal(sheets)) return sheets
    const { dir, written, without } = sheets
    if (flags.json) world.out(jsonText({ version: 1, dir, sheets: written.map(({ student, file }) => ({ student: student.id, file })), without: without.map(({ student, words: why }) => ({ student: student.id, words: why })) }))
    else {
      for (const { student, words: why } of without) world.err(`lab: note: no sheet for ${plainLine(student.id, 60)}: ${why}\n`)
      world.out(`${plural(written.length, 'access sheet')} in ${dir}\n`)
    }
    return without.length > 0 ? EXIT.unknown : EXIT.good
  },
}

export default command
