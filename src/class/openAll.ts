import { isRefusal } from '../core/isRefusal.ts'
import type { Refusal } from '../model/problem.ts'
import { openGradebook } from './gradebook/openGradebook.ts'
import type { Gradebook } from './gradebookModel.ts'
import type { Course } from './openCourse.ts'
import { openWithCourse } from './openWithCourse.ts'
import type { OpenClass } from './readClass.ts'

/** A class with its course and its gradebook: what every command about a class begins with. */
export interface WholeClass {
  open: OpenClass
  course: Course
  book: Gradebook
}

/** Opens all three; the gradebook last, since it is the one that has to be closed. */
export async function openAll(word: string | undefined, world: { cwd: string; environment: Record<string, string | undefined>; root: string; err(text: string): void }): Promise<WholeClass | Refusal> {
  const opened = await openWithCourse(word, world, note => world.err(`lab: note: ${note}\n`))
  if (isRefusal(opened)) return opened
  const book = await openGradebook(opened.open.file, world.environment)
  return isRefusal(book) ? book : { ...opened, book }
}
