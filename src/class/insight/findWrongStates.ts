import { plainData } from '../../core/plainData.ts'
import { plainLine } from '../../core/plainText.ts'
import type { Verdict } from '../../model/result.ts'
import { lookKey, sinceBegun, type Look, type Looks } from './looksOf.ts'

/** A way to be wrong that students share. */
export interface WrongState {
  /** What was found, in words; what differs from student to student is blurred. */
  text: string
  /** How many students were ever found so. */
  students: number
  /** How many still are, as far as was seen. */
  now: number
}

/** A check with the wrong states in which it was found, the most frequent first. */
export interface WrongCheck {
  challenge: string
  check: string
  title: string
  /** Students get nothing of this check: not to be told. */
  hidden?: true
  /** Students for whom it was judged at all. */
  judged: number
  /** Those of them for whom it ever failed. */
  failed: number
  states: WrongState[]
}

/**
 * The wrong states of every check, the check that most students failed first. Students are counted, not failures: one who tries twenty times is one. Only
 * attempts are read, since a lighter look keeps no words.
 */
export function findWrongStates(students: readonly string[], challenges: readonly string[], looks: Looks): WrongCheck[] {
  const found: WrongCheck[] = []
  for (const challenge of challenges) {
    const checks = new Map<string, { title: string; hidden?: true; judged: number; failed: number; states: Map<string, WrongState> }>()
    for (const student of students) {
      for (const [id, { title, hidden, failures, now }] of failuresOf(sinceBegun(looks.get(lookKey(student, challenge)) ?? []))) {
        const check = checks.get(id) ?? { title, ...(hidden ? { hidden } : {}), judged: 0, failed: 0, states: new Map<string, WrongState>() }
        checks.set(id, check)
        check.judged++
        if (failures.size > 0) check.failed++
        for (const text of failures) {
          const state = check.states.get(text) ?? { text, students: 0, now: 0 }
          check.states.set(text, state)
          state.students++
          if (text === now) state.now++
        }
      }
    }
    for (const [check, { states, ...counts }] of checks) {
      if (counts.failed > 0) found.push({ challenge, check, ...counts, states: [...states.values()].sort((a, b) => b.students - a.students || b.now - a.now) })
    }
  }
  return found.sort((a, b) => b.failed - a.failed)
}

/** For each check of one student's challenge: in which states it was found failing, and in which it is. */
function failuresOf(looks: readonly Look[]): Map<string, { title: string; hidden?: true; failures: Set<string>; now?: string }> {
  const checks = new Map<string, { title: string; hidden?: true; failures: Set<string>; now?: string }>()
  for (const { verdicts = [], vars = {}, statuses, tried } of looks) {
    // Nothing was done yet: that every check fails is the beginning, not a mistake.
    if (tried === 0 && ![...statuses.values()].includes('pass')) continue
    for (const verdict of verdicts) {
      if (verdict.status !== 'fail' && verdict.status !== 'pass') continue
      const check = checks.get(verdict.id) ?? { title: verdict.title, ...(verdict.hidden ? { hidden: true as const } : {}), failures: new Set<string>() }
      checks.set(verdict.id, check)
      check.title = verdict.title
      if (verdict.status === 'fail') check.failures.add((check.now = wordsOf(verdict, vars)))
    }
    for (const [id, check] of checks) if (statuses.get(id) === 'pass') delete check.now
  }
  return checks
}

/** What is another for each student although the mistake is the same: numbers and names that a kernel or an engine gives out. */
const BLURRED: [pattern: RegExp, blur: string][] = [
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '…'], [/\b(?=[0-9a-f]*\d)(?=\d*[a-f])[0-9a-f]{12,64}\b/gi, '…'], [/\/tmp\/lab-\w{8}/g, '$work'], [/\/proc\/\d+\b/g, '/proc/…'],
  [/\b(pids?|process|processes) \d+(?:(?:, | and )\d+)*/gi, '$1 …'], [/\[\d{10}\]/g, '[…]'], [/\b(you answered) \d{3,}/gi, '$1 …'],
]

/** A failure in words that are the same for the same mistake. A check that says nothing is told apart by what it found. */
export function wordsOf({ message, actual }: Pick<Verdict, 'message' | 'actual'>, vars: Record<string, string> = {}): string {
  let text = message.trim() === '' ? (actual === undefined ? '(no words)' : JSON.stringify(plainData(actual))) : message
  // Longest first: one value may be a part of another. Short ones stand in too many other words.
  for (const [name, value] of Object.entries(vars).sort(([, a], [, b]) => b.length - a.length)) if (value.length >= 3) text = replaceWord(text, value, `$${name}`)
  for (const [pattern, blur] of BLURRED) text = text.replace(pattern, blur)
  return plainLine(text, 300)
}

/** Replaces a value where it stands alone, not as a part of a longer word. */
function replaceWord(text: string, value: string, by: string): string {
  const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}_]/u.test(char)
  const parts = text.split(value)
  return parts.reduce((joined, part) => (isWord(joined.at(-1)) || isWord(part[0]) ? `${joined}${value}${part}` : `${joined}${by}${part}`))
}
