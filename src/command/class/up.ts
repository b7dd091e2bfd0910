import { CLASS_OPTION, type Command } from '../../commandModel.ts'
import { chooseStudents } from '../../class/chooseStudents.ts'
import { openWithCourse } from '../../class/openWithCourse.ts'
import { seeToMachines } from '../../class/seeToMachines.ts'
import { countOutcomes } from '../../class/watchOutcomes.ts'
import { unsheetedText, writeSheets } from '../../class/writeSheets.ts'
import { isRefusal } from '../../core/isRefusal.ts'
import { jsonText } from '../../core/jsonText.ts'
import { EXIT } from '../../core/score.ts'

/** `--json` writes `{ version, machines: [{ machine, student, state, words? }], sheets }`. Exits with 4 where a machine could not be made. */
const command: Command = {
  summary: 'Make the machines of students that are not there yet, and write their access sheets; what runs is left alone.',
  takes: '[STUDENT...]',
  most: Infinity,
  group: 'instructors',
  options: { class: CLASS_OPTION },
  async run({ words, flags }, world) {
    const opened = await openWithCourse(flags.class as string | undefined, world, note => world.err(`lab: note: ${note}\n`))
    if (isRefusal(opened)) return opened
    const { open, course } = opened
    const students = chooseStudents(open.students, words)
    if (isRefusal(students)) return students
    const outcomes = await seeToMachines(students.length, { ...world, json: flags.json === true }, watch => open.machines.up(students, watch))
    if (isRefusal(outcomes)) return outcomes
    const good = outcomes.filter(each => each.state !== 'failed').map(each => each.student!)
    const sheets = good.length > 0 ? writeSheets(open, good, course.items[0]!.name) : undefined
    if (sheets && isRefusal(sheets)) return sheets
    if (flags.json) world.out(jsonText({ version: 1, machines: outcomes.map(({ student, ...rest }) => ({ student: student!.id, ...rest })), sheets: sheets?.dir ?? null }))
    else {
      world.out(`\n${countOutcomes(outcomes)}.${sheets ? ` Access sheets: ${sheets.dir}` : ''}\n`)
      if (sheets) world.err(unsheetedText(sheets.without))
      const failed = students.length - good.length
      if (failed > 0 && !world.stop.aborted) world.out('Next: mend what it says above and type `lab class up` again; it goes on where it ended.\n')
    }
    if (world.stop.aborted) return { exit: EXIT.interrupted, code: 'interrupted', message: 'interrupted: `lab class up` goes on where it ended' }
    return good.length < students.length ? EXIT.unknown : EXIT.good
  },
}

export default command
