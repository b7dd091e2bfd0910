import { CLASS_OPTION, type Command, type World } from '../../commandModel.ts'
import { chooseStudents } from '../../class/chooseStudents.ts'
import { classSecret } from '../../class/classFolder.ts'
import { drawVariants } from '../../class/drawVariants.ts'
import { pushValues, type Drawn } from '../../class/pushValues.ts'
import { openClass, type OpenClass } from '../../class/readClass.ts'
import { isRefusal } from '../../core/isRefusal.ts'
import { jsonText } from '../../core/jsonText.ts'
import { plainLine } from '../../core/plainText.ts'
import { EXIT } from '../../core/score.ts'
import type { Refusal } from '../../model/problem.ts'

/** `--json` writes `{ version, students: { ID: { TRACK: { VARIABLE: VALUE } } } }`; with --push `{ version, students: [{ student, failure? }] }`. With one student, what is written is the file that belongs on their host. */
const command: Command = {
  summary: 'Show the values that were drawn for students; with one --student, as the file that their lab reads. --push writes it onto their hosts.',
  takes: '',
  most: 0,
  group: 'instructors',
  options: {
    class: CLASS_OPTION,
    student: { type: 'string', multiple: true, value: 'ID', help: 'Only this student. The output belongs into ~/.local/state/lab/vars.json on their host.' },
    push: { type: 'boolean', help: 'Write each student\'s values where their own lab reads them.' },
  },
  async run({ flags }, world) {
    const open = await openClass(flags.class as string | undefined, world)
    if (isRefusal(open)) return open
    const { file, students: all } = open
    const students = chooseStudents(all, flags.student as string[] | undefined)
    if (isRefusal(students)) return students
    const tracks = Object.keys(file.variants)
    if (tracks.length === 0) return { exit: EXIT.usage, code: 'usage', message: 'the class draws no values: class.yaml has no variants' }
    const secret = classSecret(file)
    const drawn = students.map(student => ({ student, id: student.id, values: Object.fromEntries(tracks.map(track => [track, drawVariants(file, track, student.id, secret)])) }))
    if (flags.push) return push(open, drawn, world, flags.json === true)
    if (flags.json) world.out(jsonText({ version: 1, students: Object.fromEntries(drawn.map(({ id, values }) => [id, values])) }))
    else if (flags.student && drawn.length === 1) world.out(jsonText(drawn[0]!.values))
    else for (const { id, values } of drawn) world.out(`${plainLine(id, 40)}: ${plainLine(Object.entries(values).flatMap(([track, vars]) => Object.entries(vars).map(([name, value]) => `${track} ${name}=${value}`)).join(', '), 300)}\n`)
    return EXIT.good
  },
}

export default command

async function push(open: OpenClass, drawn: Drawn[], world: World, json: boolean): Promise<number | Refusal> {
  const told: { student: string; failure?: string }[] = []
  const refused = await pushValues(open, drawn, world, ({ id }, failure) => {
    told.push({ student: id, ...(failure === undefined ? {} : { failure: plainLine(failure, 300) }) })
    if (!json) world.out(`${plainLine(id, 40)}: ${failure === undefined ? 'written' : `ERROR ${plainLine(failure, 300)}`}\n`)
  })
  if (refused) return refused
  if (json) world.out(jsonText({ version: 1, students: told }))
  if (world.stop.aborted) return { exit: EXIT.interrupted, code: 'interrupted', message: `interrupted: ${told.length} of ${drawn.length} are written` }
  return told.some(each => each.failure !== undefined) ? EXIT.unknown : EXIT.good
}
