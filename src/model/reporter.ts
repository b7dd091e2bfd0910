import type { Place } from './problem.ts'
import type { Result } from './result.ts'

/** Turns results into one kind of output; decides nothing. Every method may be missing. */
export interface Reporter {
  /** A challenge is about to be looked at. */
  begin?(challenge: { track: string; id: string; title: string; checks: { id: string; title: string; place?: Place }[] }): void | Promise<void>
  /** A challenge was judged. */
  result?(result: Result): void | Promise<void>
  /** The run was interrupted and no result will come: take away what is drawn, write nothing. */
  stop?(): void | Promise<void>
  /** All were judged; the last chance to write. */
  end?(results: Result[]): void | Promise<void>
}

/** What a reporter may know about where it writes. */
export interface ReporterOptions {
  write(text: string): void
  color: boolean
  /** A terminal that can be redrawn. */
  live: boolean
  /** Columns to wrap at; without them lines stay whole. */
  columns?: number
  /** Show the native command of each verdict. */
  explain: boolean
  strict: boolean
  /** The folder that files are named from. */
  cwd?: string
  /** Where a CI server says what it is. */
  environment?: Record<string, string | undefined>
  /** The version of lab. */
  version?: string
}
