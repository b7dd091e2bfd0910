import { CAPTURE_LIMIT, type Capture } from '../core/capture.ts'
import { compareVerdicts } from '../core/compareVerdicts.ts'
import { isUnknown } from '../core/judge.ts'
import { recallFrom } from '../core/recall.ts'
import { EXIT } from '../core/score.ts'
import { hashOf } from '../host/captureFile.ts'
import type { Host } from '../model/host.ts'
import type { Probe } from '../model/look.ts'
import type { Refusal } from '../model/problem.ts'
import type { Result } from '../model/result.ts'
import { offers, type Offers } from '../probe/offers.ts'
import { users, type UserTable } from '../probe/users.ts'
import { makeCapture } from './makeCapture.ts'
import { observe } from './observe.ts'
import type { OpenChallenge } from './openChallenge.ts'
import { checkChallenge, judgeLook, planCheck, type CheckOptions, type Session } from './session.ts'
import { widenPlan } from './widenPlan.ts'

/** What taking a capture needs to know besides the challenge. */
export interface CaptureOptions {
  version: string
  /** The word of `--host`. */
  where: string
  gradedBy: Result['gradedBy']
  stop?: AbortSignal
  /** Bytes at most. */
  limit?: number
}

/** A capture, how its checks ended, and what a reader should know of what it does not hold. */
export interface Taken {
  capture: Capture
  result: Result
  words: string[]
}

/** Looks once at all that the checks ask, and wider, and makes a capture of it: without secrets, and no larger than it may be. */
export async function takeCapture(open: OpenChallenge, { version, where, gradedBy, stop, limit = CAPTURE_LIMIT }: CaptureOptions): Promise<Taken | Refusal> {
  const { host, progress, book } = open
  const startedAt = new Date()
  const own = planCheck(open)
  const plan = widenPlan(own, host.engine, await accountNames(host, stop))
  const look = await observe(plan, host, stop)
  const record = look.record
  const offered = look.facts.get(offers as Probe)
  if (!record || isUnknown(offered)) return { exit: EXIT.unknown, code: 'host', message: record ? (offered as { unknown: string }).unknown.replace(/^\w+: /, '') : 'a capture is taken from a host, and not from another capture' }
  const claims = { answers: Object.fromEntries(progress?.answers ?? []), passedOnce: [...(progress?.passedOnce ?? [])] }
  const options: CheckOptions = { gradedBy, passedOnce: new Set(claims.passedOnce), ...(progress ? { answers: progress.answers } : {}), notes: open.notes }
  const result = judgeLook(open, look, options, startedAt)
  const capture = makeCapture(open, { record, plan, own, result, claims, offered: offered as Offers, where, version, images: book.progresses.images, ...(progress?.work === undefined ? {} : { work: progress.work }), limit })
  return { capture, result, words: [...capture.cut, ...await explainLoss(open, capture, options, result)] }
}

/** The names of the host's accounts, so that each of them can be asked about. */
async function accountNames(host: Host, stop?: AbortSignal): Promise<string[]> {
  const { facts } = await observe({ questions: [{ probe: users as Probe, subjects: [] }], runs: [], programs: [] }, host, stop)
  const table = facts.get(users as Probe)
  return isUnknown(table) ? [] : (table as UserTable).names.slice(0, 1000)
}

/** Judges the capture as anybody will who gets it: where the verdict is another, what was left out is the reason. */
async function explainLoss(session: Session, capture: Capture, options: CheckOptions, result: Result): Promise<string[]> {
  const host: Host = { ...session.host, recall: recallFrom(capture, hashOf) }
  const again = await checkChallenge({ ...session, host }, options)
  return compareVerdicts(new Map(result.checks.map(each => [each.id, each.status])), again.checks).map(({ id, was, is }) => `the check ${id} is ${was} on the host and ${is} in the capture: what it reads was left out`)
}
