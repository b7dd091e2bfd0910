import { plainText } from './plainText.ts'

const WIDTH = 100

/** The line of a place with one line above and below it, numbered, and a caret under the column. */
export function codeFrame(text: string, line: number, column: number): string {
  const lines = text.split(/\r?\n/)
  const first = Math.max(1, line - 1)
  const last = Math.min(lines.length, line + 1)
  const digits = String(last).length
  const out: string[] = []
  for (let n = first; n <= last; n++) {
    const source = plainText(lines[n - 1] ?? '').slice(0, WIDTH)
    if (n === last && n > line && source.trim() === '') continue
    out.push(`${n === line ? '>' : ' '} ${String(n).padStart(digits)} | ${source}`)
    if (n === line) out.push(`  ${' '.repeat(digits)} | ${' '.repeat(Math.min(column - 1, WIDTH))}^`)
  }
  return out.join('\n')
}
