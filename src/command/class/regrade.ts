import { CLASS_OPTION, STUDENT_OPTION, type Command } from '../../commandModel.ts'
import { markOf } from '../../class/policy.ts'
import { regrade, type Regraded } from '../../class/regrade.ts'
import type { Attempt, Mark, NewAttempt } from '../../class/gradebookModel.ts'
import { withChosen } from '../../class/withChosen.ts'
import { jsonText } from '../../core/jsonText.ts'
import { plainLine } from '../../core/plainText.ts'
import { EXIT } from '../../core/score.ts'
import { plural } from '../../core/words.ts'

/** `--json` writes `{ version, applied, judged, attempts: [{ student, challenge, attempt, was, is, changes, why }], marks: [{ student, challenge, was, is }], notes }`, a mark as `{ state, points, maxPoints }`. */
const command: Command = {
  summary: 'Judge all that was kept with the checks of today: who would change, and why. Only --apply writes.',
  takes: '[TRACK[/CHALLENGE]...]',
  most: Infinity,
  group: 'instructors',
  options: {
    class: CLASS_OPTION,
    student: STUDENT_OPTION,
    apply: { type: 'boolean', help: 'Keep the new judgements. The old ones stay, too.' },
  },
  async run({ words, flags }, world) {
    return withChosen({ words, flags }, world, async ({ open, course, book, students, names }) => {
      const waivers = await book.waivers()
      const sum = { judged: 0, changed: 0, people: 0 }
      const listed: Rejudged[] = []
      const marks: MovedMark[] = []
      const notes: string[] = []
      // One after another, and let go: a gradebook may hold more attempts than a memory.
      for (const { id } of students) {
        const before = await book.attempts({ student: id })
        const all = await regrade(course, book, before, { version: world.version, stop: world.stop, ...(words.length > 0 ? { names } : {}) })
        if (world.stop.aborted) return { exit: EXIT.interrupted, code: 'interrupted', message: `interrupted; ${flags.apply ? `what was judged anew of ${plural(sum.people, 'student')} is kept, and --apply goes on from there` : 'nothing was written'}` }
        const changed = all.flatMap(each => (each.now ? [{ ...each, now: each.now }] : []))
        const after = [...before, ...changed.map(({ now }, index): Attempt => ({ ...now, seq: Number.MAX_SAFE_INTEGER - changed.length + index }))]
        for (const challenge of new Set(changed.map(each => each.attempt.challenge))) {
          const [was, is] = [before, after].map(attempts => markOf({ student: id, challenge }, attempts, waivers, open.file.policy))
          marks.push({ student: id, challenge, was: standing(was!), is: standing(is!) })
        }
        if (flags.apply && changed.length > 0) await book.addAttempts(changed.map(each => each.now))
        for (const { attempt, now, changes, why } of changed) {
          if (flags.json) listed.push({ student: id, challenge: attempt.challenge, attempt: attempt.seq, was: attempt.points, is: now.points, changes, why })
          else world.out(rejudgedText(attempt, now, changes, why))
        }
        notes.push(...all.flatMap(({ attempt, notes: some }) => some.map(note => `attempt ${attempt.seq} of ${id}, ${attempt.challenge}: ${note}`)))
        sum.people++
        sum.judged += all.length
        sum.changed += changed.length
      }
      if (flags.json) {
        world.out(jsonText({ version: 1, applied: flags.apply === true, judged: sum.judged, attempts: listed, marks, notes }))
        return EXIT.good
      }
      for (const note of notes) world.err(`lab: note: ${plainLine(note, 300)}\n`)
      const moved = marks.filter(each => standingText(each.was) !== standingText(each.is))
      world.out(`${plural(sum.judged, 'attempt')} judged anew, ${sum.changed === 0 ? 'none' : sum.changed} otherwise; ${plural(moved.length, 'mark')} ${flags.apply ? 'changed' : 'would change'}${sum.changed > 0 && !flags.apply ? '. Nothing was written: --apply does' : ''}.\n`)
      for (const { student, challenge, was, is } of moved) world.out(`  ${plainLine(student, 40)} ${challenge}: ${standingText(was)} -> ${standingText(is)}\n`)
      return EXIT.good
    })
  },
}

export default command

interface Rejudged extends Pick<Attempt, 'student' | 'challenge'>, Pick<Regraded, 'changes' | 'why'> {
  /** The number of the attempt that was judged anew. */
  attempt: number
  was: number
  is: number
}

type Standing = Pick<Mark, 'state' | 'points' | 'maxPoints'>

interface MovedMark extends Pick<Attempt, 'student' | 'challenge'> {
  was: Standing
  is: Standing
}

function standing({ state, points, maxPoints }: Mark): Standing {
  return { state, points, maxPoints }
}

/** A mark that loses what it could be exported by is another one, with the same points too. */
function standingText({ state, points, maxPoints }: Standing): string {
  return state === 'graded' ? `${points} of ${maxPoints}` : state === 'partial' ? `${points} of ${maxPoints}, partial` : state
}

function rejudgedText(attempt: Attempt, now: NewAttempt, changes: Regraded['changes'], why: Regraded['why']): string {
  const lines = changes.map(({ id, was, is }) => `  ${id}: ${was ?? 'was not there'} -> ${is ?? 'is there no more'}${why[id] === undefined ? '' : `: ${why[id]}`}\n`)
  return `${plainLine(attempt.student, 40)} ${attempt.challenge}, attempt ${attempt.seq}: ${attempt.points}/${attempt.maxPoints} -> ${now.points}/${now.maxPoints}\n${lines.join('')}`
}
