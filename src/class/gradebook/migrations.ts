import type { CreateTableBuilder, Kysely, Migration } from 'kysely'

/** The kinds of databases that a gradebook can be in. */
export type Engine = 'sqlite' | 'postgres'

/** How the tables came to be what they are: each step once, in order of the names, on either database. A step may be begun by two at once. */
export async function migrationsFor(engine: Engine): Promise<Record<string, Migration>> {
  const { sql } = await import('kysely')
  const table = <T extends string>(db: Kysely<any>, name: T): CreateTableBuilder<T, 'seq'> => {
    const begun = db.schema.createTable(name).ifNotExists()
    return engine === 'sqlite' ? begun.addColumn('seq', 'integer', column => column.primaryKey().autoIncrement()) : begun.addColumn('seq', 'serial', column => column.primaryKey())
  }
  return {
    '2026-11-22-begin': {
      async up(db) {
        await table(db, 'attempts')
          .addColumn('key', 'text', column => column.notNull().unique()).addColumn('class', 'text', column => column.notNull()).addColumn('student', 'text', column => column.notNull())
          .addColumn('challenge', 'text', column => column.notNull()).addColumn('at', 'text', column => column.notNull()).addColumn('graded_by', 'text', column => column.notNull())
          .addColumn('state', 'text', column => column.notNull()).addColumn('reason', 'text').addColumn('host', 'text', column => column.notNull())
          .addColumn('points', 'double precision', column => column.notNull()).addColumn('max_points', 'double precision', column => column.notNull())
          .addColumn('verdicts', 'text', column => column.notNull()).addColumn('claims', 'text', column => column.notNull()).addColumn('vars', 'text', column => column.notNull())
          .addColumn('lab', 'text', column => column.notNull()).addColumn('capture', 'text').addColumn('regrade_of', 'integer').execute()
        await db.schema.createTable('captures').ifNotExists().addColumn('hash', 'text', column => column.primaryKey()).addColumn('bytes', engine === 'sqlite' ? 'blob' : 'bytea', column => column.notNull()).execute()
        await table(db, 'seen')
          .addColumn('class', 'text', column => column.notNull()).addColumn('student', 'text', column => column.notNull()).addColumn('challenge', 'text', column => column.notNull())
          .addColumn('at', 'text', column => column.notNull()).addColumn('statuses', 'text', column => column.notNull()).addColumn('once', 'text', column => column.notNull()).addColumn('claims', 'text').execute()
        await table(db, 'waivers')
          .addColumn('class', 'text', column => column.notNull()).addColumn('student', 'text', column => column.notNull()).addColumn('challenge', 'text', column => column.notNull())
          .addColumn('check_id', 'text').addColumn('reason', 'text', column => column.notNull()).addColumn('by_whom', 'text', column => column.notNull())
          .addColumn('at', 'text', column => column.notNull()).addColumn('revokes', 'integer').execute()
        await db.schema.createIndex('attempts_by_student').ifNotExists().on('attempts').columns(['class', 'student', 'challenge']).execute()
        await db.schema.createIndex('seen_by_student').ifNotExists().on('seen').columns(['class', 'student', 'challenge']).execute()
        // The database itself refuses to change what was kept, whoever asks.
        if (engine === 'postgres') await sql`create or replace function lab_kept() returns trigger language plpgsql as $$ begin raise exception 'the gradebook only ever grows'; end $$`.execute(db)
        for (const name of ['attempts', 'waivers']) {
          if (engine === 'postgres') await sql`create or replace trigger ${sql.ref(`${name}_kept`)} before update or delete on ${sql.table(name)} for each row execute function lab_kept()`.execute(db)
          else for (const verb of ['update', 'delete']) await sql`create trigger if not exists ${sql.ref(`${name}_kept_${verb}`)} before ${sql.raw(verb)} on ${sql.table(name)} begin select raise(abort, 'the gradebook only ever grows'); end`.execute(db)
        }
      },
    },
  }
}
