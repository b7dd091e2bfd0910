import { findUnmet } from '../core/findUnmet.ts'
import { isUnknown, judge } from '../core/judge.ts'
import { compareVerdicts } from '../core/compareVerdicts.ts'
import { inItsShell } from '../core/inItsShell.ts'
import { planLook, type Plan } from '../core/plan.ts'
import { summarize } from '../core/score.ts'
import type { Challenge, Check, Command, Script, Track } from '../model/course.ts'
import type { Host } from '../model/host.ts'
import type { Kind, KindContext } from '../model/kind.ts'
import type { Answer, Engine, Probe, Unknown } from '../model/look.ts'
import type { Result } from '../model/result.ts'
import { offers, type Offers } from '../probe/offers.ts'
import { observe, type Look } from './observe.ts'
import { findScript } from './readScript.ts'

/** Seconds that a setup, a command or a cleanup may take: an image may have to be pulled in it. */
const STEP_SECONDS = 300

/** One challenge on one host: everything that `lab` does with it. */
export interface Session {
  track: Track
  challenge: Challenge
  kinds: ReadonlyMap<string, Kind>
  host: Host
}

/** What checking takes besides the session. */
export interface CheckOptions {
  gradedBy: Result['gradedBy']
  passedOnce: ReadonlySet<string>
  /** What the learner answered, by check; nothing where nobody is there to answer. */
  answers?: ReadonlyMap<string, string>
  notes: string[]
  stop?: AbortSignal
}

/** Looks once and judges all checks. */
export async function checkChallenge(session: Session, options: CheckOptions): Promise<Result> {
  const startedAt = new Date()
  return judgeLook(session, await observe(planCheck(session), session.host, options.stop), options, startedAt)
}

/** All that the checks of a challenge want to know. */
export function planCheck(session: Session): Plan {
  const { challenge, kinds } = session
  const plan = planLook(challenge.checks, kinds, contextOf(session))
  if (challenge.checks.some(each => each.requires.length > 0)) plan.questions.push({ probe: offers as Probe, subjects: [] })
  return plan
}

/** Judges all checks by what a look brought. */
export function judgeLook(session: Session, look: Look, { gradedBy, passedOnce, answers, notes }: CheckOptions, startedAt: Date): Result {
  const { track, challenge, kinds, host } = session
  const checks = judge(challenge.checks, look, { kinds, host: host.name, context: { ...contextOf(session), ...(answers ? { answers } : {}) }, passedBefore: passedOnce, unmet: unmetIn(look.facts.get(offers as Probe), host.engine) })
  const changes = host.recall && host.recall.about.track === track.id && host.recall.about.challenge === challenge.id ? compareVerdicts(host.recall.about.verdicts, checks) : undefined
  return {
    version: 1, track: track.id, challenge: challenge.id, title: challenge.title, gradedBy,
    hosts: { [host.name]: { kind: host.kind, roundTrips: look.roundTrips } }, roundTrips: look.roundTrips,
    startedAt: startedAt.toISOString(), durationMs: Date.now() - startedAt.getTime(), notes, checks, summary: summarize(checks), ...(changes ? { changes } : {}),
  }
}

function contextOf({ track, challenge, host }: Session): KindContext {
  return { dir: challenge.dir, engine: host.engine, vars: track.vars, script: findScript(challenge.dir) }
}

/** Says why a check cannot be judged on a host that offers this. */
function unmetIn(offered: unknown, engine: Engine): (check: Check) => Unknown | undefined {
  return ({ requires }) => {
    if (requires.length === 0) return undefined
    if (offered === undefined || isUnknown(offered)) return (offered as Unknown | undefined) ?? { unknown: 'what the host offers was not looked at' }
    const [first] = findUnmet(requires, offered as Offers, engine)
    return first && { unknown: `this host does not offer ${first.what}: ${first.why}`, absent: true }
  }
}

/** What a command with `answers` found out: the last line that it prints. */
export function answerOf({ stdout }: Answer): string {
  return stdout.trim().split('\n').at(-1)!.trim()
}

/** The checks with `once` that pass now and did not before: what they are about may be gone after the next command. Looks only where one is open. */
export async function findPassedOnce(session: Session, passedOnce: ReadonlySet<string>): Promise<string[]> {
  if (session.challenge.checks.every(each => !each.once || passedOnce.has(each.id))) return []
  const { checks } = await checkChallenge(session, { gradedBy: 'self', passedOnce, notes: [] })
  return checks.filter(each => each.once && each.status === 'pass' && !passedOnce.has(each.id)).map(each => each.id)
}

/** How long a step may take, and what ends it before. */
interface StepBounds {
  seconds?: number
  stop?: AbortSignal
}

/** Runs a script of the challenge on its host: what changes a host is never batched. */
export function runScript({ track, host }: Session, script: Script, bounds?: StepBounds): Promise<Answer> {
  return runStep(host, inItsShell(script.text), track.vars, bounds)
}

/** Types one command as the learner would, once. */
export function runCommand({ track, host }: Session, command: Command, bounds?: StepBounds): Promise<Answer> {
  return runStep(host, command.run, track.vars, bounds)
}

function runStep(host: Host, script: string, env: Record<string, string>, { seconds = STEP_SECONDS, stop }: StepBounds = {}): Promise<Answer> {
  return host.run({ script, env, deadlineMs: seconds * 1000, cap: 1024 * 1024, keepChildren: true }, stop)
}
