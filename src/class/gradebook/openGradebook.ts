import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import type { Dialect, Kysely } from 'kysely'
import { plainLine } from '../../core/plainText.ts'
import { EXIT } from '../../core/score.ts'
import type { Refusal } from '../../model/problem.ts'
import { classFolder } from '../classFolder.ts'
import type { Gradebook } from '../gradebookModel.ts'
import type { ClassFile } from '../model.ts'
import { keepIn } from './keepIn.ts'
import { migrationsFor, type Engine } from './migrations.ts'
import type { Tables } from './tables.ts'

/** Milliseconds that a writer waits for another. */
const BUSY_MS = 30_000
/** Two that open a new gradebook at the same moment get in each other's way, and one of them begins again. */
const TRIES = 8

/** Opens the gradebook of a class, and makes it where there is none: a file in its folder `gradebook`, or the database that LAB_DATABASE_URL names. */
export async function openGradebook(of: Pick<ClassFile, 'dir' | 'name'>, environment: Record<string, string | undefined>): Promise<Gradebook | Refusal> {
  const url = environment.LAB_DATABASE_URL
  const unable = (why: string, next = ''): Refusal => ({ exit: EXIT.unknown, code: 'gradebook', message: `the gradebook cannot be opened: ${plainLine(url ? why.replaceAll(url, 'LAB_DATABASE_URL') : why, 300)}${next}` })
  if (url && !/^postgres(ql)?:\/\//.test(url)) return { exit: EXIT.usage, code: 'usage', message: 'LAB_DATABASE_URL is no address of a PostgreSQL database: postgresql://USER@HOST/DATABASE' }
  let db: Kysely<Tables> | undefined
  try {
    const { Kysely, Migrator } = await import('kysely')
    const engine: Engine = url ? 'postgres' : 'sqlite'
    const { dialect, where } = url ? await postgres(url) : await sqlite(join(classFolder(of), 'gradebook.db'))
    db = new Kysely<Tables>({ dialect })
    const migrator = new Migrator({ db, provider: { getMigrations: () => migrationsFor(engine) }, allowUnorderedMigrations: false })
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
    return unable((error as Error).message || (error as NodeJS.ErrnoException).code || String(error))
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

async function postgres(url: string): Promise<{ dialect: Dialect; where: string }> {
  const { PostgresDialect } = await import('kysely')
  const { default: pg } = await import('pg')
  const { username, host, pathname } = new URL(url)
  const pool = new pg.Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 10_000 })
  // A connection that breaks is opened again; whoever was asking with it is told. Without a listener, one that breaks between two statements of a transaction would end the process.
  pool.on('error', () => {})
  pool.on('connect', client => client.on('error', () => {}))
  return { dialect: new PostgresDialect({ pool }), where: `postgresql://${username ? `${username}@` : ''}${host}${pathname}` }
}
