import type { EngineName } from '../model/look.ts'
import { EXIT } from './score.ts'

/** Something about a challenge that is not as an author may trust it to be. */
export interface Finding {
  phase: 'start' | 'before' | 'solve' | 'after' | 'again' | 'looking' | 'wrong' | 'cleanup'
  /** The title of the solution or the wrong answer; without one it is about the commands. */
  way?: string
  /** Its file in the folder of the challenge. */
  file?: string
  check?: string
  message: string
}

/** What rehearsing one challenge on one engine told. */
export interface Rehearsal {
  track: string
  challenge: string
  title: string
  engine: EngineName
  /** failed: an author must mend something. not proven: nothing is known to be wrong, and not all could be shown here. */
  status: 'proven' | 'failed' | 'not proven'
  findings: Finding[]
  /** What could not be shown here, and why. */
  unproven: Finding[]
  /** Requirements that this host does not offer, of the challenge and its checks. */
  lacks: string[]
  /** Checks that pass before anything is done, with their author's reason. */
  passesBefore: { check: string; reason: string }[]
  checks: number
  /** Right and wrong ways that were played. */
  solutions: number
  wrong: number
  durationMs: number
}

/** The exit code of a rehearsal: 1 where an author must mend something, 4 where something could not be proven that this host is not known to lack. */
export function exitCodeOfRehearsals(rehearsals: Rehearsal[], known: ReadonlySet<string>): number {
  if (rehearsals.some(each => each.status === 'failed')) return EXIT.failed
  return rehearsals.length === 0 || rehearsals.some(each => !isAsKnown(each, known)) ? EXIT.unknown : EXIT.good
}

/** Whether all that is unproven needs what this host is known not to offer. */
export function isAsKnown({ status, lacks }: Rehearsal, known: ReadonlySet<string>): boolean {
  return status === 'proven' || (status === 'not proven' && lacks.length > 0 && lacks.every(each => known.has(each.split(' ')[0]!)))
}
