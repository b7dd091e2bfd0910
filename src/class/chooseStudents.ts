import { plainLine } from '../core/plainText.ts'
import { EXIT } from '../core/score.ts'
import { didYouMean } from '../core/suggest.ts'
import type { Refusal } from '../model/problem.ts'
import type { Student } from './model.ts'
import type { Course } from './openCourse.ts'

/** The students with these ids; all where none is named. */
export function chooseStudents(students: readonly Student[], ids: readonly string[] | undefined): readonly Student[] | Refusal {
  if (!ids || ids.length === 0) return students
  const wanted = ids.map(each => each.normalize('NFC'))
  const strange = wanted.find(id => !students.some(each => each.id === id))
  if (strange !== undefined) return { exit: EXIT.usage, code: 'usage', message: `the roster has no student "${plainLine(strange, 60)}"${didYouMean(strange, students.map(each => plainLine(each.id, 60)))}` }
  return students.filter(each => wanted.includes(each.id))
}

/** The challenges that words name: `track/challenge`, or a whole track. All where none is named. */
export function chooseChallenges({ items }: Course, words: readonly string[]): string[] | Refusal {
  const names = items.map(each => each.name)
  if (words.length === 0) return names
  const chosen = new Set<string>()
  for (const word of words) {
    const plain = word.replace(/\/\d+-/, '/').replace(/\/$/, '')
    const found = names.filter(name => name === plain || name.split('/')[0] === plain || name.split('/')[1] === plain)
    if (found.length === 0) return { exit: EXIT.usage, code: 'usage', message: `the class has no challenge "${plainLine(word, 60)}"${didYouMean(word, [...names, ...names.map(each => each.split('/')[0]!)]) || `; it has: ${names.join(', ')}`}` }
    for (const name of found) chosen.add(name)
  }
  return names.filter(each => chosen.has(each))
}
