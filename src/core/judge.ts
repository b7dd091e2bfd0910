import type { Check } from '../model/course.ts'
import type { JudgeContext, Kind, KindContext, Outcome } from '../model/kind.ts'
import type { Answer, Facts, Look, Probe, Program, Run, Unknown } from '../model/look.ts'
import type { Verdict } from '../model/result.ts'
import { plainLine, plainText } from './plainText.ts'
import { wantKey } from './plan.ts'

/** All that one look at a host brought back. */
export interface Observation {
  /** Facts by probe, or why there are none. */
  facts: ReadonlyMap<Probe, unknown | Unknown>
  /** Answers of runs and programs, by `wantKey`. */
  answers: Pick<ReadonlyMap<string, Answer>, 'get'>
  /** Why a single thing was not looked at or run, though others were: what a saved look does not hold. */
  missing?(want: Look | Run | Program): Unknown | undefined
}

/** What judging takes besides checks and an observation. */
export interface Judging {
  kinds: ReadonlyMap<string, Kind>
  host: string
  context: JudgeContext & KindContext
  /** Ids of checks with `once` that passed in an earlier look. */
  passedBefore: ReadonlySet<string>
  /** Why a check cannot be judged here: what it requires and the host does not offer. */
  unmet?(check: Check): Unknown | undefined
}

/** Whether something observed is the reason why there is no fact. */
export function isUnknown(fact: unknown): fact is Unknown {
  return typeof fact === 'object' && fact !== null && 'unknown' in fact
}

/** Judges checks in their order: a pure function of what was observed. */
export function judge(checks: Check[], observation: Observation, judging: Judging): Verdict[] {
  const verdicts = new Map<string, Verdict>()
  for (const check of checks) {
    const kind = judging.kinds.get(check.kind)!
    const outcome = judgeOne(check, kind, observation, judging, verdicts)
    const { status, reason, next } = outcome
    verdicts.set(check.id, {
      id: check.id, kind: check.kind, host: judging.host, title: check.title, status,
      points: status === 'pass' ? check.points : 0, maxPoints: check.points,
      message: plainText(outcome.message),
      ...(outcome.expected === undefined ? {} : { expected: outcome.expected }),
      ...(outcome.actual === undefined ? {} : { actual: outcome.actual }),
      ...(outcome.evidence === undefined ? {} : { evidence: plainText(outcome.evidence) }),
      explain: kind.explain(check.params, { ...judging.context, check: check.id }),
      needs: check.needs, once: check.once, ...(check.hidden ? { hidden: true as const } : {}),
      ...(status === 'fail' && check.hints[0] ? { hint: check.hints[0] } : {}),
      ...(reason === undefined ? {} : { reason }),
      ...(next === undefined ? {} : { next }),
    })
  }
  return [...verdicts.values()]
}

function judgeOne(check: Check, kind: Kind, observation: Observation, judging: Judging, verdicts: ReadonlyMap<string, Verdict>): Outcome {
  if (check.once && judging.passedBefore.has(check.id)) return { status: 'pass', message: 'passed in an earlier look' }
  for (const need of check.needs) {
    const needed = verdicts.get(need)!
    if (needed.status !== 'pass') return { status: 'skip', message: `waits for: ${needed.title}`, reason: 'needs' }
  }
  const missing = judging.unmet?.(check) ?? findMissing(check, kind, observation, judging)
  if (missing?.absent) return { status: 'skip', reason: 'not observable', message: missing.unknown, next: missing.next ?? 'run `lab doctor`' }
  if (missing) return { status: 'error', message: missing.unknown, reason: missing.reason ?? 'could not look', next: missing.next ?? 'not your doing: run `lab doctor`' }
  const facts: Facts = {
    of: <F>(probe: Probe<any, F>) => observation.facts.get(probe) as F,
    ran: (run: Run) => observation.answers.get(wantKey(run))!,
    finished: (program: Program) => observation.answers.get(wantKey(program))!,
  }
  return kind.judge(check.params, facts, { ...judging.context, check: check.id })
}

/** The first thing the check wanted that the look did not bring. */
function findMissing(check: Check, kind: Kind, observation: Observation, judging: Judging): Unknown | undefined {
  const wants = kind.wants(check.params, judging.context)
  for (const want of [...(wants.looks ?? []), ...(wants.runs ?? []), ...(wants.programs ?? [])]) {
    const missing = observation.missing?.(want)
    if (missing) return missing
  }
  for (const { probe } of wants.looks ?? []) {
    const fact = observation.facts.get(probe)
    if (fact === undefined) return { unknown: `${probe.key}: was not looked at` }
    if (isUnknown(fact)) return fact
  }
  for (const want of [...(wants.runs ?? []), ...(wants.programs ?? [])]) {
    const answer = observation.answers.get(wantKey(want))
    const trouble = answer ? explainTrouble(answer, want.seconds) : 'was not run'
    // What came back, too late or by a signal, ran: the host did its part.
    const isAuthors = answer !== undefined && answer.lost === undefined && !('ours' in want && want.ours)
    if (trouble) return { unknown: trouble, ...(isAuthors ? { reason: 'the check broke', next: 'not your doing: tell the author of the track' } : {}) }
  }
  return undefined
}

/** Why a run gave no exit status of its own, in words; undefined where it did. */
function explainTrouble(answer: Answer, seconds: number): string | undefined {
  if (answer.lost !== undefined) return answer.lost
  if (answer.timedOut) return `no end after ${seconds} s: it was stopped with all its processes${/password|passphrase|\[y\/n\]/i.test(answer.stderr + answer.stdout) ? '; it asked for input' : ''}`
  if (answer.signal !== null) return `ended by signal ${answer.signal}${answer.stderr ? `: ${plainLine(answer.stderr)}` : ''}`
  return undefined
}
