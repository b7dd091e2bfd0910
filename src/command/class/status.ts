import { CLASS_OPTION, type Command } from '../../commandModel.ts'
import { collectMarks } from '../../class/collectMarks.ts'
import { statusText } from '../../class/statusText.ts'
import { currentAttempts } from '../../class/policy.ts'
import { noteGone } from '../../class/noteGone.ts'
import { withChosen } from '../../class/withChosen.ts'
import { jsonText } from '../../core/jsonText.ts'
import { plainLine } from '../../core/plainText.ts'
import { EXIT } from '../../core/score.ts'
import { wrap } from '../../core/wrap.ts'
import { makeStyle } from '../../report/style.ts'

/** `--json` writes `{ version, class, gradebook, challenges, students, marks, claims }`; claims are what students' own journals said last. */
const command: Command = {
  summary: 'Show the marks: students and challenges, from the gradebook. No host is looked at.',
  takes: '[TRACK[/CHALLENGE]...]',
  most: Infinity,
  group: 'instructors',
  options: {
    class: CLASS_OPTION,
    student: { type: 'string', multiple: true, value: 'ID', help: 'Only this student, with what there is to say about each mark.' },
  },
  async run({ words, flags }, world) {
    return withChosen({ words, flags }, world, async ({ students, names, challenges, ...whole }) => {
      const { book, open: { file } } = whole
      if (!flags.student) await noteGone(whole, world.err)
      const failed = new Map<number, string[]>()
      const marks = await collectMarks(book, { students, names, policy: file.policy }, (_, attempts) => {
        if (flags.student) for (const { seq, verdicts } of currentAttempts(attempts)) failed.set(seq, verdicts.filter(each => each.status === 'fail').map(each => each.id))
      })
      const claims = (await book.lastSeen()).filter(each => each.claims?.state !== undefined)
      if (flags.json) {
        world.out(jsonText({ version: 1, class: file.name, gradebook: book.where, challenges: challenges.map(({ name, title, maxPoints }) => ({ name, title, maxPoints })), students: students.map(({ id, name, email, host }) => ({ id, name, email, host })), marks, claims: claims.map(({ student, challenge, at, claims: claim }) => ({ student, challenge, at, ...claim })) }))
        return EXIT.good
      }
      const style = makeStyle(world.color)
      world.out(`${plainLine(file.name, 76)}\n\n`)
      world.out(statusText(students, challenges, marks, { ...(world.columns === undefined ? {} : { columns: world.columns }), paint: ({ state, points, maxPoints }, text) => (state === 'missing' ? style.dim(text) : state === 'error' ? style.magenta(text) : state !== 'graded' ? style.yellow(text) : points >= maxPoints ? style.green(text) : style.red(text)) }))
      const finished = claims.filter(({ student, challenge, claims: claim }) => claim?.state === 'finished' && marks.some(each => each.student === student && each.challenge === challenge && each.state === 'missing'))
      if (finished.length > 0) world.err(`lab: note: ${finished.length} finished by the student's own journal, and no look of yours saw it: ${finished.slice(0, 5).map(each => plainLine(`${each.student} ${each.challenge}`, 80)).join(', ')}${finished.length > 5 ? ', …' : ''}\n`)
      if (flags.student) for (const { student, challenge, attempt, waived, notes } of marks) {
        const fails = (attempt === undefined ? [] : (failed.get(attempt) ?? [])).filter(each => !waived.includes(each))
        for (const note of [...(fails.length > 0 ? [`fails: ${fails.join(', ')}`] : []), ...notes]) world.out(`${wrap(`${plainLine(student, 40)} ${challenge}: ${plainLine(note, 300)}`, world.columns ?? 80).join('\n  ')}\n`)
      }
      return EXIT.good
    })
  },
}

export default command
