import type PgBoss from 'pg-boss'
import { EXIT } from '../../core/score.ts'
import type { Refusal } from '../../model/problem.ts'
import { closeInTime } from '../gradebook/closeInTime.ts'
import { databaseAddress, nextStep } from '../gradebook/databaseAddress.ts'
import { databaseError } from '../gradebook/databaseError.ts'
import { fileNameOf } from '../fileNameOf.ts'
import type { Also } from '../gradebookModel.ts'
import type { ClassFile } from '../model.ts'

/** Seconds after which a job whose worker does not say that it is still there is given to another. */
const LEASE_SECONDS = 30
/** Milliseconds between two such words: some of them may be lost. */
export const RENEW_MS = 7000
/** Seconds between two looks for jobs that nobody has any more. */
const WATCH_SECONDS = 5
/** Milliseconds in which each of the queue's small questions has an answer: a network that swallows all says nothing for a quarter of an hour. */
const ANSWER_MS = 20_000
/** Jobs in one statement. */
const ROWS = 1000
/** Where the queue's tables are: no other program's. */
const SCHEMA = 'lab_queue'
/** Days after which a queue is removed that has no jobs any more: each content of a class has one, and a course that is written has many. */
const FORGOTTEN_DAYS = 7
/** Workers that start together on an empty database make its tables together; PostgreSQL ends one of two that wait for each other, and that one begins again. */
const OPENINGS = 10
/** What PostgreSQL says of such a start, by its table of error codes: deadlock_detected, serialization_failure, lock_not_available, in_failed_sql_transaction, and what another has just made (unique_violation, duplicate_object, _schema, _table). */
const IN_THE_WAY = ['40P01', '40001', '55P03', '25P02', '23505', '42710', '42P06', '42P07']
/** How often a job may be begun: one that ends every worker would be begun for ever. */
export const TRIES = 4

/** What a job says: whom, of which round, and which challenges; those in hand where nothing is said. Nothing that a reader of the database may not know. */
export interface HostTask {
  round: string
  student: string
  names?: readonly string[]
}

/** A job as a worker has it. */
export interface Job {
  id: string
  task: HostTask
  /** How many workers began it before, and did not come back. */
  begunBefore: number
}

/** How a job ended. `cancelled`: nobody gets it any more; `failed`: no worker came back. */
export interface Ended {
  id: string
  state: 'completed' | 'cancelled' | 'failed'
  output: { roundTrips?: number; durationMs?: number; lost?: string }
}

/** The queue of a class with one content. */
export interface Queue {
  put(jobs: readonly { id: string; task: HostTask }[]): Promise<void>
  take(count: number): Promise<Job[]>
  /** Says that this worker still works at jobs. */
  renew(ids: readonly string[]): Promise<void>
  /** Ends a job in the transaction that keeps what came of it; nothing is kept where the job is not this worker's any more and somebody else ended it. */
  end(id: string, output: Ended['output']): Also
  /** Jobs of a round that ended, the latest again and again. */
  ended(round: string): Promise<Ended[]>
  /** Takes jobs back that have not ended. */
  cancel(ids: readonly string[]): Promise<void>
  /** How many wait, and how many are in hand. */
  count(): Promise<{ waiting: number; inHand: number }>
  /** The same class with other content, where jobs wait for it. */
  others(): Promise<{ content: string; waiting: number }[]>
  close(): Promise<void>
}

/** Opens the queue in the database that LAB_DATABASE_URL names, and makes it where there is none. */
export async function openQueue({ name }: Pick<ClassFile, 'name'>, content: string, { LAB_DATABASE_URL: written }: Record<string, string | undefined>): Promise<Queue | Refusal> {
  if (!written) return { exit: EXIT.usage, code: 'usage', message: 'a queue needs a PostgreSQL database: set LAB_DATABASE_URL to its address, postgresql://USER@HOST/DATABASE' }
  const address = databaseAddress(written)
  if ('exit' in address) return address
  const { url } = address
  const prefix = `${fileNameOf(name)}.`
  const queue = `${prefix}${content}`
  let boss: PgBoss | undefined
  for (let openings = 1; !boss; openings++) {
    const opened = await openBoss(url, prefix, queue)
    if (!('error' in opened)) boss = opened
    else if (openings === OPENINGS || !IN_THE_WAY.includes(opened.error.code ?? '')) {
      return { exit: EXIT.unknown, code: 'queue', message: `the queue in ${address.where} cannot be opened: ${databaseError(opened.error, url)}${nextStep(opened.error)}` }
    } else await new Promise(later => setTimeout(later, 100 * openings * Math.random()))
  }
  return queueOf(boss, prefix, queue)
}

