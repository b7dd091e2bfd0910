import { isRefusal } from '../core/isRefusal.ts'
import type { Refusal } from '../model/problem.ts'
import { openCourse, type Course } from './openCourse.ts'
import { openClass, type OpenClass } from './readClass.ts'

/** Opens a class and what it teaches. `note` is told what the author of class.yaml may not have meant, before a mistake in a track can end it. */
export async function openWithCourse(word: string | undefined, world: { cwd: string; environment: Record<string, string | undefined>; root: string }, note?: (text: string) => void): Promise<{ open: OpenClass; course: Course } | Refusal> {
  const open = await openClass(word, world)
  if (isRefusal(open)) return open
  for (const each of open.notes) note?.(each)
  const course = await openCourse(open.file, world)
  return isRefusal(course) ? course : { open, course }
}
