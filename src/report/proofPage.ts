import { couldHaveLooked, scoreOf, type Fate, type Proof, type Trial } from '../core/proof.ts'
import { plainLine } from '../core/plainText.ts'
import { plural } from '../core/words.ts'
import { escapeHtml, htmlPage, PAGE_STYLE } from './htmlPage.ts'
import { scoreWords } from './proofText.ts'

/** The words carry the meaning; colours are those of verdicts. */
const LOOKS: Record<Fate, [word: string, style: string]> = {
  killed: ['KILLED', 'pass'], survivor: ['SURVIVES', 'fail'], accepted: ['ACCEPTED', 'waived'], 'no effect': ['NO EFFECT', 'skip'], stillborn: ['STILLBORN', 'skip'], error: ['ERROR', 'error'], 'not tried': ['NOT TRIED', 'skip'],
}
/** Characters of a value that are shown. */
const LONGEST_VALUE = 160
const MATRIX_STYLE = `
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .75rem 0; font: .85rem/1.4 ui-monospace, monospace; }
th, td { border: 1px solid var(--line); padding: .15rem .5rem; text-align: left; vertical-align: top; }
td.cell { text-align: center; }
td .word { min-width: 6rem; margin: 0; }
details { margin: .5rem 0; }
summary { cursor: pointer; }
`

/** One page of proofs, to keep or to send: kill matrices, survivors with what they changed, uncovered effects. No script, no network. */
export function proofPage(proofs: Proof[], version: string): string {
  const totals = scoreWords(scoreOf(proofs.flatMap(each => each.trials)))
  const header = `<header>\n<h1>What the checks catch</h1>\n<p class="dim">lab prove ${escapeHtml(version)}</p>\n<p>${plural(proofs.length, 'challenge')}: ${escapeHtml(totals)}</p>\n</header>`
  return htmlPage('What the checks catch', PAGE_STYLE + MATRIX_STYLE, `${header}\n<main>\n${proofs.map(section).join('\n')}\n</main>`)
}

function section(proof: Proof): string {
  const { track, challenge, title, engine, trouble, trials, checks, hidden, stale, captured } = proof
  const survivors = trials.filter(each => each.fate === 'survivor')
  return [
    '<section>', `<h2>${escapeHtml(title)}</h2>`, `<p class="dim"><code>${escapeHtml(`${track}/${challenge}`)}</code> on ${engine}</p>`,
    trouble === undefined ? `<p>${escapeHtml(scoreWords(scoreOf(trials)))}</p>` : `<p class="note">${escapeHtml(trouble)}</p>`,
    ...(hidden.length > 0 ? [`<p class="note">Not observable on this host: ${escapeHtml(hidden.join(', '))}</p>`] : []),
    ...stale.map(each => `<p class="note">survivors: no mutant is called <code>${escapeHtml(each)}</code> any more</p>`),
    ...survivors.map(each => survivor(each, checks)), ...(trials.length > 0 ? [matrix(checks, trials)] : []), ...(captured ? [facts(captured)] : []), '</section>',
  ].join('\n')
}

function matrix(checks: Proof['checks'], trials: Trial[]): string {
  const head = `<tr><th scope="col">mutant</th>${checks.map(each => `<th scope="col" title="${escapeHtml(each.title)}">${escapeHtml(each.id)}</th>`).join('')}<th scope="col">what became of it</th></tr>`
  const rows = trials.map(({ id, title, fate, killedBy, waiting, reason, message }) => {
    const cells = checks.map(each => `<td class="cell">${killedBy.includes(each.id) ? 'x' : waiting.includes(each.id) ? '-' : ''}</td>`).join('')
    const [word, style] = LOOKS[fate]
    return `<tr><th scope="row" title="${escapeHtml(title)}">${escapeHtml(id)}</th>${cells}<td><span class="word ${style}">${word}</span> ${escapeHtml(reason ?? message ?? '')}</td></tr>`
  })
  return `<div class="wide"><table>\n<caption class="dim">x fails, - waits for one that fails</caption>\n<thead>${head}</thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table></div>`
}

function survivor({ id, title, typed, changed = [] }: Trial, checks: Proof['checks']): string {
  const looked = couldHaveLooked(changed, checks)
  const who = looked.checks.length > 0 ? `could have looked: ${looked.checks.join(', ')}` : looked.kinds.length > 0 ? `no check here reads such facts; one of kind ${looked.kinds.join(' or ')} could` : 'no check can see that'
  const rows = changed.map(({ what, was, is }) => `<tr><th scope="row">${escapeHtml(what)}</th>${value(was)}${value(is)}</tr>`)
  return `<article class="check">\n<span class="word fail">SURVIVES</span><h3>${escapeHtml(id)}</h3>\n<p>${escapeHtml(title)}</p>\n<pre>${escapeHtml(typed.join('\n'))}</pre>\n<div class="wide"><table><thead><tr><th scope="col">fact</th><th scope="col">after the solution</th><th scope="col">now</th></tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></div>\n<p>${escapeHtml(who)}</p>\n</article>`
}

/** A value in its cell; a long one, as the text of a filter, is cut, so that the other stays in sight. */
function value(text: string | undefined): string {
  return `<td>${escapeHtml(text === undefined ? '(not there)' : plainLine(text, LONGEST_VALUE))}</td>`
}

function facts({ read, uncovered, blind }: NonNullable<Proof['captured']>): string {
  const list = (items: string[]): string => `<ul>\n${items.map(each => `<li>${escapeHtml(each)}</li>`).join('\n')}\n</ul>`
  const note = blind.length > 0 ? `<p class="note">What ${escapeHtml(blind.join(', '))} read is not known.</p>` : ''
  return `<p class="dim">Captured facts, each taken back alone and judged again without a host. They are not in the score: that a check reads a fact is smoke, not proof.</p>\n<details><summary>${plural(uncovered.length, 'uncovered effect')}: the solution changes it and no check reads it</summary>\n${note}${list(uncovered.map(each => `${each.what} (${each.sort})`))}\n</details>\n<details><summary>${plural(read.length, 'fact')} that a check reads (smoke)</summary>\n${list(read.map(each => `${each.what}: ${each.by.join(', ')}`))}\n</details>`
}
