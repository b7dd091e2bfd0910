import { randomUUID } from 'node:crypto'
import { EXIT } from '../../core/score.ts'
import { plural } from '../../core/words.ts'
import type { Refusal } from '../../model/problem.ts'
import type { Round } from '../gradeClass.ts'
import { databaseError } from '../gradebook/databaseError.ts'
import { keyOf } from '../gradeHost.ts'
import { errorAttempts, type GradedStudent } from '../gradeStudent.ts'
import type { Student } from '../model.ts'
import { askDatabase } from './askDatabase.ts'
import { pause } from './pause.ts'
import type { Ended, Queue } from './openQueue.ts'

/** Milliseconds between two looks at the queue. */
const POLL_MS = 500
/** Milliseconds without a host in hand after which it is told that no worker takes anything. */
const LONELY_MS = 15_000

/** Lets workers grade: one job a host. Where it is told to, waits until all came back, the time of the round is over or it is interrupted; what no worker has kept by then is taken back. */
export async function gradeByQueue(round: Omit<Round, 'environment' | 'connect'>, queue: Queue, { wait, note }: { wait: boolean; note(text: string): void }): Promise<Refusal | undefined> {
  const { open: { file: { limits } }, students, names, stop } = round
  const [id, begun] = [randomUUID(), Date.now()]
  const open = new Map(students.map(student => [randomUUID() as string, student]))
  const ask = askDatabase(note)
  try {
    await queue.put([...open].map(([job, { id: student }]) => ({ id: job, task: { round: id, student, ...(names ? { names } : {}) } })))
  } catch (error) {
    return { exit: EXIT.unknown, code: 'queue', message: `the hosts could not be put into the queue, some of them perhaps were: ${databaseError(error)}` }
  }
  if (!wait) return undefined
  const collect = async (): Promise<void> => {
    for (const ended of await queue.ended(id)) {
      const student = open.get(ended.id)
      // What an interruption took back is no error of the host.
      if (!student || (stop.aborted && ended.state === 'cancelled')) continue
      const graded = await gradedOf(ended, student, round)
      open.delete(ended.id)
      round.done(graded)
    }
  }
  let [lonely, moved, left] = [false, begun, open.size]
  while (open.size > 0 && !stop.aborted && Date.now() - begun < limits.totalSeconds * 1000) {
    await pause(POLL_MS, stop)
    await ask(collect)
    if (open.size < left) [lonely, moved, left] = [false, Date.now(), open.size]
    if (lonely || open.size === 0 || Date.now() - moved < LONELY_MS) continue
    const inHand = (await ask(() => queue.count()))?.inHand
    if (inHand === 0) {
      lonely = true
      note(`${plural(open.size, 'host')} that no worker takes: \`lab worker\`, with the same class folder as here, does that`)
    } else moved = Date.now()
  }
  if (open.size === 0) return undefined
  try {
    await queue.cancel([...open.keys()])
    await collect()
  } catch (error) {
    return { exit: EXIT.unknown, code: 'queue', message: `${plural(open.size, 'host')} of which nothing is known: the database does not answer: ${databaseError(error)}` }
  }
  if (stop.aborted && open.size > 0) note(`${plural(open.size, 'host')} that no worker had graded yet: taken out of the queue`)
  return undefined
}

/** What a worker has kept of a host; an error where no worker could. */
async function gradedOf({ id, state, output: { roundTrips = 0, durationMs = 0, lost } }: Ended, student: Student, { course, book, names, version, open: { file: { limits } } }: Pick<Round, 'course' | 'book' | 'names' | 'version' | 'open'>): Promise<GradedStudent> {
  if (state === 'completed') {
    const keys = new Set(course.items.map(each => keyOf(id, student.id, each.name)))
    const attempts = (await book.attempts({ student: student.id })).filter(each => keys.has(each.key)).map(({ seq: _, ...rest }) => rest)
    return { student, attempts, roundTrips, durationMs, ...(lost === undefined ? {} : { lost }) }
  }
  const reason = state === 'failed' ? 'every worker that took this host ended before it was done' : `not reached: the whole round took longer than ${limits.totalSeconds} s`
  const attempts = await errorAttempts(student, { course, book, version, id, ...(names ? { names } : {}) }, reason)
  await book.addAttempts(attempts)
  return { student, attempts, roundTrips, durationMs, lost: reason }
}
