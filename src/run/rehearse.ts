import { compareFootprints, describeChange, noiseOf, type Change } from '../core/compareFootprints.ts'
import { isRefusal } from '../core/isRefusal.ts'
import type { Finding, Rehearsal } from '../core/rehearsal.ts'
import { findUnmet } from '../core/findUnmet.ts'
import { isUnknown } from '../core/judge.ts'
import { linesOf } from '../core/linesOf.ts'
import { describeMatcher, matcherOf, matches } from '../core/match.ts'
import { plainLine } from '../core/plainText.ts'
import { typedCommands } from '../core/typedCommands.ts'
import { describeFailure } from '../core/words.ts'
import type { Challenge, Check, Command, Requirement, Script } from '../model/course.ts'
import type { Answer, EngineName } from '../model/look.ts'
import type { Refusal } from '../model/problem.ts'
import type { Result, Verdict } from '../model/result.ts'
import type { Footprint } from '../probe/footprint.ts'
import type { Offers } from '../probe/offers.ts'
import type { OpenChallenge } from './openChallenge.ts'
import { answerOf, checkChallenge, runCommand, runScript } from './session.ts'
import { cleanUp, SILENT, startChallenge } from './startChallenge.ts'
import { surveyHost } from './survey.ts'
import { takeFootprint } from './takeFootprint.ts'

/** Where a rehearsal takes place. */
export interface Stage {
  /** Opens the challenge anew: after a start its variables are others. */
  open(): Promise<OpenChallenge | Refusal>
  /** A word that the processes of this rehearsal carry in their environment. */
  mark: string
  stop: AbortSignal
  /** What changes by itself, found before the first way. */
  noise?: Set<string>
}

/** A way through a challenge: what is typed or run, and what must come of it. */
interface Way {
  title?: string
  file?: string
  commands: Command[]
  script?: Script
  requires: Requirement[]
  /** For a wrong answer: the checks that must fail. */
  caughtBy?: string[]
}

/** Plays every way through a challenge, the right and the wrong ones, each from a fresh start, and says what does not hold. */
export async function rehearse(challenge: Challenge, track: string, engine: EngineName, stage: Stage): Promise<Rehearsal> {
  const startedAt = Date.now()
  const told: Rehearsal = { track, challenge: challenge.id, title: challenge.title, engine, status: 'proven', findings: [], unproven: [], lacks: [], passesBefore: [], checks: challenge.checks.length, solutions: 0, wrong: 0, durationMs: 0 }
  /** Checks that were seen to fail: before the work, or for a wrong answer. */
  const failed = new Set<string>()
  for (const way of waysOf(challenge)) {
    if (stage.stop.aborted) break
    const went = await play(way, told, failed, stage)
    if (!went) break
  }
  for (const check of challenge.checks) {
    const known = failed.has(check.id) || told.findings.some(each => each.check === check.id) || told.unproven.some(each => each.check === check.id) || told.passesBefore.some(each => each.check === check.id)
    if (!known && [...told.findings, ...told.unproven].every(each => each.phase !== 'start')) told.unproven.push({ phase: 'before', check: check.id, message: 'was never seen to fail' })
  }
  // What failed for a wrong answer can fail, whatever it said before the work.
  told.unproven = told.unproven.filter(({ phase, check }) => phase !== 'before' || check === undefined || !failed.has(check))
  told.status = told.findings.length > 0 ? 'failed' : told.unproven.length > 0 ? 'not proven' : 'proven'
  told.durationMs = Date.now() - startedAt
  return told
}

function waysOf({ solve, commands, solutions, wrong }: Challenge): Way[] {
  return [
    ...(commands.length > 0 || !solve ? [{ commands, requires: [] }] : []),
    ...(solve ? [{ title: solve.file, commands: [], script: solve, requires: [] }] : []),
    ...solutions.map(each => ({ ...each, file: `solutions/${each.name}.yaml` })),
    ...wrong.map(each => ({ ...each, file: `wrong/${each.name}.yaml` })),
  ]
}

