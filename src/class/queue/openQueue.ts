import type PgBoss from 'pg-boss'
import { plainLine } from '../../core/plainText.ts'
import { EXIT } from '../../core/score.ts'
import type { Refusal } from '../../model.ts'
import { fileNameOf } from '../fileNameOf.ts'
import type { Also } from '../gradebookModel.ts'
import type { ClassFile } from '../model.ts'

/** Seconds after which a job whose worker does not say that it is still there is given to another. */
const LEASE_SECONDS = 30
/** Milliseconds between two such words: some of them may be lost. */
export const RENEW_MS = 7000
/** Seconds between two looks for jobs that nobody has any more. */
const WATCH_SECONDS = 5
/** Jobs in one statement. */
const ROWS = 1000
/** Where the queue's tables are: no other program's. */
const SCHEMA = 'lab_queue'
/** Days after which a queue is removed that has no jobs any more: each content of a class has one, and a course that is written has many. */
const FORGOTTEN_DAYS = 7
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
export async function openQueue({ name }: Pick<ClassFile, 'name'>, content: string, { LAB_DATABASE_URL: url }: Record<string, string | undefined>): Promise<Queue | Refusal> {
  if (!url) return { exit: EXIT.usage, code: 'usage', message: 'a queue needs a PostgreSQL database: set LAB_DATABASE_URL to its address, postgresql://USER@HOST/DATABASE' }
  const { default: Boss } = await import('pg-boss')
  const boss = new Boss({ connectionString: url, schema: SCHEMA, max: 4, schedule: false, maintenanceIntervalSeconds: WATCH_SECONDS, application_name: 'lab', ...{ connectionTimeoutMillis: 10_000, allowExitOnIdle: true } })
  // A connection that breaks is opened again; whoever asks meanwhile is told.
  boss.on('error', () => {})
  const prefix = `${fileNameOf(name)}.`
  const queue = `${prefix}${content}`
  try {
    await boss.start()
    await boss.createQueue(queue)
    await forgetOld(boss, prefix, queue)
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {})
    const why = (error as Error).message || (error as NodeJS.ErrnoException).code || String(error)
    return { exit: EXIT.unknown, code: 'queue', message: `the queue cannot be opened: ${plainLine(why.replaceAll(url, 'LAB_DATABASE_URL'), 300)}` }
  }
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
    close: () => boss.stop({ graceful: false }),
  }
}

/** Jobs that ended are the queue's for half a day more, and then in its archive, as pg-boss keeps them. Two may remove the same. */
async function forgetOld(boss: PgBoss, prefix: string, except: string): Promise<void> {
  const text = `select name from ${SCHEMA}.queue where starts_with(name, $1) and name <> $2 and created_on < now() - make_interval(days => $3) and not exists (select from ${SCHEMA}.job where job.name = queue.name)`
  for (const { name } of (await boss.getDb().executeSql(text, [prefix, except, FORGOTTEN_DAYS])).rows as { name: string }[]) await boss.deleteQueue(name).catch(() => {})
}
