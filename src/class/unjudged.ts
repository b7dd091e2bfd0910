import type { Verdict } from '../model/result.ts'

/** The verdicts of which nobody can tell yet how they end. One that waits for others is the learner's to answer for only where one of these was judged, counts and failed: behind an error, or a check that is waived, it was never looked at. */
export function unjudged<T extends Pick<Verdict, 'id' | 'status' | 'reason' | 'needs'>>(verdicts: readonly T[], waived: readonly string[] = []): T[] {
  const known = new Map(verdicts.map(each => [each.id, each]))
  const isBlocked = ({ status, reason, needs }: T): boolean => status === 'skip' && reason === 'needs' && needs.some(id => isFailed(known.get(id)))
  const isFailed = (each: T | undefined): boolean => each !== undefined && !waived.includes(each.id) && (each.status === 'fail' || isBlocked(each))
  return verdicts.filter(each => !waived.includes(each.id) && (each.status === 'error' || (each.status === 'skip' && !isBlocked(each))))
}