/** Plays one way from start to cleanup. False where the challenge cannot be started, so that no other way need be tried. */
async function play(way: Way, told: Rehearsal, failed: Set<string>, stage: Stage): Promise<boolean> {
  const { title, file, caughtBy } = way
  const where = { ...(title === undefined ? {} : { way: title }), ...(file === undefined ? {} : { file }) }
  const find = (phase: Finding['phase'], message: string, check?: string): void => void told.findings.push({ phase, ...where, ...(check === undefined ? {} : { check }), message })
  const doubt = (phase: Finding['phase'], message: string, check?: string): void => {
    const one = { phase, ...where, ...(check === undefined ? {} : { check }), message }
    if (!told.unproven.some(each => each.check !== undefined && each.check === check && each.message === message)) told.unproven.push(one)
  }
  const fresh = await stage.open()
  if (isRefusal(fresh)) return find('start', fresh.message), false
  const host = fresh.host
  const shape = (): Promise<Footprint | undefined> => takeFootprint(host, stage.mark)
  // What cannot be seen proves nothing: neither that something changed, nor that nothing did.
  const changes = (before: Footprint | undefined, after: Footprint | undefined, noise?: Set<string>): Change[] => {
    if (before && after) return compareFootprints(before, after, noise)
    doubt('looking', 'what the host looks like from far away could not be seen')
    return []
  }
  const untouched = await shape()
  const refusal = await startChallenge(fresh, SILENT, stage.stop)
  // What a host lacks is nobody's mistake; a setup that fails is the author's.
  if (refusal) return (refusal.code === 'setup' ? find : doubt)('start', refusal.message), false
  const open = await stage.open()
  if (isRefusal(open)) return find('start', open.message), false
  open.track.vars.lab_rehearsal = stage.mark
  told.lacks = [...open.progress!.lacks]
  const lacking = way.requires.length === 0 ? undefined : await unmet(way.requires, open)
  try {
    if (lacking) return doubt(caughtBy ? 'wrong' : 'solve', lacking), true
    stage.noise ??= noiseOf(changes(await shape(), await shape()))
    const { noise } = stage
    if (!caughtBy) await judgeBefore(open, told, failed, { find, doubt }, title === undefined)
    const typed = await type(open, way, stage.stop)
    if (typeof typed === 'string') return find('solve', typed), true
    const beforeLook = await shape()
    const result = await look(open, typed)
    for (const change of changes(beforeLook, await shape(), noise)) find('looking', `looking changed the host: ${describeChange(change)}`)
    if (caughtBy) judgeWrong(result, caughtBy, failed, { find, doubt })
    else {
      told.solutions++
      judgeAfter(result, { find, doubt })
      const again = await look(open, typed)
      for (const [index, { id, status, message }] of again.checks.entries()) {
        const first = result.checks[index]!
        if (status !== first.status) find('again', `${first.status} at the first look, ${status} at the second: ${message}`, id)
      }
    }
    if (caughtBy) told.wrong++
    return true
  } finally {
    const left = await cleanUp(open, SILENT)
    if (left) find('cleanup', left.message)
    for (const change of changes(untouched, await shape()).filter(each => !/^file \/run\/netns/.test(each.what))) find('cleanup', `the host is not as it was: ${describeChange(change)}`)
  }
}

type Say = (phase: Finding['phase'], message: string, check?: string) => void

/** Every check on its own, `needs` switched off: it must fail before anything is done, or say why not. */
async function judgeBefore(open: OpenChallenge, told: Rehearsal, failed: Set<string>, { find, doubt }: { find: Say; doubt: Say }, first: boolean): Promise<void> {
  const alone = open.challenge.checks.map((check): Check => ({ ...check, needs: [] }))
  const { checks } = await look({ ...open, challenge: { ...open.challenge, checks: alone } }, { passedOnce: new Set(), answers: new Map() })
  if (!first) return
  for (const [index, { id, status, message, reason }] of checks.entries()) {
    const { passesBefore } = alone[index]!
    if (status === 'fail') failed.add(id)
    else if (status === 'pass' && passesBefore !== undefined) told.passesBefore.push({ check: id, reason: passesBefore })
    else if (status === 'pass') find('before', `passes before anything is done: ${message}; let it ask for what the work brings about, or give the reason as passes_before`, id)
    else doubt('before', `${status === 'skip' ? (reason ?? 'skip') : 'error'} before the work: ${message}`, id)
  }
}

