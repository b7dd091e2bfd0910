import { Lexer } from 'yaml'

/** No track file is larger: bigger ones take the parser seconds (10 MB: 2.5 s). Bytes. */
export const MAX_BYTES = 1024 * 1024
/** No text nests deeper. The parser recurses, and two deep files in one process abort Node where nothing can catch it. */
export const MAX_DEPTH = 200
/** Signs that can open a collection or stand before one (`- ? : & !`) on one line; 20,000 of them abort Node, too. */
const MAX_SIGNS = 100
/** Keys in a file. The parser compares each with all others of its mapping: 70,000 in one take 35 s. */
const MAX_KEYS = 20_000

/** A place in a text, and what is wrong there. */
export interface BoundsFlaw {
  offset: number
  message: string
}

/**
 * Says what makes a YAML text too large or too deep to be parsed safely; undefined where it may be parsed.
 * Only the lexer sees the text: it runs in a loop, and unlike a count of characters it cannot be fooled by a bracket in quotes or in a comment.
 */
export function checkBounds(text: string): BoundsFlaw | undefined {
  const bytes = Buffer.byteLength(text)
  if (bytes > MAX_BYTES) return { offset: 0, message: `the file has ${bytes} bytes, the limit is ${MAX_BYTES}` }
  const indented = new RegExp(`^[ \\t]{${MAX_DEPTH + 1}}`, 'm').exec(text)
  if (indented) return { offset: indented.index + MAX_DEPTH, message: `the line is indented by more than ${MAX_DEPTH} columns` }
  let offset = 0
  let depth = 0
  let signs = 0
  let keys = 0
  let isScalar = false
  for (const token of new Lexer().lex(text)) {
    // Three tokens of the lexer stand for no text: a document begins, a scalar follows, brackets were left open.
    if (token === '\x1f') isScalar = true
    else if (token === '\x02' || token === '\x18') depth = 0
    else {
      if (token.includes('\n')) signs = 0
      else if (!isScalar) {
        const sign = token[0]!
        if (sign === '[' || sign === '{') depth++
        else if (sign === ']' || sign === '}') depth--
        // A mapping in brackets has as many pairs as it likes.
        else if ('-?&!'.includes(sign) || (sign === ':' && depth === 0)) signs++
        if (sign === ':' && ++keys > MAX_KEYS) return { offset, message: `the file has more than ${MAX_KEYS} keys` }
        if (depth > MAX_DEPTH) return { offset, message: `brackets are nested deeper than ${MAX_DEPTH}` }
        if (signs > MAX_SIGNS) return { offset, message: `more than ${MAX_SIGNS} collections, anchors and tags stand on one line` }
      }
      isScalar = false
      offset += token.length
    }
  }
  return undefined
}
