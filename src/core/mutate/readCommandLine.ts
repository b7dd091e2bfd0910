import { forEachChild, parse, type Command, type Redirect, type SyntaxNode, type Word } from 'unbash'

/** A piece of a command line: what is written there, and where. */
export interface Piece {
  text: string
  from: number
  to: number
}

/** A piece of a command line that is written anew; an empty one is an insertion. */
export interface Edit {
  from: number
  to: number
  text: string
}

/** One option of an engine's command. */
export interface EngineOption {
  /** As one names it, e.g. `--memory`, or `-t` of `-td`. */
  name: string
  value?: Piece
  /** Takes it away, with its value. */
  without: Edit
}

/** `podman run`, `$engine create`: a container is made. */
export interface Making {
  verb: Piece
  options: EngineOption[]
  image: Piece
  program: Piece[]
}

/** One simple command of a command line, also inside `$(...)` and behind `|`. */
export interface SimpleCommand {
  words: Piece[]
  /** Files that its output goes to. */
  targets: Piece[]
  /** It is a call of a container engine. */
  engine: boolean
  making?: Making
}

/** Short options of `run` and `create` that take a value; all others are switches. */
const SHORT_WITH_VALUE = 'acehlmpuvw'
/** Long options that are switches: all others take a value, as the next word where there is no `=`. */
const LONG_SWITCHES = new Set(['detach', 'tty', 'interactive', 'rm', 'privileged', 'init', 'read-only', 'read-only-tmpfs', 'no-healthcheck', 'oom-kill-disable', 'quiet', 'replace', 'no-hosts', 'publish-all', 'env-host', 'http-proxy', 'sig-proxy', 'tls-verify', 'rmi', 'passwd', 'disable-content-trust'].map(name => `--${name}`))

/** Takes a command line apart; undefined where the parser does not understand all of it. It is never run. */
export function readCommandLine(run: string): SimpleCommand[] | undefined {
  const found: SimpleCommand[] = []
  let whole = true
  const pieceOf = ({ pos, end, text }: Word): Piece => {
    // A position that does not lead to its own text would make an edit in the wrong place.
    if (run.slice(pos, end) !== text) whole = false
    return { text, from: pos, to: end }
  }
  const walk = (node: SyntaxNode): void => {
    if (node.type === 'Script' && ((node as { errors?: readonly unknown[] }).errors?.length ?? 0) > 0) whole = false
    if (node.type === 'Command') {
      const { name, args, redirects } = node as Command
      const words = [name, ...args].filter((each): each is Word => each?.type === 'Word').map(pieceOf)
      const targets = redirects.filter((each): each is Redirect => each.type === 'Redirect' && ['>', '>>', '>|'].includes(each.operator)).flatMap(({ target }) => (target ? [pieceOf(target)] : []))
      const engine = /^"?(\$engine|\$\{engine\}|podman|docker)"?$/.test(words[0]?.text ?? '')
      const making = engine ? readMaking(words) : undefined
      if (words.length > 0) found.push({ words, targets, engine, ...(making ? { making } : {}) })
    }
    forEachChild(node, walk)
  }
  walk(parse(run))
  return whole ? found : undefined
}

function readMaking(words: Piece[]): Making | undefined {
  let at = words[1]?.text === 'container' ? 2 : 1
  const verb = words[at++]
  if (verb?.text !== 'run' && verb?.text !== 'create') return undefined
  const options: EngineOption[] = []
  for (; at < words.length && words[at]!.text.startsWith('-') && words[at]!.text !== '-'; at++) {
    const word = words[at]!
    if (word.text === '--') {
      at++
      break
    }
    const equals = word.text.indexOf('=')
    const next = words[at + 1]
    if (word.text.startsWith('--')) {
      const name = equals < 0 ? word.text : word.text.slice(0, equals)
      if (equals >= 0) options.push({ name, value: { text: word.text.slice(equals + 1), from: word.from + equals + 1, to: word.to }, without: cut(word) })
      else if (LONG_SWITCHES.has(name)) options.push({ name, without: cut(word) })
      else if (next) options.push({ name, value: next, without: cut(word, next) }), at++
      else return undefined
      continue
    }
    const letters = [...word.text.slice(1)]
    const valued = letters.findIndex(letter => SHORT_WITH_VALUE.includes(letter))
    const switches = valued < 0 ? letters : letters.slice(0, valued)
    const rest = (letter: string): Edit => (letters.length === 1 ? cut(word) : { from: word.from, to: word.to, text: `-${letters.filter(each => each !== letter).join('')}` })
    for (const letter of switches) options.push({ name: `-${letter}`, without: rest(letter) })
    if (valued < 0) continue
    const name = `-${letters[valued]!}`
    const attached = letters.length > valued + 1
    const head = switches.length > 0 ? `-${switches.join('')}` : ''
    if (attached) options.push({ name, value: { text: word.text.slice(valued + 2), from: word.from + valued + 2, to: word.to }, without: head === '' ? cut(word) : { from: word.from, to: word.to, text: head } })
    else if (next) options.push({ name, value: next, without: head === '' ? cut(word, next) : { from: word.from, to: next.to, text: head } }), at++
    else return undefined
  }
  const image = words[at]
  return image && { verb, options, image, program: words.slice(at + 1) }
}

/** Takes words away, with the blank behind them. */
function cut(first: Piece, last = first): Edit {
  return { from: first.from, to: last.to + 1, text: '' }
}

/** A command line with some pieces written anew. */
export function rewrite(run: string, edits: Edit[]): string {
  let text = run
  for (const { from, to, text: put } of [...edits].sort((a, b) => b.from - a.from)) text = text.slice(0, from) + put + text.slice(to)
  return text
}
