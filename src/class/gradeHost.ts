import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { isUnknown } from '../core/judge.ts'
import { wantKey, type Plan } from '../core/plan.ts'
import { plainLine } from '../core/plainText.ts'
import { summarize } from '../core/score.ts'
import { engineInView } from '../host/cleanRoom.ts'
import type { Host } from '../model/host.ts'
import type { Probe, Unknown } from '../model/look.ts'
import type { Result, Verdict } from '../model/result.ts'
import { journals, type Journals } from '../probe/journals.ts'
import { offers, type Offers } from '../probe/offers.ts'
import { makeCapture } from '../run/makeCapture.ts'
import { observe, type Look } from '../run/observe.ts'
import { judgeLook, planCheck, type Session } from '../run/session.ts'
import { widenPlan } from '../run/widenPlan.ts'
import type { Claims, NewAttempt, Seen } from './gradebookModel.ts'
import type { Student } from './model.ts'
import type { Course, Task } from './openCourse.ts'
import { claimsOf, readClaims } from './readClaims.ts'

const pack = promisify(gzip)

/** What grading one host takes. */
export interface HostRound {
  course: Course
  student: Student
  /** The account that is logged in to, where it is known. */
  user?: string
  /** Reaches the host; opened and closed by whoever asks. */
  host: Host
  /** The challenges that were asked for by name; those in hand where nothing is said. */
  names?: readonly string[]
  /** What is probably in hand: asked about in the first round trip. */
  guess: readonly string[]
  /** Checks with `once` that a look of the instructor's side saw pass, by challenge. */
  seenOnce(challenge: string): ReadonlySet<string>
  /** The student's own values, by track. */
  vars(track: string): Record<string, string>
  /** Makes the keys of attempts: the same round writes each once. */
  round: string
  version: string
  /** No attempt is kept: no capture is made for one. */
  onlyLook?: boolean
  stop?: AbortSignal
}

/** What a look at one host brought. */
export interface HostGrades {
  attempts: NewAttempt[]
  captures: Map<string, Buffer>
  seen: Seen[]
  roundTrips: number
  /** Why the host could not be looked at. */
  lost?: string
}

/** One challenge that is judged, and what was asked for it. */
interface Judged {
  name: string
  session: Session
  own: Plan
  claims: Claims
  work?: string
}

