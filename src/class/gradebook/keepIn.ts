import type { Kysely, Selectable } from 'kysely'
import type { Attempt, Gradebook, NewAttempt, Seen, Waiver } from '../gradebookModel.ts'
import { closeInTime } from './closeInTime.ts'
import type { Tables } from './tables.ts'

/** Parameters that a statement of either database takes with room to spare; an attempt has 17. */
const ROWS = 50

/** A class' gradebook in a database whose tables are there. All values are parameters, never part of a statement. */
export function keepIn(db: Kysely<Tables>, name: string, where: string): Gradebook {
  return {
    where,
    addAttempts: (attempts, captures = new Map(), also) => takenBack(() => db.transaction().execute(async within => {
      let added = 0
      for (const [hash, bytes] of captures) await within.insertInto('captures').values({ hash, bytes }).onConflict(on => on.column('hash').doNothing()).execute()
      for (let at = 0; at < attempts.length; at += ROWS) {
        const rows = await within.insertInto('attempts').values(attempts.slice(at, at + ROWS).map(each => rowOf(each, name))).onConflict(on => on.column('key').doNothing()).returning('seq').execute()
        added += rows.length
      }
      if (also) {
        const { CompiledQuery } = await import('kysely')
        const holds = await also({ executeSql: async (text, values) => ({ rows: [...(await within.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text, values))).rows] }) })
        if (!holds) throw new TakenBack()
      }
      return added
    })),
    async attempts({ student, challenge, after } = {}) {
      let query = db.selectFrom('attempts').selectAll().where('class', '=', name)
      if (student !== undefined) query = query.where('student', '=', student)
      if (challenge !== undefined) query = query.where('challenge', '=', challenge)
      if (after !== undefined) query = query.where('seq', '>', after)
      return (await query.orderBy('seq').execute()).map(attemptOf)
    },
    async students() {
      return (await db.selectFrom('attempts').select('student').distinct().where('class', '=', name).orderBy('student').execute()).map(each => each.student)
    },
    async capture(hash) {
      const row = await db.selectFrom('captures').select('bytes').where('hash', '=', hash).executeTakeFirst()
      return row && Buffer.from(row.bytes)
    },
    async addSeen(seen) {
      for (let at = 0; at < seen.length; at += ROWS) {
        await db.insertInto('seen').values(seen.slice(at, at + ROWS).map(({ student, challenge, at: time, statuses, once, claims }) => ({ class: name, student, challenge, at: time, statuses: JSON.stringify(statuses), once: JSON.stringify(once), claims: claims ? JSON.stringify(claims) : null }))).execute()
      }
    },
    async lastSeen({ student } = {}) {
      let last = db.selectFrom('seen').select(({ fn }) => fn.max('seq').as('seq')).where('class', '=', name).groupBy(['student', 'challenge'])
      if (student !== undefined) last = last.where('student', '=', student)
      return (await db.selectFrom('seen').selectAll().where('seq', 'in', last).orderBy('seq').execute()).map(seenOf)
    },
    async seenOnce({ student: only } = {}) {
      const found = new Map<string, Set<string>>()
      let query = db.selectFrom('seen').select(['student', 'challenge', 'once']).distinct().where('class', '=', name).where('once', '<>', '[]')
      if (only !== undefined) query = query.where('student', '=', only)
      for (const { student, challenge, once } of await query.execute()) {
        const key = `${student}\n${challenge}`
        found.set(key, new Set([...(found.get(key) ?? []), ...(JSON.parse(once) as string[])]))
      }
      return found
    },
    async addWaiver({ student, challenge, check, reason, by, at, revokes }) {
      return (await db.insertInto('waivers').values({ class: name, student, challenge, check_id: check ?? null, reason, by_whom: by, at, revokes: revokes ?? null }).returning('seq').executeTakeFirstOrThrow()).seq
    },
    async waivers() {
      return (await db.selectFrom('waivers').selectAll().where('class', '=', name).orderBy('seq').execute()).map(({ seq, student, challenge, check_id: check, reason, by_whom: by, at, revokes }): Waiver => ({ seq, student, challenge, ...(check === null ? {} : { check }), reason, by, at, ...(revokes === null ? {} : { revokes }) }))
    },
    close: () => closeInTime(() => db.destroy()),
  }
}

function rowOf({ key, student, challenge, at, gradedBy, state, reason, host, points, maxPoints, verdicts, claims, vars, lab, capture, regradeOf }: NewAttempt, name: string) {
  return {
    key, class: name, student, challenge, at, graded_by: gradedBy, state, reason: reason ?? null, host, points, max_points: maxPoints,
    verdicts: JSON.stringify(verdicts), claims: JSON.stringify(claims), vars: JSON.stringify(vars), lab, capture: capture ?? null, regrade_of: regradeOf ?? null,
  }
}

/** Ends a transaction of which nothing shall stay. */
class TakenBack extends Error {}

async function takenBack(act: () => Promise<number>): Promise<number> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof TakenBack) return 0
    throw error
  }
}

function attemptOf(row: Selectable<Tables['attempts']>): Attempt {
  return {
    seq: row.seq, key: row.key, student: row.student, challenge: row.challenge, at: row.at, gradedBy: row.graded_by as Attempt['gradedBy'], state: row.state as Attempt['state'],
    ...(row.reason === null ? {} : { reason: row.reason }), host: row.host, points: row.points, maxPoints: row.max_points,
    verdicts: JSON.parse(row.verdicts) as Attempt['verdicts'], claims: JSON.parse(row.claims) as Attempt['claims'], vars: JSON.parse(row.vars) as Attempt['vars'], lab: row.lab,
    ...(row.capture === null ? {} : { capture: row.capture }), ...(row.regrade_of === null ? {} : { regradeOf: row.regrade_of }),
  }
}

function seenOf({ student, challenge, at, statuses, once, claims }: Selectable<Tables['seen']>): Seen {
  return { student, challenge, at, statuses: JSON.parse(statuses) as Seen['statuses'], once: JSON.parse(once) as string[], ...(claims === null ? {} : { claims: JSON.parse(claims) as NonNullable<Seen['claims']> }) }
}
