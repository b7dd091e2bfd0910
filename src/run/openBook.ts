import { imagesOf } from '../core/imagesOf.ts'
import { readProgress, type Progresses } from '../core/progress.ts'
import type { Challenge, Track } from '../model/course.ts'
import type { Surroundings } from './Surroundings.ts'
import { journalFile, readJournal } from './journal.ts'

/** The learner's journal, read. */
export interface Book {
  file: string
  progresses: Progresses
  unreadable: number
}

/** Opens the learner's journal. */
export function openBook({ environment }: Pick<Surroundings, 'environment'>): Book {
  const file = journalFile(environment)
  const { events, unreadable } = readJournal(file)
  return { file, progresses: readProgress(events), unreadable }
}

/** The words that an image of a track is replaced by, and what must be said about it. */
export function imagesInUse(book: Book): { images: Map<string, string>; notes(track: Track, challenge: Challenge): string[] } {
  const images = new Map([...book.progresses.images].map(([reference, { use }]) => [reference, use]))
  return {
    images,
    notes: (track, challenge) => imagesOf(track, challenge).flatMap(([, value]) => {
      const found = [...book.progresses.images].find(([, each]) => each.use === value && each.standIn)
      return found ? [`image: ${value} is an offline stand-in for ${found[0]}`] : []
    }),
  }
}
