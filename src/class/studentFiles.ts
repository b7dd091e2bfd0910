import { jsonText } from '../core/jsonText.ts'
import { plural } from '../core/words.ts'
import type { Export, ExportFile, GradedClass } from './exportModel.ts'
import { fileNameOf } from './fileNameOf.ts'
import { isOpen, isWaived, studentRows, type StudentRow } from './settledPoints.ts'

/** Why a student has no marks to hand on. */
type Withheld = 'open' | 'missing' | 'waived'

/**
 * A file for each student, for systems that take one sum: `students.json` says whose is whose, since a name or an id never becomes a path.
 * `withhold` says for whom there is none: a sum in which something is open would count it as 0.
 */
export function studentFiles(graded: GradedClass, { extension, keys, withhold, write }: {
  extension: string
  /** What else is in students.json, by which a script finds its student. */
  keys(student: StudentRow['student']): Record<string, string>
  withhold: readonly Withheld[]
  write(row: StudentRow): string
}): Export {
  const files: ExportFile[] = []
  const counts = new Map<Withheld, number>()
  const index = studentRows(graded).map(row => {
    const { student } = row
    const why = whyNone(row)
    const entry = { id: student.id, ...keys(student) }
    if (why !== undefined && withhold.includes(why)) {
      counts.set(why, (counts.get(why) ?? 0) + 1)
      return { ...entry, file: null, reason: WORDS[why] }
    }
    const name = `${fileNameOf(student.id)}.${extension}`
    files.push({ name, bytes: Buffer.from(write(row)) })
    return { ...entry, file: name }
  })
  return {
    files: [...files, { name: 'students.json', bytes: Buffer.from(jsonText(index)) }],
    notes: [...counts].map(([why, count]) => `${plural(count, 'student')} without a file: ${WORDS[why]}`),
  }
}

const WORDS: Record<Withheld, string> = {
  open: 'some of it could not be judged yet, and a sum would count that as 0',
  missing: 'nothing was tried',
  waived: 'everything is waived',
}

function whyNone({ marks }: StudentRow): Withheld | undefined {
  if (marks.some(({ mark }) => isOpen(mark))) return 'open'
  if (marks.every(({ mark }) => isWaived(mark))) return 'waived'
  return marks.every(({ mark }) => isWaived(mark) || mark.state === 'missing') ? 'missing' : undefined
}
