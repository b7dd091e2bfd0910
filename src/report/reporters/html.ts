import { plural } from '../../core/words.ts'
import type { Reporter, ReporterOptions } from '../../model/reporter.ts'
import type { Result, Verdict } from '../../model/result.ts'
import { dataText } from '../dataText.ts'
import { escapeHtml, htmlPage, PAGE_STYLE } from '../htmlPage.ts'
import { placesOf } from '../placesOf.ts'
import { summaryLine } from '../resultText.ts'
import { STATUS_WORDS } from '../style.ts'

/** For people, to keep or to send: one page of verdicts with what was expected, found and what to do. No script, no network. */
export default function html(options: ReporterOptions): Reporter {
  const places = placesOf(options)
  return {
    begin: challenge => places.note(challenge),
    end(results) {
      const sum = (key: 'passed' | 'failed' | 'errors' | 'skipped' | 'waived' | 'points' | 'maxPoints'): number => results.reduce((total, { summary }) => total + summary[key], 0)
      const checks = results.reduce((total, each) => total + each.checks.length, 0)
      const title = results.length === 1 ? results[0]!.title : `${results.length} challenges`
      const totals = [`${sum('passed')} of ${checks} passed`, `${sum('failed')} failed`, `${sum('errors')} could not be judged`, `${sum('skipped')} skipped`, `${sum('waived')} waived`, `${sum('points')} of ${sum('maxPoints')} points`]
      const header = `<header>\n<h1>${escapeHtml(title)}</h1>\n<p class="dim">lab${options.version ? ` ${escapeHtml(options.version)}` : ''}</p>\n<ul class="totals">\n${totals.map(each => `<li>${each}</li>`).join('\n')}\n</ul>\n</header>`
      options.write(htmlPage(title, PAGE_STYLE, `${header}\n<main>\n${results.map(result => section(result, options.explain, verdict => place(result, verdict))).join('\n')}\n</main>`))
    },
  }
  function place(result: Result, verdict: Verdict): string | undefined {
    const at = places.of(result, verdict)
    return at && `${at.file}:${at.line}`
  }
}

function section(result: Result, explain: boolean, placeOf: (verdict: Verdict) => string | undefined): string {
  const hosts = Object.entries(result.hosts).map(([name, { kind }]) => (name === 'default' ? kind : `${name} (${kind})`)).join(', ')
  const by = { self: 'a self-check: advice, not evidence', instructor: 'graded by an instructor', ci: 'graded in CI' }[result.gradedBy]
  return [
    '<section>', `<h2>${escapeHtml(result.title)}</h2>`, `<p class="dim"><code>${escapeHtml(`${result.track}/${result.challenge}`)}</code> on ${escapeHtml(hosts)}, <time datetime="${escapeHtml(result.startedAt)}">${escapeHtml(result.startedAt.slice(0, 16).replace('T', ' '))} UTC</time>, ${by}</p>`,
    `<p>${escapeHtml(summaryLine(result))}</p>`, ...result.notes.map(note => `<p class="note">${escapeHtml(note)}</p>`), ...result.checks.map(verdict => article(verdict, explain, placeOf(verdict))), '</section>',
  ].join('\n')
}

function article(verdict: Verdict, explain: boolean, place: string | undefined): string {
  const { status, title, message, expected, actual, evidence, next, hint, points, maxPoints } = verdict
  const judged = status === 'fail' || status === 'error'
  const rows: [name: string, value: string | undefined][] = [
    [status === 'error' ? 'trouble' : status === 'fail' || status === 'pass' ? 'found' : 'because', message],
    ['expected', judged ? dataText(expected) : undefined], ['actual', judged ? dataText(actual) : undefined], ['see', evidence],
    ['do', next ?? (status === 'error' ? 'not the learner\'s doing: run `lab doctor`' : undefined)], ['hint', hint],
    ['look with', explain ? verdict.explain : undefined], ['written in', judged ? place : undefined],
  ]
  const list = rows.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [`<dt>${name}</dt><dd>${name === 'expected' || name === 'actual' || name === 'look with' ? `<pre>${escapeHtml(value)}</pre>` : escapeHtml(value)}</dd>`]))
  return `<article class="check">\n<span class="word ${status}">${STATUS_WORDS[status]}</span><h3>${escapeHtml(title)}</h3> <span class="dim">${points} of ${plural(maxPoints, 'point')}</span>\n<dl>${list.join('\n')}</dl>\n</article>`
}
