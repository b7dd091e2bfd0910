import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { secretOf } from '../gradeClass.ts'
import type { Machines } from '../providerModel.ts'
import type { Course } from '../openCourse.ts'
import type { OpenClass } from '../readClass.ts'

/** A word for all that decides how hosts are graded: two that grade the same class the same way have the same. What is only about marks, and where keys lie on this machine, is not in it; the class' secret cannot be told from it. */
export function contentOf({ file, students, machines }: Pick<OpenClass, 'file' | 'students'> & { machines: Pick<Machines, 'all'> }, { folders, items }: Pick<Course, 'folders' | 'items'>, version: string): string {
  const hash = createHash('sha256')
  const add = (value: unknown): void => void hash.update(`${JSON.stringify(value)}\n`)
  add([version, file.name, file.limits.hostSeconds, file.variants, items.map(each => each.name)])
  for (const { id, host, account } of students) {
    const machine = machines.all.get(host)
    add([id, host, account, machine && [machine.host, machine.port, machine.user, machine.jump]])
  }
  add(createHash('sha256').update(secretOf(file)).digest('hex'))
  for (const [id, dir] of [...folders].sort()) for (const name of filesOf(dir)) add([id, name, createHash('sha256').update(readFileSync(join(dir, name))).digest('hex')])
  return hash.digest('hex').slice(0, 16)
}

/** A word for how the files of a class lie on the disk: quick to make, and another where one of them was written. */
export function stampOf({ file }: Pick<OpenClass, 'file'>, { folders }: Pick<Course, 'folders'>): string {
  let paths: string[]
  try {
    // The secret is copied here when a worker says that it has another one.
    paths = [file.roster, join(file.dir, 'gradebook/secret'), ...readdirSync(file.dir, { withFileTypes: true }).filter(each => each.isFile()).map(each => join(file.dir, each.name)).sort(), ...[...folders.values()].sort().flatMap(dir => filesOf(dir).map(name => join(dir, name)))]
  } catch (error) {
    // A folder that is replaced is away for a moment.
    return `away: ${(error as NodeJS.ErrnoException).code}`
  }
  const hash = createHash('sha256')
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false })
    hash.update(`${JSON.stringify([path, stat?.ino, stat?.size, stat?.mtimeMs])}\n`)
  }
  return hash.digest('hex')
}

/** The files of a folder and those below, by name; what is hidden (of an editor, of git) left out. */
function filesOf(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).filter(each => !each.name.startsWith('.')).flatMap(each => (each.isDirectory() ? filesOf(join(dir, each.name)).map(name => `${each.name}/${name}`) : each.isFile() ? [each.name] : [])).sort()
}
