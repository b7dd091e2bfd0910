import type { Course, CourseChallenge, CourseFolder, CourseScript, Role } from '../core/audit/auditModel.ts'
import { parseYaml } from '../core/parseYaml.ts'

/** Copies that an editor or the vendor's program leaves beside a script. */
const COPY = /\.(remote|md|bak|orig|swp|\d{6,})$|~$/

/** Reads a track of Instruqt (track.yml and a folder a challenge, or challenges listed in track.yml); undefined where the folder holds none. */
export function readInstruqt(folder: CourseFolder): Course | undefined {
  const text = folder.files.get('track.yml')
  if (text === undefined) return undefined
  const data = dataOf(text)
  const names = [...new Set([...folder.files.keys()].filter(each => /^[^/]+\/assignment\.md$/.test(each)).map(each => each.split('/')[0]!))].sort(byNumber)
  const listed = Array.isArray(data.challenges) ? data.challenges.map(recordOf) : []
  const challenges = names.length > 0
    ? names.map(name => challengeOf(folder, name, recordOf(frontMatter(folder.files.get(`${name}/assignment.md`)!)), { file: `${name}/assignment.md`, line: 1, column: 1 }))
    : listed.filter(each => typeof each.slug === 'string').map((each, index) => challengeOf(folder, String(each.slug), each, parseYaml(text, 'track.yml').place(['challenges', index])))
  return { format: 'instruqt', id: wordOf(data.slug) ?? folder.name, title: wordOf(data.title) ?? folder.name, place: { file: 'track.yml', line: 1, column: 1 }, challenges }
}

function challengeOf({ files }: CourseFolder, name: string, data: Record<string, unknown>, place: CourseChallenge['place']): CourseChallenge {
  const scripts = [...files].flatMap(([file, text]): CourseScript[] => {
    const [, inside, role] = /^(.*)\/(setup|check|solve|cleanup)-[^/]+$/.exec(file) ?? []
    return inside === name && !COPY.test(file) ? [{ role: role as Role, file, text }] : []
  })
  const isQuiz = data.type === 'quiz'
  return {
    id: name, title: wordOf(data.title) ?? name, place, scripts: scripts.sort((a, b) => (a.file < b.file ? -1 : 1)),
    judged: isQuiz || scripts.some(each => each.role === 'check'), solvable: isQuiz || scripts.some(each => each.role === 'solve'),
  }
}

/** What stands between the two lines of `---`. */
function frontMatter(text: string): unknown {
  const [, yaml] = /^\uFEFF?---\r?\n([^]*?)\r?\n---\s*(?:\r?\n|$)/.exec(text) ?? []
  return yaml === undefined ? {} : dataOf(yaml)
}

function dataOf(text: string): Record<string, unknown> {
  return recordOf(parseYaml(text, '').data)
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** `02-b` before `10-a`; what has no number comes last. */
function byNumber(a: string, b: string): number {
  const number = (name: string): number => Number(/^\d+/.exec(name)?.[0] ?? Infinity)
  return number(a) === number(b) ? (a < b ? -1 : 1) : number(a) < number(b) ? -1 : 1
}
