import { setTimeout as wait } from 'node:timers/promises'
import { CLASS_OPTION, STUDENT_OPTION, type Command } from '../../commandModel.ts'
import { gradeClass } from '../../class/gradeClass.ts'
import { STUCK_BOUNDS } from '../../class/insight/findStuck.ts'
import { keepConnections } from '../../class/keepConnections.ts'
import { openWatch, type WatchedStudent, type WatchRow } from '../../class/openWatch.ts'
import { currentAttempts } from '../../class/policy.ts'
import { watchText } from '../../class/watchText.ts'
import { withChosen } from '../../class/withChosen.ts'
import { isRefusal } from '../../core/isRefusal.ts'
import { plainLine } from '../../core/plainText.ts'
import { EXIT } from '../../core/score.ts'
import { makeStyle } from '../../report/style.ts'

/** Seconds from the beginning of one round to that of the next: what a student sees after `lab check` is a minute old at most, and a host is asked little. */
const EVERY = 60
/** Moves to the upper left corner and clears what is below: each round takes the place of the one before. */
const REDRAW = '\u001b[H\u001b[J'

/** `--json` writes one line for each round: `{ version, class, at, students: [{ student, state, ... }] }`, `WatchRow` in class/openWatch.ts with the id of the student. */
const command: Command = {
  summary: 'Look at every host again and again, and show live who works on what and who is stuck. Keeps what was seen, and no attempt.',
  takes: '',
  most: 0,
  group: 'instructors',
  options: {
    class: CLASS_OPTION,
    student: STUDENT_OPTION,
    every: { type: 'string', value: 'SECONDS', help: `From the beginning of one round to that of the next; ${EVERY} where nothing is said, 5 at least.` },
    rounds: { type: 'string', value: 'N', help: 'End after so many rounds; else Ctrl-C ends it.' },
    minutes: { type: 'string', value: 'N', help: `Stuck: the same check fails for so many minutes; ${STUCK_BOUNDS.minutes} where nothing is said.` },
    times: { type: 'string', value: 'N', help: `And in so many looks or attempts; ${STUCK_BOUNDS.times} where nothing is said.` },
  },
  async run({ flags }, world) {
    const numbers = { every: Number(flags.every ?? EVERY), rounds: Number(flags.rounds ?? Infinity), minutes: Number(flags.minutes ?? STUCK_BOUNDS.minutes), times: Number(flags.times ?? STUCK_BOUNDS.times) }
    const least = { every: 5, rounds: 1, minutes: 0, times: 0 }
    for (const name of Object.keys(least) as (keyof typeof least)[]) if (!(numbers[name] >= least[name])) return { exit: EXIT.usage, code: 'usage', message: `--${name} takes a number, ${least[name]} at least, found "${plainLine(String(flags[name]), 40)}"` }
    return withChosen({ flags }, world, async ({ students, challenges, ...whole }) => {
      const connections = await keepConnections(whole.open.machines, world.environment)
      if (isRefusal(connections)) return connections
      const watch = openWatch(challenges.map(each => each.name), { attempts: currentAttempts(await whole.book.attempts()), seen: await whole.book.lastSeen() }, numbers)
      const [style, className, every] = [makeStyle(world.color), whole.open.file.name, numbers.every * 1000]
      try {
        for (let round = 1; round <= numbers.rounds; round++) {
          const at = Date.now()
          const seen: WatchedStudent[] = []
          const refused = await gradeClass({ ...whole, environment: world.environment, version: world.version, students, stop: world.stop, onlyLook: true, connect: connections.connect, done: each => void seen.push(each) })
          if (refused) return refused
          if (world.stop.aborted) break
          await Promise.all(seen.filter(each => each.lost !== undefined).map(each => connections.drop(each.student)))
          const rows = watch.add(seen.sort((a, b) => a.student.line - b.student.line))
          if (flags.json) world.out(`${JSON.stringify(roundData(className, at, rows))}\n`)
          else world.out(`${world.live ? REDRAW : round > 1 ? '\n' : ''}${watchText({ className, at: Date.now(), rows, every }, style, world.columns)}`)
          if (round < numbers.rounds) await wait(Math.max(0, at + every - Date.now()), undefined, { signal: world.stop }).catch(() => {})
        }
      } finally {
        await connections.close()
      }
      return world.stop.aborted ? { exit: EXIT.interrupted, code: 'interrupted', message: 'what was seen is kept' } : EXIT.good
    })
  },
}

export default command

function roundData(className: string, at: number, rows: readonly WatchRow[]): object {
  const students = rows.map(({ student, stuck, ...row }) => ({ student: student.id, ...row, ...(stuck ? { stuck: { ...stuck, student: student.id } } : {}) }))
  return { version: 1, class: className, at: new Date(at).toISOString(), students }
}
