import { randomUUID } from 'node:crypto'
import { eachAtMost } from '../core/eachAtMost.ts'
import { plainLine } from '../core/plainText.ts'
import { EXIT } from '../core/score.ts'
import { engineInView } from '../host/cleanRoom.ts'
import { openSsh } from '../host/ssh.ts'
import type { Refusal } from '../model.ts'
import { classSecret } from './classFolder.ts'
import { drawVariants } from './drawVariants.ts'
import { errorAttempt, gradeHost, type HostGrades, type HostRound } from './gradeHost.ts'
import type { Gradebook, NewAttempt, Seen, Student } from './model.ts'
import type { Course, CourseItem } from './openCourse.ts'
import type { OpenClass } from './readClass.ts'

/** What a round of grading takes. */
export interface Round {
  open: OpenClass
  course: Course
  book: Gradebook
  environment: Record<string, string | undefined>
  version: string
  /** Whom; all where nothing is said. */
  students: readonly Student[]
  /** Which challenges; those in hand where nothing is said. */
  names?: readonly string[]
  stop: AbortSignal
  /** Told of each host as soon as its results are kept. */
  done(graded: GradedStudent): void
}

/** How one student's host came out of a round. All of it is in the gradebook already. */
export interface GradedStudent {
  student: Student
  attempts: NewAttempt[]
  roundTrips: number
  durationMs: number
  /** Why nothing could be judged, in words. */
  lost?: string
}

/** Challenges whose checks only read, asked about where nothing is known of a student: more would make the first look heavy. */
const GUESS = 40

/** Grades hosts from outside, many at once: one that is down, hangs or breaks is an error of its own, and costs the others nothing. What was told to `done` is kept. */
export async function gradeClass(round: Round): Promise<Refusal | undefined> {
  const { open: { file: { limits, variants, dir }, machines }, course, book, students, names, environment, version, stop } = round
  const reach = await machines.configFor(students.map(each => each.host))
  if ('exit' in reach) return reach
  const secret = Object.keys(variants).length > 0 ? classSecret({ dir }) : Buffer.alloc(0)
  const [once, last, id] = [await book.seenOnce(), await book.lastSeen(), randomUUID()]
  const seenBy = new Map<string, Seen[]>()
  for (const each of last) seenBy.set(each.student, [...(seenBy.get(each.student) ?? []), each])
  const whole = limit(stop, limits.totalSeconds)
  let broken: Refusal | undefined
  try {
    await eachAtMost(limits.hosts, students, async student => {
      if (stop.aborted || broken) return
      const at = new Date()
      const before = seenBy.get(student.id) ?? []
      const machine = machines.all.get(student.host)!
      const expected = names ?? guessFor(before, course.items)
      const base = { course, student, ...(machine.user === undefined ? {} : { user: machine.user }), ...(names ? { names } : {}), guess: names ?? expected, seenOnce: (challenge: string) => once.get(`${student.id}\n${challenge}`) ?? new Set<string>(), vars: (track: string) => drawVariants({ variants }, track, student.id, secret), round: id, version }
      const own = limit(whole.signal, limits.hostSeconds)
      let grades: HostGrades
      if (whole.signal.aborted) grades = nothing(`not reached: the whole round took longer than ${limits.totalSeconds} s`)
      else grades = await lookOnce({ ...base, stop: own.signal }, environment, reach.config)
      // Whatever came of a look that was cut short, the reason is the time.
      if (own.late()) grades = nothing(`timed out: not done within ${limits.hostSeconds} s`)
      else if (whole.late() && !grades.lost?.startsWith('not reached')) grades = nothing(`timed out: the whole round took longer than ${limits.totalSeconds} s`)
      own.end()
      if (stop.aborted || broken) return
      const failed = names ?? (before.length > 0 ? inHand(before, course.items) : course.items.map(each => each.name))
      const attempts = grades.lost === undefined ? grades.attempts : failed.map(name => errorAttempt(name, base, grades.lost!, at))
      try {
        await book.addSeen(grades.seen.filter(each => isNews(each, before)))
        await book.addAttempts(attempts, grades.captures)
      } catch (error) {
        // A full disk, a database that went away: what was told before is kept, and nothing is told that is not.
        broken ??= { exit: EXIT.unknown, code: 'gradebook', message: `the gradebook ${book.where} cannot be written: ${plainLine((error as Error).message, 200)}; the results of ${plainLine(student.id, 60)} and of those after are not kept` }
        return
      }
      round.done({ student, attempts, roundTrips: grades.roundTrips, durationMs: Date.now() - at.getTime(), ...(grades.lost === undefined ? {} : { lost: grades.lost }) })
    })
  } finally {
    whole.end()
    await reach.close()
  }
  return broken
}

/** One connection, opened for this look and closed after it. What breaks on our side is told of this host only. */
async function lookOnce(round: Omit<HostRound, 'host'>, environment: Round['environment'], config: string): Promise<HostGrades> {
  const host = openSsh({ name: round.student.host, environment, needsRoot: false, engine: engineInView('podman', true, {}, round.student.host), config, next: '`lab class grade --student ID` tries it again' })
  try {
    return await gradeHost({ ...round, host })
  } catch (error) {
    return nothing(`lab could not grade this host: ${plainLine((error as Error).message, 200)}`)
  } finally {
    await host.close()
  }
}

function nothing(lost: string): HostGrades {
  return { attempts: [], captures: new Map(), seen: [], roundTrips: 0, lost }
}

function inHand(before: readonly Seen[], items: readonly CourseItem[]): string[] {
  const open = new Set(before.filter(each => each.claims === undefined || each.claims.state === undefined || each.claims.state !== 'finished').map(each => each.challenge))
  return items.map(each => each.name).filter(name => open.has(name))
}

function guessFor(before: readonly Seen[], items: readonly CourseItem[]): string[] {
  return before.length > 0 ? inHand(before, items) : items.filter(each => each.readsOnly).slice(0, GUESS).map(each => each.name)
}

/** Whether a look says more than the one before. */
function isNews(seen: Seen, before: readonly Seen[]): boolean {
  const { at: _, ...now } = seen
  return !before.some(({ at: __, ...then }) => then.challenge === now.challenge && JSON.stringify(then) === JSON.stringify(now))
}

/** Passes an end on, and makes one of its own after some seconds. */
function limit(outer: AbortSignal, seconds: number): { signal: AbortSignal; late(): boolean; end(): void } {
  const own = new AbortController()
  let late = false
  const pass = (): void => own.abort()
  outer.addEventListener('abort', pass, { once: true })
  if (outer.aborted) pass()
  const timer = setTimeout(() => {
    late = true
    own.abort()
  }, seconds * 1000)
  return {
    signal: own.signal,
    late: () => late,
    end() {
      clearTimeout(timer)
      outer.removeEventListener('abort', pass)
    },
  }
}
