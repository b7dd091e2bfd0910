import { chmodSync, copyFileSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { plainLine } from '../core/plainText.ts'
import { EXIT } from '../core/score.ts'
import type { Refusal } from '../model/problem.ts'
import { fileNameOf } from './fileNameOf.ts'
import type { Student } from './model.ts'
import type { OpenClass } from './readClass.ts'
import { sheetText } from './sheetText.ts'

/** What became of the sheets. */
export interface Sheets {
  dir: string
  written: { student: Student; file: string }[]
  /** Those who get none yet, and why. */
  without: { student: Student; words: string }[]
}

/** Writes one file a student with the way to their machine, and its key where one was made for it, into the folder `sheets` beside class.yaml, which only its owner may read. */
export function writeSheets({ file: { dir: place, name: title }, machines }: OpenClass, students: readonly Student[], challenge: string): Sheets | Refusal {
  const dir = join(place, 'sheets')
  const sheets: Sheets = { dir, written: [], without: [] }
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    // A link would lead what is secret to where others read.
    if (!lstatSync(dir).isDirectory()) return { exit: EXIT.unknown, code: 'system', message: `${dir} is no folder of its own: the access sheets are not written there` }
    chmodSync(dir, 0o700)
    for (const student of students) {
      const slug = fileNameOf(student.id)
      const access = machines.access(student, `${slug}.key`)
      if (typeof access === 'string') {
        sheets.without.push({ student, words: access })
        continue
      }
      const file = join(dir, `${slug}.txt`)
      put(file, beside => writeFileSync(beside, sheetText(student, access, { title, challenge }), { mode: 0o600, flag: 'wx' }))
      if (access.key !== undefined && existsSync(access.key)) {
        put(join(dir, `${slug}.key`), beside => {
          copyFileSync(access.key!, beside)
          chmodSync(beside, 0o600)
        })
      }
      sheets.written.push({ student, file })
    }
    return sheets
  } catch (error) {
    return { exit: EXIT.unknown, code: 'system', message: `the access sheets could not be written: ${(error as Error).message}` }
  }
}

/** A line for each who gets no sheet, and why; nothing where everybody has one. */
export function unsheetedText(without: Sheets['without']): string {
  return without.map(({ student, words }) => `lab: note: no sheet for ${plainLine(student.id, 60)}: ${words}\n`).join('')
}

/** Puts a whole file in place of what was there. */
function put(file: string, write: (beside: string) => void): void {
  const beside = `${file}.new`
  rmSync(beside, { force: true })
  write(beside)
  renameSync(beside, file)
}
