import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { isUnknown } from '../core/judge.ts'
import { wantKey, type Plan } from '../core/plan.ts'
import { plainLine } from '../core/plainText.ts'
import { summarize } from '../core/score.ts'
import { trackOf } from '../core/trackOf.ts'
import type { Host } from '../model/host.ts'
import type { Probe } from '../model/look.ts'
import type { Result, Verdict } from '../model/result.ts'
import { offers, type Offers } from '../probe/offers.ts'
import { makeCapture } from '../run/makeCapture.ts'
import type { Look } from '../run/observe.ts'
import { judgeLook, type Session } from '../run/session.ts'
import { widenPlan } from '../run/widenPlan.ts'
import type { Claims, NewAttempt } from './gradebookModel.ts'
import type { Student } from './model.ts'

const pack = promisify(gzip)

/** One challenge that was looked at, what was asked for it, and what its student's journal says. */
export interface Looked {
  name: string
  session: Session
  /** What this challenge alone wanted to know. */
  own: Plan
  claims: Claims
  work?: string
  look: Look
  /** When the look began. */
  at: Date
}

/** Who is graded, in which round. */
export interface AttemptContext {
  /** The key of the attempt: who writes it twice writes it once. */
  key: string
  student: Student
  host: Pick<Host, 'kind'>
  seenOnce(challenge: string): ReadonlySet<string>
  vars(track: string): Record<string, string>
  /** No capture is made. */
  onlyLook?: boolean
  version: string
  images: ReadonlyMap<string, { use: string; standIn: boolean }>
}

/** An attempt, and the capture that is kept with it, where the look can be told again. */
export interface JudgedAttempt {
  attempt: NewAttempt
  /** Its name is the hash of its bytes, which are packed with gzip. */
  capture?: { name: string; bytes: Buffer }
}

/** Judges what was looked at for one challenge; where nothing of it could be judged, the attempt is an error, and never a 0. */
export async function attemptOf(looked: Looked, context: AttemptContext): Promise<JudgedAttempt> {
  const { name, session, claims, look, at } = looked
  const { key, student, version } = context
  const passedOnce = context.seenOnce(name)
  const judgedNow = judgeLook(session, look, { gradedBy: 'instructor', passedOnce, answers: new Map(Object.entries(claims.answers)), notes: [] }, at)
  const checks = judgedNow.checks.map(each => unseen(each, claims))
  const result: Result = { ...judgedNow, checks, summary: summarize(checks) }
  const { points, maxPoints, errors } = result.summary
  const nothing = errors > 0 && checks.every(each => each.status === 'error' || each.reason === 'needs')
  const capture = context.onlyLook ? undefined : await captureOf(looked, result, passedOnce, context)
  const attempt: NewAttempt = {
    key, student: student.id, challenge: name, at: result.startedAt, gradedBy: 'instructor', state: nothing ? 'error' : 'graded',
    ...(nothing ? { reason: plainLine(checks.find(each => each.status === 'error')!.message, 300) } : {}), host: student.host, points, maxPoints, verdicts: checks, claims, vars: context.vars(trackOf(name)), lab: version, ...(capture === undefined ? {} : { capture: capture.name }),
  }
  return { attempt, ...(capture === undefined ? {} : { capture }) }
}

/** What was seen for this challenge alone, of a look that may have been for several; undefined where the look was not recorded. */
async function captureOf({ session, own, claims, work, look }: Looked, result: Result, passedOnce: ReadonlySet<string>, { student, host, version, images }: AttemptContext): Promise<JudgedAttempt['capture']> {
  const offered = look.facts.get(offers as Probe)
  if (!look.record || offered === undefined || isUnknown(offered)) return undefined
  const plan = widenPlan(own, session.host.engine, [])
  const keys = new Set(plan.questions.map(each => each.probe.key))
  const [runs, programs] = [new Set(own.runs.map(wantKey)), new Set(own.programs.map(wantKey))]
  const record = { mark: look.record.mark, questions: look.record.questions.filter(each => keys.has(each.probe)), runs: look.record.runs.filter(each => runs.has(wantKey(each.run))), programs: look.record.programs.filter(each => programs.has(wantKey(each.program))) }
  const made = makeCapture(session, { record, plan, own, result, claims: { answers: claims.answers, passedOnce: [...passedOnce] }, offered: offered as Offers, where: `${host.kind}:${student.host}`, version, images, ...(work === undefined ? {} : { work }) })
  const bytes = await pack(Buffer.from(`${JSON.stringify(made)}\n`))
  return { name: createHash('sha256').update(bytes).digest('hex'), bytes }
}

/** A check whose pass sticks, that does not pass now, and that passed earlier by the student's own word: nobody can tell any more. */
function unseen(verdict: Verdict, claims: Claims): Verdict {
  if (!verdict.once || verdict.status !== 'fail' || !claims.once.includes(verdict.id)) return verdict
  const { hint: _, ...rest } = verdict
  return { ...rest, status: 'skip', reason: 'not seen', message: `the student's journal says that it passed earlier, and no look of yours saw it (now: ${verdict.message})`, next: 'look more often while the class works, or waive it with a reason' }
}
