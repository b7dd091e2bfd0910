import { CLASS_OPTION, type Command } from '../../commandModel.ts'
import { chooseStudents } from '../../class/chooseStudents.ts'
import { openCourse } from '../../class/openCourse.ts'
import { openClass } from '../../class/readClass.ts'
import { countOutcomes, watchOutcomes } from '../../class/watchOutcomes.ts'
import { writeSheets } from '../../class/writeSheets.ts'
import { isRefusal } from '../../core/isRefusal.ts'
import { jsonText } from '../../core/jsonText.ts'
import { plainLine } from '../../core/plainText.ts'
import { EXIT } from '../../core/score.ts'

/** `--json` writes `{ version, machines: [{ machine, student, state, words? }], sheets }`. Exits with 4 where a machine could not be made. */
const command: Command = {
  summary: 'Make the machines of students that are not there yet, and write their access sheets; what runs is left alone.',
  takes: '[STUDENT...]',
  most: Infinity,
  group: 'instructors',
  options: { class: CLASS_OPTION },
  async run({ words, flags }, world) {
    const open = await openClass((flags.class as string | undefined) ?? '.', world)
    if (isRefusal(open)) return open
    for (const note of open.notes) world.err(`lab: note: ${note}\n`)
    const course = await openCourse(open.file, world)
    if (isRefusal(course)) return course
    const students = chooseStudents(open.students, words)
    if (isRefusal(students)) return students
    const drawing = world.live && !flags.json ? (await import('../../report/drawProgress.ts')).drawProgress(`${students.length} machines`) : undefined
    const watch = watchOutcomes(students.length, { ...world, json: flags.json === true, ...(drawing ? { drawing } : {}) })
    const refusal = await open.machines.up(students, watch)
    await watch.close()
    if (refusal) return refusal
    const good = watch.all.filter(each => each.state !== 'failed').map(each => each.student!)
    const sheets = good.length > 0 ? writeSheets(open, good, course.items[0]!.name) : undefined
    if (sheets && isRefusal(sheets)) return sheets
    if (flags.json) world.out(jsonText({ version: 1, machines: watch.all.map(({ student, ...rest }) => ({ student: student!.id, ...rest })), sheets: sheets?.dir ?? null }))
    else {
      world.out(`\n${countOutcomes(watch.all)}.${sheets ? ` Access sheets: ${sheets.dir}` : ''}\n`)
      for (const { student, words: why } of sheets?.without ?? []) world.err(`lab: note: no sheet for ${plainLine(student.id, 60)}: ${why}\n`)
      const failed = students.length - good.length
      if (failed > 0 && !world.stop.aborted) world.out('Next: mend what it says above and type `lab class up` again; it goes on where it ended.\n')
    }
    if (world.stop.aborted) return { exit: EXIT.interrupted, code: 'interrupted', message: 'interrupted: `lab class up` goes on where it ended' }
    return good.length < students.length ? EXIT.unknown : EXIT.good
  },
}

export default command
