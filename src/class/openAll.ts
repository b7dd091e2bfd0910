import { isRefusal } from '../core/isRefusal.ts'
import type { Refusal } from '../model/problem.ts'
import { openGradebook } from './gradebook/openGradebook.ts'
import type { Gradebook } from './gradebookModel.ts'
import { openCourse, type Course } from './openCourse.ts'
import { openClass, type OpenClass } from './readClass.ts'

/** A class with its course and its gradebook: what every command about a class begins with. */
export interface WholeClass {
  open: OpenClass
  course: Course
  book: Gradebook
}

/** Opens all three; the gradebook last, since it is the one that has to be closed. */
export async function openAll(word: string | undefined, world: { cwd: string; environment: Record<string, string | undefined>; root: string; err(text: string): void }): Promise<WholeClass | Refusal> {
  const open = await openClass(word ?? '.', world)
  if (isRefusal(open)) return open
  for (const note of open.notes) world.err(`lab: note: ${note}\n`)
  const course = await openCourse(open.file, world)
  if (isRefusal(course)) return course
  const book = await openGradebook(open.file, world.environment)
  return isRefusal(book) ? book : { open, course, book }
}
