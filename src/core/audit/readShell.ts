import { forEachChild, parse, type Assignment, type Command, type ParsedScript, type Redirect, type SyntaxNode, type Word } from 'unbash'
import type { CourseFormat, CourseScript } from './auditModel.ts'
import { innerOf } from './innerCommands.ts'

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
  /** Runs in a container, not on the host. */
  inside?: true
}

/** A shell script that was parsed, never run. */
export interface ShellScript {
  format: CourseFormat
  text: string
  tree: ParsedScript
  /** The parser understood all of it. */
  whole: boolean
  /** What it did not understand first, and where; words for an author. */
  error: string
  errorAt: number
  commands: ShellCommand[]
  /** What each variable holds, where that is one constant; `/tmp/` for what mktemp made. */
  constants: ReadonlyMap<string, string>
  node(visit: (node: SyntaxNode) => void): void
}

/** Characters of a script that are parsed; no honest check is longer. */
const MAX_LENGTH = 256 * 1024
/** How deep commands in commands are read. */
const MAX_INSIDE = 3
const OPTIONS_WITH_VALUE: Record<string, RegExp> = { sudo: /^-[ugpCDRTh]$/, timeout: /^-[ks]$/, nice: /^-n$/, env: /^-[uCS]$/ }

/** Why a script is not read by the rules: another language, or too long; undefined where it is. */
export function unreadable({ file, text }: Pick<CourseScript, 'file' | 'text'>): string | undefined {
  const first = /^#!.*/.exec(text)?.[0]
  if (first !== undefined && !/\b(ba|da|k|a)?sh\b/.test(first)) return `only scripts of sh and bash are read, and it begins with ${first}`
  if (first === undefined && /\.(m?[jt]s|py|rb|pl|php|go)$/.test(file)) return 'only scripts of sh and bash are read'
  return text.length > MAX_LENGTH ? `a script is read up to ${MAX_LENGTH} characters` : undefined
}

/** Parses a script of sh or bash. */
export function readShell(text: string, format: CourseFormat): ShellScript {
  const tree = parse(text)
  const nodes = nodesOf(tree)
  const constants = constantsOf(nodes)
  // What lab sets for a check: which folder and which engine is known only later, what kind of thing it is at once.
  if (format === 'lab') for (const [name, value] of [['work', '/$work'], ['engine', 'podman']] as const) if (!constants.has(name)) constants.set(name, value)
  const commands = nodes.flatMap(node => (node.type === 'Command' ? commandsOf(node, constants) : []))
  const [error] = nodes.flatMap(node => (node.type === 'Script' ? ((node as ParsedScript).errors ?? []) : []))
  return {
    format, text, tree, whole: error === undefined, error: error?.message ?? '', errorAt: Math.min(error?.pos ?? 0, text.trimEnd().length), constants, commands, node: visit => nodes.forEach(visit),
  }
}

function nodesOf(tree: ParsedScript): SyntaxNode[] {
  const nodes: SyntaxNode[] = []
  const walk = (node: SyntaxNode): void => {
    nodes.push(node)
    forEachChild(node, walk)
  }
  walk(tree)
  return nodes
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

/** A command, and the commands that it has others carry out: `docker exec web curl x` is a curl, too. */
function commandsOf(node: Command, constants: ReadonlyMap<string, string>, depth = 0): ShellCommand[] {
  const words = [node.name, ...node.args].filter((each): each is Word => each?.type === 'Word')
  const redirects = node.redirects.filter((each): each is Redirect => each.type === 'Redirect').map(({ operator, target }) => ({ operator, target: target && literal(target, constants) }))
  const outer = peel(words.map(each => literal(each, constants)), words.map(each => each.text), { redirects, at: node.pos, limited: false })
  return outer.name === '' && redirects.length === 0 ? [] : unfold(outer, constants, depth)
}

function unfold(outer: ShellCommand, constants: ReadonlyMap<string, string>, depth: number): ShellCommand[] {
  const inner = depth < MAX_INSIDE ? innerOf(outer) : undefined
  if (!inner) return [outer]
  const from = { at: outer.at, limited: outer.limited, ...(inner.inside || outer.inside ? { inside: true as const } : {}) }
  const found = 'script' in inner
    ? nodesOf(parse(inner.script)).flatMap(node => (node.type === 'Command' ? commandsOf(node, constants, depth + 1).map(each => ({ ...each, ...from, limited: from.limited || each.limited, ...(each.inside ? { inside: true as const } : {}) })) : []))
    : unfold(peel(inner.args, inner.texts, { ...from, redirects: [] }), constants, depth + 1)
  return [outer, ...found]
}

/** A command without what only stands before it. */
function peel(all: (string | undefined)[], texts: string[], { limited, ...rest }: Pick<ShellCommand, 'redirects' | 'at' | 'limited' | 'inside'>): ShellCommand {
  let from = 0
  while (from < all.length) {
    const name = (all[from] ?? '').replace(/^.*\//, '')
    if (!['sudo', 'timeout', 'nice', 'env', 'nohup', 'exec', 'command', 'time', 'stdbuf', 'builtin'].includes(name)) break
    if (name === 'command' && /^-[vV]/.test(all[from + 1] ?? '')) break
    limited ||= name === 'timeout'
    from += 1
    while (from < all.length && (/^-/.test(all[from] ?? '') || (name === 'env' && /^\w+=/.test(all[from] ?? '')))) from += OPTIONS_WITH_VALUE[name]?.test(all[from]!) ? 2 : 1
    if (name === 'timeout') from += 1
  }
  return { ...rest, name: all.length === 0 ? '' : (all[from] ?? '').replace(/^.*\/(?=.)/, ''), args: all.slice(from + 1), texts: texts.slice(from + 1), limited }
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
