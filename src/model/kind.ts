import type { Script } from './course.ts'
import type { Engine, Facts, Wants } from './look.ts'

/** What judging may know besides facts. */
export interface JudgeContext {
  engine: Engine
  vars: Record<string, string>
  /** The id of the check that is judged. */
  check?: string
  /** What the learner answered with `lab answer`, by id of the check. */
  answers?: ReadonlyMap<string, string>
}

/** What a kind says of one check. */
export interface Outcome {
  status: 'pass' | 'fail' | 'error' | 'skip'
  message: string
  expected?: unknown
  actual?: unknown
  /** Where the value came from: which pid, which file. */
  evidence?: string
  /** Words for skip and error, e.g. `not observable`. */
  reason?: string
  /** What to do next, where the check itself knows better than a hint. */
  next?: string
}

/** What `plan` may know about the challenge when it asks a kind what it wants. */
export interface KindContext {
  dir: string
  engine: Engine
  vars: Record<string, string>
  /** The text of a script of the challenge, read at load time. */
  script(name: string): Script | undefined
}

/** A JSON Schema object. */
export type Schema = { [key: string]: any }

/** A mistake that a schema cannot see; `path` leads to it inside the kind's value. */
export interface Flaw {
  path: (string | number)[]
  message: string
}

/** One word of the vocabulary: one file in checks/. P: what the author writes under the word. */
export interface Kind<P = any> {
  /** What it verifies, in a sentence. */
  summary: string
  /** JSON Schema (draft 7) of the value under the word; `matcher` marks a value that the matcher reads. */
  schema: Schema
  /** A challenge's check in YAML, run by a test against a real host. */
  example: string
  /** What a learner reads, for the reference page. */
  says: { pass: string; fail: string; unobservable: string }
  /** Files of the challenge that this check needs. */
  scripts?(params: P): string[]
  flaws?(params: P): Flaw[]
  title(params: P): string
  wants(params: P, context: KindContext): Wants
  judge(params: P, facts: Facts, context: JudgeContext & KindContext): Outcome
  /** The native command that shows the evidence. */
  explain(params: P, context: JudgeContext): string
}
