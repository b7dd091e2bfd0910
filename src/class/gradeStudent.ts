import { setMaxListeners } from 'node:events'
import { plainLine } from '../core/plainText.ts'
import type { Host } from '../model/host.ts'
import { drawVariants } from './drawVariants.ts'
import { errorAttempt, gradeHost, type HostGrades, type HostRound } from './gradeHost.ts'
import type { Gradebook, NewAttempt, Seen } from './gradebookModel.ts'
import type { Student } from './model.ts'
import type { Machines } from './providerModel.ts'
import type { Course, CourseItem } from './openCourse.ts'
import type { OpenClass } from './readClass.ts'

/** What grading one student takes, whoever asks for it. */
export interface StudentRound {
  open: Pick<OpenClass, 'file'> & { machines: Pick<Machines, 'all' | 'configFor'> }
  course: Course
  book: Pick<Gradebook, 'lastSeen' | 'seenOnce'>
  version: string
  /** Which challenges; those in hand where nothing is said. */
  names?: readonly string[]
  /** Makes the keys of attempts: the same id writes each once. */
  id: string
  /** What was seen is kept, and no attempt. */
  onlyLook?: boolean
  /** From which students' values are drawn. */
  secret: Buffer
  /** Reaches a student's host; closed after the look. */
  connect(student: Student): Host
  /** Ended when the whole round takes too long. */
  stop: AbortSignal
}

/** How one student's host came out of a round. */
export interface GradedStudent {
  student: Student
  attempts: NewAttempt[]
  roundTrips: number
  durationMs: number
  /** Why nothing could be judged, in words. */
  lost?: string
}

/** The same before it is kept. */
export interface Ungraded extends GradedStudent {
  captures: ReadonlyMap<string, Buffer>
  seen: Seen[]
}

/** Challenges whose checks only read, asked about where nothing is known of a student: more would make the first look heavy. */
const GUESS = 40

/** Looks at one student's host and judges it. Writes nothing; what breaks on our side, or takes too long, is an error of this host only. */
export async function gradeStudent(student: Student, round: StudentRound): Promise<Ungraded> {
  const { open: { file: { limits, variants }, machines }, course, book, names, id, secret, version, stop } = round
  const at = new Date()
  const [before, once] = [await book.lastSeen({ student: student.id }), await book.seenOnce({ student: student.id })]
  const { user } = machines.all.get(student.host)!
  const base = {
    course, student, ...(user === undefined ? {} : { user }), ...(names ? { names } : {}), guess: names ?? guessFor(before, course.items), seenOnce: (challenge: string) => once.get(`${student.id}\n${challenge}`) ?? new Set<string>(),
    vars: (track: string) => drawVariants({ variants }, track, student.id, secret), round: id, version, onlyLook: round.onlyLook ?? false,
  }
  const tooLong = `the whole round took longer than ${limits.totalSeconds} s`
  const own = limit(stop, limits.hostSeconds)
  let grades: HostGrades
  if (stop.aborted) grades = nothing(`not reached: ${tooLong}`)
  else {
    grades = await lookOnce({ ...base, stop: own.signal }, round.connect)
    // Whatever came of a look that was cut short, the reason is the time.
    if (own.late()) grades = nothing(`timed out: not done within ${limits.hostSeconds} s`)
    else if (stop.aborted) grades = nothing(`timed out: ${tooLong}`)
  }
  own.end()
  const { captures, seen, roundTrips, lost } = grades
  const attempts = lost === undefined ? grades.attempts : unjudged(names, before, course.items).map(name => errorAttempt(name, base, lost, at))
  return { student, attempts, captures, seen: seen.filter(each => isNews(each, before)), roundTrips, durationMs: Date.now() - at.getTime(), ...(lost === undefined ? {} : { lost }) }
}

/** The attempts of a student whose host nobody could look at. */
export async function errorAttempts(student: Student, { course, book, names, id, version }: Pick<StudentRound, 'course' | 'book' | 'names' | 'id' | 'version'>, reason: string): Promise<NewAttempt[]> {
  const at = new Date()
  return unjudged(names, names ? [] : await book.lastSeen({ student: student.id }), course.items).map(name => errorAttempt(name, { student, round: id, version }, reason, at))
}

/** One connection, opened for this look and closed after it. */
async function lookOnce(round: Omit<HostRound, 'host'>, connect: StudentRound['connect']): Promise<HostGrades> {
  const host = connect(round.student)
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

/** What an error is about: what was asked for, else what is in hand, else all. */
function unjudged(names: readonly string[] | undefined, before: readonly Seen[], items: readonly CourseItem[]): readonly string[] {
  return names ?? (before.length > 0 ? inHand(before, items) : items.map(each => each.name))
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
export function limit(outer: AbortSignal, seconds: number): { signal: AbortSignal; late(): boolean; end(): void } {
  const own = new AbortController()
  // As many hosts listen as are looked at: that is no leak.
  setMaxListeners(0, own.signal)
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
