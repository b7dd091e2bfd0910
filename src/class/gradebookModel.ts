import type { Status, Verdict } from '../model/result.ts'

/** What the student's own journal says: never evidence, and shown as a claim. */
export interface Claims {
  state?: 'started' | 'passed' | 'finished'
  attempts: number
  /** Hints taken, by check. */
  hints: Record<string, number>
  answers: Record<string, string>
  /** Checks with `once` that passed over there. */
  once: string[]
  /** The solution was run. */
  solved: boolean
  points: number
}

/** One judgement of one challenge of one student. Kept for ever; a regrade adds another and changes none. */
export interface Attempt {
  /** The order of things: a clock may go back. Given by the gradebook. */
  seq: number
  /** Who writes it twice writes it once. */
  key: string
  student: string
  /** `track/challenge`. */
  challenge: string
  /** When the host was looked at: ISO 8601, UTC. */
  at: string
  gradedBy: 'self' | 'instructor' | 'ci'
  /** `error`: nothing could be judged (down, timed out, ...). It costs the student nothing. */
  state: 'graded' | 'error'
  /** Why there is an error, in words. */
  reason?: string
  /** The name of the machine. */
  host: string
  points: number
  maxPoints: number
  /** Hidden checks are among them, and marked. */
  verdicts: Verdict[]
  claims: Claims
  /** The student's own values of variables. */
  vars: Record<string, string>
  /** The version of lab that judged. */
  lab: string
  /** Where the capture is found, if one could be taken: the hash of its bytes. */
  capture?: string
  /** The attempt that this is a new judgement of; its time is that of the look. */
  regradeOf?: number
}

/** What a look of the instructor's side saw of a challenge; lighter than an attempt, and no mark. */
export interface Seen {
  student: string
  challenge: string
  at: string
  /** How each check ended, by id. */
  statuses: Record<string, Status>
  /** Checks with `once` that passed. */
  once: string[]
  /** What the student's journal said then. */
  claims?: Claims
}

/** An instructor's word: a check, or a whole challenge, does not count against somebody. */
export interface Waiver {
  seq: number
  student: string
  challenge: string
  /** The whole challenge where nothing is said. */
  check?: string
  reason: string
  by: string
  at: string
  /** It takes back the waiver with this number. */
  revokes?: number
}

/** What a student has for a challenge: derived from attempts, waivers and policy, and never stored. */
export interface Mark {
  student: string
  challenge: string
  /** `graded`; `partial`: some of it could not be judged; `error`: none of it could, and it is not 0; `waived`; `missing`: no attempt. */
  state: 'graded' | 'partial' | 'error' | 'waived' | 'missing'
  /** After penalties. Meaningful for `graded` and `partial`. */
  points: number
  /** What is waived is not in it. */
  maxPoints: number
  /** Before penalties. */
  earned: number
  /** Points taken off, by reason. */
  penalties: { late: number; hints: number }
  /** The attempt that counts. */
  attempt?: number
  at?: string
  /** How many attempts were made, and how many of them count. */
  attempts: { made: number; counted: number }
  /** Ids of waived checks. */
  waived: string[]
  late: boolean
  /** What an instructor must know: `2 checks could not be judged`, with the words of hosts and waivers. */
  notes: string[]
  /** What of it the student may read: no words of hosts, of checks or of waivers, and no name of a check. */
  told: string[]
}

/** An attempt before the gradebook gave it its number. */
export type NewAttempt = Omit<Attempt, 'seq'>

/** A statement more in the transaction of a gradebook: true where all of it shall hold, false where none of it shall. */
export type Also = (database: { executeSql(text: string, values: unknown[]): Promise<{ rows: Record<string, unknown>[] }> }) => Promise<boolean>

/** Where everything is kept. What was acknowledged survives a killed process; two writers lose nothing. Attempts and waivers are only ever added. */
export interface Gradebook {
  /** Words for where it is, without a password. */
  where: string
  /** Keeps attempts with their captures (by hash, packed), all or none. Those whose key is known already are left out; returns how many were new. */
  addAttempts(attempts: NewAttempt[], captures?: ReadonlyMap<string, Buffer>, also?: Also): Promise<number>
  /** In order. */
  attempts(of?: { student?: string; challenge?: string; after?: number }): Promise<Attempt[]>
  /** The ids of everybody of whom there is an attempt. */
  students(): Promise<string[]>
  /** The bytes of a capture. */
  capture(hash: string): Promise<Buffer | undefined>
  addSeen(seen: Seen[]): Promise<void>
  /** The last look at each challenge of each student, or of one. */
  lastSeen(of?: { student?: string }): Promise<Seen[]>
  /** Checks with `once` that some look or attempt of the instructor's side saw pass, by `student\nchallenge`. */
  seenOnce(of?: { student?: string }): Promise<Map<string, Set<string>>>
  addWaiver(waiver: Omit<Waiver, 'seq'>): Promise<number>
  waivers(): Promise<Waiver[]>
  close(): Promise<void>
}
