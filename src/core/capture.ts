import type { Answered, Call } from '../model/host.ts'
import type { Answer, Engine } from '../model/look.ts'
import type { Verdict } from '../model/result.ts'

/** The word by which a capture is known. */
export const CAPTURE_FORMAT = 'lab-capture'

/** The version of the format; another is not read. */
export const CAPTURE_VERSION = 1

/** Bytes of a capture's JSON at most, written and read. */
export const CAPTURE_LIMIT = 32 * 1024 * 1024

/** A saved look: plain data, one JSON object. */
export interface Capture {
  format: typeof CAPTURE_FORMAT
  version: typeof CAPTURE_VERSION
  /** The version of lab that took it. */
  lab: string
  /** ISO 8601, UTC. */
  at: string
  /** `pid` is that of lab itself, where it looked at its own machine. */
  host: { kind: string; where: string; pid?: number }
  engine: Engine
  /** The random word that frames the answers. */
  mark: string
  track: string
  challenge: string
  title: string
  vars: Record<string, string>
  images: Record<string, { use: string; standIn: boolean }>
  /** The folder on the host that was made for the challenge. */
  work?: string
  /** What the learner said and the journal knew: a claim. */
  claims: { answers: Record<string, string>; passedOnce: string[] }
  /** What was asked by probes, and answered. */
  questions: Answered[]
  /** What was run, known by a hash of its content. */
  runs: { content: string; first: string; answer: Answer }[]
  /** The zx scripts by name, known by their variables, each with what its `$` brought. */
  programs: { file: string; content: string; calls: Call[] }[]
  /** What was judged when it was taken. */
  verdicts: Verdict[]
  /** What was left out, in words. */
  cut: string[]
}

/** What makes a run the same: its text, its variables and who runs it. */
export function contentOf({ script, env, as }: { script?: string; env?: Record<string, string>; as?: string }): string {
  return JSON.stringify([script ?? null, Object.entries(env ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)), as ?? null])
}
