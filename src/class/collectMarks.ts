import type { Attempt, Gradebook, Mark } from './gradebookModel.ts'
import type { Policy } from './model.ts'
import { marksOf } from './policy.ts'

/** Marks of these students for these challenges. Students come one after another, since a gradebook may hold more attempts than a memory; `take` gets all attempts of one with their marks, for whoever needs more of them. */
export async function collectMarks(book: Gradebook, { students, names, policy }: { students: readonly { id: string }[]; names: readonly string[]; policy: Policy }, take?: (marks: readonly Mark[], attempts: readonly Attempt[]) => void): Promise<Mark[]> {
  const waivers = await book.waivers()
  const all: Mark[] = []
  for (const { id } of students) {
    const attempts = await book.attempts({ student: id })
    const marks = marksOf([id], names, attempts, waivers.filter(each => each.student === id || each.revokes !== undefined), policy)
    take?.(marks, attempts)
    all.push(...marks)
  }
  return all
}
