/** What readers of a report see: golden pages and texts of a class with names that nobody wants, and the page in a real browser. */
import * as assert from 'uvu/assert'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { insightOf, type ClassRecord } from '../../src/class/insightOf.ts'
import { reportPage } from '../../src/class/reportPage.ts'
import { reportText } from '../../src/class/reportText.ts'
import { clockWords, lengthWords } from '../../src/class/reportWords.ts'
import { columnsOf } from '../../src/core/columns.ts'
import { makeStyle } from '../../src/report/style.ts'
import { golden } from '../golden.ts'
import { suite } from '../suite.ts'
import { attempt, claims, makeClass, NAMES, student, verdict } from './makeClass.ts'

const test = suite('report')
const pageOf = (record: ClassRecord): string => reportPage(record, insightOf(record), '1.0.0')
const textOf = (record: ClassRecord, columns?: number, color = false): string => reportText(record, insightOf(record), makeStyle(color), columns)
const small = makeClass(6, { names: NAMES.slice(5, 14), tracks: 1 })
const wide = makeClass(NAMES.length + 6)
/** A class in which every text that others write is hostile. */
const evil = '</td></style></title><script src="http://evil.example/x.js">alert(1)</script><img src=x onerror=alert(1)>\u001b[2J\u202e"\'&\ud800'
const hostile: ClassRecord = {
  ...makeClass(0), className: evil, students: [student(evil, evil), student('empty', '')], challenges: [{ name: `${evil}/${evil}`, title: evil, maxPoints: 1 }],
  attempts: [0, 20, 40].map(at => attempt(evil, `${evil}/${evil}`, at, [verdict(evil, 'fail', evil, { title: evil })], { claims: claims({ state: 'started', attempts: 3 }), vars: { [evil]: 'evil' } })),
  marks: [{ student: evil, challenge: `${evil}/${evil}`, state: 'graded', points: 0, maxPoints: 1, earned: 0, penalties: { late: 0, hints: 0 }, attempts: { made: 3, counted: 3 }, waived: [], late: true, notes: [evil], told: [] }],
}

test('the page of a class', () => golden('class/report.html', pageOf(small)))
for (const columns of [80, 40]) test(`the report of a class at ${columns} columns`, () => golden(`class/report.${columns}.txt`, textOf(makeClass(12), columns)))

test('nothing in a terminal is wider than it, but for words that are', () => {
  const measure = (line: string): number => [...line].reduce((sum, char) => sum + columnsOf(char), 0)
  for (const columns of [40, 53, 80, 120]) assert.equal(textOf(wide, columns).split('\n').filter(line => measure(line) > columns), [], String(columns))
  assert.is(textOf(small, 10), textOf(small, 40))
})

