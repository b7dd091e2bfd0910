import { plainText } from '../core/plainText.ts'
import { showVariables } from '../core/vars.ts'
import { wrap } from '../core/wrap.ts'
import type { Style } from './style.ts'

/** Narrower than this nothing is filled. */
const MIN_ROOM = 20

/**
 * An assignment for a terminal: its Markdown with the values of variables, paragraphs filled to the width, headings and emphasis in bold, what is to be
 * typed or shown indented instead of fenced, and a word in place of each drawing. Not all of Markdown: what the author's guide speaks of.
 */
export function assignmentText(markdown: string, vars: Readonly<Record<string, string>>, style: Style, columns?: number, dir = ''): string {
  const drawings = markdown.replace(/^```mermaid\n[\s\S]*?^```$/gm, () => `(A drawing: ${dir === '' ? '' : `${dir}/`}assignment.md shows it.)`).replace(/<svg[\s\S]*?<\/svg>/g, '(A drawing.)')
  const out: string[] = []
  let paragraph: { first: string; hang: string; words: string[] } | undefined
  let fence: { mark: string; typed: boolean } | undefined
  let table: string[] = []
  const flush = (): void => {
    out.push(...tableLines(table, columns))
    table = []
    if (!paragraph) return
    const { first, hang, words } = paragraph
    paragraph = undefined
    const lines = wrap(words.join(' '), columns === undefined ? Infinity : Math.max(MIN_ROOM, columns - hang.length))
    const text = lines.map((line, index) => (index === 0 ? first : hang) + line).join('\n')
    // Emphasis may run over the end of a line, and each line gets its own.
    out.push(text.replace(/\*\*([^*]+)\*\*/g, (_, bold: string) => bold.split('\n').map(part => style.bold(part)).join('\n')))
  }
  for (const line of plainText(showVariables(drawings, vars)).split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})\s*(\S*)/.exec(line)
    if (fence) {
      if (mark && mark[1]!.startsWith(fence.mark) && mark[2] === '') fence = undefined
      else out.push(fence.typed ? `    ${style.bold(line)}` : `    ${line}`)
      continue
    }
    if (table.length > 0 && !/^\s*\|/.test(line)) flush()
    if (mark) {
      flush()
      fence = { mark: mark[1]!, typed: mark[2] === 'sh' }
    } else if (/^#{1,6} /.test(line)) {
      flush()
      out.push(style.bold(line.replace(/^#+ /, '')))
    } else if (line.trim() === '') {
      flush()
      if (out.at(-1) !== '') out.push('')
    } else if (/^\s*\|/.test(line)) {
      if (table.length === 0) flush()
      table.push(line)
    } else {
      const item = /^(\s*)([-*]|\d+\.) +/.exec(line)
      if (item || !paragraph) {
        flush()
        const first = item ? `${item[1]}${item[2]} ` : ''
        paragraph = { first, hang: ' '.repeat(first.length), words: [] }
      }
      paragraph.words.push(...line.slice(item?.[0].length ?? 0).trim().split(' '))
    }
  }
  flush()
  return out.join('\n')
}

/** A table as it was written where it fits; else a part for each row, with the names of the columns before what stands in them. */
function tableLines(table: string[], columns: number | undefined): string[] {
  const rows = table.filter(line => !/^[\s|:-]+$/.test(line))
  if (columns === undefined || rows.every(line => line.length <= columns)) return rows
  // A bar inside code is written with a backslash.
  const cellsOf = (line: string): string[] => line.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map(cell => cell.replaceAll('\\|', '|').trim())
  const [head = [], ...body] = rows.map(cellsOf)
  return body.flatMap(([first = '', ...rest]) => {
    const told = rest.map((cell, index) => (cell !== '' && rest.length > 1 && head[index + 1] ? `${head[index + 1]}: ${cell}` : cell)).filter(cell => cell !== '')
    return wrap(`${first}: ${told.join('; ')}`, Math.max(MIN_ROOM, columns - 2)).map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`))
  })
}
