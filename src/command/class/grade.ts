import { CLASS_OPTION, type Command } from '../../commandModel.ts'
import { chooseChallenges, chooseStudents } from '../../class/chooseStudents.ts'
import { gradeClass, type GradedStudent } from '../../class/gradeClass.ts'
import { openAll } from '../../class/openAll.ts'
import { jsonText } from '../../core/jsonText.ts'
import { plainLine } from '../../core/plainText.ts'
import { EXIT } from '../../core/score.ts'
import { plural } from '../../core/words.ts'
import type { Verdict } from '../../model.ts'
import { isRefusal } from '../../run/openChallenge.ts'

/** `--json` writes `{ version, gradebook, summary, students: [{ student, host, lost?, roundTrips, durationMs, attempts }] }`. Exits with 4 where something could not be judged; what students did wrong is their mark, and no failure of this command. */
const command: Command = {
  summary: 'Look at every host from outside, judge what is in hand there, and keep it in the gradebook.',
  takes: '[TRACK[/CHALLENGE]...]',
  most: Infinity,
  group: 'instructors',
  options: {
    class: CLASS_OPTION,
    student: { type: 'string', multiple: true, value: 'ID', help: 'Only this student; may be given several times.' },
  },
  async run({ words, flags }, world) {
    const whole = await openAll(flags.class as string | undefined, world)
    if (isRefusal(whole)) return whole
    const { open, course, book } = whole
    try {
      const students = chooseStudents(open.students, flags.student as string[] | undefined)
      if (isRefusal(students)) return students
      const names = chooseChallenges(course, words)
      if (isRefusal(names)) return names
      const graded: GradedStudent[] = []
      const done = (one: GradedStudent): void => {
        graded.push(one)
        if (!flags.json) world.out(`${lineOf(one)}\n`)
      }
      const refused = await gradeClass({ ...whole, environment: world.environment, version: world.version, students, ...(words.length > 0 ? { names } : {}), stop: world.stop, done })
      if (refused) return refused
      const lost = graded.filter(isLost)
      const judged = graded.flatMap(each => each.attempts).filter(each => each.state === 'graded')
      const open_ = judged.flatMap(each => each.verdicts).filter(isOpen).length
      const summary = { students: students.length, judged: graded.length - lost.length, lost: lost.length, attempts: judged.length, unjudged: open_ }
      if (flags.json) world.out(jsonText({ version: 1, gradebook: book.where, summary, students: graded.map(({ student: { id, host }, ...rest }) => ({ student: id, host, ...rest })) }))
      else world.out(`\n${plural(students.length, 'student')}: ${plural(judged.length, 'attempt')} kept, ${plural(lost.length, 'host')} could not be judged${open_ > 0 ? `, ${plural(open_, 'check')} could not` : ''}. \`lab class status\` shows the marks.\n`)
      if (world.stop.aborted) return { exit: EXIT.interrupted, code: 'interrupted', message: `interrupted: what was kept of ${plural(graded.length, 'student')} stays` }
      return lost.length > 0 || open_ > 0 ? EXIT.unknown : EXIT.good
    } finally {
      await book.close()
    }
  },
}

export default command

function isOpen({ status, reason }: Verdict): boolean {
  return status === 'error' || (status === 'skip' && reason !== 'needs')
}

function isLost({ lost, attempts }: GradedStudent): boolean {
  return lost !== undefined || attempts.some(each => each.state === 'error')
}

function lineOf({ student: { id, name }, attempts, lost }: GradedStudent): string {
  const who = plainLine(name === id ? id : `${name} (${id})`, 40)
  if (lost !== undefined) return `ERROR ${who}: ${plainLine(lost, 300)}`
  if (attempts.length === 0) return `-     ${who}: nothing is in hand`
  return attempts.map(({ challenge, state, reason, points, maxPoints, verdicts }) => {
    if (state === 'error') return `ERROR ${who}: ${challenge}: ${plainLine(reason ?? '', 300)}`
    const failed = verdicts.filter(each => each.status === 'fail').map(each => each.id)
    const unjudged = verdicts.filter(isOpen).map(each => each.id)
    return `${unjudged.length > 0 ? '?    ' : failed.length > 0 ? 'open ' : 'done '} ${who}: ${challenge} ${points}/${maxPoints}${failed.length > 0 ? `, fails: ${failed.join(', ')}` : ''}${unjudged.length > 0 ? `, not judged: ${unjudged.join(', ')}` : ''}`
  }).join('\n')
}
