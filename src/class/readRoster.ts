import { codeFrame } from '../core/codeFrame.ts'
import { plainLine } from '../core/plainText.ts'
import { didYouMean } from '../core/suggest.ts'
import type { Problem } from '../model/problem.ts'
import type { Student } from './model.ts'

/** Columns that lab reads; any other is kept for exports and providers. */
const KNOWN = ['id', 'name', 'email', 'host', 'account', 'port', 'user', 'key', 'jump']
/** Rows that are read. */
const MOST = 100_000
/** Mistakes that are told at once. */
const MOST_PROBLEMS = 50

/** Reads a roster: CSV with a header. What it says is data in any language; all or nothing is taken, so mistakes are told with their lines. */
export async function readRoster(bytes: Buffer, file: string): Promise<{ students: Student[]; problems: Problem[] }> {
  const problems: Problem[] = []
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  const refuse = (line: number, code: string, message: string): void => void problems.push({ file, line: Math.max(1, line), column: 1, code, message, ...(text.length < 1_000_000 ? { frame: plainFrame(text, line) } : {}) })
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) || bytes.subarray(0, 400).includes(0)) refuse(1, 'no-utf8', 'the roster is UTF-16, or no text: save it as CSV in UTF-8')
  else if (text.includes('\uFFFD') && !bytes.includes('\uFFFD')) refuse(text.slice(0, text.indexOf('\uFFFD')).split('\n').length, 'no-utf8', 'the roster is not UTF-8 text: save it as CSV in UTF-8')
  if (problems.length > 0) return { students: [], problems }

  const library = await import('csv-parse/sync').catch(() => undefined)
  if (!library) {
    refuse(1, 'not-installed', 'this lab was packed for students, and cannot read a roster: use lab from its repository')
    return { students: [], problems }
  }
  const { parse } = library
  let rows: { record: string[]; line: number }[]
  let good = 0
  try {
    let last = 0
    const read = parse(text, { info: true, relax_column_count: true, skip_empty_lines: true, delimiter: delimiterOf(text), max_record_size: 1_000_000, on_record: (record, { lines }) => ((good = lines), record) }) as unknown as { record: string[]; info: { lines: number } }[]
    rows = read.map(({ record, info }) => {
      const line = last + 1
      last = info.lines
      // Empty lines before a row are counted to it.
      return { record, line: record.some(cell => cell.includes('\n')) ? line : info.lines }
    })
  } catch (error) {
    if ((error as { code?: string }).code === 'CSV_QUOTE_NOT_CLOSED') refuse(good + 1, 'csv', 'a quote begins in this row and is not closed')
    else refuse((error as { lines?: number }).lines ?? 1, 'csv', plainLine((error as Error).message))
    return { students: [], problems }
  }
  const header = (rows.shift()?.record ?? []).map(each => each.trim().toLowerCase())
  if (!header.includes('id')) refuse(1, 'missing-column', `the roster needs a column "id"${didYouMean('id', header) || `; its first line names: ${plainLine(header.join(', ') || 'nothing')}`}`)
  for (const [index, name] of header.entries()) if (name !== '' && header.indexOf(name) !== index) refuse(1, 'duplicate', `the column "${plainLine(name, 40)}" is there twice`)
  if (rows.length > MOST) refuse(1, 'too-large', `the roster has ${rows.length} rows, and ${MOST} are read`)
  if (problems.length > 0) return { students: [], problems }

  const students: Student[] = []
  const lines = new Map<string, number>()
  for (const { record, line } of rows) {
    if (problems.length >= MOST_PROBLEMS) break
    // A spreadsheet may write its empty rows too.
    if (record.every(each => each.trim() === '')) continue
    if (record.length > header.length) refuse(line, 'columns', `this row has ${record.length} cells, and the header names ${header.length}: a cell with a comma needs quotes`)
    const cells = new Map(header.map((name, index) => [name, (record[index] ?? '').normalize('NFC')]))
    const cell = (name: string): string => (cells.get(name) ?? '').trim()
    const id = cell('id')
    const trouble = flawOf(id)
    const same = id.toLowerCase().normalize('NFC')
    if (trouble) refuse(line, 'bad-id', trouble)
    else if (lines.has(same)) refuse(line, 'duplicate', `"${plainLine(id, 60)}" is the id of a student in line ${lines.get(same)} already`)
    else lines.set(same, line)
    const account = cell('account')
    if (account !== '' && !/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/.test(account)) refuse(line, 'bad-account', `"${plainLine(account, 60)}" is no name of an account`)
    const fields = Object.fromEntries([...cells].filter(([name]) => name !== '' && !['id', 'name', 'email', 'host', 'account'].includes(name)))
    students.push({ id, name: cell('name') || id, email: cell('email'), host: cell('host') || id, ...(account === '' ? {} : { account }), fields, line })
  }
  if (students.length === 0 && problems.length === 0) refuse(1, 'no-students', 'the roster names nobody')
  return { students: problems.length > 0 ? [] : students, problems }
}

/** Columns that are one slip away from one that lab reads: a note for whoever wrote them. */
export function strangeColumns(students: readonly Student[]): string[] {
  return Object.keys(students[0]?.fields ?? {}).filter(name => !KNOWN.includes(name)).flatMap(name => {
    const meant = didYouMean(name, KNOWN)
    return meant === '' ? [] : [`the roster's column "${plainLine(name, 40)}" is kept for exports, and read as nothing else${meant}`]
  })
}

function flawOf(id: string): string | undefined {
  if (id === '') return 'this row has no id'
  if (id.length > 128) return 'the id is longer than 128 characters'
  if (/[\p{Cc}\p{Zl}\p{Zp}\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]/u.test(id)) return `the id "${plainLine(id, 60)}" holds characters that cannot be seen`
  return undefined
}

/** What stands between cells: the likeliest in the first line. */
function delimiterOf(text: string): string {
  const first = text.slice(0, (text.indexOf('\n') + 1 || text.length + 1) - 1).replace(/"[^"]*"/g, '')
  return [',', ';', '\t'].map(each => ({ each, count: first.split(each).length })).sort((a, b) => b.count - a.count)[0]!.each
}

function plainFrame(text: string, line: number): string {
  return codeFrame(text, Math.max(1, line), 1)
}
