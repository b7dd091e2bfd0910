import type { Requirement } from '../model/course.ts'
import type { Problem } from '../model/problem.ts'
import { mappingOf } from './mappingOf.ts'
import type { ParsedFile, Path } from './parseYaml.ts'
import { REQUIREMENTS } from './schema.ts'
import { didYouMean } from './suggest.ts'

/** Reads one requirement, or a list of them: of a track, a check or an answer file. Problems are added to `problems`. */
export function readRequires(parsed: ParsedFile, at: Path, written: unknown, problems: Problem[]): Requirement[] {
  const requires: Requirement[] = []
  const list = written === undefined ? [] : Array.isArray(written) ? [...written.entries()].map(([index, each]) => ({ each, path: [...at, index] })) : [{ each: written, path: at }]
  for (const { each, path } of list) {
    const [name, value] = typeof each === 'string' ? [each] : (Object.entries(mappingOf(each))[0] ?? [])
    if (typeof name !== 'string' || (value !== undefined && typeof value !== 'string')) continue // said by the shape
    const values = Object.hasOwn(REQUIREMENTS, name) ? REQUIREMENTS[name] : undefined
    if (!values) problems.push(parsed.problem(path, 'unknown-requirement', `nothing is known about a host that offers "${name}"${didYouMean(name, Object.keys(REQUIREMENTS))}`))
    else if (value !== undefined && !values.includes(value)) problems.push(parsed.problem([...path, name], 'unknown-requirement', `"${name}" may be ${values.join(' or ') || 'named without a value'}`))
    requires.push({ name, ...(value === undefined ? {} : { value }) })
  }
  return requires
}
