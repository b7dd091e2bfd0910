import type { Disclosure } from '../model/course.ts'
import type { Verdict } from '../model/result.ts'
import type { Attempt, Mark } from './gradebookModel.ts'
import type { CourseItem } from './openCourse.ts'

/** What students may read of the attempts that count, by their numbers: nothing of a check that was hidden then, or is today. */
export function discloseMarks(marks: readonly Mark[], attempts: readonly Attempt[], items: readonly Pick<CourseItem, 'name' | 'disclosures' | 'hidden'>[], disclosure: Disclosure): Map<number, Verdict[]> {
  const counting = new Set(marks.map(each => each.attempt))
  const known = new Map(items.map(each => [each.name, each]))
  return new Map(attempts.filter(each => counting.has(each.seq)).map(({ seq, challenge, verdicts }) => [seq, disclose(verdicts.filter(each => !known.get(challenge)?.hidden.has(each.id)), disclosure, known.get(challenge)?.disclosures)]))
}

/** What a student gets to read of verdicts: nothing of hidden checks, and of the others no more than the class tells, or what a check tells for itself (`own`, by id). */
export function disclose(verdicts: readonly Verdict[], disclosure: Disclosure, own: ReadonlyMap<string, Disclosure> = new Map()): Verdict[] {
  return verdicts.filter(each => !each.hidden).map(each => discloseOne(each, own.get(each.id) ?? disclosure))
}

/** Answers do not leak through words: a message, a hint and a native command say what was expected. */
function discloseOne(verdict: Verdict, disclosure: Disclosure): Verdict {
  if (disclosure === 'full') return verdict
  const { id, kind, host, title, status, points, maxPoints, actual, evidence, needs, once, reason } = verdict
  return {
    id, kind, host, title, status, points, maxPoints, message: { pass: 'right', fail: 'not right yet', error: 'could not be judged', skip: 'was not judged', waived: 'waived' }[status], explain: '', needs, once,
    ...(reason === undefined ? {} : { reason }), ...(disclosure === 'actual-only' && actual !== undefined ? { actual } : {}), ...(disclosure === 'actual-only' && evidence !== undefined ? { evidence } : {}),
  }
}
