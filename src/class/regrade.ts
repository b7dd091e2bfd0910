import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { CAPTURE_LIMIT } from '../core/capture.ts'
import { compareVerdicts } from '../core/compareVerdicts.ts'
import { plainLine } from '../core/plainText.ts'
import { readCapture } from '../core/readCapture.ts'
import { recallFrom } from '../core/recall.ts'
import { summarize } from '../core/score.ts'
import { hashOf } from '../host/captureFile.ts'
import type { Host } from '../model/host.ts'
import type { Change, Verdict } from '../model/result.ts'
import { checkChallenge } from '../run/session.ts'
import type { Attempt, Gradebook, NewAttempt } from './gradebookModel.ts'
import type { Course } from './openCourse.ts'
import { currentAttempts } from './policy.ts'

/** What judging an attempt anew came to. */
export interface Regraded {
  attempt: Attempt
  /** The judgement of today; missing where there can be none. */
  now?: NewAttempt
  changes: Change[]
  /** What a check of today says, by id, where it changed. */
  why: Record<string, string>
  /** Why it was not judged, or not all of it. */
  notes: string[]
}

/** Judges `all` that was kept of somebody with the checks of today, or only these challenges of it. Writes nothing: a judgement that is another than before is in `now`, ready to be added. */
export async function regrade(course: Course, book: Gradebook, all: readonly Attempt[], { version, names, stop }: { version: string; names?: readonly string[]; stop: AbortSignal }): Promise<Regraded[]> {
  const known = new Set(course.items.map(each => each.name))
  const found: Regraded[] = []
  for (const attempt of currentAttempts(all)) {
    if (stop.aborted) break
    if (attempt.state !== 'graded' || names?.includes(attempt.challenge) === false) continue
    const without = (note: string): void => void found.push({ attempt, changes: [], why: {}, notes: [note] })
    if (!known.has(attempt.challenge)) without('the class has this challenge no more')
    else if (attempt.capture === undefined) without('nothing was kept of what was seen then')
    else {
      const bytes = await book.capture(attempt.capture)
      const capture = bytes && readCapture(gunzipSync(bytes, { maxOutputLength: CAPTURE_LIMIT }).toString('utf8'))
      if (capture === undefined || typeof capture === 'string') without(`its capture cannot be read: ${capture ?? 'it is not there'}`)
      else found.push(await judgeAnew(attempt, capture, course, { version, before: all.filter(each => each.regradeOf === attempt.seq).length }))
    }
  }
  return found
}

async function judgeAnew(attempt: Attempt, capture: Exclude<ReturnType<typeof readCapture>, string>, course: Course, { version, before }: { version: string; before: number }): Promise<Regraded> {
  const task = await course.load(attempt.challenge, { engine: capture.engine.name, rootless: capture.engine.rootless, ...(capture.work === undefined ? {} : { work: capture.work }), images: new Map(Object.entries(capture.images)), vars: attempt.vars })
  const run = async () => ({ code: null, signal: null, stdout: '', stderr: '', timedOut: false, truncated: 0, durationMs: 0, lost: 'not captured' })
  const host: Host = { name: 'default', kind: 'capture', engine: capture.engine, run, close: async () => {}, recall: recallFrom(capture, hashOf) }
  const passedOnce = new Set([...capture.claims.passedOnce, ...attempt.verdicts.filter(each => each.once && each.status === 'pass').map(each => each.id)])
  const judged = await checkChallenge({ ...task, host }, { gradedBy: 'instructor', passedOnce, answers: new Map(Object.entries(capture.claims.answers)), notes: [] })
  const notes: string[] = []
  const old = new Map(attempt.verdicts.map(each => [each.id, each]))
  // What a capture does not hold says nothing against anybody: as it was.
  const verdicts = judged.checks.map((each): Verdict => {
    const was = old.get(each.id)
    if (each.reason === 'not captured') notes.push(`${each.id}: ${plainLine(each.message, 160)}${was ? '; it stays as it was' : ''}`)
    return was && (each.reason === 'not captured' || (was.reason === 'not seen' && each.status === 'fail')) ? { ...was, title: each.title, maxPoints: each.maxPoints, points: was.status === 'pass' ? each.maxPoints : 0 } : each
  })
  const { points, maxPoints } = summarize(verdicts)
  const changes = compareVerdicts(new Map(attempt.verdicts.map(each => [each.id, each.status])), verdicts)
  const why = Object.fromEntries(changes.flatMap(({ id }) => verdicts.filter(each => each.id === id).map(each => [id, plainLine(each.message, 200)])))
  if (changes.length === 0 && points === attempt.points && maxPoints === attempt.maxPoints) return { attempt, changes, why, notes }
  const key = createHash('sha256').update(JSON.stringify(['regrade', attempt.seq, before, verdicts.map(({ id, status, points: each, maxPoints: most }) => [id, status, each, most])])).digest('hex')
  const { seq, reason: _, ...rest } = attempt
  return { attempt, changes, why, notes, now: { ...rest, key, points, maxPoints, verdicts, lab: version, regradeOf: seq } }
}
