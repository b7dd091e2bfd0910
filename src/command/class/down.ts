import { CLASS_OPTION, type Command } from '../../commandModel.ts'
import { chooseStudents } from '../../class/chooseStudents.ts'
import { openClass } from '../../class/readClass.ts'
import { seeToMachines } from '../../class/seeToMachines.ts'
import { countOutcomes } from '../../class/watchOutcomes.ts'
import { isRefusal } from '../../core/isRefusal.ts'
import { jsonText } from '../../core/jsonText.ts'
import { EXIT } from '../../core/score.ts'
import { plural } from '../../core/words.ts'

/** `--json` writes `{ version, machines: [{ machine, student, state, words? }] }`; student is null for a machine whose student left the roster. */
const command: Command = {
  summary: 'Remove the machines that `lab class up` made, with all that students did in them. The gradebook stays.',
  takes: '[STUDENT...]',
  most: Infinity,
  group: 'instructors',
  options: { class: CLASS_OPTION, yes: { type: 'boolean', help: 'Do not ask.' } },
  async run({ words, flags }, world) {
    const open = await openClass(flags.class as string | undefined, world)
    if (isRefusal(open)) return open
    if (open.machines.fixed) return open.machines.fixed
    const students = chooseStudents(open.students, words)
    if (isRefusal(students)) return students
    const all = words.length === 0
    if (!flags.yes) {
      if (!world.interactive) return { exit: EXIT.usage, code: 'usage', message: `this removes ${plural(students.length, 'machine')} with all that is in them, and nobody can be asked: --yes does it` }
      if (!(await world.confirm(`Remove the machines of ${all ? `all ${students.length} students` : plural(students.length, 'student')} with all that is in them? What was graded stays in the gradebook.`))) {
        return { exit: EXIT.usage, code: 'refused', message: 'nothing was removed' }
      }
    }
    const outcomes = await seeToMachines(students.length, { ...world, json: flags.json === true }, ({ stop, done }) => open.machines.down(students, { stop, done, all }))
    if (isRefusal(outcomes)) return outcomes
    if (flags.json) world.out(jsonText({ version: 1, machines: outcomes.map(({ student, ...rest }) => ({ student: student?.id ?? null, ...rest })) }))
    else world.out(`\n${countOutcomes(outcomes)}.\n`)
    if (world.stop.aborted) return { exit: EXIT.interrupted, code: 'interrupted', message: 'interrupted: `lab class down` goes on where it ended' }
    return outcomes.some(each => each.state === 'failed') ? EXIT.unknown : EXIT.good
  },
}

export default command
