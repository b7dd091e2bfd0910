import type { CourseChallenge, CourseFolder, CourseScript, Role } from '../core/audit/auditModel.ts'
import { mappingOf } from '../core/mappingOf.ts'
import { parseYaml } from '../core/parseYaml.ts'
import type { Problem } from '../model/problem.ts'
import type { ForeignCourse } from './ForeignCourse.ts'

/** Copies that an editor or the vendor's program leaves beside a script. */
const COPY = /\.(remote|md|bak|orig|swp|\d{6,})$|~$/

/** Reads a track of Instruqt (track.yml and a folder a challenge, or challenges listed in track.yml); undefined where the folder holds none. */
export function readInstruqt(folder: CourseFolder): ForeignCourse | undefined {
  const text = folder.files.get('track.yml')
  if (text === undefined) return undefined
  const parsed = parseYaml(text, 'track.yml')
  const data = mappingOf(parsed.data)
  const problems = [...parsed.problems]
  if (problems.length === 0 && parsed.data !== data) problems.push(parsed.problem([], 'bad-value', 'track.yml holds keys and their values'))
  else if (data.challenges !== undefined && !Array.isArray(data.challenges)) problems.push(parsed.problem(['challenges'], 'bad-value', 'challenges is a list'))
  const names = [...new Set([...folder.files.keys()].filter(each => /^[^/]+\/assignment\.md$/.test(each)).map(each => each.split('/')[0]!))].sort(byNumber)
  const listed = Array.isArray(data.challenges) ? data.challenges.map(mappingOf) : []
  const challenges = names.length > 0
    ? names.map(name => challengeOf(folder, name, frontMatter(folder.files.get(`${name}/assignment.md`)!, `${name}/assignment.md`, problems), { file: `${name}/assignment.md`, line: 1, column: 1 }))
    : listed.filter(each => typeof each.slug === 'string').map((each, index) => challengeOf(folder, String(each.slug), each, parsed.place(['challenges', index])))
  return { problems, course: { format: 'instruqt', id: wordOf(data.slug) ?? folder.name, title: wordOf(data.title) ?? folder.name, place: { file: 'track.yml', line: 1, column: 1 }, challenges } }
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
function frontMatter(text: string, file: string, problems: Problem[]): Record<string, unknown> {
  const [, yaml] = /^\uFEFF?---\r?\n([^]*?)\r?\n---\s*(?:\r?\n|$)/.exec(text) ?? []
  if (yaml === undefined || yaml.trim() === '') return {}
  // With the line before it, lines are counted as in the file.
  const parsed = parseYaml(`---\n${yaml}`, file)
  problems.push(...parsed.problems)
  return mappingOf(parsed.data)
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** `02-b` before `10-a`; what has no number comes last. */
function byNumber(a: string, b: string): number {
  const number = (name: string): number => Number(/^\d+/.exec(name)?.[0] ?? Infinity)
  return number(a) === number(b) ? (a < b ? -1 : 1) : number(a) < number(b) ? -1 : 1
}
