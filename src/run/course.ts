import { basename, join } from 'node:path'
import { circleOf, orderTracks, type Step } from '../core/orderTracks.ts'
import type { ParsedFile, Path } from '../core/parseYaml.ts'
import { didYouMean } from '../core/suggest.ts'
import type { Problem } from '../model/problem.ts'
import { challengeId } from './challengeId.ts'
import type { Book } from './openBook.ts'
import { readYaml } from './readTrackFile.ts'

/** A track's place in a course, read from track.yaml alone: loading challenges would take its time. */
export interface CourseTrack extends Step {
  dir: string
  folders: string[]
  parsed?: ParsedFile
}

/** Some tracks in the order of the course. What is wrong with a file is for whoever loads it. */
export function readCourse(dirs: Iterable<string>): CourseTrack[] {
  return orderTracks([...new Set(dirs)].map((dir): CourseTrack => {
    const parsed = readYaml(join(dir, 'track.yaml'), [])
    const { after, challenges } = (parsed?.data ?? {}) as { after?: unknown; challenges?: unknown }
    return { id: basename(dir), dir, after: textsOf(typeof after === 'string' ? [after] : after), folders: textsOf(challenges), ...(parsed ? { parsed } : {}) }
  }))
}

/** Where the course goes on once all of a track is done: the first challenge that is not, of a track that comes after it, or after one that is done as well. */
export function nextInCourse(trackId: string, book: Book, dirs: Iterable<string>): string | undefined {
  const course = readCourse(dirs)
  const seen = new Set([trackId])
  for (const id of seen) {
    for (const track of course.filter(each => each.after.includes(id))) {
      const next = firstOpen(track, book)
      if (next !== undefined && !seen.has(track.id)) return next
      seen.add(track.id)
    }
  }
  return undefined
}

/** Whether a challenge is all that is left of its track. */
export function isLastOpen(name: string, folders: string[], book: Book): boolean {
  const [trackId] = name.split('/')
  return folders.map(folder => `${trackId}/${challengeId(folder)}`).every(each => each === name || isFinished(each, book))
}

/** The first challenge of a track that is not finished. */
export function firstOpen({ id, folders }: Pick<CourseTrack, 'id' | 'folders'>, book: Book): string | undefined {
  return folders.map(folder => `${id}/${challengeId(folder)}`).find(name => !isFinished(name, book))
}

function isFinished(name: string, book: Book): boolean {
  return book.progresses.challenges.get(name)?.state === 'finished'
}

/** What is wrong with the order of some tracks among all: a circle is a problem, told once. A track that is not in reach is worth a note only, since tracks travel alone. */
export function checkCourse(dirs: Iterable<string>, all: Iterable<string>): { problems: Problem[]; notes: string[] } {
  const problems: Problem[] = []
  const notes: string[] = []
  const chosen = [...dirs]
  // A track that is named by its path may have a namesake in reach, which is not meant.
  const course = readCourse([...chosen, ...[...all].filter(dir => !chosen.some(each => basename(each) === basename(dir)))])
  const told = new Set<string>()
  for (const { id, after, parsed } of course.filter(each => chosen.includes(each.dir))) {
    const circle = told.has(id) ? undefined : circleOf(id, course)
    for (const each of circle ?? []) told.add(each)
    if (circle) problems.push(parsed!.problem(pathOf(after.indexOf(circle[1] ?? id), parsed!), 'circle', circle.length === 1 ? `${id} comes after itself` : `each of these tracks comes after the next: ${[...circle, id].join(', ')}`))
    for (const name of after) {
      if (!course.some(each => each.id === name)) notes.push(`${id} comes after "${name}", which is not in reach${didYouMean(name, course.map(each => each.id))}`)
    }
  }
  return { problems, notes }
}

/** Where a name stands: `after` is a list or one word. */
function pathOf(index: number, parsed: ParsedFile): Path {
  return Array.isArray((parsed.data as { after?: unknown }).after) ? ['after', index] : ['after']
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []
}
