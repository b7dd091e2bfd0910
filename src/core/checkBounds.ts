/** No track file is larger: bigger ones take the parser seconds (10 MB: 2.5 s). Bytes. */
export const MAX_BYTES = 1024 * 1024
/** No text nests deeper. The parser recurses, and two deep files in one process abort Node where nothing can catch it. */
export const MAX_DEPTH = 200
const MAX_COMPACT = 32

/** A place in a text, and what is wrong there. */
export interface BoundsFlaw {
  offset: number
  message: string
}

/**
 * Says what makes a YAML text too large or too deep to be parsed safely; undefined where it may be parsed.
 * One linear pass, before any parser sees the text. Brackets in quotes count too: 200 unclosed ones are no track.
 */
export function checkBounds(text: string): BoundsFlaw | undefined {
  const bytes = Buffer.byteLength(text)
  if (bytes > MAX_BYTES) return { offset: 0, message: `the file has ${bytes} bytes, the limit is ${MAX_BYTES}` }
  let brackets = 0
  let compact = 0
  let indent = 0
  let atLineStart = true
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (char === 10) {
      atLineStart = true
      indent = compact = 0
      continue
    }
    if (atLineStart) {
      if (char === 32 || char === 9) {
        if (++indent > MAX_DEPTH) return { offset: i, message: `the line is indented by more than ${MAX_DEPTH} columns` }
        continue
      }
      const indicator = (char === 45 || char === 63 || char === 58) && /[\s]/.test(text[i + 1] ?? '\n')
      if (indicator) {
        if (++compact > MAX_COMPACT) return { offset: i, message: `more than ${MAX_COMPACT} collections start on one line` }
        continue
      }
      atLineStart = false
    }
    if (char === 91 || char === 123) {
      if (++brackets > MAX_DEPTH) return { offset: i, message: `brackets are nested deeper than ${MAX_DEPTH}` }
    } else if ((char === 93 || char === 125) && brackets > 0) brackets--
  }
  return undefined
}
