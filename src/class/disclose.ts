import type { Verdict } from '../model.ts'
import type { Disclosure } from './model.ts'

/** What a student gets to read of verdicts: nothing of hidden checks, and of the others no more than the class tells. Answers do not leak through words. */
export function disclose(verdicts: readonly Verdict[], disclosure: Disclosure): Verdict[] {
  const shown = verdicts.filter(each => !each.hidden)
  if (disclosure === 'full') return shown
  return shown.map(({ id, kind, host, title, status, points, maxPoints, actual, evidence, needs, once, reason }) => ({
    id, kind, host, title, status, points, maxPoints, message: { pass: 'right', fail: 'not right yet', error: 'could not be judged', skip: 'was not judged', waived: 'waived' }[status], explain: '', needs, once,
    ...(reason === undefined ? {} : { reason }), ...(disclosure === 'actual-only' && actual !== undefined ? { actual } : {}), ...(disclosure === 'actual-only' && evidence !== undefined ? { evidence } : {}),
  }))
}
