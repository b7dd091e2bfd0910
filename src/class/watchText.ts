import { cutColumns, padColumns, widthOf } from '../core/columns.ts'
import { plainLine } from '../core/plainText.ts'
import { plural } from '../core/words.ts'
import { wrap } from '../core/wrap.ts'
import type { Style } from '../report/style.ts'
import type { WatchRow } from './openWatch.ts'
import { hiddenWords, lengthWords } from './reportWords.ts'

/** What stands before a name, so that colour is not the only sign. */
const SIGNS: Record<WatchRow['state'], string> = { stuck: '>', lost: '!', working: ' ', idle: '.', passed: '+' }
/** Columns of a name, at most. */
const NAME = 24
/** Columns of a challenge, at most. */
const CHALLENGE = 34
/** Columns that are left for how far and how long: `12/12  stuck 2 h 15 min`, and the sign. */
const WORDS = 26
/** Narrower than this a student takes two lines. */
const NARROW = 72

/** One round of watching for a terminal of some columns; `rows` as they come from the watch, `at` and `every` in milliseconds. */
export function watchText({ className, at, rows, every }: { className: string; at: number; rows: readonly WatchRow[]; every: number }, style: Style, columns = 80): string {
  const count = (state: WatchRow['state']): number => rows.filter(each => each.state === state).length
  const parts = [plural(rows.length, 'student'), `${count('stuck')} stuck`, ...(count('lost') > 0 ? [`${count('lost')} not reached`] : []), `${count('working')} at work`, `${count('passed')} passed`, `${count('idle')} not begun`]
  const head = [...wrap(plainLine(className, 120), columns).map(style.bold), style.dim(`${new Date(at).toISOString().slice(11, 19)} UTC, every ${every / 1000} s; Ctrl-C ends`), ...wrap(parts.join(', '), columns)]
  const widest = (texts: string[]): number => Math.max(4, ...texts.map(widthOf))
  const room = Math.min(NAME, columns - WORDS + 4, widest(rows.map(nameOf)))
  const challenges = Math.min(CHALLENGE, columns - room - WORDS - 4, widest(rows.map(each => plainLine(each.challenge ?? ''))))
  const legend = wrap('> is stuck, ! not reached, + passed what is in hand, . nothing begun', columns).map(style.dim)
  return `${[...head, '', ...rows.flatMap(each => lines(each, { at, room, challenges, columns, style })), '', ...legend].join('\n')}\n`
}

function lines(row: WatchRow, { at, room, challenges, columns, style }: { at: number; room: number; challenges: number; columns: number; style: Style }): string[] {
  const { state, challenge, passed, checks, open, since, stuck, reason } = row
  const paint = { stuck: style.red, lost: style.magenta, working: (text: string) => text, idle: style.dim, passed: style.green }[state]
  const name = `${paint(SIGNS[state])} ${padColumns(nameOf(row), room)}`
  if (state === 'lost') return [`${name}  ${style.magenta('not reached')}`, ...fold('    ', reason ?? '', columns)]
  if (challenge === undefined) return [`${name}  ${style.dim('nothing begun')}`]
  const time = since === undefined ? '' : lengthWords((at - since) / 60_000)
  const words = [`${passed}/${checks}`, ...(state === 'stuck' ? [`stuck ${time}`] : time === '' ? [] : [time])].join('  ')
  const narrow = columns < NARROW
  const first = narrow ? [`${name}  ${words}`, `    ${cutColumns(plainLine(challenge), columns - 4)}`] : [`${name}  ${padColumns(plainLine(challenge), challenges)}  ${words}`]
  // What is found is of use where somebody is stuck; else it would only fill the screen.
  const more = stuck && open ? [...fold('    ', `${plainLine(open.title)}${hiddenWords(open)}`, columns), ...fold('    ', `found: ${plainLine(open.message, 160)}`, columns, style.dim)] : []
  return [...first, ...more]
}

function nameOf({ student }: WatchRow): string {
  return plainLine(student.name || student.id, 100)
}

function fold(indent: string, text: string, columns: number, paint = (line: string): string => line): string[] {
  return wrap(plainLine(text, 300), columns - indent.length).map(line => indent + paint(line))
}
