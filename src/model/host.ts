import type { Answer, AskContext, Engine, Probe, Program, Run, Unknown } from './look.ts'
import type { Status } from './result.ts'

/** The account that looks at the host. */
export type Account = 'root' | 'learner'

/** What a transport is asked to do: run one POSIX sh script and bring back what it said. */
export interface Errand {
  script: string
  /** Added to the clean room's environment. */
  env?: Record<string, string>
  /** Milliseconds before the whole process group is ended. */
  deadlineMs: number
  /** Bytes kept of each stream, half of them from its end. */
  cap: number
  as?: Account
  /** Leave what it started alone: for scripts that change the host on purpose. */
  keepChildren?: boolean
  /** Somebody else's script: look for what it left behind, where the host has the means. */
  foreign?: boolean
}

/** Where the work is done. Every transport is this small. */
export interface Host {
  /** `default`, or the name given in a track with several hosts. */
  name: string
  kind: string
  engine: Engine
  run(errand: Errand, stop?: AbortSignal): Promise<Answer>
  close(): Promise<void>
  /** For a saved look: what was answered then. Such a host runs nothing. */
  recall?: Recall
}

/** A probe's question with its answer, as it was recorded. */
export interface Answered {
  probe: string
  subjects: unknown[]
  question: string
  answer: Answer
}

/** What a `$` of a zx script brought back. */
export interface Call {
  script: string
  code: number
  stdout: string
  stderr: string
}

/** What a saved look answers: only what was asked then, never an old answer to a new question. */
export interface Recall {
  /** The answer to today's question of a probe about some subjects, or about more of them; `missing` are those that nobody asked about. */
  question(probe: Probe, subjects: unknown[]): { answered: Answered; context: AskContext; missing: unknown[] } | Unknown
  run(run: Run): Answer | Unknown
  /** What the `$` of a script get, one after the other. */
  calls(program: Program): (errand: Errand) => Promise<Answer>
  /** Whose work it was, and what is to be said of it. */
  about: SavedWork
}

/** What a saved look says of itself. All of it is a claim: whoever has the file can write in it. */
export interface SavedWork {
  track: string
  challenge: string
  /** ISO 8601, UTC. */
  at: string
  /** Where it was taken, and by which lab, in words. */
  from: string
  answers: ReadonlyMap<string, string>
  passedOnce: ReadonlySet<string>
  images: ReadonlyMap<string, { use: string; standIn: boolean }>
  work?: string
  /** The process of lab that looked, where it was on the same machine. */
  pid?: number
  /** How each check ended then, by id. */
  verdicts: ReadonlyMap<string, Status>
  /** What was left out, in words. */
  cut: string[]
}
