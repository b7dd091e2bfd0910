import type { Command } from '../commandModel.ts'
import { isRefusal } from '../core/isRefusal.ts'
import { jsonText } from '../core/jsonText.ts'
import { EXIT } from '../core/score.ts'
import { tracksInReach } from '../run/findTracks.ts'
import { appendJournal } from '../run/journal.ts'
import { nextInCourse } from '../run/course.ts'
import { openChallenge, nextChallenge } from '../run/openChallenge.ts'
import { cleanUp } from '../run/startChallenge.ts'

const command: Command = {
  summary: 'End a challenge that passed: take away what it left and name the next.',
  takes: '[TRACK/CHALLENGE]',
  most: 1,
  group: 'students',
  options: { anyway: { type: 'boolean', help: 'Also where its checks did not pass.' } },
  async run({ words, flags }, world) {
    const open = await openChallenge(words[0], [], world)
    if (isRefusal(open)) return open
    const { name, progress, book } = open
    if (!progress) return { exit: EXIT.usage, code: 'usage', message: `${name} is not started: there is nothing to finish` }
    if (progress.state === 'finished') return { exit: EXIT.usage, code: 'usage', message: `${name} is finished already, with ${progress.points} of ${progress.maxPoints} points; \`lab start ${name}\` begins it anew` }
    if (progress.state !== 'passed' && !flags.anyway) {
      return { exit: EXIT.failed, code: 'not-passed', message: `${name} ${progress.attempts === 0 ? 'was never checked' : 'did not pass in the last look'}: \`lab check\` says what is missing, \`lab finish --anyway\` ends it all the same` }
    }
    const refusal = await cleanUp(open, { say: world.err, confirm: world.confirm, interactive: world.interactive })
    if (refusal) return refusal
    appendJournal(book.file, { type: 'finished', at: new Date().toISOString(), challenge: name })
    const own = nextChallenge(open)
    const next = own ?? nextInCourse(open.track.id, open.book, tracksInReach(world).values())
    if (flags.json) world.out(jsonText({ version: 1, challenge: name, finished: true, next: next ?? null }))
    else world.out(`${name} is finished, ${progress.points} of ${progress.maxPoints || open.challenge.checks.reduce((sum, check) => sum + check.points, 0)} points.${own ? '' : ` All of ${open.track.id} is done.`}${next ? ` Next: \`lab start ${next}\`` : ''}\n`)
    return EXIT.good
  },
}

export default command
