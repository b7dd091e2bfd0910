import { EXIT } from '../core/score.ts'
import { didYouMean } from '../core/suggest.ts'
import { plural } from '../core/words.ts'
import type { Disclosure, Track } from '../model/course.ts'
import type { EngineName } from '../model/look.ts'
import type { Problem, Refusal } from '../model/problem.ts'
import { findTrackNamed, tracksInReach } from '../run/findTracks.ts'
import { standInName } from '../run/images.ts'
import { loadTrack, type Loaded } from '../run/loadTrack.ts'
import { engineOf } from '../run/openHost.ts'
import type { Session } from '../run/session.ts'
import { vocabulary } from '../run/vocabulary.ts'
import { BUILT_IN_DEFAULTS } from '../core/vars.ts'
import type { ClassFile } from './model.ts'

/** One challenge of a class, as everybody gets it. */
export interface CourseItem {
  /** `track/challenge`. */
  name: string
  title: string
  maxPoints: number
  /** Ids of checks whose pass sticks: only a look in time sees it. */
  once: string[]
  /** What single checks hand out, where that is another than the class says. */
  disclosures: ReadonlyMap<string, Disclosure>
  /** Ids of checks of which students get nothing. */
  hidden: ReadonlySet<string>
  /** Its checks only read: no script and no command is run for them. */
  readsOnly: boolean
}

/** What differs from student to student. */
export interface Circumstances {
  engine?: EngineName
  work?: string
  /** It is done without root, where the challenge allows that. */
  rootless?: boolean
  /** What their journal says about stand-ins for images. */
  images?: ReadonlyMap<string, { use: string; standIn: boolean }>
  /** Their own values. */
  vars: Record<string, string>
}

/** A challenge in one student's circumstances, without a host. */
export type Task = Omit<Session, 'host'> & { engine: EngineName; needsRoot: boolean }

/** The challenges of a class. */
export interface Course {
  items: CourseItem[]
  /** The folders of its tracks, by id. */
  folders: ReadonlyMap<string, string>
  load(name: string, circumstances: Circumstances): Promise<Task>
}

/** Loads the tracks of a class. Their mistakes are a refusal, as everywhere. */
export async function openCourse({ tracks, dir, variants, file }: Pick<ClassFile, 'tracks' | 'dir' | 'variants' | 'file'>, { environment, root }: { environment: Record<string, string | undefined>; root: string }): Promise<Course | Refusal> {
  const inReach = tracksInReach({ environment, cwd: dir, root })
  const items: CourseItem[] = []
  const folders = new Map<string, { dir: string; challenge: string; track: Track }>()
  const problems: Problem[] = []
  for (const word of tracks) {
    const target = findTrackNamed(word, inReach, dir)
    if (typeof target === 'string') return { exit: EXIT.invalid, code: 'invalid-class', message: `${file}: ${target}` }
    const { track, kinds, problems: found } = await loadTrack(target.dir, { vocabulary, ...(target.challenge === undefined ? {} : { only: target.challenge }) })
    problems.push(...found)
    if (!track) continue
    const strange = Object.keys(variants[track.id] ?? {}).find(each => !Object.hasOwn(track.vars, each))
    if (strange !== undefined) return { exit: EXIT.invalid, code: 'invalid-class', message: `${file}: the track ${track.id} has no variable "${strange}" to draw${didYouMean(strange, Object.keys(track.vars)) || `; it has: ${Object.keys(track.vars).join(', ') || 'none'}`}` }
    for (const challenge of track.challenges) {
      const name = `${track.id}/${challenge.id}`
      if (folders.has(name)) continue
      folders.set(name, { dir: target.dir, challenge: challenge.id, track })
      const readsOnly = challenge.checks.every(check => {
        const { runs = [], programs = [] } = kinds.get(check.kind)!.wants(check.params, { dir: challenge.dir, engine: { name: 'podman', rootless: false, where: '' }, vars: track.vars, script: name => ({ file: name, text: '' }) })
        return runs.length + programs.length === 0
      })
      items.push({ name, title: challenge.title, maxPoints: challenge.checks.reduce((sum, each) => sum + each.points, 0), once: challenge.checks.filter(each => each.once).map(each => each.id), disclosures: new Map(challenge.checks.flatMap(({ id, disclosure }) => (disclosure ? [[id, disclosure] as const] : []))), hidden: new Set(challenge.checks.filter(each => each.hidden).map(each => each.id)), readsOnly })
    }
  }
  if (problems.length > 0) return { exit: EXIT.invalid, code: 'invalid-track', message: `the tracks of the class have ${plural(problems.length, 'mistake')}`, problems }
  const kept = new Map<string, Promise<Task>>()
  return {
    items,
    folders: new Map([...folders.values()].map(({ dir: folder, track }) => [track.id, folder])),
    load(name, circumstances) {
      const { dir: folder, challenge, track } = folders.get(name)!
      const own = (): Promise<Task> => loadTask(folder, challenge, circumstances)
      // What is made for one student alone is not worth keeping.
      if (circumstances.work !== undefined || Object.keys(circumstances.vars).length > 0) return own()
      const key = JSON.stringify([name, circumstances.engine, circumstances.rootless, Object.entries(standIns(track, circumstances)).sort()])
      let task = kept.get(key)
      if (!task) kept.set(key, (task = own()))
      return task
    },
  }
}

async function loadTask(dir: string, challenge: string, circumstances: Circumstances): Promise<Task> {
  const { engine: chosen, work, vars } = circumstances
  let engine: EngineName = 'podman'
  const builtIns = (file: Pick<Track, 'requires'>): Record<string, string> => {
    engine = file.requires.some(each => each.name === 'engine') ? (chosen ?? 'podman') : engineOf(file)
    return { ...BUILT_IN_DEFAULTS, engine, ...(work === undefined ? {} : { work }) }
  }
  const first = await loadTrack(dir, { vocabulary, only: challenge, builtIns })
  const images = Object.entries(first.track ? standIns(first.track, circumstances) : {})
  const drawn = Object.keys(vars).length > 0
  const { track, kinds } = images.length > 0 || drawn ? await loadTrack(dir, { vocabulary, only: challenge, images: new Map(images), builtIns: file => ({ ...builtIns(file), ...vars }) }) : (first as Required<Loaded>)
  if (!track?.challenges[0]) throw new Error(`${challenge} of ${dir} was there, and is not any more`)
  const own = circumstances.rootless && track.challenges[0].rootless ? track.requires.filter(each => each.name !== 'root') : track.requires
  return { track: { ...track, requires: own, vars: { ...track.vars, ...builtIns(track), ...vars } }, challenge: track.challenges[0], kinds, engine, needsRoot: own.some(each => each.name === 'root') }
}

/** The stand-ins that a journal names, by the image they stand in for: only those that lab itself would have built for it. */
function standIns(track: Pick<Track, 'vars' | 'standIns'>, { images }: Circumstances): Record<string, string> {
  return Object.fromEntries(Object.entries(track.vars).flatMap(([name, reference]) => {
    const use = images?.get(reference)
    return use?.standIn && use.use === standInName(track.standIns[name] ?? 'busybox') ? [[reference, use.use]] : []
  }))
}
