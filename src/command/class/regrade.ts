import { CLASS_OPTION, STUDENT_OPTION, type Command } from '../../commandModel.ts'
import { markOf } from '../../class/policy.ts'
import { regrade } from '../../class/regrade.ts'
import type { Attempt } from '../../class/model.ts'
import { withChosen } from '../../class/withChosen.ts'
import { jsonText } from '../../core/jsonText.ts'
import { plainLine } from '../../core/plainText.ts'
import { EXIT } from '../../core/score.ts'
import { plural } from '../../core/words.ts'

/** `--json` writes `{ version, applied, judged, attempts: [{ student, challenge, attempt, was, is, changes, why }], marks: [{ student, challenge, was, is }], notes }`. */
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
      const ids = new Set(students.map(each => each.id))
      const all = await regrade(course, book, { version: world.version, wants: ({ student, challenge }) => ids.has(student) && names.includes(challenge), stop: world.stop })
      if (world.stop.aborted) return { exit: EXIT.interrupted, code: 'interrupted', message: 'interrupted; nothing was written' }
      const changed = all.flatMap(each => (each.now ? [{ ...each, now: each.now }] : []))
      const waivers = await book.waivers()
      const before = await book.attempts()
      const after = [...before, ...changed.map(({ now }, index): Attempt => ({ ...now, seq: 1e9 + index }))]
      const marks = [...new Set(changed.map(({ attempt }) => `${attempt.student}\n${attempt.challenge}`))].map(key => {
        const [student, challenge] = key.split('\n') as [string, string]
        const [was, is] = [before, after].map(attempts => markOf({ student, challenge }, attempts, waivers, open.file.policy))
        return { student, challenge, was: was!.points, is: is!.points, maxPoints: is!.maxPoints }
      })
      if (flags.apply && changed.length > 0) await book.addAttempts(changed.map(each => each.now))
      const notes = all.flatMap(({ attempt, notes: some }) => some.map(note => `attempt ${attempt.seq} of ${attempt.student}, ${attempt.challenge}: ${note}`))
      if (flags.json) {
        world.out(jsonText({ version: 1, applied: flags.apply === true, judged: all.length, attempts: changed.map(({ attempt, now, changes, why }) => ({ student: attempt.student, challenge: attempt.challenge, attempt: attempt.seq, was: attempt.points, is: now.points, changes, why })), marks, notes }))
        return EXIT.good
      }
      for (const { attempt, now, changes, why } of changed) {
        world.out(`${plainLine(attempt.student, 40)} ${attempt.challenge}, attempt ${attempt.seq}: ${attempt.points}/${attempt.maxPoints} -> ${now.points}/${now.maxPoints}\n`)
        for (const { id, was, is } of changes) world.out(`  ${id}: ${was ?? 'was not there'} -> ${is ?? 'is there no more'}${why[id] === undefined ? '' : `: ${why[id]}`}\n`)
      }
      for (const note of notes) world.err(`lab: note: ${plainLine(note, 300)}\n`)
      const moved = marks.filter(each => each.was !== each.is)
      world.out(`${plural(all.length, 'attempt')} judged anew, ${changed.length === 0 ? 'none' : changed.length} otherwise; ${plural(moved.length, 'mark')} would change`.replace('would change', flags.apply ? 'changed' : 'would change') + `${changed.length > 0 && !flags.apply ? '. Nothing was written: --apply does' : ''}.\n`)
      for (const { student, challenge, was, is, maxPoints } of moved) world.out(`  ${plainLine(student, 40)} ${challenge}: ${was} -> ${is} of ${maxPoints}\n`)
      return EXIT.good
    })
  },
}

export default command
