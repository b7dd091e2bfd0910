import { columnsOf, cutColumns } from '../core/columns.ts'
import type { Asked, ContainerView, Seen, Surrounding } from '../core/picture.ts'
import { plainText } from '../core/plainText.ts'
import type { Branch } from '../core/processTree.ts'
import type { Style } from './style.ts'

/** How a picture is drawn. */
export interface Drawing {
  style: Style
  /** Lines of UTF-8; else ASCII only, as for a terminal that knows no other. */
  utf8: boolean
  /** The width that lines are cut to. */
  columns?: number
}

/** Where there is no terminal: a command line may have megabytes. */
const NO_TERMINAL = 500
/** Narrower than this nothing could be read. */
const NARROW = 40
const UTF8 = { more: '├─ ', last: '└─ ', down: '│  ', none: '   ', cut: '…' }
const ASCII = { more: '|- ', last: '`- ', down: '|  ', none: '   ', cut: '...' }

/** The tree around what was asked for; `>` stands before each that was found. */
export function surroundingText({ lines }: Surrounding, drawing: Drawing): string {
  return treeText(lines, drawing, each => (each.found ? '> ' : '  '), each => (each.container ? ` ${insideText(each)}` : ''))
}

/** All containers, engine by engine, each with its processes; and which engines told nothing. */
export function containersText(views: ContainerView[], asked: Asked[], drawing: Drawing): string {
  const blocks = asked.map(({ name, where, trouble }) => {
    const own = views.filter(each => each.engine === name)
    const told = trouble === undefined ? (own.length === 0 ? ' no containers' : '') : ` ${say(trouble.replace(`${where}: `, ''), drawing)}`
    return `${say(where, drawing)}:${told}\n${own.map(each => containerText(each, drawing)).join('')}`
  })
  const unlisted = views.filter(each => each.engine === null)
  if (unlisted.length > 0) blocks.push(`in no list of these, but the kernel shows them:\n${unlisted.map(each => containerText(each, drawing)).join('')}`)
  return blocks.join('\n')
}

function containerText({ name, id, image, state, exitCode, lines }: ContainerView, drawing: Drawing): string {
  const room = widthOf(drawing)
  const line = cutColumns(`  ${say(name, drawing)}  ${say(state, drawing)}${state === 'exited' ? ` (${exitCode})` : ''}  ${say(image, drawing)}`.trimEnd(), room, marks(drawing).cut)
  return `${drawing.style.bold(line)}\n${treeText(lines, drawing, () => '    ', each => (each.container?.id === id ? '' : ' (outside)'))}`
}

function treeText(lines: Branch<Seen>[], drawing: Drawing, gutter: (each: Seen) => string, note: (each: Seen) => string): string {
  const width = widthOf(drawing)
  const shapes = marks(drawing)
  // What is deeper than half a terminal is not indented further, but says how deep it is.
  const deepest = Math.min(40, Math.floor(width / 6))
  const lasts: boolean[] = []
  return lines.map(({ of, depth, last }) => {
    lasts[depth] = last
    const stems = lasts.slice(1, Math.min(depth, deepest)).map(each => (each ? shapes.none : shapes.down)).join('')
    const branch = depth === 0 ? '' : `${stems}${depth > deepest ? `(${depth} deep) ` : ''}${last ? shapes.last : shapes.more}`
    const before = `${gutter(of)}${branch}${of.pid} ${say(of.user, drawing)}${say(note(of), drawing)} `
    const after = of.newNamespaces.length > 0 ? `  ${of.newNamespaces.map(type => `+${type}`).join(' ')}` : ''
    const room = width - lengthOf(before) - after.length
    // Where there is no room for both, who it is wins over what is new.
    const whole = room >= Math.min(12, lengthOf(of.program)) ? `${before}${cutColumns(commandText(of, drawing, room), room, shapes.cut)}${after}` : cutColumns(`${before}${commandText(of, drawing, width)}`, width, shapes.cut)
    return `${of.found ? drawing.style.bold(whole) : whole}\n`
  }).join('')
}

/** A program with its arguments. The program's own name stands first, also where a script or a server wrote another into its command line. */
function commandText({ program, argv, state }: Seen, drawing: Drawing, room: number): string {
  const [first = '', ...rest] = argv
  // A server that writes its own title has it all in the first argument, padded with spaces.
  const title = first.trim()
  const word = title.slice(title.lastIndexOf('/') + 1)
  const isOwn = word === program || title.startsWith(`${program} `) || title.startsWith(`${program}: `)
  const words = argv.length === 0 ? (state === 'Z' ? `${program} (zombie)` : `[${program}]`) : isOwn ? [word === program ? word : title, ...rest].join(' ').trimEnd() : `${program} (${argv.join(' ').trim()})`
  // No more is escaped than can be shown.
  return say(words.slice(0, room * 4 + 100), drawing)
}

function insideText({ container }: Seen): string {
  const { name, engine } = container!
  return `[${engine === null ? 'container' : engine} ${name}]`
}

/** What a host says, harmless, on one line, in the characters of the terminal. */
function say(text: string, { utf8 }: Drawing): string {
  const line = plainText(text).replace(/[\s\u2028\u2029]/g, ' ')
  return utf8 ? line : line.replace(/[^ -~]/gu, '?')
}

function marks({ utf8 }: Drawing): typeof UTF8 {
  return utf8 ? UTF8 : ASCII
}

function widthOf({ columns }: Drawing): number {
  return columns === undefined ? NO_TERMINAL : Math.max(NARROW, columns)
}

function lengthOf(text: string): number {
  let length = 0
  for (const char of text) length += columnsOf(char)
  return length
}

/** Whether a terminal of this locale knows UTF-8. */
export function isUtf8({ LC_ALL, LC_CTYPE, LANG }: Record<string, string | undefined>): boolean {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '')
}
