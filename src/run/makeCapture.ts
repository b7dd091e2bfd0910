import { CAPTURE_FORMAT, CAPTURE_LIMIT, CAPTURE_VERSION, type Capture } from '../core/capture.ts'
import { namesAskedFor } from '../core/namesAskedFor.ts'
import type { Plan } from '../core/plan.ts'
import type { Result } from '../model/result.ts'
import type { Offers } from '../probe/offers.ts'
import type { LookRecord } from './observe.ts'
import { saveRecord } from './saveRecord.ts'
import type { Session } from './session.ts'

/** What a capture is made of, besides the challenge. */
export interface CaptureParts {
  record: LookRecord
  /** All that was asked. */
  plan: Plan
  /** What the checks asked. */
  own: Plan
  result: Result
  claims: Capture['claims']
  offered: Offers
  /** The word of `--host`. */
  where: string
  version: string
  images: ReadonlyMap<string, { use: string; standIn: boolean }>
  work?: string
  /** Bytes at most. */
  limit?: number
}

/** A capture of what a look was told: without secrets, and no larger than it may be. What it does not hold is in its \`cut\`. */
export function makeCapture({ track, challenge, host }: Session, { record, plan, own, result, claims, offered, where, version, images, work, limit = CAPTURE_LIMIT }: CaptureParts): Capture {
  const { systemName, system, kernel } = offered
  const { saved, hide } = saveRecord(record, plan, namesAskedFor(challenge.checks, plan), host.engine)
  const capture: Capture = {
    format: CAPTURE_FORMAT, version: CAPTURE_VERSION, lab: version, at: result.startedAt,
    host: { kind: host.kind, where: `${where} (${systemName || system || 'an unknown system'}, kernel ${kernel})`, ...(host.kind === 'local' ? { pid: process.pid } : {}) }, engine: host.engine, mark: record.mark,
    track: track.id, challenge: challenge.id, title: challenge.title, vars: hide(track.vars), images: Object.fromEntries(images), ...(work === undefined ? {} : { work }),
    claims: { ...claims, answers: Object.fromEntries(Object.entries(claims.answers).map(([id, value]) => [id, hide(value)])) }, ...saved, verdicts: hide(result.checks), cut: [],
  }
  capture.cut = cutDown(capture, own, limit)
  return capture
}

/** Leaves whole answers out until it is small enough: first what no check asked, the largest before the others. Returns words about each. */
function cutDown(capture: Capture, own: Plan, limit: number): string[] {
  const words: string[] = []
  const asked = new Set(own.questions.map(each => each.probe.key))
  const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))
  // Room for the words themselves.
  let left = bytes(capture) + 4096 - limit
  const parts = [...capture.questions.map(each => ({ what: `\`${each.probe}\``, first: !asked.has(each.probe), size: bytes(each), drop: () => void (capture.questions = capture.questions.filter(other => other !== each)) })),
    ...capture.runs.map(each => ({ what: `the answer to ${each.first}`, first: false, size: bytes(each), drop: () => void (capture.runs = capture.runs.filter(other => other !== each)) })),
    ...capture.programs.map(each => ({ what: `what ${each.file} asked`, first: false, size: bytes(each), drop: () => void (capture.programs = capture.programs.filter(other => other !== each)) }))]
  for (const { what, size, drop } of parts.sort((a, b) => Number(b.first) - Number(a.first) || b.size - a.size)) {
    if (left <= 0) break
    drop()
    left -= size
    words.push(`${what}: ${size} bytes, and a capture holds ${limit} at most`)
  }
  return words
}
