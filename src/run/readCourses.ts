import { isUtf8 } from 'node:buffer'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import type { Course, CourseFolder } from '../core/audit/auditModel.ts'
import { MAX_BYTES } from '../core/checkBounds.ts'
import { readInstruqt } from '../format/readInstruqt.ts'
import { readKatacoda } from '../format/readKatacoda.ts'
import type { Challenge, Track } from '../model/course.ts'
import type { Problem } from '../model/problem.ts'
import { loadTrack } from './loadTrack.ts'
import { vocabulary } from './vocabulary.ts'

/** What is read at most: files, bytes of all of them, and folders below each other. */
export const READING_LIMITS = { files: 20_000, bytes: 128 * MAX_BYTES, depth: 12 }
const PASSED_OVER = ['.git', '.hg', '.svn', 'node_modules', '.venv', '__pycache__']

/** A course that was read, and where it lies. */
export interface ReadCourse {
  course: Course
  folder: CourseFolder
  dir: string
}

/** All courses in a folder, or below it. `left` says what was not read; `problems` are mistakes that keep a course from being read. */
export interface ReadCourses {
  courses: ReadCourse[]
  left: string[]
  problems: Problem[]
}

/** Reads every course in a folder, of any format. Nothing is run, no link is followed, and what is too large is left out and named. */
export async function readCourses(dir: string, limits = READING_LIMITS): Promise<ReadCourses> {
  const left: string[] = []
  const files = readTree(dir, left, limits)
  const roots = [...files.keys()].filter(each => /(^|\/)(track\.ya?ml|index\.(json|yaml))$/.test(each)).map(each => each.replace(/[^/]*$/, '')).sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  const courses: ReadCourse[] = []
  const problems: Problem[] = []
  const doubtful: Problem[] = []
  const taken: string[] = []
  for (const root of new Set(roots)) {
    // What lies inside a course belongs to it.
    if (taken.some(each => root.startsWith(each))) continue
    const folder: CourseFolder = { name: basename(join(dir, root)), files: new Map([...files].flatMap(([file, text]) => (file.startsWith(root) ? [[file.slice(root.length), text] as const] : []))) }
    const at = join(dir, root)
    const own = folder.files.has('track.yaml') ? await loadTrack(at, { vocabulary, whole: true }) : undefined
    if (own && own.problems.length > 0) problems.push(...own.problems)
    const foreign = own ? undefined : (readInstruqt(folder) ?? readKatacoda(folder))
    const course = own ? own.track && courseOf(own.track) : foreign?.course
    const flaws = (foreign?.problems ?? []).map(each => ({ ...each, file: join(at, each.file) }))
    // There are many files called index.json: a broken one may be no course at all.
    const isCourse = course !== undefined || MARKS_OF_COURSE.test([...folder.files].filter(([file]) => /^index\.(json|yaml)$/.test(file)).join())
    ;(isCourse ? problems : doubtful).push(...flaws)
    if (own || (foreign && isCourse)) taken.push(root)
    if (course) courses.push({ course, folder, dir: at })
  }
  if (courses.length === 0 && problems.length === 0) problems.push(...doubtful)
  else left.push(...doubtful.map(({ file, line, message }) => `${relative(dir, file).split(sep).join('/')}: it cannot be parsed, so nobody knows whether it is a course (line ${line}: ${message})`))
  return { courses: courses.sort((a, b) => (a.dir < b.dir ? -1 : 1)), left, problems }
}

