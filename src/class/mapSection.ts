import { plainLine } from '../core/plainText.ts'
import { trackOf } from '../core/trackOf.ts'
import { escapeHtml } from '../report/htmlPage.ts'
import { percentOf, type Cell, type HeatMap } from './insight/mapMarks.ts'
import type { ClassRecord } from './insightOf.ts'
import { shortName } from './reportWords.ts'

/** The heat map of the report: students down, challenges across, percent of the points in each square. */
export function mapSection({ students, challenges }: ClassRecord, map: HeatMap): string {
  if (students.length === 0 || challenges.length === 0) return '<section>\n<h2>Students and challenges</h2>\n<p>There is no student or no challenge yet.</p>\n</section>'
  const tracks: { name: string; count: number }[] = []
  for (const { name } of challenges) {
    const track = trackOf(name)
    if (tracks.at(-1)?.name === track) tracks.at(-1)!.count++
    else tracks.push({ name: track, count: 1 })
  }
  const begins = challenges.map(({ name }, index) => index === 0 || trackOf(challenges[index - 1]!.name) !== trackOf(name))
  const edge = (index: number, style = ''): string => {
    const classes = [style, ...(begins[index] ? ['first'] : [])].filter(Boolean).join(' ')
    return classes && ` class="${classes}"`
  }
  const head = [
    `<tr><th class="who" rowspan="2" scope="col">student</th>${tracks.map(({ name, count }) => `<th class="of" scope="colgroup" colspan="${count}" title="${text(name)}">${text(name)}</th>`).join('')}<th class="sum first" rowspan="2" scope="col">total</th></tr>`,
    `<tr>${challenges.map(({ name, title }, index) => `<th scope="col"${edge(index)} title="${text(title)}"><div class="up">${text(shortName(name), 60)}</div></th>`).join('')}</tr>`,
    `<tr class="mean"><th class="who" scope="row"><bdi>the class</bdi></th>${map.columns.map(({ share }, index) => `<td${edge(index)}>${share === undefined ? '–' : percentOf(share)}</td>`).join('')}<td class="sum first">${map.share === undefined ? '–' : percentOf(map.share)}</td></tr>`,
  ]
  const body = map.rows.map(({ student, cells, share }, row) => {
    const name = text(student.name || student.id)
    const squares = cells.map((cell, index) => {
      const notes = [...(cell.late ? ['late'] : []), ...cell.notes].join('; ')
      return `<td${edge(index, styleOf(cell))}${notes && ` title="${text(notes, 400)}"`}>${wordsOf(cell)}</td>`
    })
    return `<tr id="s${row}"><th class="who" scope="row" title="${name} (${text(student.id)})"><bdi>${name}</bdi></th>${squares.join('')}<td class="sum first">${share === undefined ? '–' : percentOf(share)}</td></tr>`
  })
  return [
    '<section aria-labelledby="map-title">', '<h2 id="map-title">Students and challenges</h2>', KEY,
    '<div class="map" role="region" aria-labelledby="map-title" tabindex="0"><table>', '<caption>Percent of the points of each student for each challenge. Total: of all points, without what is waived or could not be judged.</caption>',
    `<thead>\n${head.join('\n')}\n</thead>`, `<tbody>\n${body.join('\n')}\n</tbody>`, '</table></div>', '</section>',
  ].join('\n')
}

const KEY = `<ul class="key" aria-label="Key">
<li><i class="s0">0</i><i class="s1">25</i><i class="s2">50</i><i class="s3">75</i><i class="s4">99</i><i class="s5">100</i> percent of the points</li>
<li><i class="s3 partial">67?</i> partly judged</li>
<li><i class="broken">!</i> could not be judged: not 0</li>
<li><i class="excused">w</i> waived</li>
<li><i class="none">·</i> no attempt</li>
<li><i class="s1 held">33</i> stuck</li>
<li><i class="bare">67<sup>L</sup></i> late</li>
</ul>`

function text(words: string, width = 200): string {
  return escapeHtml(plainLine(words, width))
}

function styleOf({ state, share = 0, stuck }: Cell): string {
  const percent = percentOf(share)
  const step = percent === 100 ? 5 : percent === 0 ? 0 : percent < 38 ? 1 : percent < 63 ? 2 : percent < 88 ? 3 : 4
  const look = { graded: `s${step}`, partial: `s${step} partial`, error: 'broken', waived: 'excused', missing: 'none' }[state]
  return `${look}${stuck ? ' held' : ''}`
}

/** A sign for the eye, and the word where the sign alone would not be read out. */
function wordsOf({ state, share = 0, late, stuck }: Cell): string {
  const said = (sign: string, words: string): string => `<span aria-hidden="true">${sign}</span><span class="sr">${words}</span>`
  const mark = { graded: String(percentOf(share)), partial: `${percentOf(share)}${said('?', ', partly judged')}`, error: said('!', 'could not be judged'), waived: said('w', 'waived'), missing: said('·', 'no attempt') }[state]
  return `${mark}${late ? `<sup aria-hidden="true">L</sup><span class="sr">, late</span>` : ''}${stuck ? '<span class="sr">, stuck</span>' : ''}`
}