async function openBoss(url: string, prefix: string, queue: string): Promise<PgBoss | { error: NodeJS.ErrnoException }> {
  const { default: Boss } = await import('pg-boss')
  const boss = new Boss({ connectionString: url, schema: SCHEMA, max: 4, schedule: false, maintenanceIntervalSeconds: WATCH_SECONDS, application_name: 'lab', ...{ connectionTimeoutMillis: 10_000, query_timeout: ANSWER_MS, allowExitOnIdle: true } })
  // A connection that breaks is opened again; whoever asks meanwhile is told.
  boss.on('error', () => {})
  try {
    await boss.start()
    await boss.createQueue(queue)
    await forgetOld(boss, prefix, queue)
    return boss
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {})
    return { error: error as NodeJS.ErrnoException }
  }
}

function queueOf(boss: PgBoss, prefix: string, queue: string): Queue {
  const sql = async <T>(text: string, ...values: unknown[]): Promise<T[]> => (await boss.getDb().executeSql(text, values)).rows as T[]
  let until = new Date(0)
  return {
    async put(jobs) {
      for (let at = 0; at < jobs.length; at += ROWS) await boss.insert(jobs.slice(at, at + ROWS).map(({ id, task }) => ({ id, name: queue, data: task, retryLimit: TRIES, retryDelay: 0, expireInSeconds: LEASE_SECONDS })))
    },
    take: async count => (await boss.fetch<HostTask>(queue, { batchSize: count, includeMetadata: true })).map(({ id, data, retryCount }) => ({ id, task: data, begunBefore: retryCount })),
    async renew(ids) {
      if (ids.length > 0) await sql(`update ${SCHEMA}.job set started_on = now() where name = $1 and id = any($2) and state = 'active'`, queue, ids)
    },
    end: (id, output) => async db => ((await boss.complete(queue, id, output, { db })) as unknown as { affected: number }).affected === 1,
    async ended(round) {
      // Transactions do not end in the order of their times: a minute is read again.
      const rows = await sql<Ended & { at: Date }>(`select id, state, coalesce(output, '{}') as output, completed_on as at from ${SCHEMA}.job where name = $1 and completed_on >= $2 and data->>'round' = $3`, queue, new Date(until.getTime() - 60_000), round)
      for (const { at } of rows) if (at > until) until = at
      return rows.map(({ id, state, output }) => ({ id, state, output }))
    },
    async cancel(ids) {
      for (let at = 0; at < ids.length; at += ROWS) await boss.cancel(queue, ids.slice(at, at + ROWS) as string[])
    },
    async count() {
      const [row] = await sql<{ waiting: string; in_hand: string }>(`select count(*) filter (where state < 'active') as waiting, count(*) filter (where state = 'active') as in_hand from ${SCHEMA}.job where name = $1 and state <= 'active'`, queue)
      return { waiting: Number(row!.waiting), inHand: Number(row!.in_hand) }
    },
    async others() {
      const rows = await sql<{ name: string; waiting: string }>(`select name, count(*) as waiting from ${SCHEMA}.job where starts_with(name, $1) and name <> $2 and state < 'active' group by name`, prefix, queue)
      return rows.map(each => ({ content: each.name.slice(prefix.length), waiting: Number(each.waiting) }))
    },
    close: () => closeInTime(() => boss.stop({ graceful: false })),
  }
}

/** Jobs that ended are the queue's for half a day more, and then in its archive, as pg-boss keeps them. Two may remove the same. */
async function forgetOld(boss: PgBoss, prefix: string, except: string): Promise<void> {
  const text = `select name from ${SCHEMA}.queue where starts_with(name, $1) and name <> $2 and created_on < now() - make_interval(days => $3) and not exists (select from ${SCHEMA}.job where job.name = queue.name)`
  for (const { name } of (await boss.getDb().executeSql(text, [prefix, except, FORGOTTEN_DAYS])).rows as { name: string }[]) await boss.deleteQueue(name).catch(() => {})
}