/** Looks at one host from outside and judges what is in hand there: one round trip where the guess was right, a second where the student's journal says otherwise. */
export async function gradeHost(round: HostRound): Promise<HostGrades> {
  const { course, student, guess, stop } = round
  const first = await Promise.all(guess.map(async name => course.load(name, { vars: round.vars(trackOf(name)) })))
  const group = first[0] ? groupOf(first[0]) : 'root podman'
  const guessed = first.filter(task => groupOf(task) === group).map(task => sessionOf(task, round))
  const at = new Date()
  const accounts = [student.account, round.user].filter(each => each !== undefined)
  const asked = mergePlans(guessed.map(planCheck))
  // What a capture holds besides is asked where one is made.
  const widen = (some: Plan, host: Host): Plan => (round.onlyLook ? some : widenPlan(some, host.engine, []))
  const wide = guessed[0] ? widen(asked, guessed[0].host) : asked
  const journal = { probe: journals as Probe, subjects: [...new Set(accounts)] }
  let plan: Plan = { ...wide, questions: [journal, ...wide.questions] }
  let look = await observe(plan, guessed[0]?.host ?? accountHost(round.host, true), stop)
  // Where sudo refuses, what needs no root can be judged all the same.
  if (isRefusedRoot(look)) {
    const { roundTrips } = look
    plan = { questions: [journal], runs: [], programs: [] }
    look = await observe(plan, accountHost(round.host, false), stop)
    look = { ...look, roundTrips: look.roundTrips + roundTrips }
  }
  const told = look.facts.get(journals as Probe) as Journals | Unknown
  if (isUnknown(told)) return { attempts: [], captures: new Map(), seen: [], roundTrips: look.roundTrips, lost: plainLine(told.unknown.replace(/^journals: /, ''), 300) }
  const progresses = readClaims((told as Journals).texts)
  const known = course.items.map(each => each.name)
  const isInHand = (name: string): boolean => ['started', 'passed'].includes(progresses?.challenges.get(name)?.state ?? '')
  const wanted = round.names ?? (progresses ? known.filter(isInHand) : known)

  const judged = await Promise.all(wanted.map(async (name): Promise<Judged> => {
    const progress = progresses?.challenges.get(name)
    const { engine, work, rootless } = progress ?? {}
    const session = sessionOf(await course.load(name, { ...(engine ? { engine } : {}), ...(work ? { work } : {}), ...(rootless ? { rootless } : {}), ...(progresses ? { images: progresses.images } : {}), vars: round.vars(trackOf(name)) }), round)
    return { name, session, own: planCheck(session), claims: claimsOf(progress), ...(work ? { work } : {}) }
  }))
  const results: { judged: Judged; look: Look; at: Date }[] = []
  const later = new Map<string, Judged[]>()
  for (const each of judged) {
    const key = groupOf({ engine: each.session.host.engine.name, needsRoot: rootOf(each.session) })
    if (key === group && covers(plan, each.own)) results.push({ judged: each, look, at })
    else later.set(key, [...(later.get(key) ?? []), each])
  }
  let roundTrips = look.roundTrips
  for (const some of later.values()) {
    const { host } = some[0]!.session
    const again = new Date()
    const second = await observe(widen(mergePlans(some.map(each => each.own)), host), host, stop)
    roundTrips += second.roundTrips
    for (const each of some) results.push({ judged: each, look: second, at: again })
  }
  const captures = new Map<string, Buffer>()
  const attempts: NewAttempt[] = []
  for (const each of results) attempts.push(await attemptOf(each, round, progresses?.images ?? new Map(), captures))
  const time = at.toISOString()
  const seen = attempts.map((each): Seen => ({ student: student.id, challenge: each.challenge, at: each.at, statuses: Object.fromEntries(each.verdicts.map(({ id, status }) => [id, status])), once: each.verdicts.filter(verdict => verdict.once && verdict.status === 'pass').map(verdict => verdict.id), claims: each.claims }))
  const claimed = known.filter(name => !wanted.includes(name) && progresses?.challenges.has(name)).map((name): Seen => ({ student: student.id, challenge: name, at: time, statuses: {}, once: [], claims: claimsOf(progresses!.challenges.get(name)) }))
  return { attempts, captures, seen: [...seen, ...claimed], roundTrips }
}

function isRefusedRoot({ facts }: Look): boolean {
  const told = facts.get(journals as Probe) as Journals | Unknown
  return isUnknown(told) && /\bsudo: /.test(told.unknown)
}

/** An attempt at which nothing could be judged: ours, and never a 0. */
export function errorAttempt(challenge: string, { student, round, version }: Pick<HostRound, 'student' | 'round' | 'version'>, reason: string, at: Date): NewAttempt {
  return { key: keyOf(round, student.id, challenge), student: student.id, challenge, at: at.toISOString(), gradedBy: 'instructor', state: 'error', reason, host: student.host, points: 0, maxPoints: 0, verdicts: [], claims: claimsOf(undefined), vars: {}, lab: version }
}

/** The key of an attempt: who writes it twice writes it once. */
export function keyOf(round: string, student: string, challenge: string): string {
  return createHash('sha256').update(JSON.stringify([round, student, challenge])).digest('hex')
}

