import { LANG_OPTION, type Command } from '../commandModel.ts'
import { isRefusal } from '../core/isRefusal.ts'
import { jsonText } from '../core/jsonText.ts'
import { EXIT } from '../core/score.ts'
import { showVariables } from '../core/vars.ts'
import { assignmentText } from '../report/assignmentText.ts'
import { makeStyle } from '../report/style.ts'
import { openChallenge } from '../run/openChallenge.ts'

const command: Command = {
  summary: 'Show the text of a challenge: the one in hand where none is named.',
  takes: '[TRACK/CHALLENGE]',
  most: 1,
  group: 'students',
  options: { lang: LANG_OPTION },
  async run({ words, flags }, world) {
    const open = await openChallenge(words[0], [], world)
    if (isRefusal(open)) return open
    const { track, challenge, notes, name } = open
    if (flags.json) {
      const commands = challenge.commands.filter(each => each.answers === undefined).map(({ run, times }) => ({ run: showVariables(run, track.vars), times }))
      world.out(jsonText({ version: 1, challenge: name, title: challenge.title, text: challenge.text, vars: track.vars, commands, checks: challenge.checks.map(({ id, title, points }) => ({ id, title, points })), notes }))
      return EXIT.good
    }
    const style = makeStyle(world.color)
    world.out(assignmentText(challenge.text, track.vars, style, world.columns, challenge.dir))
    world.out(`\n${style.bold('What will be checked')}\n${challenge.checks.map(check => `  - ${check.title}\n`).join('')}`)
    for (const note of notes) world.out(`${style.dim(note)}\n`)
    return EXIT.good
  },
}

export default command
