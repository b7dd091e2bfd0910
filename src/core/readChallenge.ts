import type { AcceptedSurvivor, Check, Command, Disclosure } from '../model/course.ts'
import type { Kind } from '../model/kind.ts'
import type { Problem } from '../model/problem.ts'
import { expandCheck, type OwnKinds } from './expandKinds.ts'
import { listOf, mappingOf } from './mappingOf.ts'
import type { ParsedFile, Path } from './parseYaml.ts'
import { checkCommands, readCommands, type WrittenCommand } from './readCommands.ts'
import { readRequires } from './readRequires.ts'
import { readSurvivors } from './readSurvivors.ts'
import { challengeSchema, checkProperties, checkSchema } from './schema.ts'
import { didYouMean } from './suggest.ts'
import { validateFile, validateParams, validateShape, type Validators } from './validate.ts'
import { fillVariables, showVariables, variableName } from './vars.ts'

/** What challenge.yaml says, before its files are read. */
export interface ChallengeFile {
  title: string
  minutes?: number
  clean?: 'containers'
  rootless?: true
  setup?: string
  solve?: string
  cleanup?: string
  commands: Command[]
  survivors?: AcceptedSurvivor[]
  /** Those without a mistake. */
  checks: Check[]
  /** The ids of all, with mistakes or without. */
  ids: string[]
  /** The ids of those that ask for an answer. */
  asked: string[]
}

/** What reading a challenge takes besides its text. */
export interface ReadingContext {
  kinds: ReadonlyMap<string, Kind>
  validators: Validators
  vars: Readonly<Record<string, string>>
  /** The track's own words. */
  own?: OwnKinds
}

/** The words in a challenge's checks that may be kinds: those to load before it is read. */
export function wordsOf(data: unknown): Set<string> {
  const checks = (data as { checks?: unknown } | null | undefined)?.checks
  const words = new Set<string>()
  for (const check of Array.isArray(checks) ? checks : []) for (const key of Object.keys((check as object | null) ?? {})) words.add(key)
  return words
}

/** Reads challenge.yaml's data as far as it can be read, so that one mistake hides no other. Whoever finds new `problems` after it has no challenge to work on. */
export function readChallenge(parsed: ParsedFile, context: ReadingContext, knownKinds: string[], problems: Problem[]): ChallengeFile {
  problems.push(...validateFile(parsed, { schema: challengeSchema, validate: context.validators.challenge! }))
  const data = mappingOf(parsed.data)
  const written = listOf(data.checks).map(mappingOf)
  // What is no mapping was refused by the shape.
  const checks = written.flatMap((each, index) => (each === listOf(data.checks)[index] ? (readCheck(parsed, ['checks', index], each, context, knownKinds, problems) ?? []) : []))
  checkIds(parsed, written, problems)
  const scripts = Object.fromEntries((['setup', 'solve', 'cleanup'] as const).filter(name => typeof data[name] === 'string' && data[name] !== '').map(name => [name, data[name] as string]))
  const { title, minutes, clean, rootless } = data as { title?: string; minutes?: number; clean?: 'containers'; rootless?: true }
  const commands = listOf(data.commands).map(mappingOf).filter(each => typeof each.run === 'string') as unknown as WrittenCommand[]
  const asks = (check: Record<string, unknown>): boolean => Object.keys(check).some(word => word === 'answer' || context.own?.get(word)?.kind === 'answer')
  const ids = written.map(each => String(each.id))
  const asked = written.filter(asks).map(each => String(each.id))
  checkCommands(parsed, data.commands, { ids, asked }, problems)
  return {
    title: String(title ?? ''), ...(minutes === undefined ? {} : { minutes }), ...(clean === undefined ? {} : { clean }), ...(rootless === undefined ? {} : { rootless }), ...scripts,
    commands: readCommands(commands), checks, ids, asked, ...(data.survivors === undefined ? {} : { survivors: readSurvivors(data.survivors) }),
  }
}

