import { isRefusal } from '../core/isRefusal.ts'
import type { Progress } from '../core/progress.ts'
import type { Refusal } from '../model/problem.ts'
import { challengeId } from './challengeId.ts'
import type { Book } from './openBook.ts'
import { openTrack } from './openTrack.ts'
import type { Session } from './session.ts'
import type { Surroundings } from './Surroundings.ts'

/** One challenge, ready to be worked on. */
export interface OpenChallenge extends Session {
  /** `track/challenge`: its name in the journal. */
  name: string
  book: Book
  progress: Progress | undefined
  /** It is done without root. */
  rootless: boolean
  notes: string[]
  /** The language that was asked for, if one was. */
  lang?: string
}

/** As openTrack, for commands about one challenge: of a track without one named, the first that is not done. */
export async function openChallenge(word: string | undefined, hosts: string[], surroundings: Surroundings): Promise<OpenChallenge | Refusal> {
  const opened = await openTrack(word, hosts, surroundings)
  if (isRefusal(opened)) return opened
  const nameOf = ({ track, challenge }: Session): string => `${track.id}/${challenge.id}`
  const isDone = (session: Session): boolean => opened.book.progresses.challenges.get(nameOf(session))?.state === 'finished'
  const session = opened.sessions.find(each => !isDone(each)) ?? opened.sessions[0]!
  const name = nameOf(session)
  return { ...session, name, ...(opened.lang === undefined ? {} : { lang: opened.lang }), book: opened.book, notes: opened.notes(session.challenge), progress: opened.book.progresses.challenges.get(name) }
}

/** The next challenge of the same track that is not finished: one after this, else one that was left out. */
export function nextChallenge({ track, challenge, book }: OpenChallenge): string | undefined {
  const at = track.folders.indexOf(challenge.folder)
  return [...track.folders.slice(at + 1), ...track.folders.slice(0, at)].map(folder => `${track.id}/${challengeId(folder)}`).find(name => book.progresses.challenges.get(name)?.state !== 'finished')
}
