import type { CourseChallenge, CourseFolder, CourseScript, Role } from '../core/audit/auditModel.ts'
import { mappingOf } from '../core/mappingOf.ts'
import { parseYaml } from '../core/parseYaml.ts'
import type { Problem } from '../model/problem.ts'
import type { ForeignCourse } from './ForeignCourse.ts'

/** A command that the platform types for the learner. */
const TYPED = /\{\{\s*exec(ute)?\b/i

/** Reads a scenario of Katacoda or Killercoda (index.json with steps); undefined where the folder holds none. Of a file that cannot be parsed nobody knows what it was to be: problems without a course. */
export function readKatacoda(folder: CourseFolder): ForeignCourse | undefined {
  const file = ['index.json', 'index.yaml'].find(each => folder.files.has(each))
  const text = file && folder.files.get(file)
  if (file === undefined || text === undefined) return undefined
  const parsed = parseYaml(text, file)
  const data = mappingOf(parsed.data ?? asJson(text))
  const problems: Problem[] = data === NOTHING ? parsed.problems : []
  if (problems.length > 0) return { problems }
  if (!('details' in data || 'backend' in data)) return undefined
  const details = mappingOf(data.details)
  if ('details' in data && data.details !== details) problems.push(parsed.problem(['details'], 'bad-value', 'details holds keys and their values'))
  if (details.steps !== undefined && !Array.isArray(details.steps)) problems.push(parsed.problem(['details', 'steps'], 'bad-value', 'steps is a list'))
  const steps = Array.isArray(details.steps) ? details.steps.map(mappingOf) : []
  const challenges = steps.map((step, index): CourseChallenge => {
    const read = (name: unknown): string | undefined => (typeof name === 'string' ? folder.files.get(name.replace(/^\.\//, '')) : undefined)
    const script = (role: Role, name: unknown): CourseScript[] => {
      const content = read(name)
      return content === undefined ? [] : [{ role, file: (name as string).replace(/^\.\//, ''), text: content }]
    }
    return {
      id: `step ${index + 1}`, title: typeof step.title === 'string' && step.title !== '' ? step.title : `Step ${index + 1}`, place: parsed.place(['details', 'steps', index]),
      scripts: [...script('check', step.verify), ...['foreground', 'code', 'background', 'courseData'].flatMap(key => script('setup', step[key]))],
      judged: read(step.verify) !== undefined, ...(typeof step.verify === 'string' && read(step.verify) === undefined ? { missing: step.verify } : {}), solvable: step.answer !== undefined || TYPED.test(read(step.text) ?? ''),
    }
  })
  return { problems, course: { format: 'katacoda', id: folder.name, title: typeof data.title === 'string' ? data.title : folder.name, place: { file, line: 1, column: 1 }, challenges } }
}

/** JSON allows what YAML does not, as a key that stands there twice. */
function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return NOTHING
  }
}

const NOTHING: Record<string, unknown> = {}
