/**
 * The style of the report of a class, on top of that of all pages. The ramp goes from orange to teal, which colour-blind readers tell apart; a number or a sign in every
 * square says the same, and what is no number has a pattern or a border of its own.
 */
export const REPORT_STYLE = `
:root { --s0: #f6b58f; --s1: #fbd5ba; --s2: #f5ead9; --s3: #d9ebe6; --s4: #a8d8cb; --s5: #66bfa9; --on: #1c1e21; --bar: #d98a5b; --track: #eceef1; --box: #66bfa9; }
@media (prefers-color-scheme: dark) { :root { --s0: #8a3d12; --s1: #63351a; --s2: #403a33; --s3: #24433d; --s4: #1c5748; --s5: #1d7461; --on: #f4f6f7; --bar: #b9683a; --track: #2a2f35; --box: #2a8f79; } }
body { max-width: 92rem; }
header { margin-bottom: 1.5rem; }
h1 { font-size: 1.9rem; letter-spacing: -.015em; overflow-wrap: anywhere; }
h2 { margin-top: 0; letter-spacing: -.01em; }
section { margin-top: 2.75rem; min-width: 0; }
section > p { max-width: 62rem; font-size: .9rem; }
sup { line-height: 0; font-size: .7em; }
a { color: inherit; text-decoration-color: var(--line); text-underline-offset: .2em; }
a:hover { text-decoration-color: currentColor; }
a:focus-visible, .map:focus-visible, summary:focus-visible { outline: 3px solid var(--waived); outline-offset: 2px; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1.25rem 0 0; padding: 0; list-style: none; }
.tiles li { padding: .7rem .9rem .6rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; color: var(--dim); font-size: .85rem; line-height: 1.35; }
.tiles b { display: block; color: var(--ink); font-size: 1.7rem; line-height: 1.15; font-weight: 650; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.tiles .alert { border-left: 4px solid var(--fail); } .tiles .trouble { border-left: 4px double var(--error); }

.map { position: relative; width: fit-content; max-width: 100%; margin: .9rem 0 0; max-height: 88vh; overflow: auto; overscroll-behavior-x: contain; border: 1px solid var(--line); border-radius: .6rem; background: var(--paper); }
.map table { border-collapse: separate; border-spacing: 0; font-size: .78rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.map caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.map th { font-weight: 500; text-align: left; background: var(--paper); }
.map td { position: relative; min-width: 2.15rem; height: 1.75rem; padding: 0; border: 1px solid var(--paper); text-align: center; color: var(--on); border-radius: .3rem; }
.map thead { position: sticky; top: 0; z-index: 2; }
.map thead th { vertical-align: bottom; padding: .4rem .3rem; }
.map thead .of { padding: .5rem .4rem .2rem; color: var(--dim); font-size: .72rem; white-space: nowrap; max-width: 0; overflow: hidden; text-overflow: ellipsis; }
.map .of, .map .first { border-left: 1px solid var(--line); }
.map .up { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 9rem; margin: 0 auto; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.map .mean th, .map .mean td { border-bottom: 2px solid var(--line); background-clip: padding-box; }
.map .mean td { background-color: var(--paper); color: var(--ink); font-weight: 650; border-radius: 0; }
.map .who { position: sticky; left: 0; z-index: 1; padding: 0 .6rem; border-right: 1px solid var(--line); }
.map thead .who { z-index: 3; padding: .4rem .6rem; }
.map .who bdi { display: block; width: clamp(6.5rem, 17vw, 15rem); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; line-height: 1.6; }
.map tbody tr:hover th, .map tbody tr:target th { background: var(--card); box-shadow: inset 4px 0 var(--waived); }
.map tbody tr { scroll-margin-top: 14rem; }
.map .sum { padding: 0 .6rem; background: var(--paper); color: var(--ink); font-weight: 650; text-align: right; border-radius: 0; }
.map thead tr:first-child .sum { font-weight: 500; }
.s0 { background-color: var(--s0); } .s1 { background-color: var(--s1); } .s2 { background-color: var(--s2); } .s3 { background-color: var(--s3); } .s4 { background-color: var(--s4); } .s5 { background-color: var(--s5); }
.map td.partial { font-size: .72rem; letter-spacing: -.04em; }
.map td.partial::after, .key i.partial::after { content: ''; position: absolute; inset: 1px; border: 1.5px dashed var(--on); border-radius: inherit; }
td.none, .key i.none { color: var(--dim); }
td.broken, .key i.broken { color: var(--error); font-weight: 800; background-image: repeating-linear-gradient(135deg, transparent 0 4px, color-mix(in srgb, var(--error) 22%, transparent) 4px 6px); }
td.excused, .key i.excused { color: var(--waived); font-weight: 700; }
.map td.excused::after, .key i.excused::after { content: ''; position: absolute; inset: 2px; border: 2px dotted var(--waived); border-radius: inherit; }
.map td.held::before, .key i.held::before { content: ''; position: absolute; inset: 0; border: 3px solid var(--fail); border-radius: inherit; }
.key { display: flex; flex-wrap: wrap; gap: .4rem 1.1rem; margin: .7rem 0 0; padding: 0; list-style: none; font-size: .82rem; color: var(--dim); }
.key li { display: flex; align-items: center; gap: .45rem; }
.key i { position: relative; display: inline-block; min-width: 1.9rem; padding: 0 .2rem; border-radius: .3rem; font: 500 .78rem/1.55 system-ui, sans-serif; text-align: center; color: var(--on); }
.key i.bare { color: var(--ink); }

.people { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); gap: .75rem; margin: .9rem 0 0; padding: 0; list-style: none; }
.people li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 1rem; align-content: start; padding: .7rem .9rem; background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--fail); border-radius: .6rem; break-inside: avoid; overflow-wrap: anywhere; }
.people p { grid-column: 1 / -1; margin: .1rem 0 0; font-size: .88rem; line-height: 1.4; }
.people .long { font-weight: 700; white-space: nowrap; font-variant-numeric: tabular-nums; }
.people .name { font-weight: 650; }
.found { border-left: 2px solid var(--line); padding-left: .6rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 36rem), 1fr)); gap: 0 3rem; }

.wrong { margin: .9rem 0 0; padding: 0; list-style: none; }
.wrong > li { padding: .7rem 0; border-top: 1px solid var(--line); break-inside: avoid; overflow-wrap: anywhere; }
.wrong h3 { display: block; font-size: .95rem; line-height: 1.35; }
.wrong p { font-size: .82rem; margin: 0 0 .35rem; }
.wrong ul { margin: 0; padding: 0; list-style: none; font-size: .88rem; line-height: 1.4; }
.wrong ul li { display: grid; grid-template-columns: 2.2rem 1fr; gap: .1rem .6rem; padding: .15rem 0; }
.wrong b { text-align: right; font-variant-numeric: tabular-nums; }
.bar { grid-column: 2; display: block; height: .35rem; border-radius: .2rem; background: var(--track); overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--bar); }
details { margin-top: .5rem; } summary { cursor: pointer; color: var(--dim); }

.times { width: 100%; margin: .9rem 0 0; border-collapse: collapse; font-size: .88rem; line-height: 1.35; }
.times caption, .times thead th { text-align: left; color: var(--dim); font-weight: 500; font-size: .82rem; }
.times caption { padding-bottom: .4rem; }
.times th, .times td { padding: .28rem .5rem .28rem 0; border-top: 1px solid var(--line); vertical-align: middle; }
.times thead th, .times thead td { border-top: 0; vertical-align: bottom; }
.times .axis { display: flex; justify-content: space-between; color: var(--dim); font-size: .75rem; height: auto; }
.times tbody th { font-weight: 500; text-align: left; overflow-wrap: anywhere; }
.times tbody.of th { padding-top: .8rem; border-top: 0; color: var(--dim); font-size: .82rem; }
.times .num { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.times .plot { width: 34%; min-width: 6rem; padding-right: 0; }
.plot div { position: relative; height: 1.1rem; }
.plot i { position: absolute; top: 50%; height: 1px; background: var(--dim); }
.plot i.half { top: .15rem; height: .8rem; background: var(--box); border-radius: .15rem; }
.plot i.mid { top: 0; height: 1.1rem; width: 3px; margin-left: -1.5px; background: var(--ink); }
footer { margin-top: 3rem; padding-top: .75rem; border-top: 1px solid var(--line); font-size: .82rem; color: var(--dim); }
@media (max-width: 72rem) { .tiles { grid-template-columns: repeat(4, 1fr); } }
@media (max-width: 34rem) { body { padding: 1.25rem .9rem 3rem; } h1 { font-size: 1.5rem; } .tiles { grid-template-columns: repeat(2, 1fr); gap: .5rem; } .tiles b { font-size: 1.35rem; } .map { max-height: 80vh; } .map .up { max-height: 7rem; } .times .plot { display: none; } }
@media print {
  @page { size: landscape; margin: 10mm; }
  :root { --s0: #f6c7a9; --s1: #fbdcc5; --s2: #f5ead9; --s3: #e0eeea; --s4: #bfe2d9; --s5: #8fd0bf; --on: #000; --bar: #777; --track: #ddd; --box: #999; }
  * { print-color-adjust: exact; }
  section { margin-top: 1.2rem; } section > p { break-after: avoid; } .people { font-size: 9pt; }
  .map { width: auto; max-height: none; overflow: visible; border: 0; } .map td.held::before { border-width: 1.5px; } .map table { font-size: 6.5pt; width: 100%; } .map td { min-width: 0; height: auto; } .map thead, .map .who { position: static; } .map tr { break-inside: avoid; } .map thead { display: table-header-group; }
  .map .who bdi { width: 9rem; }
  .pair { display: block; } .times .plot { display: table-cell; } .wrong, .people { display: block; columns: 2; column-gap: 8mm; } .people li { margin-bottom: .5rem; } details { display: none; }
}
`
