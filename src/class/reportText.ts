import { cutColumns, padColumns, widthOf } from '../core/columns.ts'
import { plainLine } from '../core/plainText.ts'
import { trackOf } from '../core/trackOf.ts'
import { plural } from '../core/words.ts'
import { wrap } from '../core/wrap.ts'
import type { Style } from '../report/style.ts'
import { percentOf, type Cell } from './insight/mapMarks.ts'
import type { ClassRecord, Insight } from './insightOf.ts'
import { boundsWords, clockWords, hiddenWords, lengthWords, shortName, stuckWords, summaryWords } from './reportWords.ts'

/** Wrong checks that are shown, and states of each; the page has all. */
const CHECKS = 8
const STATES = 3
/** Narrower than this nothing is made. */
const LEAST = 40
/** Narrower than this some things are left out or stand closer. */
const NARROW = 72
/** Columns of what stands before a name, and of the total after the squares. */
const BESIDE = 2 + 7

/** The report of a class for a terminal of some columns, with the same parts as the page. Signs carry the meaning; colour is never the only one. */
export function reportText(record: ClassRecord, insight: Insight, style: Style, columns = 80): string {
  const width = Math.max(LEAST, columns)
  const parts = [
    [...fold(plainLine(record.className, 120), 0, width).map(style.bold), style.dim(clockWords(record.at)), ...fold(summaryWords(record, insight).join(', '), 0, width)],
    mapLines(record, insight, style, width), stuckLines(record, insight, style, width), wrongLines(record, insight, style, width), timeLines(record, insight, style, width),
  ]
  return `${parts.filter(each => each.length > 0).map(each => each.join('\n')).join('\n\n')}\n`
}

interface Group {
  /** `A`, `B`, ...: what stands for a track above its squares. */
  letter: string
  track: string
  /** Places in the list of challenges. */
  from: number
  to: number
}

function groupsOf(names: readonly string[]): Group[] {
  const groups: Group[] = []
  for (const [index, name] of names.entries()) {
    const last = groups.at(-1)
    if (last?.track === trackOf(name)) last.to = index + 1
    else groups.push({ letter: String.fromCharCode(65 + (groups.length % 26)), track: trackOf(name), from: index, to: index + 1 })
  }
  return groups
}

/** Students down, challenges across, a sign for each; in several blocks where the terminal is too narrow for all tracks. */
function mapLines({ students, challenges }: ClassRecord, { map, stuck }: Insight, style: Style, width: number): string[] {
  if (students.length === 0 || challenges.length === 0) return ['There is no student or no challenge yet.']
  const groups = groupsOf(challenges.map(each => each.name))
  const names = students.map(each => plainLine(each.name || each.id, 100))
  const nameRoom = Math.min(Math.max(...names.map(widthOf)), width < NARROW ? 14 : 28)
  const room = width - BESIDE - nameRoom
  const held = new Set(stuck.map(each => each.student.id))
  const legend = groups.flatMap(({ letter, track, from, to }) => fold(`${letter} ${plainLine(track)}: ${challenges.slice(from, to).map((each, index) => `${index + 1}\u00a0${plainLine(shortName(each.name), 60)}`).join(', ')}`, 2, width)).map(each => each.replaceAll('\u00a0', ' '))
  const lines = [style.bold('Students and challenges'), ...fold('+ all points, 0-9 tenths of them, ? partly judged, ! could not be judged (not 0), w waived, . no attempt; > is stuck', 2, width), ...legend]
  for (const block of blocksOf(groups, room)) {
    const cells = (cell: (index: number, place: number) => string): string => block.map(({ from, to, start }) => Array.from({ length: to - from }, (_, index) => cell(from + index, from + index - start + 1)).join('')).join(' ')
    lines.push('', `${' '.repeat(nameRoom + 3)}${block.map(({ letter, from, to }) => letter.padEnd(to - from)).join(' ')}`.trimEnd(), `${' '.repeat(nameRoom + 3)}${cells((_, place) => String(place % 10))} total`)
    for (const [row, { cells: squares, share, student }] of map.rows.entries()) {
      const total = share === undefined ? '-' : String(percentOf(share))
      lines.push(`${held.has(student.id) ? style.red('>') : ' '} ${padColumns(names[row]!, nameRoom)} ${cells(index => signOf(squares[index]!, style))} ${total.padStart(5)}`)
    }
  }
  return lines
}

