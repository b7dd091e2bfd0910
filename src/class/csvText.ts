import { plainText } from '../core/plainText.ts'
import { plural } from '../core/words.ts'

/** What begins a formula, full-width forms too, after what a reader may trim. */
const FORMULA = '(?=[\\s\\p{Cf}]*[=+\\-@\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20])'
const BEHIND_A_BORDER = new RegExp(`[;\\t\\n]${FORMULA}`, 'gu')
const AT_THE_BEGINNING = new RegExp(`^(?:${FORMULA}|(?=[\\t\\n]))`, 'u')

/** What a cell may hold; nothing is an empty cell. */
export type Cell = string | number | undefined

/** Rows as CSV (RFC 4180): commas, CR LF, and quotes where they are needed. Every cell is read back as it was given. */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  return rows.map(row => `${row.map(cellText).join(',')}\r\n`).join('')
}

/**
 * Text for a cell that people read in a spreadsheet. An apostrophe stands before what would be taken for a formula, also behind a `;`, which is the border of a
 * cell for a spreadsheet in another language; control characters and what turns the direction of text become visible.
 * Keys that a machine compares must not go through it.
 */
export function disarm(text: string): string {
  return plainText(text).replace(BEHIND_A_BORDER, "$&'").replace(AT_THE_BEGINNING, "'")
}

/** Whether a spreadsheet would take a cell for more than text. */
export function looksLikeFormula(text: string): boolean {
  return disarm(text) !== plainText(text)
}

/** What to say of students whose key must stay as it is, though a spreadsheet takes it for a formula; nothing where there are none. */
export function formulaNotes(students: number): string[] {
  return students > 0 ? [`${plural(students, 'student')} with a key that a spreadsheet takes for a formula: import the file as it is, and do not open it in a spreadsheet`] : []
}

function cellText(cell: Cell): string {
  const text = cell === undefined ? '' : String(cell)
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
