import { couldHaveLooked, scoreOf, type Fate, type Proof, type Score, type Trial } from '../core/proof.ts'
import { plainLine, plainText } from '../core/plainText.ts'
import { plural } from '../core/words.ts'
import type { Style } from './style.ts'

const WIDTH = 80
/** Changed facts of a survivor that are shown; the JSON and the page have all. */
const SHOWN = 6

/** What proving one challenge told: the kill matrix, then every survivor with what it changed. At most 80 columns, but for what was typed. */
export function proofText(proof: Proof, style: Style): string {
  const { track, challenge, engine, status, trials, trouble, durationMs, stale } = proof
  const word = { proven: style.green('PROVEN'), survivors: style.red('SURVIVORS'), unproven: style.yellow('UNPROVEN') }[status]
  const lines = [`${word} ${style.bold(`${track}/${challenge}`)} on ${engine}: ${plural(trials.length, 'mutant')}, ${(durationMs / 1000).toFixed(1)} s`]
  if (trouble !== undefined) lines.push(...fold(plainLine(trouble, 600), 2))
  const tried = trials.filter(each => each.fate !== 'not tried')
  if (tried.length > 0) lines.push(...fold(scoreWords(scoreOf(trials)), 2), '', ...matrix(proof, tried, style))
  for (const trial of tried.filter(each => each.fate === 'survivor')) lines.push('', ...survivorLines(trial, proof, style))
  const errors = tried.filter(each => each.fate === 'error')
  if (errors.length > 0) lines.push('', ...errors.flatMap(each => [`  ${style.yellow('?')} ${each.id}`, ...fold(plainLine(each.message ?? '', 400), 6)]))
  const accepted = new Map<string, string[]>()
  for (const { id, reason } of tried.filter(each => each.fate === 'accepted')) accepted.set(reason!, [...(accepted.get(reason!) ?? []), id])
  for (const [reason, ids] of accepted) lines.push('', ...fold(`accepted: ${plainLine(reason)}`, 2), ...fold(ids.join(' '), 6))
  for (const each of stale) lines.push(...fold(`${style.red('x')} survivors: no mutant is called "${plainLine(each)}" any more; take it out`, 2))
  lines.push(...capturedLines(proof))
  return `${lines.join('\n')}\n`
}

/** A score in words. */
export function scoreWords({ killed, survived, accepted, noEffect, stillborn, errors, notTried, percent }: Score): string {
  const parts = [
    `killed ${killed} of ${killed + survived}${percent === undefined ? '' : ` (${percent} %)`}`, ...(accepted > 0 ? [`${accepted} accepted with a reason`] : []), ...(noEffect > 0 ? [`${noEffect} without effect`] : []),
    ...(stillborn > 0 ? [`${stillborn} stillborn`] : []), ...(errors > 0 ? [`${plural(errors, 'error')}`] : []), ...(notTried > 0 ? [`${notTried} not tried`] : []),
  ]
  return parts.join(', ')
}

/** The last line: all challenges together. */
export function proofSummary(proofs: Proof[], style: Style): string {
  const score = scoreOf(proofs.flatMap(each => each.trials))
  const count = (status: Proof['status']): number => proofs.filter(each => each.status === status).length
  return `${style.bold(`${count('proven')} proven, ${count('survivors')} with survivors, ${count('unproven')} unproven`)}\n${scoreWords(score)}\n`
}

const WORDS: Record<Fate, string> = { killed: 'killed', survivor: 'SURVIVES', accepted: 'accepted', 'no effect': 'no effect', stillborn: 'stillborn', error: 'error', 'not tried': 'not tried' }

/** Mutants down, checks across: x fails, - waits for one that fails. */
function matrix({ checks, hidden }: Proof, trials: Trial[], style: Style): string[] {
  const narrow = checks.length * 2 > WIDTH - 44
  const room = Math.max(16, WIDTH - 14 - checks.length * (narrow ? 1 : 2))
  const width = Math.min(room, Math.max(...trials.map(each => each.id.length)))
  const cells = (cell: (check: Proof['checks'][number], index: number) => string): string => checks.map(cell).join(narrow ? '' : ' ')
  const head = `  ${''.padEnd(width)}  ${cells((_, index) => String((index + 1) % 10))}`
  const legend = fold(checks.map((each, index) => `${index + 1} ${each.id}${hidden.includes(each.id) ? ' (not observable here)' : ''}`).join('  '), 2)
  const rows = trials.map(({ id, fate, killedBy, waiting }) => {
    const name = id.length > width ? `${id.slice(0, width - 3)}...` : id.padEnd(width)
    const word = fate === 'survivor' ? style.red(WORDS[fate]) : fate === 'killed' ? WORDS[fate] : fate === 'error' ? style.yellow(WORDS[fate]) : style.dim(WORDS[fate])
    return `  ${name}  ${cells(each => (killedBy.includes(each.id) ? 'x' : waiting.includes(each.id) ? '-' : '.'))}  ${word}`
  })
  return [...legend, head, ...rows]
}

function survivorLines(trial: Trial, { checks }: Proof, style: Style): string[] {
  const { id, title, typed, changed = [] } = trial
  const looked = couldHaveLooked(changed, checks)
  const who = looked.checks.length > 0 ? `${looked.checks.join(', ')} could have looked` : looked.kinds.length > 0 ? `no check here reads such facts; one of kind ${looked.kinds.join(' or ')} could` : 'no check can see that'
  const facts = changed.slice(0, SHOWN).flatMap(({ what, was, is }) => fold(`${plainLine(what, 120)}: ${short(was)} -> ${short(is)}`, 6))
  return [
    `  ${style.red('SURVIVOR')} ${id}`, ...fold(plainLine(title, 200), 4), ...typed.flatMap(each => plainText(each).split('\n').map(line => `    $ ${line}`)),
    '    what is not as after the solution:', ...facts, ...(changed.length > SHOWN ? [`      and ${changed.length - SHOWN} more`] : []), ...fold(who, 4),
  ]
}

function short(value: string | undefined): string {
  return value === undefined ? '(not there)' : plainLine(value, 60) || '(empty)'
}

function capturedLines({ captured }: Proof): string[] {
  if (!captured || captured.read.length + captured.uncovered.length === 0) return []
  const { read, uncovered, blind } = captured
  const sorts = new Map<string, number>()
  for (const { sort } of uncovered) sorts.set(sort, (sorts.get(sort) ?? 0) + 1)
  return [
    '', ...fold(`captured facts, one at a time as before (no host; not in the score): ${read.length} of ${read.length + uncovered.length} are read by a check, which is smoke, not proof`, 2),
    ...(uncovered.length > 0 ? fold(`uncovered effects: ${uncovered.length}: ${[...sorts].map(([sort, count]) => `${sort} ${count}`).join(', ')}${blind.length > 0 ? `; what ${blind.join(', ')} read is not known` : ''}`, 2) : []),
  ]
}

/** Lines of at most 80 columns, indented; a word that is longer stays whole. */
function fold(text: string, indent: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) lines.push(line), (line = word)
    else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map(each => ' '.repeat(indent) + each)
}
