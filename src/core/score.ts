import type { Result, Summary, Verdict } from '../model/result.ts'

/** The exit codes of every command. 130 is added by whoever was interrupted. */
export const EXIT = { good: 0, failed: 1, usage: 2, invalid: 3, unknown: 4, interrupted: 130 } as const

/** Counts verdicts and adds up points. What was skipped still counts in `maxPoints`: nothing seen is nothing earned. */
export function summarize(verdicts: Verdict[]): Summary {
  const count = (status: Verdict['status']): number => verdicts.filter(each => each.status === status).length
  return {
    passed: count('pass'), failed: count('fail'), errors: count('error'), skipped: count('skip'), waived: count('waived'),
    points: verdicts.reduce((sum, each) => sum + each.points, 0),
    maxPoints: verdicts.reduce((sum, each) => sum + each.maxPoints, 0),
  }
}

/** The exit code of some results: an error wins over a fail; where nothing passed nothing is good; `strict` takes no skip. */
export function exitCodeOf(results: Result[], strict: boolean): number {
  const total = results.reduce((sum, { summary }) => ({
    passed: sum.passed + summary.passed, failed: sum.failed + summary.failed, errors: sum.errors + summary.errors, skipped: sum.skipped + summary.skipped,
  }), { passed: 0, failed: 0, errors: 0, skipped: 0 })
  if (total.errors > 0) return EXIT.unknown
  if (total.failed > 0) return EXIT.failed
  if (results.some(result => result.summary.passed === 0) || results.length === 0) return EXIT.unknown
  if (strict && total.skipped > 0) return EXIT.unknown
  return EXIT.good
}
