import type { Capture } from '../../src/core/capture.ts'

/** What a real host answered in one state: a capture, as `lab capture` writes it, that says how the state came about. A file of test/replies, written by record.ts and by nobody else. */
export interface Reply extends Capture {
  /** The state in words, with the commands that made it. */
  state: string
  commands: string[]
  /** Versions of what answered. */
  versions: Record<string, string>
  /** What was left out of the answers. */
  filtered: string
}
