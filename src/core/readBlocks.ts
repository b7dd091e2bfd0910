import MarkdownIt from 'markdown-it'

/** Lines of a Markdown text that are no common prose, wherever they stand: in a list and in a quotation too. */
export interface Block {
  /** HTML is prose, in which a fence is none. */
  type: 'code' | 'comment' | 'html'
  /** What it is called, without attributes and in lower case; empty for indented code and for a fence without a name. */
  name: string
  /** Its first line, counted from 0, with the fence. */
  start: number
  /** The line after its last. */
  end: number
  /** What stands in it, line by line, without the fence and the marks of a list or a quotation before it. */
  lines: { text: string; line: number }[]
  /** What stands before it in its first line: the marks of a list or a quotation. */
  before: string
}

const SHELLS = ['sh', 'bash', 'zsh', 'ksh', 'mksh', 'dash', 'ash', 'fish', 'csh', 'tcsh', 'shell', 'shellscript', 'shell-script']

/** Whether a learner is told to type what stands in a block. */
export function isTyped({ type, name }: Block): boolean {
  return type === 'code' && SHELLS.includes(name)
}

/** The lines of a text, broken where Markdown breaks them. */
export function markdownLines(markdown: string): string[] {
  return markdown.split(/\r\n?|\n/)
}

const parser = new MarkdownIt('commonmark', { maxNesting: 100 })
parser.core.ruler.enableOnly(['normalize', 'block'])

/** The blocks of code, the comments and the HTML of a text, in order: the one reader of fences, for who compares them and for who draws them. */
export function readBlocks(markdown: string): Block[] {
  const source = markdownLines(markdown)
  return parser.parse(markdown, {}).flatMap(({ type, info, content, map }): Block[] => {
    if (!map) return []
    const [start, end] = map
    if (type !== 'fence' && type !== 'code_block' && type !== 'html_block') return []
    const isFence = type === 'fence'
    const lines = (content.endsWith('\n') ? content.slice(0, -1) : content).split('\n').map((text, index) => ({ text, line: start + index + (isFence ? 1 : 0) }))
    if (type === 'html_block') return [{ type: content.trimStart().startsWith('<!--') ? 'comment' : 'html', name: '', start, end, lines, before: '' }]
    const first = source[start]!
    const before = first.slice(0, isFence ? first.search(/`{3}|~{3}/) : Math.max(0, first.length - lines[0]!.text.trimStart().length))
    return [{ type: 'code', name: isFence ? nameOf(parser.utils.unescapeAll(info)) : '', start, end, lines: content === '' ? [] : lines, before }]
  })
}

/** `sh` of `SH`, `sh {.x}`, `sh{.x}`, `{.sh}` and `sh,linenos`. */
function nameOf(info: string): string {
  return /^\s*\{?\s*\.?([^\s{}.,:;=]*)/.exec(info)![1]!.toLowerCase()
}
