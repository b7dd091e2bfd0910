/**
 * Makes text from a host, a learner or an author harmless to show: terminal sequences and control characters
 * become visible escapes, bidirectional overrides too; newline and tab stay.
 */
export function plainText(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, char => {
    if (char === '\r') return '\\r'
    const code = char.charCodeAt(0)
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`
  })
}

/** The same on one line, cut at `width` characters. */
export function plainLine(text: string, width = 200): string {
  const line = plainText(text).replace(/\s+/g, ' ').trim()
  return line.length > width ? `${line.slice(0, width - 1)}…` : line
}

/** A name or a path at the beginning of a line: it stays on that line, its blanks stay, and a machine that reads the log as orders (`::error::`, `##[error]`) sees none. */
export function plainName(text: string): string {
  return plainText(text).replace(/[\n\u2028\u2029]/g, '\\n').replace(/\t/g, '\\t').replace(/^(\s*):/, '$1\\x3a').replaceAll('##[', '#\\x23[')
}
