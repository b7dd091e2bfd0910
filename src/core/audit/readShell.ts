import { forEachChild, parse, type Assignment, type Command, type ParsedScript, type Redirect, type SyntaxNode, type Word } from 'unbash'
import type { CourseFormat } from './auditModel.ts'

/** A simple command, without what only stands before it: `sudo timeout 5 curl x` is curl, limited. */
export interface ShellCommand {
  name: string
  /** Values of the arguments; undefined where one is known only when it runs. */
  args: (string | undefined)[]
  /** The arguments as written. */
  texts: string[]
  redirects: { operator: string; target: string | undefined }[]
  at: number
  /** Ended by `timeout`. */
  limited: boolean
}

/** A shell script that was parsed, never run. */
export interface ShellScript {
  format: CourseFormat
  text: string
  tree: ParsedScript
  /** The parser understood all of it. */
  whole: boolean
  commands: ShellCommand[]
  /** What each variable holds, where that is one constant; `/tmp/` for what mktemp made. */
  constants: ReadonlyMap<string, string>
  node(visit: (node: SyntaxNode) => void): void
}

/** Characters of a script that are parsed; no honest check is longer. */
const MAX_LENGTH = 256 * 1024
const OPTIONS_WITH_VALUE: Record<string, RegExp> = { sudo: /^-[ugpCDRTh]$/, timeout: /^-[ks]$/, nice: /^-n$/, env: /^-[uCS]$/ }

/** Parses a script of sh or bash; undefined for another language, and for one that is too long. */
export function readShell(text: string, format: CourseFormat): ShellScript | undefined {
  const first = /^#!.*/.exec(text)?.[0]
  if (first !== undefined && !/\b(ba|da|k|a)?sh\b/.test(first)) return undefined
  if (text.length > MAX_LENGTH) return undefined
  const tree = parse(text)
  const nodes: SyntaxNode[] = []
  let whole = true
  const walk = (node: SyntaxNode): void => {
    if (node.type === 'Script' && (node as ParsedScript).errors?.length) whole = false
    nodes.push(node)
    forEachChild(node, walk)
  }
  walk(tree)
  const constants = constantsOf(nodes)
  return {
    format, text, tree, whole, constants, commands: nodes.flatMap(node => (node.type === 'Command' ? (commandOf(node, constants) ?? []) : [])), node: visit => nodes.forEach(visit),
  }
}

/** Variables that are given a value once, and a constant one. */
function constantsOf(nodes: SyntaxNode[]): Map<string, string> {
  const found = new Map<string, string | undefined>()
  for (const node of nodes) {
    if (node.type === 'For' || node.type === 'Select') found.set(node.name.value, undefined)
    if (node.type !== 'Assignment') continue
    const { name, value } = node as Assignment
    const made = value.type === 'Word' && /\$\(\s*mktemp\b|`mktemp\b/.test(value.text) ? '/tmp/' : value.type === 'Word' && !node.append ? literal(value, new Map()) : undefined
    found.set(name, found.has(name) && found.get(name) !== made ? undefined : made)
  }
  return new Map([...found].filter((pair): pair is [string, string] => pair[1] !== undefined))
}

function commandOf(node: Command, constants: ReadonlyMap<string, string>): ShellCommand | undefined {
  const words = [node.name, ...node.args].filter((each): each is Word => each?.type === 'Word')
  const all = words.map(each => literal(each, constants))
  let from = 0
  let limited = false
  while (from < all.length) {
    const name = (all[from] ?? '').replace(/^.*\//, '')
    if (!['sudo', 'timeout', 'nice', 'env', 'nohup', 'exec', 'command', 'time', 'stdbuf', 'builtin'].includes(name)) break
    if (name === 'command' && /^-[vV]/.test(all[from + 1] ?? '')) break
    limited ||= name === 'timeout'
    from += 1
    while (from < all.length && (/^-/.test(all[from] ?? '') || (name === 'env' && /^\w+=/.test(all[from] ?? '')))) from += OPTIONS_WITH_VALUE[name]?.test(all[from]!) ? 2 : 1
    if (name === 'timeout') from += 1
  }
  const redirects = node.redirects.filter((each): each is Redirect => each.type === 'Redirect').map(({ operator, target }) => ({ operator, target: target && literal(target, constants) }))
  const name = words.length === 0 ? '' : (all[from] ?? '').replace(/^.*\/(?=.)/, '')
  if (name === '' && redirects.length === 0) return undefined
  return { name, args: all.slice(from + 1), texts: words.slice(from + 1).map(each => each.text), redirects, at: node.pos, limited }
}

/** The value of a word where it is known before the script runs; what follows a known beginning may be open: `$tmp/x` is `/tmp/...`. */
export function literal(word: Word, constants: ReadonlyMap<string, string>): string | undefined {
  if (!/[$`]/.test(word.text) || /^'[^']*'$/.test(word.text)) return word.value
  const plain = word.text.replace(/"/g, '')
  const [, braced, bare, rest = ''] = /^(?:\$\{(\w+)\}|\$(\w+))([^$`]*)$/.exec(plain) ?? []
  const value = constants.get(braced ?? bare ?? '')
  if (value !== undefined) return value + rest
  if ((braced ?? bare) === 'HOME') return `/root${rest}`
  if ((braced ?? bare) === 'TMPDIR' || /^\$\(mktemp\b/.test(plain)) return '/tmp/'
  // A constant folder is enough to know where a file is.
  const folder = /^(\/[\w./-]+\/)[^/]*\$/.exec(plain)?.[1]
  return folder === undefined ? undefined : `${folder}*`
}
