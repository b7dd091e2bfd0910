import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import type { Dialect, Kysely } from 'kysely'
import { plainLine } from '../../core/plainText.ts'
import { EXIT } from '../../core/score.ts'
import type { Refusal } from '../../model/problem.ts'
import { classFolder } from '../classFolder.ts'
import type { Gradebook } from '../gradebookModel.ts'
import type { ClassFile } from '../model.ts'
import { databaseAddress, nextStep, type DatabaseAddress } from './databaseAddress.ts'
import { databaseError } from './databaseError.ts'
import { keepIn } from './keepIn.ts'
import { migrationsFor, type Engine } from './migrations.ts'
import type { Tables } from './tables.ts'

/** Milliseconds that a writer waits for another. */
const BUSY_MS = 30_000
/** Two that open a new gradebook at the same moment get in each other's way, and one of them begins again. */
const TRIES = 8

/** Opens the gradebook of a class, and makes it where there is none: a file in its folder `gradebook`, or the database that LAB_DATABASE_URL names. */
export async function openGradebook(of: Pick<ClassFile, 'dir' | 'name'>, environment: Record<string, string | undefined>): Promise<Gradebook | Refusal> {
  const address = environment.LAB_DATABASE_URL ? databaseAddress(environment.LAB_DATABASE_URL) : undefined
  if (address && 'exit' in address) return address
  const unable = (why: string, next = ''): Refusal => ({ exit: EXIT.unknown, code: 'gradebook', message: `the gradebook ${address ? `in ${plainLine(address.where, 200)} ` : ''}cannot be opened: ${why}${next}` })
  let db: Kysely<Tables> | undefined
  try {
    const { Kysely, Migrator, sql } = await import('kysely')
    const engine: Engine = address ? 'postgres' : 'sqlite'
    const { dialect, where } = address ? await postgres(address) : await sqlite(join(classFolder(of), 'gradebook.db'))
    db = new Kysely<Tables>({ dialect })
    const migrator = new Migrator({ db, provider: { getMigrations: () => migrationsFor(engine) }, allowUnorderedMigrations: false })
    // A database that is not there is told at once, and not asked eight times for ten seconds.
    if (address) await sql`select 1`.execute(db)
    for (let tries = 1; ; tries++) {
      const { error } = await migrator.migrateToLatest()
      if (error === undefined) break
      if (/corrupted migrations/.test(String(error))) throw new Error('a newer lab wrote it: use that one')
      if (tries === TRIES) throw error
      await new Promise(later => setTimeout(later, 50 * tries))
    }
    return keepIn(db, of.name, where)
  } catch (error) {
    await db?.destroy().catch(() => {})
    if (['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes((error as NodeJS.ErrnoException).code ?? '')) return unable('this lab was packed for students, and holds no database', '; use lab from its repository')
    return unable(databaseError(error, address?.url), address ? nextStep(error) : '')
  }
}

async function sqlite(file: string): Promise<{ dialect: Dialect; where: string }> {
  const { SqliteDialect } = await import('kysely')
  const { default: Database } = await import('libsql')
  const database = new Database(file, { timeout: BUSY_MS })
  database.pragma(`busy_timeout = ${BUSY_MS}`)
  database.pragma('journal_mode = WAL')
  // An attempt that was acknowledged is on the disk.
  database.pragma('synchronous = FULL')
  chmodSync(file, 0o600)
  return { dialect: new SqliteDialect({ database }), where: file }
}

async function postgres({ url, where }: DatabaseAddress): Promise<{ dialect: Dialect; where: string }> {
  const { PostgresDialect } = await import('kysely')
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 10_000, allowExitOnIdle: true })
  // A connection that breaks is opened again; whoever was asking with it is told. Without a listener, one that breaks between two statements of a transaction would end the process.
  pool.on('error', () => {})
  pool.on('connect', client => client.on('error', () => {}))
  return { dialect: new PostgresDialect({ pool }), where }
}
