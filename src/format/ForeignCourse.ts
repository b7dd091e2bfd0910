import type { Course } from '../core/audit/auditModel.ts'
import type { Problem } from '../model/problem.ts'

/** A course of another format as it was read, and the mistakes that kept something from being read; files are named from its folder. */
export interface ForeignCourse {
  course?: Course
  problems: Problem[]
}
