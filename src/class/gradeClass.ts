import { randomUUID } from 'node:crypto'
import { eachAtMost } from '../core/eachAtMost.ts'
import { plainLine } from '../core/plainText.ts'
import { EXIT } from '../core/score.ts'
import type { Host } from '../model/host.ts'
import type { Refusal } from '../model/problem.ts'
import { classSecret } from './classFolder.ts'
import { gradeStudent, limit, type GradedStudent } from './gradeStudent.ts'
import type { Gradebook } from './gradebookModel.ts'
import type { ClassFile, Student } from './model.ts'
import type { Machines } from './providerModel.ts'
import type { Course } from './openCourse.ts'
import { openMachine } from './openMachine.ts'
import type { OpenClass } from './readClass.ts'

/** What a round of grading takes. */
export interface Round {
  open: Pick<OpenClass, 'file'> & { machines: Pick<Machines, 'all' | 'configFor'> }
  course: Course
  book: Gradebook
  environment: Record<string, string | undefined>
  version: string
  /** Whom. */
  students: readonly Student[]
  /** Which challenges; those in hand where nothing is said. */
  names?: readonly string[]
  stop: AbortSignal
  /** What was seen is kept, and no attempt: a look costs a student nothing. */
  onlyLook?: boolean
  /** Told of each host as soon as its results are kept; nothing of it is held after that. */
  done(graded: GradedStudent): void
  /** Reaches a host, which is closed after the look; a connection for this look alone where nothing is said. */
  connect?(student: Student): Host
}

/** Grades hosts from outside, many at once: one that is down, hangs or breaks is an error of its own, and costs the others nothing. What was told to `done` is kept. */
export async function gradeClass({ open, course, book, students, names, environment, version, stop, onlyLook, done, connect }: Round): Promise<Refusal | undefined> {
  const { file: { limits }, machines } = open
  const own = connect ? undefined : await machines.configFor(students.map(each => each.host))
  if (own && 'exit' in own) return own
  const whole = limit(stop, limits.totalSeconds)
  const round = { open, course, book, version, onlyLook: onlyLook ?? false, ...(names ? { names } : {}), id: randomUUID(), secret: secretOf(open.file), stop: whole.signal, connect: connect ?? (({ host }: Student) => openMachine(own!, host, environment)) }
  let broken: Refusal | undefined
  try {
    await eachAtMost(limits.hosts, students, async student => {
      if (stop.aborted || broken) return
      let graded: GradedStudent
      try {
        const { captures, seen, ...rest } = await gradeStudent(student, round)
        if (stop.aborted || broken) return
        await book.addSeen(seen)
        if (!onlyLook) await book.addAttempts(rest.attempts, captures)
        graded = rest
      } catch (error) {
        // A full disk, a database that went away: what was told before is kept, and nothing is told that is not.
        broken ??= { exit: EXIT.unknown, code: 'gradebook', message: `the gradebook ${book.where} cannot be written: ${plainLine((error as Error).message, 200)}; the results of ${plainLine(student.id, 60)} and of those after are not kept` }
        return
      }
      done(graded)
    })
  } finally {
    whole.end()
    await own?.close()
  }
  return broken
}

/** The secret of a class, where anything is drawn from it. */
export function secretOf({ dir, variants }: Pick<ClassFile, 'dir' | 'variants'>): Buffer {
  return Object.keys(variants).length > 0 ? classSecret({ dir }) : Buffer.alloc(0)
}