function readCheck(parsed: ParsedFile, at: Path, data: Record<string, unknown>, context: ReadingContext, kindWords: string[], problems: Problem[]): Check | undefined {
  const { kinds, validators, vars, own } = context
  const before = problems.length
  const knownKinds = [...kindWords, ...(own?.keys() ?? [])]
  const words = Object.keys(data).filter(key => knownKinds.includes(key))
  const unknown = Object.keys(data).filter(key => !knownKinds.includes(key) && !Object.hasOwn(checkProperties, key))
  for (const key of unknown) problems.push(parsed.problem([...at, key], 'unknown-key', `unknown key "${key}"${didYouMean(key, [...knownKinds, ...Object.keys(checkProperties)]) || `; a check has one of ${knownKinds.join(', ')}`}`, 'key'))
  if (words.length === 0 && unknown.length === 0) problems.push(parsed.problem(at, 'no-kind', `the check expects nothing yet: give it one of ${knownKinds.join(', ')}`))
  if (words.length > 1) problems.push(parsed.problem([...at, words[1]!], 'two-kinds', `a check expects one thing, and this one has ${words.join(' and ')}: make it two checks`, 'key'))
  const common = Object.fromEntries(Object.entries(data).filter(([key]) => Object.hasOwn(checkProperties, key)))
  problems.push(...validateShape(parsed, at, common, { schema: checkSchema, validate: validators.check! }))
  const requires = readRequires(parsed, [...at, 'requires'], common.requires, problems)
  const word = words[0]
  if (word === undefined) return undefined
  const ownKind = own?.get(word)
  if (ownKind) {
    const expanded = words.length > 1 ? undefined : expandCheck(parsed, at, data, word, ownKind, problems)
    return expanded && problems.length === before ? readCheck(expanded.parsed, at, expanded.data, { kinds, validators, vars }, kindWords, problems) : undefined
  }
  const kind = kinds.get(word)!
  const strange = findUnknownVariables(data[word], vars, [...at, word])
  for (const { path, name } of strange) problems.push(parsed.problem(path, 'unknown-variable', `there is no variable "${name}"${didYouMean(name, Object.keys(vars))}`))
  const params = fillVariables(data[word], vars)
  if (strange.length === 0) problems.push(...validateParams(parsed, [...at, word], params, kind, validators[`kind:${word}`]!))
  if (problems.length > before) return undefined
  const { id, title, points, hints, needs, once, passes_before: passesBefore, visibility, disclosure } = common as { id: string; visibility?: string; disclosure?: Disclosure; title?: string; passes_before?: string; points?: number; hints?: string[]; needs?: string | string[]; once?: boolean }
  return {
    id, kind: word, params, title: title ?? kind.title(params), points: points ?? 1, hints: (hints ?? []).map(hint => showVariables(hint, vars)),
    needs: needs === undefined ? [] : Array.isArray(needs) ? needs : [needs], once: once ?? false, requires, ...(passesBefore === undefined ? {} : { passesBefore }), ...(visibility === 'hidden' ? { hidden: true as const } : {}), ...(disclosure === undefined ? {} : { disclosure }), place: parsed.place([...at, 'id']),
  }
}

function findUnknownVariables(value: unknown, vars: Readonly<Record<string, string>>, path: Path): { path: Path; name: string }[] {
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, each]) => findUnknownVariables(each, vars, [...path, Array.isArray(value) ? Number(key) : key]))
  const name = variableName(value)
  return name === undefined || Object.hasOwn(vars, name) ? [] : [{ path, name }]
}

/** Ids once only, and needs that name earlier checks: a cycle cannot be written that way. */
function checkIds(parsed: ParsedFile, data: Record<string, unknown>[], problems: Problem[]): void {
  const ids = data.map(each => each?.id)
  for (const [index, id] of ids.entries()) {
    const first = ids.indexOf(id)
    if (typeof id === 'string' && first !== index) problems.push(parsed.problem(['checks', index, 'id'], 'duplicate', `"${id}" is the id of a check in line ${parsed.place(['checks', first, 'id']).line} already`))
  }
  const isHidden = (check: Record<string, unknown> | undefined): boolean => check?.visibility === 'hidden'
  if (data.length > 0 && data.every(isHidden)) problems.push(parsed.problem(['checks', 0, 'visibility'], 'all-hidden', 'every check is hidden: students would have nothing to go by', 'key'))
  for (const [index, { needs }] of data.entries()) {
    for (const need of typeof needs === 'string' ? [needs] : listOf(needs).filter(each => typeof each === 'string')) {
      const position = ids.indexOf(need)
      if (position < 0) problems.push(parsed.problem(['checks', index, 'needs'], 'unknown-check', `there is no check "${need}"${didYouMean(need, ids.map(String))}`))
      else if (position >= index) problems.push(parsed.problem(['checks', index, 'needs'], 'needs-order', position === index ? `"${need}" needs itself` : `"${need}" stands further down: a check needs checks above it, so that no circle can form`))
      else if (isHidden(data[position]) && !isHidden(data[index])) problems.push(parsed.problem(['checks', index, 'needs'], 'needs-hidden', `"${need}" is hidden, and students see this check: it cannot wait for what they do not have`))
    }
  }
}
