import { isRefusal } from '../core/isRefusal.ts'
import type { Refusal } from '../model/problem.ts'
import { chooseChallenges, chooseStudents } from './chooseStudents.ts'
import type { Student } from './model.ts'
import { openAll, type WholeClass } from './openAll.ts'
import type { CourseItem } from './openCourse.ts'

/** A class, and the part of it that somebody named. */
export interface Chosen extends WholeClass {
  students: readonly Student[]
  /** Challenges, as `track/challenge`. */
  names: string[]
  challenges: CourseItem[]
}

/** Opens a class, does something with the students of `--student` and the challenges that words name, all where none is named, and closes the gradebook. */
export async function withChosen<T>({ flags, words = [] }: { flags: Record<string, unknown>; words?: readonly string[] }, world: Parameters<typeof openAll>[1], act: (chosen: Chosen) => Promise<T>): Promise<T | Refusal> {
  const whole = await openAll(flags.class as string | undefined, world)
  if (isRefusal(whole)) return whole
  try {
    const students = chooseStudents(whole.open.students, flags.student as string[] | undefined)
    if (isRefusal(students)) return students
    const names = chooseChallenges(whole.course, words)
    if (isRefusal(names)) return names
    return await act({ ...whole, students, names, challenges: whole.course.items.filter(each => names.includes(each.name)) })
  } finally {
    await whole.book.close()
  }
}
