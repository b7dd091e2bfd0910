import { isWorkFolder } from '../core/isWorkFolder.ts'
import { readProgress, type JournalEvent, type Progress, type Progresses } from '../core/progress.ts'
import type { Claims } from './gradebookModel.ts'

/** Events that are read of one journal. */
const MOST = 20_000

const text = (value: unknown): value is string => typeof value === 'string' && value.length <= 16384
const texts = (value: unknown): boolean => Array.isArray(value) && value.length <= 1000 && value.every(text)
const number = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value)
const maybe = (fits: (value: unknown) => boolean) => (value: unknown): boolean => value === undefined || fits(value)

/** What each event must hold besides its challenge. Whoever has the host can write in its journal. */
const SHAPES: Record<JournalEvent['type'], Record<string, (value: unknown) => boolean>> = {
  started: { challenge: text, containers: texts, lacks: maybe(texts), engine: maybe(value => value === 'podman' || value === 'docker'), rootless: maybe(value => value === true), work: maybe(value => text(value) && isWorkFolder(value)) },
  checked: { challenge: text, passed: texts, once: texts, points: number, maxPoints: number, good: value => typeof value === 'boolean' },
  seen: { challenge: text, once: texts },
  hinted: { challenge: text, check: text, hint: value => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 1000 },
  answered: { challenge: text, check: text, value: text },
  solved: { challenge: text }, reset: { challenge: text }, finished: { challenge: text },
  image: { reference: text, use: text, standIn: value => typeof value === 'boolean' },
}

/** How a learner stands by their own journals: of several, the one with the latest event. Undefined where there is none. */
export function readClaims(journals: readonly string[]): Progresses | undefined {
  const all = journals.map(readEvents).filter(events => events.length > 0)
  const latest = all.sort((a, b) => (String(a.at(-1)!.at) < String(b.at(-1)!.at) ? 1 : -1))[0]
  return latest && readProgress(latest)
}

function readEvents(journal: string): JournalEvent[] {
  const events: JournalEvent[] = []
  for (const line of journal.split('\n').slice(-MOST)) {
    try {
      const event = JSON.parse(line) as Record<string, unknown> | null
      const shape = Object.hasOwn(SHAPES, String(event?.type)) ? SHAPES[event!.type as JournalEvent['type']] : undefined
      if (shape && Object.entries(shape).every(([key, fits]) => fits(Object.hasOwn(event!, key) ? event![key] : undefined))) events.push(event as unknown as JournalEvent)
    } catch {
      // Torn by a crash, or no journal at all: nothing is claimed by it.
    }
  }
  return events
}

/** The claims about one challenge, as they are kept with an attempt. */
export function claimsOf(progress: Progress | undefined): Claims {
  if (!progress) return { attempts: 0, hints: {}, answers: {}, once: [], solved: false, points: 0 }
  const { state, attempts, hints, answers, passedOnce, solved, points, earned } = progress
  return { state, attempts, hints: Object.fromEntries(hints), answers: Object.fromEntries(answers), once: [...passedOnce], solved, points: earned?.points ?? points }
}
