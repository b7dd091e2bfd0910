import type { Status } from '../model/result.ts'

/** Colours text, or leaves it as it is. */
export interface Style {
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
  magenta(text: string): string
}

const plain = (text: string): string => text
const code = (on: number, off: number) => (text: string): string => `\x1b[${on}m${text}\x1b[${off}m`

/** Colours where they are wanted. Words carry the meaning; colour is never the only signal. */
export function makeStyle(color: boolean): Style {
  if (!color) return { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, magenta: plain }
  return { bold: code(1, 22), dim: code(2, 22), red: code(31, 39), green: code(32, 39), yellow: code(33, 39), magenta: code(35, 39) }
}

/** The word that stands for a status wherever a person reads it. */
export const STATUS_WORDS: Record<Status, string> = { pass: 'PASS', fail: 'FAIL', error: 'ERROR', skip: 'SKIP', waived: 'WAIVED' }

/** The word of a status, in its colour. */
export function statusWord(status: Status, style: Style): string {
  const paint = { pass: style.green, fail: style.red, error: style.magenta, skip: style.yellow, waived: style.yellow }[status]
  return paint(STATUS_WORDS[status])
}

/** Whether a terminal gets colour: a flag beats NO_COLOR, which beats CLICOLOR_FORCE and FORCE_COLOR; TERM=dumb has none. */
export function wantsColor(flag: 'auto' | 'always' | 'never', environment: Record<string, string | undefined>, terminal: boolean): boolean {
  if (flag !== 'auto') return flag === 'always'
  if (environment.NO_COLOR) return false
  if ((environment.CLICOLOR_FORCE ?? '0') !== '0' || (environment.FORCE_COLOR ?? '0') !== '0') return true
  return terminal && environment.TERM !== 'dumb'
}
