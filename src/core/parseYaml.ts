import { isMap, isScalar, LineCounter, parseDocument, visit, type Alias, type Document, type Node } from 'yaml'
import type { Place, Problem } from '../model/problem.ts'
import { checkBounds } from './checkBounds.ts'
import { codeFrame } from './codeFrame.ts'

/** Keys and indexes that lead from the top of a document to a value. */
export type Path = (string | number)[]

/** A parsed file that still knows where everything stands. */
export interface ParsedFile {
  file: string
  /** Plain data; undefined where the text could not be parsed. */
  data: unknown
  problems: Problem[]
  /** The place of a value; of its key with `key`. Falls back to the nearest thing above it. */
  place(path: Path, part?: 'key' | 'value'): Place
  /** A problem at that place, with its code frame. */
  problem(path: Path, code: string, message: string, part?: 'key' | 'value'): Problem
}

/** Aliases may expand to at most this many nodes each: a bomb of them fills the memory otherwise. */
const MAX_ALIASES = 50
const MAX_COUNT = 500
/** Mistakes of the text that are told at once: each one draws others after it, and 10,000 of them take seconds. */
const MAX_MISTAKES = 20

/** Reads one YAML 1.2 document. All mistakes of the text are in `problems`; nothing is thrown. */
export function parseYaml(source: string, file: string): ParsedFile {
  // A byte order mark takes no column in any editor.
  const text = source.replace(/^\uFEFF/, '')
  const lines = new LineCounter()
  const problemAt = (offset: number, code: string, message: string): Problem => {
    const at = lines.lineStarts.length > 0 ? lines.linePos(offset) : countLines(text, offset)
    const line = Math.max(1, at.line)
    const column = Math.max(1, at.col)
    return { file, line, column, code, message, frame: codeFrame(text, line, column) }
  }
  const refused = (problem: Problem): ParsedFile => ({
    file, data: undefined, problems: [problem], place: () => ({ file, line: problem.line, column: problem.column }), problem: () => problem,
  })

  const flaw = checkBounds(text)
  if (flaw) return refused(problemAt(flaw.offset, 'too-large', flaw.message))
  if (text.trim() === '') return refused(problemAt(0, 'empty-file', 'the file is empty'))

  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2', uniqueKeys: true })
  const problems = [...doc.errors, ...doc.warnings].slice(0, MAX_MISTAKES).map(error => problemAt(error.pos[0], `yaml-${error.code.toLowerCase().replaceAll('_', '-')}`, plainWords(error.code, error.message)))
  let data: unknown
  if (problems.length === 0) checkAliases(doc, (offset, message) => problems.push(problemAt(offset, 'yaml-alias', message)))
  if (problems.every(each => each.code === 'yaml-duplicate-key')) {
    try {
      data = doc.toJS({ maxAliasCount: MAX_ALIASES })
    } catch (error) {
      problems.push(problemAt(0, 'yaml-alias', error instanceof ReferenceError && error.message.startsWith('Excessive') ? `aliases expand to too much: more than ${MAX_ALIASES} copies of something` : (error as Error).message))
    }
  }
  if (problems.length === 0 && data === null) problems.push(problemAt(0, 'empty-file', 'the file holds no data'))
  if (problems.length > 0) data = undefined
  const place = (path: Path, part: 'key' | 'value' = 'value'): Place => {
    const at = lines.linePos(findOffset(doc, path, part))
    return { file, line: Math.max(1, at.line), column: Math.max(1, at.col) }
  }
  const problem = (path: Path, code: string, message: string, part: 'key' | 'value' = 'value'): Problem => {
    const at = place(path, part)
    return { ...at, code, message, frame: codeFrame(text, at.line, at.column) }
  }
  return { file, data, problems, place, problem }
}

/** Aliases that stand for nothing, or inside what they stand for: such data has no end. */
function checkAliases(doc: Document, refuse: (offset: number, message: string) => void): void {
  const aliases: Alias[] = []
  visit(doc, { Alias: (_, alias) => void aliases.push(alias) })
  // Each is looked up in the whole document.
  if (aliases.length > MAX_COUNT) return refuse(aliases[MAX_COUNT]!.range![0], `the file has more than ${MAX_COUNT} aliases`)
  for (const alias of aliases) {
    const at = alias.range![0]
    const target = alias.resolve(doc)
    if (!target) refuse(at, `there is no anchor "&${alias.source}" above this alias`)
    else if (target.range![0] <= at && at < target.range![2]) refuse(at, `"*${alias.source}" stands inside what it stands for`)
  }
}

function plainWords(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'a second YAML document begins here; a file holds one'
  if (code === 'DUPLICATE_KEY') return 'this key stands here twice'
  if (code === 'BLOCK_AS_IMPLICIT_KEY') return 'YAML reads a colon and a blank in a value as another key: put the whole value in quotes; or this line is indented further than its neighbours'
  if (code === 'UNEXPECTED_TOKEN' && message.endsWith('at node end')) return 'YAML takes the value to end before this: put the whole value in quotes, or below a | on a line of its own'
  if (code === 'BAD_SCALAR_START') return `${message}: put the value in quotes`
  return message
}

function findOffset(doc: Document, path: Path, part: 'key' | 'value'): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const parent = depth === 0 ? undefined : doc.getIn(path.slice(0, depth - 1), true)
    const last = path[depth - 1]
    if (parent && isMap(parent)) {
      const pair = parent.items.find(item => isScalar(item.key) && String(item.key.value) === String(last))
      if (pair) {
        const node = (part === 'key' || !pair.value ? pair.key : pair.value) as Node
        if (node.range) return node.range[0]
      }
    }
    const node = (depth === 0 ? doc.contents : doc.getIn(path.slice(0, depth), true)) as Node | null | undefined
    if (node?.range) return node.range[0]
  }
  return 0
}

function countLines(text: string, offset: number): { line: number; col: number } {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, col: (before.at(-1) ?? '').length + 1 }
}
