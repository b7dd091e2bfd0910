import type { EngineName } from '../model/look.ts'

/** What happened, one line of the journal each. `at` is ISO 8601 and only data: order is the order of the lines. */
export type JournalEvent =
  | { type: 'started'; at: string; challenge: string; containers: string[]; lacks?: string[]; engine?: EngineName; rootless?: true; work?: string; lang?: string }
  | { type: 'checked'; at: string; challenge: string; passed: string[]; good: boolean; points: number; maxPoints: number; once: string[] }
  | { type: 'seen'; at: string; challenge: string; once: string[] }
  | { type: 'hinted'; at: string; challenge: string; check: string; hint: number }
  | { type: 'answered'; at: string; challenge: string; check: string; value: string }
  | { type: 'solved'; at: string; challenge: string }
  | { type: 'reset'; at: string; challenge: string }
  | { type: 'finished'; at: string; challenge: string }
  | { type: 'image'; at: string; reference: string; use: string; standIn: boolean }

/** How a learner stands with one challenge. */
export interface Progress {
  state: 'started' | 'passed' | 'finished'
  /** Checks with `once` that passed in some look since the start. */
  passedOnce: Set<string>
  /** Hints taken, by check. */
  hints: Map<string, number>
  /** What was answered last, by check. */
  answers: Map<string, string>
  /** Checks that passed in the last look. */
  passed: Set<string>
  attempts: number
  points: number
  maxPoints: number
  solved: boolean
  /** What it was finished with, the last time; kept when it is started anew. */
  earned?: { points: number; maxPoints: number }
  /** Ids of the containers that were there before the start: not the learner's work, and never touched. */
  containersBefore: string[]
  /** What the challenge speaks about and the host did not offer at the start. */
  lacks: Set<string>
  /** The engine that was chosen at the start. */
  engine?: EngineName
  /** It was started to be done without root. */
  rootless?: true
  /** The folder on the host that was made for it. */
  work?: string
  /** The language that it was started in, where one was asked for. */
  lang?: string
}

/** Everything the journal tells. */
export interface Progresses {
  /** By `track/challenge`. */
  challenges: Map<string, Progress>
  /** The challenge that was started last and is not finished. */
  current?: string
  /** What is used for an image of a track. */
  images: Map<string, { use: string; standIn: boolean }>
}

/** Folds the journal into how the learner stands. */
export function readProgress(events: JournalEvent[]): Progresses {
  const challenges = new Map<string, Progress>()
  const images: Progresses['images'] = new Map()
  let current: string | undefined
  const of = (name: string): Progress => {
    let found = challenges.get(name)
    if (!found) challenges.set(name, (found = { state: 'started', passedOnce: new Set(), hints: new Map(), answers: new Map(), passed: new Set(), attempts: 0, points: 0, maxPoints: 0, solved: false, containersBefore: [], lacks: new Set() }))
    return found
  }
  for (const event of events) {
    if (event.type === 'image') images.set(event.reference, { use: event.use, standIn: event.standIn })
    else if (event.type === 'started' || event.type === 'reset') {
      const before = challenges.get(event.challenge)
      challenges.delete(event.challenge)
      const progress = of(event.challenge)
      if (before?.earned) progress.earned = before.earned
      progress.lacks = event.type === 'started' ? new Set(event.lacks) : (before?.lacks ?? new Set())
      progress.containersBefore = event.type === 'started' ? event.containers : (before?.containersBefore ?? [])
      const { engine, rootless, work, lang } = event.type === 'started' ? event : (before ?? {})
      if (engine) progress.engine = engine
      if (rootless) progress.rootless = rootless
      if (work) progress.work = work
      if (lang) progress.lang = lang
      current = event.challenge
    } else if (event.type === 'checked') {
      const progress = of(event.challenge)
      // What was earned stays: after the end its traces are gone, and a later look says nothing about the work.
      if (progress.state === 'finished') continue
      progress.attempts++
      progress.passed = new Set(event.passed)
      progress.points = event.points
      progress.maxPoints = event.maxPoints
      for (const id of event.once) progress.passedOnce.add(id)
      progress.state = event.good ? 'passed' : 'started'
    } else if (event.type === 'seen') {
      for (const id of event.once) of(event.challenge).passedOnce.add(id)
    } else if (event.type === 'hinted') {
      const { hints } = of(event.challenge)
      hints.set(event.check, Math.max(hints.get(event.check) ?? 0, event.hint))
    } else if (event.type === 'answered') of(event.challenge).answers.set(event.check, event.value)
    else if (event.type === 'solved') of(event.challenge).solved = true
    else if (event.type === 'finished') {
      const progress = of(event.challenge)
      progress.state = 'finished'
      if (!progress.earned || progress.points >= progress.earned.points) progress.earned = { points: progress.points, maxPoints: progress.maxPoints }
      if (current === event.challenge) current = undefined
    }
  }
  return { challenges, images, ...(current === undefined ? {} : { current }) }
}

/** The work folder of a challenge in hand, where it has one: ready to be spread into what takes it. */
export function workOf(progress: Progress | undefined): { work?: string } {
  return progress?.work === undefined ? {} : { work: progress.work }
}
