import { padColumns, widthOf } from '../core/columns.ts'
import { plainLine } from '../core/plainText.ts'
import { wrap } from '../core/wrap.ts'
import type { Mark } from './gradebookModel.ts'
import type { Student } from './model.ts'

/** Columns of a cell, the space before it included. */
const CELL = 7
/** Columns of a name, at most and at least. */
const NAME = { most: 24, least: 10 }

/** What stands in a cell: points, and a mark for what a reader must know. The legend tells what the marks mean. */
export function cellOf({ state, points, maxPoints, late, waived }: Mark): string {
  if (state === 'missing') return '·'
  if (state === 'error') return 'ERROR'
  if (state === 'waived') return 'WAIVED'
  return `${short(points)}/${short(maxPoints)}${state === 'partial' ? '?' : ''}${late ? 'L' : ''}${waived.length > 0 ? 'w' : ''}`
}

/** Students by challenges, as wide as the terminal: where there are more challenges than columns, one table below another. */
export function statusText(students: readonly Student[], challenges: readonly { name: string }[], marks: readonly Mark[], { columns = 80, paint = (_: Mark, text: string) => text }: { columns?: number; paint?(mark: Mark, text: string): string }): string {
  const by = new Map(marks.map(each => [`${each.student}\n${each.challenge}`, each]))
  const names = students.map(({ id, name }) => plainLine(name === id ? id : `${name} (${id})`, 80))
  const room = Math.min(NAME.most, Math.max(NAME.least, ...names.map(widthOf)))
  const perRow = Math.max(1, Math.floor((columns - room - CELL) / CELL))
  const out: string[] = []
  for (let from = 0; from < challenges.length; from += perRow) {
    const some = challenges.slice(from, from + perRow)
    const isLast = from + perRow >= challenges.length
    out.push(`${padColumns('', room)}${some.map((_, index) => left(String(from + index + 1), CELL)).join('')}${isLast ? left('sum', CELL) : ''}`)
    for (const [row, student] of students.entries()) {
      const cells = some.map(({ name }) => {
        const mark = by.get(`${student.id}\n${name}`)!
        const text = cellOf(mark)
        return `${' '.repeat(Math.max(1, CELL - text.length))}${paint(mark, text)}`
      })
      const own = challenges.map(({ name }) => by.get(`${student.id}\n${name}`)!)
      out.push(`${padColumns(names[row]!, room)}${cells.join('')}${isLast ? left(sumOf(own), CELL) : ''}`.trimEnd())
    }
    out.push('')
  }
  // A number stays with its name.
  out.push(...wrap(challenges.map(({ name }, index) => `${index + 1}\u00a0${name}`).join('  '), columns).map(line => line.replaceAll('\u00a0', ' ')))
  const legend: [boolean, string][] = [
    [marks.some(each => each.state === 'missing'), '· no attempt'], [marks.some(each => each.state === 'error'), 'ERROR could not be judged, and is no 0'], [marks.some(each => each.state === 'partial' || each.state === 'error'), '? some of it could not be judged'],
    [marks.some(each => each.late), 'L late'], [marks.some(each => each.waived.length > 0 || each.state === 'waived'), 'w waived in part'],
  ]
  const words = legend.filter(([there]) => there).map(([, text]) => text)
  if (words.length > 0) out.push(...wrap(words.join(', '), columns))
  return `${out.join('\n')}\n`
}

/** Points of what was judged; `?` where some of it was not, and no 0 where nothing was. */
function sumOf(marks: readonly Mark[]): string {
  const judged = marks.filter(each => each.state === 'graded' || each.state === 'partial')
  const open = marks.some(each => each.state === 'error' || each.state === 'partial') ? '?' : ''
  return judged.length === 0 ? (open || '-') : `${short(judged.reduce((sum, each) => sum + each.points, 0))}${open}`
}

function short(points: number): string {
  return String(Math.round(points * 10) / 10)
}

function left(text: string, room: number): string {
  return text.padStart(room)
}
