import type { Answer, Engine, Run } from '../../src/model.ts'

/** What a real host answered in one state: a file of test/replies, written by record.ts and by nobody else. */
export interface Reply {
  /** The state in words, with the commands that made it. */
  state: string
  commands: string[]
  /** ISO 8601, UTC. */
  recordedAt: string
  /** Versions of what answered. */
  versions: Record<string, string>
  /** What was left out of the answers. */
  filtered: string
  engine: Engine
  mark: string
  /** By the name of the probe. */
  probes: Record<string, { subjects: unknown[]; question: string; answer: Answer }>
  runs: { run: Run; answer: Answer }[]
}
