import { LANG_OPTION, type Command } from '../commandModel.ts'
import { isRefusal } from '../core/isRefusal.ts'
import { jsonText } from '../core/jsonText.ts'
import { plainLine } from '../core/plainText.ts'
import { EXIT } from '../core/score.ts'
import { didYouMean } from '../core/suggest.ts'
import { appendJournal } from '../run/journal.ts'
import { openChallenge } from '../run/openChallenge.ts'

/** Characters of an answer: what somebody types, and no file. */
const LONGEST = 1000

const command: Command = {
  summary: 'Give the answer to a question of the challenge; without words, show what is asked and what you answered.',
  takes: '[CHECK VALUE...]',
  most: 100,
  group: 'students',
  options: { lang: LANG_OPTION },
  async run({ words, flags }, world) {
    const open = await openChallenge(undefined, [], world)
    if (isRefusal(open)) return open
    const { challenge, progress, book, name } = open
    const asked = challenge.checks.filter(check => check.kind === 'answer')
    const [wanted, ...rest] = words
    const value = rest.join(' ').trim()
    const check = asked.find(each => each.id === wanted)
    const refuse = (message: string) => ({ exit: EXIT.usage, code: 'usage', message })
    if (wanted !== undefined && !check) {
      if (challenge.checks.some(each => each.id === wanted)) return refuse(`"${wanted}" asks for no answer: do it on the host, and \`lab check\` looks${asked.length === 0 ? '' : `; answers are asked by ${asked.map(each => each.id).join(', ')}`}`)
      return refuse(`${name} does not ask "${wanted}"${didYouMean(wanted, asked.map(each => each.id)) || (asked.length === 0 ? ': it asks for no answers' : `; it asks: ${asked.map(each => each.id).join(', ')}`)}`)
    }
    if (check && rest.length > 0) {
      if (value === '') return refuse('the answer is empty')
      if (value.length > LONGEST) return refuse(`the answer has ${value.length} characters, the limit is ${LONGEST}`)
      appendJournal(book.file, { type: 'answered', at: new Date().toISOString(), challenge: name, check: check.id, value })
    }
    const answerOf = (id: string): string | null => (check?.id === id && rest.length > 0 ? value : (progress?.answers.get(id) ?? null))
    const shown = (check ? [check] : asked).map(({ id, title }) => ({ id, title, answer: answerOf(id) }))
    if (flags.json) world.out(jsonText({ version: 1, challenge: name, answers: shown }))
    else {
      if (shown.length === 0) world.out(`${name} asks for no answers.\n`)
      for (const { id, title, answer } of shown) world.out(`${id}: ${title}\n  ${answer === null ? `not answered yet: lab answer ${id} VALUE` : plainLine(answer)}\n`)
      if (check && rest.length > 0) world.out('Kept. `lab check` says whether it is right.\n')
    }
    return EXIT.good
  },
}

export default command
