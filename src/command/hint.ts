import { LANG_OPTION, type Command } from '../commandModel.ts'
import { isRefusal } from '../core/isRefusal.ts'
import { jsonText } from '../core/jsonText.ts'
import { EXIT } from '../core/score.ts'
import { didYouMean } from '../core/suggest.ts'
import { wrap } from '../core/wrap.ts'
import { appendJournal } from '../run/journal.ts'
import { openChallenge } from '../run/openChallenge.ts'

const command: Command = {
  summary: 'Give the next hint for the first check that does not pass yet, or for the one named.',
  takes: '[CHECK]',
  most: 1,
  group: 'students',
  options: { all: { type: 'boolean', help: 'Show the hints taken so far again.' }, lang: LANG_OPTION },
  async run({ words, flags }, world) {
    const open = await openChallenge(undefined, [], world)
    if (isRefusal(open)) return open
    const { challenge, progress, book, name } = open
    const withHints = challenge.checks.filter(check => check.hints.length > 0)
    const wanted = words[0]
    const check = wanted === undefined ? withHints.find(each => !progress?.passed.has(each.id)) : challenge.checks.find(each => each.id === wanted)
    if (wanted !== undefined && !check) return { exit: EXIT.usage, code: 'usage', message: `${name} has no check "${wanted}"${didYouMean(wanted, challenge.checks.map(each => each.id)) || `; there are: ${challenge.checks.map(each => each.id).join(', ')}`}` }
    if (!check) {
      world.err(`lab: nothing to hint at: ${withHints.length === 0 ? 'no check has hints' : 'all checks with hints passed'}\n`)
      if (flags.json) world.out(jsonText({ version: 1, challenge: name, hints: [], total: 0 }))
      return EXIT.good
    }
    const taken = progress?.hints.get(check.id) ?? 0
    const number = flags.all ? taken : Math.min(taken + 1, check.hints.length)
    if (number > taken) appendJournal(book.file, { type: 'hinted', at: new Date().toISOString(), challenge: name, check: check.id, hint: number })
    const shown = flags.all ? check.hints.slice(0, number) : check.hints.slice(number - 1, number)
    if (flags.json) world.out(jsonText({ version: 1, challenge: name, check: check.id, hints: shown, number, total: check.hints.length }))
    else {
      world.out(`${check.title}, hint ${number} of ${check.hints.length}\n`)
      const room = world.columns === undefined ? Infinity : Math.max(20, world.columns - 2)
      for (const hint of shown) world.out(wrap(hint, room).map(line => `  ${line}\n`).join(''))
      if (number === check.hints.length && taken >= number) world.out('That was the last one; `lab solve` shows and runs the solution.\n')
    }
    return EXIT.good
  },
}

export default command
