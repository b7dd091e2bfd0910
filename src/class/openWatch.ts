import { plainLine } from '../core/plainText.ts'
import { findStuck, type Stuck, type StuckBounds } from './insight/findStuck.ts'
import { lookKey, looksOf, type Look, type Looks } from './insight/looksOf.ts'
import type { Attempt, NewAttempt, Seen } from './gradebookModel.ts'
import type { Student } from './model.ts'

/** How somebody stands in one round of watching. */
export interface WatchRow {
  student: Student
  /** `lost`: the host could not be looked at; `idle`: nothing is begun, as far as anybody can see. */
  state: 'stuck' | 'lost' | 'working' | 'passed' | 'idle'
  /** `track/challenge` in hand. */
  challenge?: string
  passed?: number
  checks?: number
  /** The first check that does not pass. */
  open?: { title: string; message: string; hidden?: true }
  /** Since when this challenge is seen in hand, or the check is seen failing where somebody is stuck: milliseconds since 1970. */
  since?: number
  stuck?: Stuck
  /** Why the host could not be looked at. */
  reason?: string
}

/** What one round brought of one student. */
export interface WatchedStudent {
  student: Student
  attempts: readonly NewAttempt[]
  lost?: string
}

/** Looks of one challenge that are remembered: six hours, one a minute. The first is never given up: it says since when. */
const REMEMBERED = 360
/** What needs somebody stands first. */
const ORDER: WatchRow['state'][] = ['stuck', 'lost', 'working', 'idle', 'passed']

/** What was seen of a class so far, for as long as somebody watches. */
export interface Watch {
  /** Takes in a round and says how everybody stands, those who need somebody first. */
  add(round: readonly WatchedStudent[]): WatchRow[]
}

/** Begins to watch with what the gradebook knows. What is remembered grows by looks, up to a bound, and not by what they found. */
export function openWatch(challenges: readonly string[], { attempts, seen }: { attempts: readonly Attempt[]; seen: readonly Seen[] }, bounds: StuckBounds): Watch {
  const remembered = new Map([...looksOf(attempts, seen)].map(([key, looks]) => [key, looks.slice(-REMEMBERED).map((look, index, all) => (index < all.length - 1 ? thin(look) : look))]))
  const remember = (key: string, look: Look): void => {
    const looks = [...(remembered.get(key) ?? []).map(thin), look]
    if (looks.length > REMEMBERED) looks.splice(1, 1)
    remembered.set(key, looks)
  }
  return {
    add(round) {
      for (const [key, looks] of looksOf(round.flatMap(each => each.attempts).map((each, seq) => ({ ...each, seq })), [])) for (const look of looks) remember(key, look)
      const stuck = new Map(findStuck(round.map(each => each.student), challenges, remembered, undefined, bounds).map(each => [each.student.id, each]))
      const rows = round.map(each => rowOf(each, challenges, remembered, stuck.get(each.student.id)))
      return rows.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (b.stuck?.minutes ?? 0) - (a.stuck?.minutes ?? 0))
    },
  }
}

function rowOf({ student, attempts, lost }: WatchedStudent, challenges: readonly string[], looks: Looks, stuck: Stuck | undefined): WatchRow {
  const graded = attempts.filter(each => each.state === 'graded')
  const reason = lost ?? (graded.length === 0 ? attempts[0]?.reason : undefined)
  if (reason !== undefined) return { student, state: 'lost', reason: plainLine(reason, 200) }
  const hand = inHand(graded, challenges, stuck?.challenge)
  if (!hand) return { student, state: 'idle' }
  const { challenge, verdicts } = hand
  const passed = verdicts.filter(each => each.status === 'pass' || each.status === 'waived').length
  const open = stuck ? verdicts.find(each => each.id === stuck.check) : verdicts.find(each => each.status === 'fail' || each.status === 'error')
  const since = stuck?.since ?? looks.get(lookKey(student.id, challenge))?.[0]?.at
  return {
    student, challenge, passed, checks: verdicts.length, state: stuck ? 'stuck' : !open && passed > 0 ? 'passed' : 'working',
    ...(open ? { open: { title: open.title, message: open.message, ...(open.hidden ? { hidden: true as const } : {}) } } : {}), ...(since === undefined ? {} : { since }), ...(stuck ? { stuck } : {}),
  }
}

/** A look without what was found, of which only the last is shown. */
function thin({ verdicts: _, vars: __, ...look }: Look): Look {
  return look
}

/** What somebody works on: where they are stuck; else the last that their journal has begun; else, without a journal, the last of which something passes. */
function inHand(graded: readonly NewAttempt[], challenges: readonly string[], stuck: string | undefined): NewAttempt | undefined {
  const inOrder = challenges.flatMap(name => graded.find(each => each.challenge === name) ?? [])
  const claims = (state: string) => inOrder.findLast(each => each.claims.state === state)
  return inOrder.find(each => each.challenge === stuck) ?? claims('started') ?? claims('passed') ?? inOrder.findLast(each => each.verdicts.some(({ status, once }) => status === 'pass' && !once))
}
