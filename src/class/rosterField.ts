import type { Student } from './model.ts'

/** What a further column of the roster says of a student, by any of its names; case, spaces, hyphens and underscores make no difference. Empty where there is none. */
export function rosterField({ fields }: Student, ...names: string[]): string {
  const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, ' ').trim()
  for (const name of names) {
    const found = Object.entries(fields).find(([column, value]) => plain(column) === plain(name) && value.trim() !== '')
    if (found) return found[1].trim()
  }
  return ''
}
