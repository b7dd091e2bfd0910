import { ENGINE_OPTION, engineFlag, LANG_OPTION, type Command } from '../commandModel.ts'
import { isRefusal } from '../core/isRefusal.ts'
import { jsonText } from '../core/jsonText.ts'
import { EXIT } from '../core/score.ts'
import { assignmentText } from '../report/assignmentText.ts'
import { makeStyle } from '../report/style.ts'
import { imagesInUse } from '../run/openBook.ts'
import { openChallenge } from '../run/openChallenge.ts'
import { startChallenge } from '../run/startChallenge.ts'

const command: Command = {
  summary: 'Prepare this machine for a challenge and show its text.',
  takes: 'TRACK[/CHALLENGE]',
  most: 1,
  group: 'students',
  options: { engine: ENGINE_OPTION, rootless: { type: 'boolean', help: 'Work without root, where the challenge allows it.' }, yes: { type: 'boolean', help: 'Ask nothing; what would need an answer is refused.' }, lang: LANG_OPTION },
  async run({ words, flags }, world) {
    const engine = engineFlag(flags)
    if (isRefusal(engine)) return engine
    const open = await openChallenge(words[0], [], { ...world, ...engine, ...(flags.rootless ? { rootless: true } : {}) })
    if (isRefusal(open)) return open
    const interactive = world.interactive && flags.yes !== true
    const refusal = await startChallenge(open, { say: world.err, confirm: world.confirm, interactive }, world.stop)
    if (refusal) return refusal.code === 'setup' ? { ...refusal, message: `${refusal.message}. This is not your doing: tell the author of the track` } : refusal
    const style = makeStyle(world.color)
    const notes = imagesInUse(open.book).notes(open.track, open.challenge)
    if (flags.json) world.out(jsonText({ version: 1, challenge: open.name, started: true, notes }))
    else {
      world.out(`${assignmentText(open.challenge.text, open.track.vars, style, world.columns, open.challenge.dir)}\n`)
      for (const note of notes) world.out(`${style.dim(note)}\n`)
      world.out(`${style.bold(`${open.name} is started.`)} \`lab check\` tells how you stand, \`lab hint\` helps, \`lab show\` shows this again.\n`)
    }
    return EXIT.good
  },
}

export default command
