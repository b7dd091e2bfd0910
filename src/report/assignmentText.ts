import { plainText } from '../core/plainText.ts'
import { isTyped, markdownLines, readBlocks, type Block } from '../core/readBlocks.ts'
import { showVariables } from '../core/vars.ts'
import { wrap } from '../core/wrap.ts'
import type { Style } from './style.ts'

/** Narrower than this nothing is filled. */
const MIN_ROOM = 20

/**
 * An assignment for a terminal: its Markdown with the values of variables, paragraphs filled to the width, headings and emphasis in bold, what is to be
 * typed or shown indented instead of fenced, a word in place of each drawing, and no comments. Not all of Markdown: what the author's guide speaks of.
 */
export function assignmentText(markdown: string, vars: Readonly<Record<string, string>>, style: Style, columns?: number, dir = ''): string {
  const source = markdown.replace(/<svg[\s\S]*?<\/svg>/g, '(A drawing.)')
  const out: string[] = []
  let paragraph: { first: string; hang: string; words: string[] } | undefined
  let table: string[] = []
  const valued = (text: string): string[] => plainText(showVariables(text, vars)).split('\n')
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
  const addProse = (line: string): void => {
    if (table.length > 0 && !/^\s*\|/.test(line)) flush()
    if (/^#{1,6} /.test(line)) {
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
  const addBlock = (block: Block): void => {
    flush()
    if (block.type === 'comment') return
    if (block.name === 'mermaid') return addProse(plainText(`(A drawing: ${dir === '' ? '' : `${dir}/`}assignment.md shows it.)`))
    const before = plainText(block.before)
    // The mark of an item whose first line is a fence.
    if (/[^>\s]/.test(before)) out.push(before.trimEnd())
    const margin = `${before.replace(/[^>\s]/g, ' ')}    `
    for (const line of block.lines.flatMap(({ text }) => valued(text))) out.push(margin + (isTyped(block) ? style.bold(line) : line))
  }
  const lines = markdownLines(source)
  let at = 0
  // A value of a variable is no Markdown: it opens no fence.
  for (const block of readBlocks(source).filter(({ type }) => type !== 'html')) {
    if (block.start > at) for (const line of valued(lines.slice(at, block.start).join('\n'))) addProse(line)
    addBlock(block)
    at = block.end
  }
  if (at < lines.length) for (const line of valued(lines.slice(at).join('\n'))) addProse(line)
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
