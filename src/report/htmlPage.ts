import { plainText } from '../core/plainText.ts'
import { UNMARKABLE } from './unmarkable.ts'

/** Text of others inside HTML, attributes too: markup is escaped, control characters are visible, and what no page may hold becomes U+FFFD. */
export function escapeHtml(text: string): string {
  const words = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' } as Record<string, string>
  return plainText(text).replace(UNMARKABLE, '\ufffd').replace(/[&<>"']/g, char => words[char]!)
}

/** A whole page in one file: no script, nothing from a network; the policy in it makes a browser keep to that, whatever the body holds. */
export function htmlPage(title: string, style: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="lab">
<title>${escapeHtml(title)}</title>
<style>
${style.trim()}
</style>
</head>
<body>
${body.trim()}
</body>
</html>
`
}

/**
 * The style of a page of verdicts. The words PASS, FAIL, ERROR, SKIP and WAIVED carry the meaning; the colours are told apart by colour-blind readers, and each
 * word has a border of its own where paper is grey.
 */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1c1e21; --dim: #5a6068; --paper: #ffffff; --card: #f6f7f8; --line: #d5d9de; --pass: #00664b; --fail: #a63e00; --error: #8a2668; --skip: #545b64; --waived: #0a5a93; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ea; --dim: #a3abb4; --paper: #15181b; --card: #1e2226; --line: #373d44; --pass: #4cc9a0; --fail: #ff9a5c; --error: #e69ccb; --skip: #b3bac2; --waived: #7cc3f2; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.5rem 0 .25rem; }
h3 { display: inline; font-size: 1rem; margin: 0; }
p { margin: .25rem 0; }
code, pre, dd { overflow-wrap: anywhere; }
code, pre { font: .9rem/1.45 ui-monospace, monospace; }
pre { margin: 0; white-space: pre-wrap; }
.dim { color: var(--dim); }
.note { border-left: 3px solid var(--line); padding-left: .75rem; color: var(--dim); }
.totals { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; margin: 1rem 0 0; padding: 0; list-style: none; }
.check { margin: .75rem 0 0; padding: .75rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; break-inside: avoid; }
.word { display: inline-block; min-width: 4.6rem; margin-right: .75rem; padding: .05rem .5rem; border: 2px solid currentColor; border-radius: .3rem; font: 700 .8rem/1.5 ui-monospace, monospace; text-align: center; }
.pass { color: var(--pass); } .fail { color: var(--fail); border-width: 3px; } .error { color: var(--error); border-style: double; border-width: 4px; } .skip { color: var(--skip); border-style: dashed; } .waived { color: var(--waived); border-style: dotted; }
dl { display: grid; grid-template-columns: 6rem 1fr; gap: .15rem .75rem; margin: .5rem 0 0; }
dt { color: var(--dim); }
dd { margin: 0; }
@media (max-width: 34rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .35rem; } }
@media print { :root { --ink: #000; --dim: #333; --paper: #fff; --card: #fff; --line: #777; --pass: #000; --fail: #000; --error: #000; --skip: #000; --waived: #000; } body { max-width: none; padding: 0; font-size: 10pt; } h2 { break-after: avoid; } }
`
