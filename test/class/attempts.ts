import type { NewAttempt, Waiver } from '../../src/class/gradebookModel.ts'
import type { Verdict } from '../../src/model/result.ts'

/** A verdict of a check that is worth one point. */
export function verdict(id: string, status: Verdict['status'], more: Partial<Verdict> = {}): Verdict {
  return { id, kind: 'file', host: 'default', title: id, status, points: status === 'pass' ? 1 : 0, maxPoints: 1, message: '', explain: '', needs: [], once: false, ...more }
}

/** An attempt of Ada at demo/one, with two checks that pass. */
export function attempt(more: Partial<NewAttempt> = {}): NewAttempt {
  const verdicts = more.verdicts ?? [verdict('a', 'pass'), verdict('b', 'pass')]
  const sum = (key: 'points' | 'maxPoints'): number => verdicts.reduce((total, each) => total + each[key], 0)
  return {
    key: String(Math.random()), student: 'ada', challenge: 'demo/one', at: '2026-11-22T10:00:00.000Z', gradedBy: 'instructor', state: 'graded', host: 'h1', points: sum('points'), maxPoints: sum('maxPoints'),
    claims: { attempts: 0, hints: {}, answers: {}, once: [], solved: false, points: 0 }, vars: {}, lab: 'test', ...more, verdicts,
  }
}

/** A waiver for Ada. */
export function waiver(seq: number, more: Partial<Waiver> = {}): Waiver {
  return { seq, student: 'ada', challenge: 'demo/one', reason: 'ill', by: 'me', at: '2026-11-22T10:00:00.000Z', ...more }
}