test('colour adds nothing that is not in the text', () => {
  const colored = textOf(wide, 80, true)
  assert.match(colored, /\u001b\[31m/)
  assert.is(colored.replace(/\u001b\[\d+m/g, ''), textOf(wide, 80))
})

test('the page loads nothing and runs nothing', () => {
  for (const record of [small, wide, hostile]) {
    const page = pageOf(record)
    assert.not.match(page, /<(script|link|iframe|object|embed|base|form|img)\b/i)
    assert.not.match(page, /href="(?!#)/)
    assert.not.match(page.replace(/="[^"]*"/g, '=""'), /<[^>]*\s(src|srcset|action|on\w+)=/i)
    assert.not.match(page, /url\(|@import/i)
    assert.match(page, /Content-Security-Policy" content="default-src 'none'/)
  }
})

test('texts of others are data', () => {
  const page = pageOf(hostile)
  assert.not.match(page, /[\u0000-\u0008\u001b\u202e\ud800](?![\udc00-\udfff])/)
  assert.is(page.split('</style>').length, 2)
  assert.is(page.split('</title>').length, 2)
  assert.ok(page.includes('&lt;script src=&quot;http://evil.example/x.js&quot;&gt;'))
  assert.ok(page.includes('Who is stuck') && page.includes('seen failing 3 times; checked 3 times by their own journal'))
  assert.not.match(textOf(hostile), /[\u0000-\u0009\u001b\u202e]/)
  // Tags that are opened are closed: nothing of others closed or opened one.
  for (const tag of ['td', 'th', 'tr', 'li', 'ul', 'ol', 'p', 'span', 'bdi', 'table', 'div', 'section']) assert.is(page.split(new RegExp(`<${tag}[ >]`)).length, page.split(`</${tag}>`).length, tag)
})

test('a table is read out with its heads, and a sign with its word', () => {
  const page = pageOf(wide)
  assert.ok(page.includes('<caption>') && page.includes('scope="row"') && page.includes('scope="col"') && page.includes('role="region"'))
  for (const words of ['could not be judged', 'waived', 'no attempt', ', partly judged', ', late', ', stuck']) assert.ok(page.includes(`<span class="sr">${words}</span>`), words)
})

test('a student without a name is known by the id, and a class of nobody is no trouble', () => {
  assert.ok(pageOf(hostile).includes('<bdi>empty</bdi>'))
  assert.match(textOf(hostile), /^ {2}empty /m)
  for (const record of [makeClass(0), { ...makeClass(0), challenges: [] }, { ...small, marks: [], attempts: [] }]) {
    assert.match(pageOf(record), /Nobody, as far as was seen/)
    assert.match(textOf(record), /No check failed for anybody/)
    assert.not.match(pageOf(record) + textOf(record), /NaN|undefined|Infinity/)
  }
})

test('a hidden check is called so, since a page is easily shown to those it is hidden from', () => {
  const record = { ...hostile, attempts: hostile.attempts.map(each => ({ ...each, verdicts: each.verdicts.map(one => ({ ...one, title: 'a secret', hidden: true as const })) })) }
  for (const shown of [pageOf(record), textOf(record)]) assert.is(shown.split('a secret (hidden check)').length, 3)
  assert.not.match(pageOf(hostile) + textOf(hostile), /hidden check/)
})

test('lengths and times in words', () => {
  assert.equal([0, 0.4, 1, 59.4, 60, 125, 1439, 1440, 4560].map(lengthWords), ['under 1 min', 'under 1 min', '1 min', '59 min', '1 h', '2 h 5 min', '23 h 59 min', '1 d', '3 d 4 h'])
  assert.equal(['2026-11-22T06:47:59+02:00', 'x'].map(clockWords), ['2026-11-22 04:47 UTC', 'an unknown time'])
})

const browser = ['chromium', 'chromium-browser', 'google-chrome'].find(name => spawnSync(name, ['--version']).status === 0)
const without = browser === undefined ? 'no Chromium on this machine' : undefined

/** Shows a page as it is in a frame of some width (a window is never so narrow), and returns what a script beside it finds in it. */
function inBrowser(page: string, width: number, script: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'lab-report-'))
  const look = `function look(frame) { const document = frame.contentDocument; document.body && frame.ownerDocument.documentElement.setAttribute('data-said', JSON.stringify((() => { ${script} })())) }`
  try {
    writeFileSync(join(folder, 'page.html'), `<!doctype html><script>${look}</script><iframe style="width:${width}px;height:900px;border:0" onload="look(this)" srcdoc="${page.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></iframe>`)
    const dom = execFileSync(browser!, ['--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--user-data-dir=${join(folder, 'profile')}`, '--window-size=1600,1000', '--dump-dom', `file://${join(folder, 'page.html')}`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 60_000, maxBuffer: 64 << 20 })
    return JSON.parse(/data-said="([^"]*)"/.exec(dom)![1]!.replaceAll('&quot;', '"').replaceAll('&amp;', '&'))
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

for (const [name, record] of [['a class', wide], ['hostile names', hostile]] as const) {
  test.when(without, `in a browser of 400 pixels nothing is wider than the page: ${name}`, () => {
    const said = inBrowser(pageOf(record), 400, 'return { window: frame.clientWidth, page: document.scrollingElement.scrollWidth, made: document.querySelectorAll("img, [onerror], script").length, rows: document.querySelectorAll(".map tbody tr").length }')
    assert.equal(said, { window: 400, page: 400, made: 0, rows: record.students.length })
  })
}

test.when(without, 'in a browser the heat map scrolls in its box, and its heads stay', () => {
  const said = inBrowser(pageOf(wide), 900, `
    const box = document.querySelector('.map'), name = box.querySelector('tbody th'), head = box.querySelector('thead th.of'), place = each => each.getBoundingClientRect()
    const before = [place(name).left, place(head).top]
    box.scrollTo(200, 200)
    return { wider: box.scrollWidth > box.clientWidth, higher: box.scrollHeight > box.clientHeight, scrolled: [box.scrollLeft, box.scrollTop], moved: [place(name).left - before[0], place(head).top - before[1]] }`)
  assert.equal(said, { wider: true, higher: true, scrolled: [200, 200], moved: [0, 0] })
})

test.run()
