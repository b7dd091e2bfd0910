import { basename } from 'node:path'
import { chooseLanguages, describeMissingLanguage } from '../core/chooseLanguages.ts'
import { isRefusal } from '../core/isRefusal.ts'
import { workOf, type Progress } from '../core/progress.ts'
import { EXIT } from '../core/score.ts'
import { BUILT_IN_DEFAULTS } from '../core/vars.ts'
import type { Challenge, Track } from '../model/course.ts'
import type { Host } from '../model/host.ts'
import type { EngineName } from '../model/look.ts'
import type { Refusal } from '../model/problem.ts'
import { findTrackNamed, tracksInReach, type Target } from './findTracks.ts'
import { loadTrack } from './loadTrack.ts'
import { imagesInUse, openBook, type Book } from './openBook.ts'
import { engineOf, openHost, openSaved, refuseEngine } from './openHost.ts'
import { ownValues } from './ownValues.ts'
import { savedNotes, savedProgress } from './savedProgress.ts'
import type { Session } from './session.ts'
import { languagesIn } from './speak.ts'
import type { Surroundings } from './Surroundings.ts'
import { vocabulary } from './vocabulary.ts'

/** One or all challenges of a track, ready to be worked on. */
export interface OpenTrack {
  track: Track
  book: Book
  /** What must be said about the images of a challenge. */
  notes(challenge: Challenge): string[]
  /** The sessions of the challenges that were asked for, in order; they share the host, once for each engine, and for each with and without root. */
  sessions: (Session & { rootless: boolean })[]
  close(): Promise<void>
  /** The language that was asked for, if one was. */
  lang?: string
}

/** Loads what a word means and opens its host. Problems of the track are a refusal with exit code 3. */
export async function openTrack(word: string | undefined, hosts: string[], surroundings: Surroundings): Promise<OpenTrack | Refusal> {
  const saved = await openSaved(hosts, surroundings)
  if (isRefusal(saved)) return saved
  if (saved && surroundings.engine !== undefined && surroundings.engine !== saved.engine.name) return { exit: EXIT.usage, code: 'usage', message: `the capture is of ${saved.engine.name}, and --engine asks for ${surroundings.engine}` }
  const about = saved?.recall?.about
  const book = saved && about ? { file: '', progresses: savedProgress(about, saved.engine), unreadable: 0 } : openBook(surroundings)
  const target = chooseTarget(word, book, surroundings)
  if (isRefusal(target)) return target
  if (about && target.challenge === undefined && basename(target.dir) === about.track) target.challenge = about.challenge
  const { images, notes } = imagesInUse(book)
  const lang = askedLanguage(target, book, surroundings)
  const trackId = basename(target.dir)
  const engineFor = (file: Pick<Track, 'requires'>, challenge: string): EngineName => surroundings.engine ?? saved?.engine.name ?? inHand(book, `${trackId}/${challenge}`)?.engine ?? engineOf(file)
  // A saved look is somebody else's work.
  const own = (file: Pick<Track, 'vars'>) => (saved ? {} : ownValues(surroundings.environment, { id: trackId, vars: file.vars }))
  const builtIns = (file: Pick<Track, 'requires' | 'vars'>, challenge: string) => ({ ...own(file), ...BUILT_IN_DEFAULTS, engine: engineFor(file, challenge), ...workOf(inHand(book, `${trackId}/${challenge}`)) })
  const loaded = await loadTrack(target.dir, { vocabulary, images, builtIns, languages: chooseLanguages(lang, surroundings.environment), ...(target.challenge === undefined ? {} : { only: target.challenge }) })
  const { track, kinds, problems } = loaded
  if (!track || problems.length > 0) {
    return { exit: EXIT.invalid, code: 'invalid-track', message: `the track in ${target.dir} has ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}; \`lab validate ${target.dir}\` shows them again`, problems }
  }
  if (track.challenges.length === 0) return { exit: EXIT.usage, code: 'usage', message: `${track.id} does not list a challenge "${target.challenge}"` }
  const missing = surroundings.lang === undefined ? undefined : describeMissingLanguage(surroundings.lang, languagesIn([...(target.challenge === undefined ? [track.dir] : []), ...track.challenges.map(each => each.dir)]), target.challenge === undefined ? track.id : `${track.id}/${target.challenge}`)
  if (missing !== undefined) surroundings.err?.(`lab: ${missing}\n`)
  const refused = surroundings.engine && refuseEngine(surroundings.engine, track)
  if (refused) return { exit: EXIT.usage, code: 'usage', message: refused }
  const open = new Map<string, Host>()
  const sessions: OpenTrack['sessions'] = []
  for (const challenge of track.challenges) {
    const engine = engineFor(track, challenge.id)
    const rootless = surroundings.rootless ?? inHand(book, `${track.id}/${challenge.id}`)?.rootless ?? false
    if (rootless && !challenge.rootless && track.requires.some(each => each.name === 'root')) return { exit: EXIT.usage, code: 'usage', message: `${track.id}/${challenge.id} cannot be done without root` }
    const own = { ...track, vars: { ...track.vars, ...builtIns(track, challenge.id) }, requires: rootless ? track.requires.filter(each => each.name !== 'root') : track.requires }
    const host = saved ?? open.get(`${engine} ${rootless}`) ?? (await openHost(hosts, own, engine, surroundings))
    if (isRefusal(host)) return host
    open.set(`${engine} ${rootless}`, host)
    sessions.push({ track: own, challenge, kinds, host, rootless })
  }
  return { track, book, notes: challenge => [...(about ? savedNotes(about, `${track.id}/${challenge.id}`) : []), ...notes(track, challenge)], ...(lang === undefined ? {} : { lang }), sessions, close: async () => void (await Promise.all([...open.values()].map(host => host.close()))) }
}

/** What a word of the command line means; without one, the challenge in hand. */
function chooseTarget(word: string | undefined, book: Book, surroundings: Surroundings): Target | Refusal {
  const chosen = word ?? (book.progresses.current as string | undefined)
  if (chosen === undefined) return { exit: EXIT.usage, code: 'usage', message: 'no challenge is in hand: name one, as in `lab start first-steps/three-tops`; `lab list` shows all' }
  const target = findTrackNamed(chosen, tracksInReach(surroundings), surroundings.cwd)
  return typeof target === 'string' ? { exit: EXIT.usage, code: 'usage', message: target } : target
}

/** The language that was asked for: now, or when the challenge was started. Without a challenge, that of the one in hand, if it belongs to the track. */
function askedLanguage({ dir, challenge }: Target, { progresses: { challenges, current } }: Book, { lang }: Surroundings): string | undefined {
  const id = basename(dir)
  const name = challenge === undefined ? current : `${id}/${challenge}`
  return lang || (name?.startsWith(`${id}/`) ? challenges.get(name)?.lang : undefined)
}

/** How the learner stands with a challenge that is not at its end. */
function inHand(book: Book, name: string): Progress | undefined {
  const progress = book.progresses.challenges.get(name)
  return progress?.state === 'finished' ? undefined : progress
}
