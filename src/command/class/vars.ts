import { CLASS_OPTION, type Command } from '../../commandModel.ts'
import { chooseStudents } from '../../class/chooseStudents.ts'
import { classSecret } from '../../class/classFolder.ts'
import { drawVariants } from '../../class/drawVariants.ts'
import { openClass } from '../../class/readClass.ts'
import { jsonText } from '../../core/jsonText.ts'
import { plainLine } from '../../core/plainText.ts'
import { EXIT } from '../../core/score.ts'
import { isRefusal } from '../../run/openChallenge.ts'

/** `--json` writes `{ version, students: { ID: { TRACK: { VARIABLE: VALUE } } } }`. With one student, what is written is the file that belongs on their host. */
const command: Command = {
  summary: 'Show the values that were drawn for students; with one --student, as the file that their lab reads.',
  takes: '',
  most: 0,
  group: 'instructors',
  options: {
    class: CLASS_OPTION,
    student: { type: 'string', multiple: true, value: 'ID', help: 'Only this student. The output belongs into ~/.local/state/lab/vars.json on their host.' },
  },
  async run({ flags }, world) {
    const open = await openClass((flags.class as string | undefined) ?? '.', world)
    if (isRefusal(open)) return open
    const { file, students: all } = open
    const students = chooseStudents(all, flags.student as string[] | undefined)
    if (isRefusal(students)) return students
    const tracks = Object.keys(file.variants)
    if (tracks.length === 0) return { exit: EXIT.usage, code: 'usage', message: 'the class draws no values: class.yaml has no variants' }
    const secret = classSecret(file)
    const drawn = students.map(({ id }) => ({ id, values: Object.fromEntries(tracks.map(track => [track, drawVariants(file, track, id, secret)])) }))
    if (flags.json) world.out(jsonText({ version: 1, students: Object.fromEntries(drawn.map(({ id, values }) => [id, values])) }))
    else if (flags.student && drawn.length === 1) world.out(jsonText(drawn[0]!.values))
    else for (const { id, values } of drawn) world.out(`${plainLine(id, 40)}: ${plainLine(Object.entries(values).flatMap(([track, vars]) => Object.entries(vars).map(([name, value]) => `${track} ${name}=${value}`)).join(', '), 300)}\n`)
    return EXIT.good
  },
}

export default command
