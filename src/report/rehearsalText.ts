import { plainText } from '../core/plainText.ts'
import { isAsKnown, type Finding, type Rehearsal } from '../core/rehearsal.ts'
import { plural } from '../core/words.ts'
import type { Style } from './style.ts'

/** What rehearsing one challenge told: one line where all is proven, else a line for each thing that is not. */
export function rehearsalText(told: Rehearsal, style: Style): string {
  const { track, challenge, engine, status, checks, solutions, wrong, durationMs, findings, unproven, passesBefore } = told
  const word = { proven: style.green('PROVEN'), failed: style.red('FAILED'), 'not proven': style.yellow('NOT PROVEN') }[status]
  const played = `${plural(checks, 'check')}, ${plural(solutions, 'right way')}, ${plural(wrong, 'wrong answer')}`
  const lines = [`${word} ${style.bold(`${track}/${challenge}`)} on ${engine}: ${played}, ${(durationMs / 1000).toFixed(1)} s`]
  lines.push(...findings.map(each => `  ${style.red('x')} ${findingLine(each)}`))
  lines.push(...unproven.map(each => `  ${style.yellow('?')} ${findingLine(each)}`))
  lines.push(...passesBefore.map(({ check, reason }) => `  ${style.dim(`- ${check} passes before the work: ${plainText(reason)}`)}`))
  return `${lines.join('\n')}\n`
}

const PHASES: Record<Finding['phase'], string> = {
  start: 'start', before: 'before the work', solve: 'typing', after: 'after the work', again: 'looking again', looking: 'looking', wrong: 'wrong answer', cleanup: 'cleanup',
}

function findingLine({ phase, way, file, check, message }: Finding): string {
  return plainText(`${PHASES[phase]}${way === undefined ? '' : ` "${way}"${file === undefined ? '' : ` (${file})`}`}${check === undefined ? '' : `, ${check}`}: ${message}`)
}

/** The last line of `lab test`: how many of each, and what is unproven although this host is known to lack something. */
export function summaryText(rehearsals: Rehearsal[], known: ReadonlySet<string>, style: Style): string {
  const count = (status: Rehearsal['status']): number => rehearsals.filter(each => each.status === status).length
  const expected = rehearsals.filter(each => each.status === 'not proven' && isAsKnown(each, known)).length
  const before = rehearsals.reduce((sum, each) => sum + each.passesBefore.length, 0)
  const unproven = count('not proven')
  const parts = [`${count('proven')} proven`, `${count('failed')} failed`, `${unproven} not proven${expected > 0 ? ` (${expected} as expected, without ${[...known].join(', ')})` : ''}`]
  return `${style.bold(parts.join(', '))}${before > 0 ? `; ${plural(before, 'check')} may pass before the work` : ''}\n`
}
