import { CLASS_OPTION, type Command } from '../../commandModel.ts'
import { chooseChallenges, chooseStudents } from '../../class/chooseStudents.ts'
import { openAll } from '../../class/openAll.ts'
import { activeWaivers } from '../../class/policy.ts'
import { isRefusal } from '../../core/isRefusal.ts'
import { jsonText } from '../../core/jsonText.ts'
import { plainLine } from '../../core/plainText.ts'
import { EXIT } from '../../core/score.ts'
import { didYouMean } from '../../core/suggest.ts'
import type { Refusal } from '../../model/problem.ts'

const usage = (message: string): Refusal => ({ exit: EXIT.usage, code: 'usage', message })

const command: Command = {
  summary: 'Take a challenge, or one check of it, out of a student\'s mark, with a reason that is kept; --list shows all, --revoke takes one back.',
  takes: '[STUDENT TRACK/CHALLENGE]',
  most: 2,
  group: 'instructors',
  options: {
    class: CLASS_OPTION,
    check: { type: 'string', value: 'ID', help: 'Only this check; the whole challenge where nothing is said.' },
    reason: { type: 'string', value: 'TEXT', help: 'Why. It stands in the gradebook, for instructors; students read that it is waived.' },
    revoke: { type: 'string', value: 'NUMBER', help: 'Take back the waiver with this number.' },
    list: { type: 'boolean', help: 'Show the waivers that hold.' },
  },
  async run({ words: [id, word], flags }, world) {
    const whole = await openAll(flags.class as string | undefined, world)
    if (isRefusal(whole)) return whole
    const { open, course, book } = whole
    try {
      const all = await book.waivers()
      if (flags.list) {
        const holding = activeWaivers(all)
        if (flags.json) world.out(jsonText({ version: 1, waivers: holding }))
        else world.out(holding.map(({ seq, student, challenge, check, reason, by, at }) => `${seq}  ${plainLine(student, 40)} ${challenge}${check === undefined ? '' : ` ${check}`}: ${plainLine(reason)} (${plainLine(by, 40)}, ${at})\n`).join('') || 'nothing is waived\n')
        return EXIT.good
      }
      const reason = plainLine(String(flags.reason ?? ''), 1000)
      if (reason === '') return usage('a waiver needs a reason that others can read: --reason "TEXT"')
      const by = world.environment.SUDO_USER || world.environment.USER || world.environment.LOGNAME || 'unknown'
      const at = new Date().toISOString()
      if (flags.revoke !== undefined) {
        const before = activeWaivers(all).find(each => String(each.seq) === flags.revoke)
        if (!before) return usage(`there is no waiver ${plainLine(String(flags.revoke), 20)} that holds: --list shows them`)
        const { student, challenge, seq: revokes } = before
        const seq = await book.addWaiver({ student, challenge, reason, by, at, revokes })
        world.out(flags.json ? jsonText({ version: 1, seq, revokes }) : `taken back: waiver ${revokes}, ${plainLine(student, 40)} ${challenge}\n`)
        return EXIT.good
      }
      if (id === undefined || word === undefined) return usage('lab class waive takes a student and a challenge')
      const students = chooseStudents(open.students, [id])
      if (isRefusal(students)) return students
      const names = chooseChallenges(course, [word])
      if (isRefusal(names)) return names
      if (names.length !== 1) return usage(`${plainLine(word, 60)} is ${names.length} challenges: name one`)
      const check = flags.check as string | undefined
      const task = await course.load(names[0]!, { vars: {} })
      const ids = task.challenge.checks.map(each => each.id)
      if (check !== undefined && !ids.includes(check)) return usage(`${names[0]} has no check "${plainLine(check, 60)}"${didYouMean(check, ids) || `; it has: ${ids.join(', ')}`}`)
      const student = students[0]!.id
      const same = activeWaivers(all).find(each => each.student === student && each.challenge === names[0] && each.check === check)
      if (same) return usage(`that is waived already (${same.seq}: ${plainLine(same.reason, 60)}): --revoke ${same.seq} takes it back`)
      const seq = await book.addWaiver({ student, challenge: names[0]!, ...(check === undefined ? {} : { check }), reason, by, at })
      world.out(flags.json ? jsonText({ version: 1, seq, student, challenge: names[0], check: check ?? null, reason }) : `waived (${seq}): ${plainLine(student, 40)} ${names[0]}${check === undefined ? '' : ` ${check}`}: ${reason}\n`)
      return EXIT.good
    } finally {
      await book.close()
    }
  },
}

export default command
