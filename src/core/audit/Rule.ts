import type { Place } from '../../model/problem.ts'
import type { Course, Hit, Level } from './auditModel.ts'
import type { ShellScript } from './readShell.ts'

/** Why a rule exists, in words for an author. */
export interface RuleWords {
  id: string
  level: Level
  /** What is wrong, in a few words. */
  says: string
  why: string
  mend: string
}

/** One thing to look for: in the script of a check, in any file, or in the course as a whole. Pure. */
export type Rule = RuleWords & (
  | { in: 'check'; look(script: ShellScript): Hit[] }
  | { in: 'file'; look(text: string): Hit[] }
  | { in: 'course'; look(course: Course): { place: Place; message: string; challenge?: string }[] }
)