const MARKS_OF_COURSE = /["']?\b(details|steps|backend|imageid)\b["']?\s*:/

/** A picture is no place for a mistake. */
const PICTURE = /\.(png|jpe?g|gif|svg|mp4|webm|pdf|zip|t?gz|xz|tar|ico|woff2?)$/i

/** All text files below a folder, by path with `/`. */
function readTree(dir: string, left: string[], limits: typeof READING_LIMITS): Map<string, string> {
  const files = new Map<string, string>()
  let seen = 0
  let total = 0
  const full = (): boolean => seen >= limits.files || total >= limits.bytes
  const visit = (at: string, depth: number): void => {
    for (const name of listFolder(at, dir, left)) {
      if (full()) return
      const file = join(at, name)
      const path = relative(dir, file).split(sep).join('/')
      const stat = lstatSync(file, { throwIfNoEntry: false })
      if (stat?.isDirectory()) {
        if (PASSED_OVER.includes(name)) continue
        if (depth >= limits.depth) left.push(`${path}: folders are read ${limits.depth} deep`)
        else visit(file, depth + 1)
      } else if (stat?.isSymbolicLink()) left.push(`${path}: links are not followed`)
      else if (stat?.isFile()) {
        seen += 1
        const text = stat.size > MAX_BYTES ? undefined : readText(file, path, left)
        if (stat.size > MAX_BYTES && !PICTURE.test(name)) left.push(`${path}: ${stat.size} bytes, the limit is ${MAX_BYTES}`)
        if (text === undefined) continue
        total += text.length
        files.set(path, text)
      }
    }
  }
  visit(dir, 0)
  if (full()) left.push(`perhaps more: ${seen} files were read, and at most ${limits.files} of ${limits.bytes / MAX_BYTES} MiB are`)
  return files
}

function listFolder(at: string, dir: string, left: string[]): string[] {
  try {
    return readdirSync(at).sort()
  } catch (error) {
    left.push(`${relative(dir, at) || at}: ${(error as Error).message}`)
    return []
  }
}

/** The text of a file; undefined where it is none. */
function readText(file: string, path: string, left: string[]): string | undefined {
  try {
    const bytes = readFileSync(file)
    const text = textOf(bytes)
    if (text === undefined && !PICTURE.test(file)) left.push(`${path}: it is no text in UTF-8 or UTF-16`)
    return text?.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  } catch (error) {
    left.push(`${path}: ${(error as Error).message}`)
    return undefined
  }
}

/** Bytes as text; what begins with the mark of UTF-16 is read as that. */
function textOf(bytes: Buffer): string | undefined {
  const mark = bytes.length >= 2 && bytes.length % 2 === 0 ? bytes.readUInt16BE(0) : 0
  if (mark === 0xfffe || mark === 0xfeff) return (mark === 0xfffe ? bytes : Buffer.from(bytes).swap16()).toString('utf16le')
  return bytes.includes(0) || !isUtf8(bytes) ? undefined : bytes.toString('utf8')
}

/** A track of our own as the rules see it. */
function courseOf(track: Track): Course {
  const named = (file: string): string => relative(track.dir, file).split(sep).join('/')
  return {
    format: 'lab', id: track.id, title: track.title, place: { file: 'track.yaml', line: 1, column: 1 },
    challenges: track.challenges.map(challenge => ({
      id: challenge.id, title: challenge.title, place: { file: `${challenge.folder}/challenge.yaml`, line: 1, column: 1 },
      scripts: scriptsOf(challenge), judged: challenge.checks.length > 0, solvable: challenge.commands.length > 0 || challenge.solve !== undefined || challenge.solutions.length > 0,
      checks: challenge.checks.map(({ id, hints, place }) => ({ id, hints: hints.length, place: { ...place, file: named(place.file) } })), wrong: challenge.wrong.length,
    })),
  }
}

function scriptsOf({ folder, dir, checks, setup, solve, cleanup }: Challenge): Course['challenges'][number]['scripts'] {
  const judging = checks.flatMap(({ kind, params }) => {
    const file = kind !== 'script' ? undefined : typeof params === 'string' ? params : (params as { file: string }).file
    return file !== undefined ? [{ role: 'check' as const, file: `${folder}/${file}`, text: readFileSync(join(dir, file), 'utf8').replace(/^\uFEFF/, '').replaceAll('\r\n', '\n') }] : []
  })
  const others = Object.entries({ setup, solve, cleanup }).flatMap(([role, script]) => (script ? [{ role: role as 'setup', file: `${folder}/${script.file}`, text: script.text }] : []))
  return [...judging, ...others]
}