async function attemptOf({ judged: { name, session, own, claims, work }, look, at }: { judged: Judged; look: Look; at: Date }, round: HostRound, images: ReadonlyMap<string, { use: string; standIn: boolean }>, captures: Map<string, Buffer>): Promise<NewAttempt> {
  const { student, version } = round
  const passedOnce = round.seenOnce(name)
  const judgedNow = judgeLook(session, look, { gradedBy: 'instructor', passedOnce, answers: new Map(Object.entries(claims.answers)), notes: [] }, at)
  const checks = judgedNow.checks.map(each => unseen(each, claims))
  const result: Result = { ...judgedNow, checks, summary: summarize(checks) }
  const { points, maxPoints, errors } = result.summary
  const nothing = errors > 0 && checks.every(each => each.status === 'error' || each.reason === 'needs')
  const offered = look.facts.get(offers as Probe)
  let capture: string | undefined
  if (!round.onlyLook && look.record && offered !== undefined && !isUnknown(offered)) {
    const plan = widenPlan(own, session.host.engine, [])
    const keys = new Set(plan.questions.map(each => each.probe.key))
    const [runs, programs] = [new Set(own.runs.map(wantKey)), new Set(own.programs.map(wantKey))]
    const record = { mark: look.record.mark, questions: look.record.questions.filter(each => keys.has(each.probe)), runs: look.record.runs.filter(each => runs.has(wantKey(each.run))), programs: look.record.programs.filter(each => programs.has(wantKey(each.program))) }
    const made = makeCapture(session, { record, plan, own, result, claims: { answers: claims.answers, passedOnce: [...passedOnce] }, offered: offered as Offers, where: `${round.host.kind}:${student.host}`, version, images, ...(work === undefined ? {} : { work }) })
    const bytes = await pack(Buffer.from(`${JSON.stringify(made)}\n`))
    capture = createHash('sha256').update(bytes).digest('hex')
    captures.set(capture, bytes)
  }
  return {
    key: keyOf(round.round, student.id, name), student: student.id, challenge: name, at: result.startedAt, gradedBy: 'instructor', state: nothing ? 'error' : 'graded',
    ...(nothing ? { reason: plainLine(checks.find(each => each.status === 'error')!.message, 300) } : {}), host: student.host, points, maxPoints, verdicts: checks, claims, vars: round.vars(trackOf(name)), lab: version, ...(capture === undefined ? {} : { capture }),
  }
}

/** A check whose pass sticks, that does not pass now, and that passed earlier by the student's own word: nobody can tell any more. */
function unseen(verdict: Verdict, claims: Claims): Verdict {
  if (!verdict.once || verdict.status !== 'fail' || !claims.once.includes(verdict.id)) return verdict
  const { hint: _, ...rest } = verdict
  return { ...rest, status: 'skip', reason: 'not seen', message: `the student's journal says that it passed earlier, and no look of yours saw it (now: ${verdict.message})`, next: 'look more often while the class works, or waive it with a reason' }
}

function trackOf(name: string): string {
  return name.split('/')[0]!
}

function rootOf({ track }: Session): boolean {
  return track.requires.some(each => each.name === 'root')
}

/** Challenges that can be looked at together: the same account, the same engine. */
function groupOf({ engine, needsRoot }: Pick<Task, 'engine' | 'needsRoot'>): string {
  return `${needsRoot ? 'root' : 'learner'} ${engine}`
}

/** The same connection, looking as another account. */
function accountHost(host: Host, root: boolean): Host {
  return { ...host, run: (errand, stop) => host.run({ as: root ? 'root' : 'learner', ...errand }, stop) }
}

function sessionOf(task: Task, { host, student }: HostRound): Session {
  return { ...task, host: { ...accountHost(host, task.needsRoot), engine: engineInView(task.engine, !task.needsRoot, {}, student.host) } }
}

/** All that some plans ask, each thing once. */
function mergePlans(plans: readonly Plan[]): Plan {
  const questions = new Map<Probe, Map<string, unknown>>()
  for (const { probe, subjects } of plans.flatMap(each => each.questions)) {
    const about = questions.get(probe) ?? new Map<string, unknown>()
    questions.set(probe, about)
    for (const subject of subjects) about.set(JSON.stringify(subject), subject)
  }
  const once = <T extends Parameters<typeof wantKey>[0]>(wants: T[]): T[] => [...new Map(wants.map(each => [wantKey(each), each])).values()]
  return { questions: [...questions].map(([probe, about]) => ({ probe, subjects: [...about.values()] })), runs: once(plans.flatMap(each => each.runs)), programs: once(plans.flatMap(each => each.programs)) }
}

/** Whether everything that one plan asks was asked by another. */
function covers(plan: Plan, wanted: Plan): boolean {
  const asked = new Map(plan.questions.map(({ probe, subjects }) => [probe, new Set(subjects.map(each => JSON.stringify(each)))]))
  const ran = new Set([...plan.runs, ...plan.programs].map(wantKey))
  return wanted.questions.every(({ probe, subjects }) => asked.has(probe) && (probe.tellsAll || subjects.every(each => asked.get(probe)!.has(JSON.stringify(each))))) && [...wanted.runs, ...wanted.programs].every(each => ran.has(wantKey(each)))
}

