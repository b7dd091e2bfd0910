import { plainLine } from '../core/plainText.ts'
import { trackOf } from '../core/trackOf.ts'
import { plural } from '../core/words.ts'
import { escapeHtml, htmlPage, PAGE_STYLE } from '../report/htmlPage.ts'
import { mapSection } from './mapSection.ts'
import { percentOf } from './insight/mapMarks.ts'
import type { Stuck } from './insight/findStuck.ts'
import type { WrongCheck } from './insight/findWrongStates.ts'
import type { ChallengeTime } from './insight/timeChallenges.ts'
import type { ClassRecord, Insight } from './insightOf.ts'
import { REPORT_STYLE } from './reportStyle.ts'
import { boundsWords, clockWords, hiddenWords, lengthWords, stuckWords } from './reportWords.ts'

/** Wrong checks that are seen at once, and the states of each; the rest is a click away. */
const CHECKS = 10
const STATES = 3

/** The report of a class as one page: where everybody is, who is stuck, which mistakes are made, how long things take. No script, no network; for instructors only. */
export function reportPage(record: ClassRecord, insight: Insight, version: string): string {
  const title = line(record.className, 120)
  const titles = new Map(record.challenges.map(each => [each.name, each.title]))
  const rows = new Map(record.students.map((each, index) => [each.id, index]))
  const body = [
    header(record, insight, title), '<main>', mapSection(record, insight.map), stuckSection(insight, titles, rows),
    '<div class="pair">', wrongSection(insight.wrong, titles), timeSection(record, insight.times), '</div>', '</main>',
    `<footer><p>lab class report ${escapeHtml(version)}, ${clockWords(record.at)}. This page holds names and marks: it is for those who teach this class.</p></footer>`,
  ]
  return htmlPage(`${plainLine(record.className, 120)}: report`, PAGE_STYLE + REPORT_STYLE, body.join('\n'))
}

/** Text of others on one line. */
function line(text: string, width = 200): string {
  return escapeHtml(plainLine(text, width))
}

function header({ students, challenges, at }: ClassRecord, { map, stuck }: Insight, title: string): string {
  const { states, full, share } = map
  const judged = states.graded + states.partial
  const tile = (value: string, words: string, style = ''): string => `<li${style && ` class="${style}"`}><b>${value}</b> ${words}</li>`
  const held = new Set(stuck.map(each => each.student.id)).size
  return [
    `<header>\n<h1><bdi>${title}</bdi></h1>\n<p class="dim">Report of ${clockWords(at)}</p>`, '<ul class="tiles">',
    tile(String(students.length), students.length === 1 ? 'student' : 'students'), tile(String(challenges.length), challenges.length === 1 ? 'challenge' : 'challenges'),
    tile(String(judged), `of ${students.length * challenges.length} judged`), tile(String(full), 'with all points'), tile(share === undefined ? '–' : `${percentOf(share)} %`, 'of the points of what was judged'),
    tile(String(held), held === 1 ? '<a href="#stuck">student is stuck</a>' : '<a href="#stuck">students are stuck</a>', held > 0 ? 'alert' : ''),
    ...(states.error + states.partial > 0 ? [tile(String(states.error + states.partial), 'not or only partly judged', 'trouble')] : []),
    ...(states.waived > 0 ? [tile(String(states.waived), 'waived')] : []), '</ul>\n</header>',
  ].join('\n')
}

function stuckSection({ stuck, bounds }: Insight, titles: ReadonlyMap<string, string>, rows: ReadonlyMap<string, number>): string {
  const items = stuck.map((each: Stuck) => [
    `<li><span class="name"><a href="#s${rows.get(each.student.id)}"><bdi>${line(each.student.name || each.student.id)}</bdi></a></span><span class="long">${lengthWords(each.minutes)}</span>`,
    `<p><bdi>${line(titles.get(each.challenge) ?? each.challenge)}</bdi>: ${line(each.title ?? each.check)}${hiddenWords(each)}</p>`,
    ...(each.message ? [`<p class="found">${line(each.message, 240)}</p>`] : []),
    `<p class="dim">${stuckWords(each)}</p></li>`,
  ].join('\n'))
  const list = items.length > 0 ? `<ol class="people">\n${items.join('\n')}\n</ol>` : '<p>Nobody, as far as was seen.</p>'
  return `<section id="stuck" aria-labelledby="stuck-title">\n<h2 id="stuck-title">Who is stuck</h2>\n<p class="dim">${boundsWords(bounds)}</p>\n${list}\n</section>`
}

