import { plainLine } from '../core/plainText.ts'
import type { GradedStudent } from './gradeStudent.ts'
import { unjudged } from './unjudged.ts'

/** How a student's host came out of a round, a line for each challenge. */
export function gradedText({ student: { id, name }, attempts, lost }: GradedStudent): string {
  const who = plainLine(name === id ? id : `${name} (${id})`, 40)
  if (lost !== undefined) return `ERROR ${who}: ${plainLine(lost, 300)}`
  if (attempts.length === 0) return `-     ${who}: nothing is in hand`
  return attempts.map(({ challenge, state, reason, points, maxPoints, verdicts }) => {
    if (state === 'error') return `ERROR ${who}: ${challenge}: ${plainLine(reason ?? '', 300)}`
    const failed = verdicts.filter(each => each.status === 'fail').map(each => each.id)
    const open = unjudged(verdicts).map(each => each.id)
    return `${open.length > 0 ? '?    ' : failed.length > 0 ? 'open ' : 'done '} ${who}: ${challenge} ${points}/${maxPoints}${failed.length > 0 ? `, fails: ${failed.join(', ')}` : ''}${open.length > 0 ? `, not judged: ${open.join(', ')}` : ''}`
  }).join('\n')
}

/** Whether a host, or a challenge on it, could not be judged at all. */
export function isLost({ lost, attempts }: GradedStudent): boolean {
  return lost !== undefined || attempts.some(each => each.state === 'error')
}
