import { setMaxListeners } from 'node:events'
import { plainLine } from '../../core/plainText.ts'
import type { Refusal } from '../../model/problem.ts'
import { secretOf } from '../gradeClass.ts'
import { openMachine } from '../openMachine.ts'
import { errorAttempts, gradeStudent, type GradedStudent } from '../gradeStudent.ts'
import type { Student } from '../model.ts'
import type { WholeClass } from '../openAll.ts'
import { askDatabase } from './askDatabase.ts'
import { pause } from './pause.ts'
import { RENEW_MS, TRIES, type Job, type Queue } from './openQueue.ts'

/** Milliseconds between two looks into an empty queue. */
const POLL_MS = 1000
/** Milliseconds between two looks whether the class on the disk is still the same. */
const FRESH_MS = 2000
/** Milliseconds between two looks at what else there is to say. */
const SAY_MS = 10_000

/** What a worker takes. */
export interface Shift {
  whole: WholeClass
  queue: Queue
  environment: Record<string, string | undefined>
  version: string
  /** Hosts at once. */
  hosts: number
  /** Takes no more: what is in hand is finished. */
  stop: AbortSignal
  /** Whether the class on the disk is still the one that was read. */
  isFresh(): boolean
  /** Told of each host that this worker has kept. */
  done(graded: GradedStudent): void
  /** Words for whoever looks after the worker. */
  say(text: string): void
}

/** Takes jobs and grades hosts until it is told to stop, or the class on the disk has changed: nothing is graded with half of it. */
export async function work({ whole: { open, course, book }, queue, environment, version, hosts, stop, isFresh, done, say }: Shift): Promise<'stopped' | 'changed' | Refusal> {
  const reach = await open.machines.configFor([...open.machines.all.keys()])
  if ('exit' in reach) return reach
  const never = new AbortController().signal
  setMaxListeners(0, never)
  const byId = new Map(open.students.map(each => [each.id, each]))
  const base = { open, course, book, version, secret: secretOf(open.file), connect: ({ host }: Student) => openMachine(reach, host, environment), stop: never }
  const grade = async ({ id, task: { student: who, names }, begunBefore }: Job): Promise<void> => {
    const student = byId.get(who)!
    const round = { ...base, id, ...(names ? { names } : {}) }
    const hopeless = begunBefore >= TRIES - 1 ? `${begunBefore} workers ended while they looked at this host` : undefined
    const { captures, seen, ...graded } = hopeless === undefined ? await gradeStudent(student, round) : { student, attempts: await errorAttempts(student, round, hopeless), captures: new Map(), seen: [], roundTrips: 0, durationMs: 0, lost: hopeless }
    const { roundTrips, durationMs, lost } = graded
    await book.addSeen(seen)
    let mine = false
    const end = queue.end(id, { roundTrips, durationMs, ...(lost === undefined ? {} : { lost }) })
    await book.addAttempts(graded.attempts, captures, async database => (mine = await end(database)))
    if (mine) done(graded)
    else say(`${plainLine(who, 60)}: another worker was quicker, or the round was over: nothing was kept of this look`)
  }
  const inHand = new Map<string, Promise<void>>()
  // A word that is lost costs nothing: at worst another worker looks too, and one of both is kept.
  const renewing = setInterval(() => void queue.renew([...inHand.keys()]).catch(() => {}), RENEW_MS)
  const told = new Set<string>()
  const ask = askDatabase(say)
  const last = { fresh: 0, said: 0 }
  let fresh = true
  try {
    while (!stop.aborted && fresh) {
      if (Date.now() - last.fresh > FRESH_MS) {
        last.fresh = Date.now()
        fresh = isFresh()
        if (!fresh) break
      }
      if (Date.now() - last.said > SAY_MS) {
        last.said = Date.now()
        tellOthers((await ask(() => queue.others())) ?? [], told, say)
      }
      const jobs = inHand.size < hosts ? (await ask(() => queue.take(hosts - inHand.size))) ?? [] : []
      for (const job of jobs) {
        inHand.set(job.id, grade(job).catch(error => say(`${plainLine(job.task.student, 60)}: could not be kept, and comes again: ${plainLine((error as Error).message, 200)}`)).finally(() => inHand.delete(job.id)))
      }
      if (inHand.size >= hosts) await Promise.race([...inHand.values(), pause(SAY_MS, stop)])
      else if (jobs.length === 0) await pause(POLL_MS, stop)
    }
  } finally {
    await Promise.all(inHand.values())
    clearInterval(renewing)
    await reach.close()
  }
  return fresh ? 'stopped' : 'changed'
}

/** Says, once for each, that jobs wait which this worker must not take. */
function tellOthers(others: Awaited<ReturnType<Queue['others']>>, told: Set<string>, say: (text: string) => void): void {
  for (const { content, waiting } of others) {
    if (!told.has(content)) say(`refused: ${waiting} ${waiting === 1 ? 'host waits' : 'hosts wait'} to be graded with another content of this class (${plainLine(content, 20)}): copy the class folder, its tracks and gradebook/secret here from where \`lab class grade --queue\` ran, with the same version of lab`)
    told.add(content)
  }
}