function wrongSection(wrong: WrongCheck[], titles: ReadonlyMap<string, string>): string {
  const items = wrong.map(check => {
    const { challenge, title, judged, failed, states } = check
    const shown = states.slice(0, STATES).map(({ text, students, now }) => `<li><b>${students}</b><span>${line(text, 300)}${now > 0 ? ` <span class="dim">(${now} still)</span>` : ''}</span><span class="bar" aria-hidden="true"><i style="width:${share(students, judged)}%"></i></span></li>`)
    const others = states.slice(STATES).length
    return `<li><h3>${line(title)}${hiddenWords(check)}</h3>\n<p class="dim"><bdi>${line(titles.get(challenge) ?? challenge)}</bdi>: failed for ${failed} of ${plural(judged, 'student')}</p>\n<ul>\n${shown.join('\n')}\n</ul>${others > 0 ? `\n<p class="dim">and ${plural(others, 'other wrong state')}</p>` : ''}</li>`
  })
  const list = (part: string[]): string => `<ul class="wrong">\n${part.join('\n')}\n</ul>`
  const rest = items.slice(CHECKS)
  const content = items.length === 0 ? '<p>No check failed for anybody.</p>' : [list(items.slice(0, CHECKS)), ...(rest.length > 0 ? [`<details><summary>${plural(rest.length, 'more check')}</summary>\n${list(rest)}\n</details>`] : [])].join('\n')
  return `<section aria-labelledby="wrong-title">\n<h2 id="wrong-title">The most frequent wrong states</h2>\n<p class="dim">How many students were found so by an attempt, of all for whom the check was judged. Somebody who was wrong in two ways counts in both.</p>\n${content}\n</section>`
}

function timeSection({ challenges }: ClassRecord, times: ChallengeTime[]): string {
  // Few who took days must not press all others into a corner.
  const scale = Math.ceil((Math.max(1, ...times.map(each => each.spread?.q3 ?? 0)) * 1.25) / 5) * 5
  const at = (minutes: number): string => share(minutes, scale)
  const plot = ({ spread }: ChallengeTime): string => (spread ? `<div><i style="left:${at(spread.least)}%;right:${share(scale - Math.min(scale, spread.most), scale)}%"></i><i class="half" style="left:${at(spread.q1)}%;right:${share(scale - spread.q3, scale)}%"></i><i class="mid" style="left:${at(spread.median)}%"></i></div>` : '')
  const groups: string[] = []
  let track: string | undefined
  for (const [index, time] of times.entries()) {
    const { begun, done, measured, spread } = time
    const of = trackOf(time.challenge)
    if (of !== track) groups.push(`${track === undefined ? '' : '</tbody>\n'}<tbody class="of"><tr><th colspan="5" scope="rowgroup">${line(of)}</th></tr></tbody>\n<tbody>`)
    track = of
    groups.push(`<tr><th scope="row"><bdi>${line(challenges[index]?.title ?? time.challenge)}</bdi></th><td class="num">${done}/${begun}</td><td class="num">${spread ? `<b>${lengthWords(spread.median)}</b>` : '–'}</td><td class="num">${spread && measured > 1 ? `${lengthWords(spread.q1)} – ${lengthWords(spread.q3)}` : '–'}</td><td class="plot" aria-hidden="true">${plot(time)}</td></tr>`)
  }
  const table = groups.length === 0 ? '<p>There is no challenge.</p>' : `<table class="times">\n<caption>From the first look that saw somebody at work to the first that saw all done: as exact as looks are frequent. Who was done at the first look has no time.</caption>\n<thead><tr><th scope="col">challenge</th><th scope="col" class="num">done</th><th scope="col" class="num">median</th><th scope="col" class="num">middle half</th><td class="plot" aria-hidden="true"><div class="axis"><span>0</span><span>${lengthWords(scale)}</span></div></td></tr></thead>\n${groups.join('\n')}\n</tbody>\n</table>`
  return `<section aria-labelledby="time-title">\n<h2 id="time-title">Time for each challenge</h2>\n${table}\n</section>`
}

/** A part of a whole in percent, for a style. */
function share(part: number, whole: number): string {
  return (Math.min(1, Math.max(0, part / whole)) * 100).toFixed(1)
}
