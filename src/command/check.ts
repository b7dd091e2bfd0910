import { ENGINE_OPTION, engineFlag, LANG_OPTION, type Command, type World } from '../commandModel.ts'
import { isRefusal } from '../core/isRefusal.ts'
import { EXIT, exitCodeOf } from '../core/score.ts'
import type { Result } from '../model/result.ts'
import { allOf, openReporters, reporterNames } from '../report/openReporters.ts'
import { changesText } from '../report/changesText.ts'
import { tracksInReach } from '../run/findTracks.ts'
import { appendJournal } from '../run/journal.ts'
import { isLastOpen, nextInCourse } from '../run/course.ts'
import type { Book } from '../run/openBook.ts'
import { openTrack } from '../run/openTrack.ts'
import { checkChallenge, type Session } from '../run/session.ts'

/** Reports that are one document, and of no use with another's words in between. */
const DOCUMENTS = ['json', 'junit', 'tap', 'ctrf', 'sarif', 'html']

const command: Command = {
  summary: 'Look at the host and judge every check: what is right, what is wrong, what to do next.',
  takes: '[TRACK[/CHALLENGE]]',
  most: 1,
  group: 'students',
  options: {
    host: { type: 'string', multiple: true, value: '[NAME=]KIND[:WHERE]', help: 'Where the work was done; local where nothing is said.' },
    engine: ENGINE_OPTION,
    reporter: { type: 'string', multiple: true, value: 'NAME[=FILE]', help: `${reporterNames.join(', ')}, or a file as ./mine.js; may be given several times.` },
    explain: { type: 'boolean', help: 'Show the native command behind each verdict.' },
    strict: { type: 'boolean', help: 'Take no skipped check: exit with 4.' },
    lang: LANG_OPTION,
  },
  async run({ words, flags }, world) {
    const named = (flags.reporter as string[] | undefined) ?? []
    const wanted = [...(flags.json ? ['json'] : []), ...named, ...(flags.json || named.length > 0 ? [] : ['tree'])]
    // Nobody knows what a reporter of the user's own writes, if anything.
    const toScreen = wanted.filter(each => !each.includes('=') && !each.includes('/'))
    if (toScreen.length > 1 && toScreen.some(each => DOCUMENTS.includes(each))) return { exit: EXIT.usage, code: 'usage', message: `${toScreen.join(' and ')} would mix on standard output: give one a file, as in --reporter ${toScreen.find(each => DOCUMENTS.includes(each))}=FILE` }
    const reporters = await openReporters(wanted, { write: world.out, color: world.color, live: world.live, ...(world.columns === undefined ? {} : { columns: world.columns }), explain: flags.explain === true, strict: flags.strict === true, cwd: world.cwd, environment: world.environment, version: world.version }, { cwd: world.cwd, complain: world.err })
    if (typeof reporters === 'string') return { exit: EXIT.usage, code: 'usage', message: reporters }
    const engine = engineFlag(flags)
    if (isRefusal(engine)) return engine
    const opened = await openTrack(words[0], (flags.host as string[] | undefined) ?? [], { ...world, ...engine })
    if (isRefusal(opened)) return opened
    const { track, book, notes, sessions, close } = opened
    const report = allOf(reporters, world.err)
    const results: Result[] = []
    try {
      for (const session of sessions) {
        const { challenge } = session
        const name = `${track.id}/${challenge.id}`
        const progress = book.progresses.challenges.get(name)
        const passedOnce = progress?.passedOnce ?? new Set<string>()
        await report.begin({ track: track.id, id: challenge.id, title: challenge.title, checks: challenge.checks })
        const result = await checkChallenge(session, { gradedBy: world.environment.CI ? 'ci' : 'self', passedOnce, ...(progress ? { answers: progress.answers } : {}), notes: notes(challenge), stop: world.stop })
        if (world.stop.aborted) await report.stop()
        if (world.stop.aborted) return { exit: EXIT.interrupted, code: 'interrupted', message: 'interrupted' }
        const passed = result.checks.filter(each => each.status === 'pass').map(each => each.id)
        results.push(result)
        await report.result(result)
        const { points, maxPoints } = result.summary
        // What somebody else's host once was is no part of one's own progress.
        if (!session.host.recall) appendJournal(book.file, { type: 'checked', at: result.startedAt, challenge: name, passed, good: exitCodeOf([result], false) === EXIT.good, points, maxPoints, once: passed.filter(id => challenge.checks.find(each => each.id === id)?.once) })
      }
      await report.end(results)
      for (const { changes } of results) if (changes) world.err(changesText(changes))
      if (wanted.includes('tree')) world.err(nextText(sessions, results, book, world))
    } finally {
      await close()
    }
    // A report that was asked for and is not there is not good, whatever it would have said.
    return report.broken() ? EXIT.unknown : exitCodeOf(results, flags.strict === true)
  },
}

export default command

/** Where the course goes on, for whoever passed the last challenge of a track. */
function nextText(sessions: Session[], results: Result[], book: Book, world: World): string {
  const [session, another] = sessions
  if (!session || another || session.host.recall || exitCodeOf(results, false) !== EXIT.good) return ''
  const name = `${session.track.id}/${session.challenge.id}`
  const state = book.progresses.challenges.get(name)?.state
  if (state === undefined || state === 'finished' || !isLastOpen(name, session.track.folders, book)) return ''
  const next = nextInCourse(session.track.id, book, tracksInReach(world).values())
  return next === undefined ? '' : `That was the last of ${session.track.id}. Next: \`lab finish\`, then \`lab start ${next}\`\n`
}
