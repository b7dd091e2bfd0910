import { LANG_OPTION, type Command } from '../commandModel.ts'
import { isRefusal } from '../core/isRefusal.ts'
import { jsonText } from '../core/jsonText.ts'
import { EXIT } from '../core/score.ts'
import { trackOf } from '../core/trackOf.ts'
import { plural } from '../core/words.ts'
import { makeStyle } from '../report/style.ts'
import { firstOpen, isLastOpen, nextInCourse, readCourse, type CourseTrack } from '../run/course.ts'
import { tracksInReach } from '../run/findTracks.ts'
import { openBook, type Book } from '../run/openBook.ts'
import { openChallenge } from '../run/openChallenge.ts'

const command: Command = {
  summary: 'Say where you are and what comes next; what `lab` alone does.',
  takes: '',
  most: 0,
  group: 'students',
  options: { lang: LANG_OPTION },
  async run({ flags }, world) {
    const book = openBook(world)
    const style = makeStyle(world.color)
    if (book.unreadable > 0) world.err(`lab: ${plural(book.unreadable, 'line')} of ${book.file} could not be read and ${book.unreadable === 1 ? 'was' : 'were'} left out\n`)
    const { current } = book.progresses
    if (current === undefined) {
      if (flags.json) world.out(jsonText({ version: 1, current: null }))
      else world.out(restingText(book, readCourse(tracksInReach(world).values())))
      return EXIT.good
    }
    const open = await openChallenge(current, [], world)
    if (isRefusal(open)) return open
    const { challenge, progress } = open
    const passed = challenge.checks.filter(check => progress?.passed.has(check.id)).length
    if (flags.json) {
      world.out(jsonText({ version: 1, current, state: progress?.state, passed, checks: challenge.checks.length, attempts: progress?.attempts ?? 0 }))
      return EXIT.good
    }
    world.out(`${style.bold(challenge.title)}  (${current})\n`)
    if (progress?.state === 'passed') world.out(`All that can be judged passes. Next: \`lab finish\`${thenText(isLastOpen(current, open.track.folders, book) ? nextInCourse(open.track.id, book, tracksInReach(world).values()) : undefined)}\n`)
    else if (progress?.attempts) world.out(`${passed} of ${plural(challenge.checks.length, 'check')} passed in the last look.\n  lab check   look again\n  lab hint    a hint for what does not pass\n  lab show    the text\n`)
    else world.out('Started, not checked yet.\n  lab show    the text\n  lab check   look at what you did\n')
    return EXIT.good
  },
}

export default command

function thenText(next: string | undefined): string {
  return next === undefined ? '' : `, then \`lab start ${next}\``
}

/** What to say while no challenge is in hand: what was done, and what could come next. */
function restingText(book: Book, course: CourseTrack[]): string {
  const { challenges } = book.progresses
  const done = [...challenges].filter(([, each]) => each.state === 'finished').map(([name]) => name)
  const last = done.at(-1)
  if (last === undefined) return 'No challenge is in hand.\n  lab list                what there is\n  lab start first-steps   begin at the beginning\n  lab try                 a first look at everything, which leaves nothing behind\n'
  const track = trackOf(last)
  const known = course.find(each => each.id === track)
  const next = known && firstOpen(known, book) === undefined ? nextInCourse(track, book, course.map(each => each.dir)) : undefined
  if (next !== undefined) return `No challenge is in hand. Finished: ${done.join(', ')}.\n  lab start ${next}   the course goes on there: all of ${track} is done\n  lab list   all there is\n`
  return `No challenge is in hand. Finished: ${done.join(', ')}.\n  lab start ${track}   the first one of that track that is not finished\n  lab list             all there is\n`
}
