import { CLASS_OPTION, STUDENT_OPTION, type Command, type World } from '../../commandModel.ts'
import { gradeClass, type Round } from '../../class/gradeClass.ts'
import { gradedText, isLost } from '../../class/gradedText.ts'
import type { GradedStudent } from '../../class/gradeStudent.ts'
import { contentOf } from '../../class/queue/contentOf.ts'
import { gradeByQueue } from '../../class/queue/gradeByQueue.ts'
import { openQueue } from '../../class/queue/openQueue.ts'
import { unjudged } from '../../class/unjudged.ts'
import { withChosen } from '../../class/withChosen.ts'
import { isRefusal } from '../../core/isRefusal.ts'
import { jsonText } from '../../core/jsonText.ts'
import { plainText } from '../../core/plainText.ts'
import { EXIT } from '../../core/score.ts'
import { plural } from '../../core/words.ts'
import type { Refusal } from '../../model/problem.ts'

/** `--json` writes `{ version, gradebook, students: [{ student, host, lost?, roundTrips, durationMs, attempts }], summary, error? }`, each student as soon as they are graded. Exits with 4 where something could not be judged; what students did wrong is their mark, and no failure of this command. */
const command: Command = {
  summary: 'Look at every host from outside, judge what is in hand there, and keep it in the gradebook.',
  takes: '[TRACK[/CHALLENGE]...]',
  most: Infinity,
  group: 'instructors',
  options: {
    class: CLASS_OPTION,
    student: STUDENT_OPTION,
    queue: { type: 'boolean', help: 'Let every `lab worker` of this class grade, on any machine; needs LAB_DATABASE_URL.' },
    'no-wait': { type: 'boolean', help: 'With --queue: only put the hosts into the queue. They are graded when workers come to them.' },
  },
  async run({ words, flags }, world) {
    if (flags['no-wait'] && !flags.queue) return { exit: EXIT.usage, code: 'usage', message: '--no-wait says something only together with --queue' }
    return withChosen({ words, flags }, world, async ({ names, students, ...whole }) => {
      // Counted and let go: a class may have more students than a memory holds attempts.
      const sum = { students: students.length, judged: 0, lost: 0, attempts: 0, unjudged: 0 }
      const list = openList(world, whole.book.where)
      const done = (one: GradedStudent): void => {
        const judged = one.attempts.filter(each => each.state === 'graded')
        sum[isLost(one) ? 'lost' : 'judged']++
        sum.attempts += judged.length
        sum.unjudged += judged.reduce((count, each) => count + unjudged(each.verdicts).length, 0)
        if (flags.json) list.add(one)
        else world.out(`${gradedText(one)}\n`)
      }
      const [due, until] = [whole.open.file.policy.due, whole.open.file.policy.until].map(each => each !== undefined && Date.parse(each) < Date.now())
      if (due || until) world.err(`lab: note: ${until ? 'until' : 'due'} in class.yaml is past: what is looked at now ${until ? 'does not count' : 'is late'}\n`)
      const round = { ...whole, environment: world.environment, version: world.version, students, ...(words.length > 0 ? { names } : {}), stop: world.stop, done }
      const refused = flags.queue ? await queueUp(round, whole.open.students, Boolean(flags['no-wait']), world) : await gradeClass(round)
      const broken = refused ?? (world.stop.aborted ? { exit: EXIT.interrupted, code: 'interrupted', message: `interrupted: what was kept of ${plural(sum.judged + sum.lost, 'student')} stays` } : undefined)
      if (flags.json) {
        if (broken && !list.begun()) return broken
        list.end(flags['no-wait'] ? { queued: students.length } : sum, broken)
        if (broken) {
          // A second document would make the first one unreadable: it is told in words, and in this one.
          world.err(`lab: ${plainText(broken.message)}\n`)
          return broken.exit
        }
      } else if (refused) return refused
      else if (flags['no-wait']) world.out(`${plural(students.length, 'host')} put into the queue. Workers grade them: \`lab worker\`, on any machine with this class folder.\n`)
      else {
        const [reached, open] = [sum.judged + sum.lost, [...(sum.lost > 0 ? [plural(sum.lost, 'host')] : []), ...(sum.unjudged > 0 ? [plural(sum.unjudged, 'check')] : [])]]
        world.out(`\n${reached < students.length ? `${reached} of ` : ''}${plural(students.length, 'student')}: ${plural(sum.attempts, 'attempt')} kept${open.length > 0 ? `; ${open.join(' and ')} could not be judged` : ''}. \`lab class status\` shows the marks.\n`)
      }
      if (broken) return broken
      return sum.lost > 0 || sum.unjudged > 0 ? EXIT.unknown : EXIT.good
    })
  },
}

export default command

async function queueUp(round: Round, everybody: Parameters<typeof contentOf>[0]['students'], noWait: boolean, world: World): Promise<Refusal | undefined> {
  const queue = await openQueue(round.open.file, contentOf({ ...round.open, students: everybody }, round.course, world.version), world.environment)
  if (isRefusal(queue)) return queue
  try {
    return await gradeByQueue(round, queue, { wait: !noWait, note: text => world.err(`lab: note: ${text}\n`) })
  } finally {
    await queue.close()
  }
}

/** JSON of a list that is written while it grows. */
function openList(world: World, gradebook: string): { add(one: GradedStudent): void; begun(): boolean; end(summary: unknown, broken?: Refusal): void } {
  const nested = (value: unknown, by: string): string => jsonText(value).trimEnd().replaceAll('\n', `\n${by}`)
  let count = 0
  const begin = (): void => world.out(`{\n  "version": 1,\n  "gradebook": ${nested(gradebook, '')},\n  "students": [`)
  return {
    add({ student: { id, host }, ...rest }) {
      if (count === 0) begin()
      world.out(`${count++ === 0 ? '' : ','}\n    ${nested({ student: id, host, ...rest }, '    ')}`)
    },
    begun: () => count > 0,
    end(summary, broken) {
      if (count === 0) begin()
      const error = broken && `,\n  "error": ${nested({ code: broken.code, message: broken.message }, '  ')}`
      world.out(`${count === 0 ? '' : '\n  '}],\n  "summary": ${nested(summary, '  ')}${error ?? ''}\n}\n`)
    },
  }
}