function judgeAfter({ checks }: Result, { find, doubt }: { find: Say; doubt: Say }): void {
  for (const [index, { id, status, message }] of checks.entries()) {
    if (status === 'pass') continue
    if (status === 'skip' && isHidden(index, checks)) doubt('after', message, id)
    else find('after', `${status}: ${message}`, id)
  }
}

function judgeWrong({ checks }: Result, caughtBy: string[], failed: Set<string>, { find, doubt }: { find: Say; doubt: Say }): void {
  for (const [index, { id, status, message }] of checks.entries()) {
    const named = caughtBy.includes(id)
    if (named && status === 'fail') failed.add(id)
    else if (named && status === 'skip' && isHidden(index, checks)) doubt('wrong', message, id)
    else if (named) find('wrong', `should fail, and is ${status}: ${message}`, id)
    else if (status === 'fail' || status === 'error') find('wrong', `is not named in caught_by, and is ${status}: ${message}`, id)
  }
}

/** Whether the host cannot show what a check is about: itself, or what it waits for. */
function isHidden(index: number, checks: Verdict[]): boolean {
  const { reason, status, needs } = checks[index]!
  if (status !== 'skip') return false
  return reason === 'not observable' || checks.some((each, at) => at < index && needs.includes(each.id) && isHidden(at, checks))
}

interface Typed {
  passedOnce: Set<string>
  answers: Map<string, string>
}

function look(open: OpenChallenge, { passedOnce, answers }: Typed): Promise<Result> {
  return checkChallenge(open, { gradedBy: 'ci', passedOnce, answers, notes: [] })
}

/** Types or runs a way; looks after each command while a check with `once` is open. Returns what broke, in words. */
async function type(open: OpenChallenge, way: Way, stop: AbortSignal): Promise<Typed | string> {
  const typed: Typed = { passedOnce: new Set(), answers: new Map() }
  if (way.script) {
    const done = await runScript(open, way.script, { stop })
    if (stop.aborted) return 'interrupted'
    if (done.code !== 0) return `${way.script.file} ${describeFailure(done)}`
  }
  for (const command of typedCommands(way.commands, open.progress!.lacks)) {
    if (stop.aborted) return 'interrupted'
    const done = await runCommand(open, command, { stop })
    if (stop.aborted) return 'interrupted'
    if (done.code !== 0) return `\`${command.run}\` ${describeFailure(done)}`
    const strange = findStrangeOutput(command, done)
    if (strange) return strange
    if (command.answers !== undefined) typed.answers.set(command.answers, answerOf(done))
    const waiting = open.challenge.checks.some(each => each.once && !typed.passedOnce.has(each.id))
    if (!waiting) continue
    const { checks } = await look(open, typed)
    for (const { id, once, status } of checks) if (once && status === 'pass') typed.passedOnce.add(id)
  }
  return typed
}

/** What is not as the author says that a command prints, in words; undefined where all is. */
function findStrangeOutput({ run, output }: Command, { stdout }: Answer): string | undefined {
  if (output === undefined) return undefined
  const matcher = matcherOf(output, 'text')
  return matches(matcher, linesOf(stdout)) ? undefined : `\`${run}\` prints ${plainLine(stdout) || 'nothing'}, ${describeMatcher(matcher)} expected`
}

async function unmet(requires: Requirement[], open: OpenChallenge): Promise<string | undefined> {
  const offers = await surveyHost(open.host)
  if (isUnknown(offers)) return offers.unknown
  const [first] = findUnmet(requires, offers as Offers, open.host.engine)
  return first && `needs ${first.what}: ${first.why}`
}
