import type { Command } from '../commandModel.ts'
import { isRefusal } from '../core/isRefusal.ts'
import { jsonText } from '../core/jsonText.ts'
import { isUnknown } from '../core/judge.ts'
import { EXIT } from '../core/score.ts'
import { describeFailure } from '../core/words.ts'
import { appendJournal } from '../run/journal.ts'
import { openChallenge } from '../run/openChallenge.ts'
import { runScript } from '../run/session.ts'
import { makeWorkFolder } from '../run/workFolder.ts'
import { cleanUp } from '../run/startChallenge.ts'

const command: Command = {
  summary: 'Take away what you did in a challenge and prepare it anew.',
  takes: '[TRACK/CHALLENGE]',
  most: 1,
  group: 'students',
  options: {},
  async run({ words, flags }, world) {
    const open = await openChallenge(words[0], [], world)
    if (isRefusal(open)) return open
    if (!open.progress) return { exit: EXIT.usage, code: 'usage', message: `${open.name} is not started: there is nothing to reset` }
    const refusal = await cleanUp(open, { say: world.err, confirm: world.confirm, interactive: world.interactive })
    if (refusal) return refusal
    const { setup } = open.challenge
    const work = open.progress.work === undefined ? undefined : await makeWorkFolder(open.host, open.progress.work)
    if (isUnknown(work)) return { exit: EXIT.unknown, code: 'host', message: work.unknown }
    const done = setup && (await runScript(open, setup, { stop: world.stop }))
    if (world.stop.aborted) return { exit: EXIT.interrupted, code: 'interrupted', message: `interrupted: \`lab reset ${open.name}\` again brings it back to the start` }
    if (setup && done?.code !== 0) return { exit: EXIT.unknown, code: 'setup', message: `setup failed: ${setup.file} ${describeFailure(done!)}. This is not your doing: tell the author of the track` }
    appendJournal(open.book.file, { type: 'reset', at: new Date().toISOString(), challenge: open.name })
    if (flags.json) world.out(jsonText({ version: 1, challenge: open.name, reset: true }))
    else world.err(`${open.name} is as it was at the start.\n`)
    return EXIT.good
  },
}

export default command
