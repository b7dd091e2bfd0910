/** What stands where a secret was. */
export const MASK = '(left out)'

/** Parts of names by which variables, options and settings are known to hold secrets. */
const PARTS = new Set(['pass', 'pw', 'key', 'keys', 'auth', 'cookie', 'jwt', 'creds'])
const WITHIN = /passw|passphrase|passcode|secret|token|credential|(?:api|access|private|ssh)_?keys?$|key$/i
/** A name before `=`, `: ` or `":`; or an option, whose value is the next argument. */
const NAMED = /(?<![\w.])([A-Za-z_][\w.-]{0,200})( ?= ?|\\?" ?: ?(?=\\?")|:[ \t]+|(?:\0|[ \t]+|","|", ")(?![-"]))/g
/** Private keys, hashes of passwords, and a password in an address. */
const KNOWN = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)|\$(?:1|2[abxy]|5|6|7|y|gy)\$[./A-Za-z0-9$=,]{8,200}|(?<=:\/\/[^\s/:@"']{1,100}:)[^\s/:@"']{1,200}(?=@)/g
/** A value as short or as plain as this is found everywhere, and hiding it would tear the look. */
const TELLING = /^(?=.*[^a-z])(?!\/)[^\0\n]{6,}$/

/** Whether a name looks as if a secret stood behind it. */
export function isSecretName(name: string): boolean {
  if (/^-?-?[A-Za-z]$/.test(name)) return false
  return WITHIN.test(name) || name.replace(/([a-z])(?=[A-Z])/g, '$1_').toLowerCase().split(/[_.-]+/).some(part => PARTS.has(part))
}

/** Text without the secrets in it: values behind names that look like one, unless somebody asks for exactly that name. What it masks is added to `found`. */
export function maskSecrets(text: string, asked: ReadonlySet<string>, found: Set<string> = new Set()): string {
  let masked = ''
  let from = 0
  NAMED.lastIndex = 0
  for (let match = NAMED.exec(text); match; match = NAMED.exec(text)) {
    const [, name = '', between = ''] = match
    const isOption = /^[\0 \t"]/.test(between) && !between.includes('=') && !between.includes(':')
    const start = match.index + match[0].length
    // A blank or a NUL after a mere word means nothing: only an option takes what follows it.
    if (!isSecretName(name) || asked.has(name) || (isOption && text[match.index - 1] !== '-')) {
      NAMED.lastIndex = match.index + name.length
      continue
    }
    const end = endOfValue(text, start, isOption)
    const value = text.slice(start, end)
    const bare = value.replace(/^\\?["']|\\?["']$/g, '')
    if (bare !== '' && bare !== MASK) {
      if (TELLING.test(bare)) found.add(bare)
      const open = /^\\?["']/.exec(value)?.[0] ?? ''
      masked += text.slice(from, start) + open + MASK + (open !== '' && value.endsWith(open) && value.length > open.length ? open : '')
      from = end
    }
    NAMED.lastIndex = Math.max(end, start)
  }
  return (masked + text.slice(from)).replace(KNOWN, MASK)
}

/** Text without values that are known to be secrets. */
export function hideValues(text: string, values: Iterable<string>): string {
  let hidden = text
  for (const value of values) if (hidden.includes(value)) hidden = hidden.replaceAll(value, MASK)
  return hidden
}

/** The end of a value: of its argument where those end with NUL, of its quotes, else of the line. Where in doubt more is left out. */
function endOfValue(text: string, start: number, isOption: boolean): number {
  const line = text.indexOf('\n', start)
  const lineEnd = line < 0 ? text.length : line
  const nul = text.indexOf('\0', start)
  if (nul >= 0 && nul < lineEnd) return nul
  const quoted = /(\\?["'])(?:(?!\1)(?:\\[^\n]|[^\n]))*\1/y
  quoted.lastIndex = start
  const found = quoted.exec(text)
  if (found) return start + found[0].length
  // An argument with line breaks: its lines come one by one, each behind the name of its file.
  const file = /^\d+\/(?:cmdline|environ):/.exec(text.slice(text.lastIndexOf('\n', start - 1) + 1, start))?.[0]
  if (file !== undefined) {
    let end = lineEnd
    while (text.startsWith(file, end + 1)) {
      const next = text.indexOf('\n', end + 1)
      const nextEnd = next < 0 ? text.length : next
      const stop = text.indexOf('\0', end + 1)
      if (stop >= 0 && stop < nextEnd) return stop
      end = nextEnd
    }
    return end
  }
  const plain = isOption ? /(?:\\[^\n]|[^\n"\s\\])*/y : /(?:\\[^\n]|[^\n"\\])*/y
  plain.lastIndex = start
  return start + plain.exec(text)![0].length
}