/** Tracks side by side as far as there is room; one that is too wide alone is broken. */
function blocksOf(groups: Group[], room: number): (Group & { start: number })[][] {
  const blocks: (Group & { start: number })[][] = []
  let left = 0
  for (const group of groups) {
    for (let from = group.from; from < group.to; from += room) {
      const part = { ...group, start: group.from, from, to: Math.min(group.to, from + room) }
      const needed = part.to - part.from
      if (blocks.length > 0 && left >= needed + 1) blocks.at(-1)!.push(part), (left -= needed + 1)
      else blocks.push([part]), (left = room - needed)
    }
  }
  return blocks
}

function signOf({ state, share = 0 }: Cell, style: Style): string {
  if (state === 'error') return style.magenta('!')
  if (state === 'waived') return style.yellow('w')
  if (state === 'missing') return style.dim('.')
  if (state === 'partial') return style.yellow('?')
  const percent = percentOf(share)
  return percent === 100 ? style.green('+') : (percent < 50 ? style.red : style.yellow)(String(Math.floor(percent / 10)))
}

function stuckLines({ challenges }: ClassRecord, { stuck, bounds }: Insight, style: Style, width: number): string[] {
  const titles = new Map(challenges.map(each => [each.name, each.title]))
  const indent = width < NARROW ? 4 : 14
  const lines = stuck.flatMap(each => [
    `  ${style.red(lengthWords(each.minutes).padStart(indent === 4 ? 0 : 10))}  ${style.bold(cutColumns(plainLine(each.student.name || each.student.id), width - 14))}`,
    ...fold(`${plainLine(titles.get(each.challenge) ?? each.challenge)}: ${plainLine(each.title ?? each.check)}${hiddenWords(each)}`, indent, width),
    ...(each.message ? fold(`found: ${plainLine(each.message, 160)}`, indent, width) : []), ...fold(stuckWords(each), indent, width).map(style.dim),
  ])
  return [style.bold('Who is stuck'), ...fold(boundsWords(bounds), 2, width), ...(lines.length > 0 ? lines : ['  Nobody, as far as was seen.'])]
}

function wrongLines({ challenges }: ClassRecord, { wrong }: Insight, style: Style, width: number): string[] {
  const titles = new Map(challenges.map(each => [each.name, each.title]))
  const lines = wrong.slice(0, CHECKS).flatMap(({ challenge, title, judged, failed, states, ...more }) => [
    ...fold(`${plainLine(title)}${hiddenWords(more)}`, 2, width).map(style.bold), ...fold(`${plainLine(titles.get(challenge) ?? challenge)}: failed for ${failed} of ${plural(judged, 'student')}`, 2, width).map(style.dim),
    ...states.slice(0, STATES).flatMap(({ text, students, now }) => fold(`${plainLine(text, 160)}${now > 0 ? ` (${now} still)` : ''}`, 8, width).map((line, index) => (index === 0 ? `${String(students).padStart(6)}${line.slice(6)}` : line))),
    ...(states.length > STATES ? [`        and ${plural(states.length - STATES, 'other wrong state')}`] : []),
  ])
  const more = wrong.length > CHECKS ? fold(`and ${plural(wrong.length - CHECKS, 'more check')} that failed for somebody`, 2, width) : []
  return [style.bold('The most frequent wrong states'), ...(lines.length > 0 ? [...lines, ...more] : ['  No check failed for anybody.'])]
}

function timeLines({ challenges }: ClassRecord, { times }: Insight, style: Style, width: number): string[] {
  if (times.length === 0) return []
  const narrow = width < NARROW
  const room = width - (narrow ? 20 : 43)
  const row = (name: string, done: string, median: string, half: string): string => `  ${padColumns(name, room)} ${done.padStart(7)} ${median.padStart(9)}${narrow ? '' : `   ${half.padStart(20)}`}`.trimEnd()
  const lines = times.map(({ challenge, begun, done, measured, spread }, index) => row(
    plainLine(challenges[index]?.title ?? challenge), `${done}/${begun}`, spread ? lengthWords(spread.median) : '-', spread && measured > 1 ? `${lengthWords(spread.q1)} - ${lengthWords(spread.q3)}` : '-',
  ))
  return [style.bold('Time for each challenge'), ...fold('From the first look that saw somebody at work to the first that saw all done: as exact as looks are frequent.', 2, width), style.dim(row('challenge', 'done', 'median', 'middle half')), ...lines]
}

function fold(text: string, indent: number, width: number): string[] {
  return wrap(text, width - indent).map(each => ' '.repeat(indent) + each)
}
