import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { collectMarks } from '../../class/collectMarks.ts'
import { STUCK_BOUNDS } from '../../class/insight/findStuck.ts'
import { insightOf } from '../../class/insightOf.ts'
import type { Attempt } from '../../class/gradebookModel.ts'
import { currentAttempts } from '../../class/policy.ts'
import { reportPage } from '../../class/reportPage.ts'
import { reportText } from '../../class/reportText.ts'
import { noteGone } from '../../class/noteGone.ts'
import { withChosen } from '../../class/withChosen.ts'
import { CLASS_OPTION, type Command } from '../../commandModel.ts'
import { jsonText } from '../../core/jsonText.ts'
import { plainLine } from '../../core/plainText.ts'
import { EXIT } from '../../core/score.ts'
import type { Refusal } from '../../model/problem.ts'
import { makeStyle } from '../../report/style.ts'

/** `--json` writes `{ version, class, at, insight }`: `Insight` in class/insightOf.ts. */
const command: Command = {
  summary: 'Show how the class is doing: a heat map, who is stuck, the most frequent mistakes, the time for each challenge. No host is looked at.',
  takes: '[TRACK[/CHALLENGE]...]',
  most: Infinity,
  group: 'instructors',
  options: {
    class: CLASS_OPTION,
    student: { type: 'string', multiple: true, value: 'ID', help: 'Only this student.' },
    html: { type: 'string', value: 'FILE', help: 'Write one page instead, readable by you only: no script, no network.' },
    minutes: { type: 'string', value: 'N', help: `Stuck: the same check fails for so many minutes; ${STUCK_BOUNDS.minutes} where nothing is said.` },
    times: { type: 'string', value: 'N', help: `And in so many looks or attempts; ${STUCK_BOUNDS.times} where nothing is said.` },
  },
  async run({ words, flags }, world) {
    const bounds = { minutes: Number(flags.minutes ?? STUCK_BOUNDS.minutes), times: Number(flags.times ?? STUCK_BOUNDS.times) }
    for (const [name, value] of Object.entries(bounds)) if (!(value >= 0 && value < Infinity)) return { exit: EXIT.usage, code: 'usage', message: `--${name} takes a number, found "${plainLine(String(flags[name]), 40)}"` }
    return withChosen({ words, flags }, world, async ({ students, names, challenges, ...whole }) => {
      const { book, open: { file } } = whole
      if (!flags.student) await noteGone(whole, world.err)
      const attempts: Attempt[] = []
      const marks = await collectMarks(book, { students, names, policy: file.policy }, (_, some) => attempts.push(...currentAttempts(some).filter(each => names.includes(each.challenge))))
      const record = { className: file.name, at: new Date().toISOString(), students, challenges, marks, attempts, seen: await book.lastSeen() }
      const insight = insightOf(record, bounds)
      const failed = typeof flags.html === 'string' ? writePage(resolve(world.cwd, flags.html), reportPage(record, insight, world.version)) : undefined
      if (failed) return failed
      if (flags.json) world.out(jsonText({ version: 1, class: file.name, at: record.at, insight }))
      else if (flags.html === undefined) world.out(reportText(record, insight, makeStyle(world.color), world.columns))
      return EXIT.good
    })
  },
}

export default command

/** It holds names and marks: nobody else's to read, not even while it is written. */
function writePage(file: string, page: string): Refusal | undefined {
  try {
    if (existsSync(file)) chmodSync(file, 0o600)
    writeFileSync(file, page, { mode: 0o600 })
    return undefined
  } catch (error) {
    return { exit: EXIT.usage, code: 'usage', message: `${plainLine(file)} cannot be written: ${(error as NodeJS.ErrnoException).code === 'EISDIR' ? 'it is a folder: name a file' : plainLine((error as Error).message)}` }
  }
}
