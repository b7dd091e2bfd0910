import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readFileSync, readSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { JournalEvent } from '../core/progress.ts'

/** Where the journal is: in the XDG state folder, never in the learner's work. */
export function journalFile(environment: Record<string, string | undefined>): string {
  const state = environment.XDG_STATE_HOME || join(environment.HOME ?? '/', '.local/state')
  return join(state, 'lab', 'journal.jsonl')
}

/** All events of a journal in their order, and how many lines could not be read. A line torn by a crash is dropped, and nothing else. */
export function readJournal(file: string): { events: JournalEvent[]; unreadable: number } {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { events: [], unreadable: 0 }
    throw Object.assign(error as Error, { path: file })
  }
  const events: JournalEvent[] = []
  let unreadable = 0
  for (const line of text.split('\n')) {
    if (line === '') continue
    try {
      const event: unknown = JSON.parse(line)
      if (isEvent(event)) events.push(event)
      else unreadable++
    } catch {
      unreadable++
    }
  }
  return { events, unreadable }
}

function isEvent(value: unknown): value is JournalEvent {
  if (typeof value !== 'object' || value === null) return false
  const { type, challenge, reference, once, containers, check, value: answer, lang } = value as Record<string, unknown>
  if (type === 'image') return typeof reference === 'string'
  return typeof challenge === 'string' && ((type !== 'checked' && type !== 'seen') || Array.isArray(once)) && (type !== 'started' || (Array.isArray(containers) && (lang === undefined || typeof lang === 'string'))) && (type !== 'answered' || (typeof check === 'string' && typeof answer === 'string'))
}

/** Appends one event and waits until it is on the disk. One write a line: two writers never mix. */
export function appendJournal(file: string, event: JournalEvent): void {
  mkdirSync(dirname(file), { recursive: true })
  const handle = openSync(file, 'a+', 0o600)
  try {
    // A torn line before us gets its end first, so that it spoils nothing but itself.
    const { size } = fstatSync(handle)
    const last = Buffer.alloc(1)
    const torn = size > 0 && readSync(handle, last, 0, 1, size - 1) === 1 && last[0] !== 10
    const line = Buffer.from(`${torn ? '\n' : ''}${JSON.stringify(event)}\n`)
    // A disk that fills up takes a part and says so only when the rest is offered.
    for (let written = 0; written < line.length;) written += writeSync(handle, line, written)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
