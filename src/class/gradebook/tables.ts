import type { Generated } from 'kysely'

/** The tables of a gradebook, the same in SQLite and in PostgreSQL. Lists and objects are JSON as text; times are ISO 8601, UTC, and order is that of `seq`. */
export interface Tables {
  attempts: {
    seq: Generated<number>
    key: string
    class: string
    student: string
    challenge: string
    at: string
    graded_by: string
    state: string
    reason: string | null
    host: string
    points: number
    max_points: number
    verdicts: string
    claims: string
    vars: string
    lab: string
    capture: string | null
    regrade_of: number | null
  }
  captures: {
    hash: string
    bytes: Buffer
  }
  seen: {
    seq: Generated<number>
    class: string
    student: string
    challenge: string
    at: string
    statuses: string
    once: string
    claims: string | null
  }
  waivers: {
    seq: Generated<number>
    class: string
    student: string
    challenge: string
    check_id: string | null
    reason: string
    by_whom: string
    at: string
    revokes: number | null
  }
}
