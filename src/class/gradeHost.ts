import { createHash } from 'node:crypto'
import { isUnknown } from '../core/judge.ts'
import { covers, mergePlans } from '../core/mergePlans.ts'
import type { Plan } from '../core/plan.ts'
import { plainLine } from '../core/plainText.ts'
import type { Progresses } from '../core/progress.ts'
import { trackOf } from '../core/trackOf.ts'
import { engineInView } from '../host/cleanRoom.ts'
import type { Host } from '../model/host.ts'
import type { Probe, Unknown } from '../model/look.ts'
import { journals, type Journals } from '../probe/journals.ts'
import { observe, type Look } from '../run/observe.ts'
import { planCheck, type Session } from '../run/session.ts'
import { widenPlan } from '../run/widenPlan.ts'
import { attemptOf, type Looked } from './attemptOf.ts'
import type { NewAttempt, Seen } from './gradebookModel.ts'
import type { Student } from './model.ts'
import type { Course, Task } from './openCourse.ts'
import { claimsOf, readClaims } from './readClaims.ts'

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

/** Looks at one host from outside and judges what is in hand there: one round trip where the guess was right, a second where the student's journal says otherwise. */
export async function gradeHost(round: HostRound): Promise<HostGrades> {
  const { course, student } = round
  const first = await lookFirst(round)
  const told = first.look.facts.get(journals as Probe) as Journals | Unknown
  if (isUnknown(told)) return { attempts: [], captures: new Map(), seen: [], roundTrips: first.look.roundTrips, lost: plainLine(told.unknown.replace(/^journals: /, ''), 300) }
  const progresses = readClaims((told as Journals).texts)
  const known = course.items.map(each => each.name)
  const isInHand = (name: string): boolean => ['started', 'passed'].includes(progresses?.challenges.get(name)?.state ?? '')
  const wanted = round.names ?? (progresses ? known.filter(isInHand) : known)
  const asked = await Promise.all(wanted.map(name => askFor(name, progresses, round)))
  const { looked, roundTrips } = await lookAgain(asked, first, round)
  const captures = new Map<string, Buffer>()
  const attempts: NewAttempt[] = []
  for (const each of looked) {
    const { attempt, capture } = await attemptOf(each, { ...round, key: keyOf(round.round, student.id, each.name), images: progresses?.images ?? new Map() })
    attempts.push(attempt)
    if (capture) captures.set(capture.name, capture.bytes)
  }
  const seen = attempts.map((each): Seen => ({ student: student.id, challenge: each.challenge, at: each.at, statuses: Object.fromEntries(each.verdicts.map(({ id, status }) => [id, status])), once: each.verdicts.filter(verdict => verdict.once && verdict.status === 'pass').map(verdict => verdict.id), claims: each.claims }))
  const claimed = known.filter(name => !wanted.includes(name) && progresses?.challenges.has(name)).map((name): Seen => ({ student: student.id, challenge: name, at: first.at.toISOString(), statuses: {}, once: [], claims: claimsOf(progresses!.challenges.get(name)) }))
  return { attempts, captures, seen: [...seen, ...claimed], roundTrips }
}

/** The first look: what was asked in it, and of which challenges it can tell. */
interface FirstLook {
  plan: Plan
  /** As `groupOf` names it. */
  group: string
  look: Look
  at: Date
}

/** Asks for the student's journal and, in the same round trip, what the guessed challenges want to know. */
async function lookFirst(round: HostRound): Promise<FirstLook> {
  const { course, student, guess, stop } = round
  const tasks = await Promise.all(guess.map(async name => course.load(name, { vars: round.vars(trackOf(name)) })))
  const group = tasks[0] ? groupOf(tasks[0]) : 'root podman'
  const guessed = tasks.filter(task => groupOf(task) === group).map(task => sessionOf(task, round))
  const at = new Date()
  const accounts = [student.account, round.user].filter(each => each !== undefined)
  const asked = mergePlans(guessed.map(planCheck))
  const wide = guessed[0] ? widen(asked, guessed[0].host, round) : asked
  const journal = { probe: journals as Probe, subjects: [...new Set(accounts)] }
  const plan: Plan = { ...wide, questions: [journal, ...wide.questions] }
  const look = await observe(plan, guessed[0]?.host ?? accountHost(round.host, true), stop)
  if (!isRefusedRoot(look)) return { plan, group, look, at }
  // Where sudo refuses, what needs no root can be judged all the same.
  const journalOnly: Plan = { questions: [journal], runs: [], programs: [] }
  const second = await observe(journalOnly, accountHost(round.host, false), stop)
  return { plan: journalOnly, group, look: { ...second, roundTrips: second.roundTrips + look.roundTrips }, at }
}

/** A challenge as the student's journal says that it is worked on, and what judging it takes. */
async function askFor(name: string, progresses: Progresses | undefined, round: HostRound): Promise<Asked> {
  const progress = progresses?.challenges.get(name)
  const { engine, work, rootless } = progress ?? {}
  const session = sessionOf(await round.course.load(name, { ...(engine ? { engine } : {}), ...(work ? { work } : {}), ...(rootless ? { rootless } : {}), ...(progresses ? { images: progresses.images } : {}), vars: round.vars(trackOf(name)) }), round)
  return { name, session, own: planCheck(session), claims: claimsOf(progress), ...(work ? { work } : {}) }
}

type Asked = Omit<Looked, 'look' | 'at'>

/** Takes from the first look what it tells, and looks once more for each group of challenges that it does not tell of. */
async function lookAgain(asked: readonly Asked[], { plan, group, look, at }: FirstLook, round: HostRound): Promise<{ looked: Looked[]; roundTrips: number }> {
  const looked: Looked[] = []
  const later = new Map<string, Asked[]>()
  for (const each of asked) {
    const key = groupOf({ engine: each.session.host.engine.name, needsRoot: rootOf(each.session) })
    if (key === group && covers(plan, each.own)) looked.push({ ...each, look, at })
    else later.set(key, [...(later.get(key) ?? []), each])
  }
  let { roundTrips } = look
  for (const some of later.values()) {
    const { host } = some[0]!.session
    const again = new Date()
    const second = await observe(widen(mergePlans(some.map(each => each.own)), host, round), host, round.stop)
    roundTrips += second.roundTrips
    for (const each of some) looked.push({ ...each, look: second, at: again })
  }
  return { looked, roundTrips }
}

/** What a capture holds besides is asked where one is made. */
function widen(plan: Plan, host: Host, { onlyLook }: HostRound): Plan {
  return onlyLook ? plan : widenPlan(plan, host.engine, [])
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
