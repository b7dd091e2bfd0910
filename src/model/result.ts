/** How a check can end: four words of judging, and `waived`, an instructor's word that is never a pass. */
export type Status = 'pass' | 'fail' | 'error' | 'skip' | 'waived'

/** The judgement on one check, ready to be shown. The field names are the JSON contract. */
export interface Verdict {
  id: string
  kind: string
  host: string
  title: string
  status: Status
  points: number
  maxPoints: number
  message: string
  expected?: unknown
  actual?: unknown
  evidence?: string
  explain: string
  needs: string[]
  once: boolean
  /** Of a hidden check: not for students. */
  hidden?: true
  hint?: string
  reason?: string
  next?: string
}

/** How many checks ended how. Points of skipped checks stay in `maxPoints`. */
export interface Summary {
  passed: number
  failed: number
  errors: number
  skipped: number
  waived: number
  points: number
  maxPoints: number
}

/** One host as it appears in a result. */
export interface HostReport {
  kind: string
  roundTrips: number
}

/** A verdict on a saved look that is another than when it was taken; null where there was no such check, or is none now. */
export interface Change {
  id: string
  was: Status | null
  is: Status | null
}

/** The result of checking one challenge: the JSON contract, version 1. */
export interface Result {
  version: 1
  track: string
  challenge: string
  title: string
  gradedBy: 'self' | 'instructor' | 'ci'
  hosts: Record<string, HostReport>
  roundTrips: number
  /** ISO 8601, UTC. */
  startedAt: string
  durationMs: number
  /** What a reader must know besides the verdicts, e.g. which image is a stand-in. */
  notes: string[]
  checks: Verdict[]
  summary: Summary
  /** Of a saved look: what is judged otherwise now. */
  changes?: Change[]
}
