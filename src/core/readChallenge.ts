import type { AcceptedSurvivor, Check, Command, Disclosure, Requirement } from '../model/course.ts'
import type { Kind } from '../model/kind.ts'
import type { Problem } from '../model/problem.ts'
import { expandCheck, type OwnKinds } from './expandKinds.ts'
import { parseMatcher } from './match.ts'
import type { ParsedFile, Path } from './parseYaml.ts'
import { checkProperties, checkSchema, challengeSchema, REQUIREMENTS, solutionSchema, trackSchema, wrongSchema } from './schema.ts'
import { didYouMean } from './suggest.ts'
import { validateParams, validateShape, type Validator } from './validate.ts'
import { BUILT_IN, fillVariables, showVariables, variableName } from './vars.ts'

/** Compiled schemas by name: `track`, `challenge`, `check`, `wrong`, `solution`, and `kind:WORD` for each kind. */
export type Validators = Readonly<Record<string, Validator>>

/** What track.yaml says, before its challenges are read. */
export interface TrackFile {
  title: string
  summary: string
  requires: Requirement[]
  vars: Record<string, string>
  standIns: Record<string, string>
  folders: string[]
  survivors: AcceptedSurvivor[]
}

/** Reads track.yaml's data as far as it can be read, so that one mistake hides no other; undefined where it lists no challenges. Problems are added to `problems`. */
export function readTrack(parsed: ParsedFile, validators: Validators, problems: Problem[]): TrackFile | undefined {
  const shape = [...parsed.problems, ...(parsed.data === undefined ? [] : validateShape(parsed, [], parsed.data, { schema: trackSchema, validate: validators.track! }))]
  problems.push(...shape)
  const data = mappingOf(parsed.data)
  if (!Array.isArray(data.challenges)) return undefined
  const folders = data.challenges.filter(each => typeof each === 'string')
  const requires = readRequires(parsed, ['requires'], listOf(data.requires), problems)
  for (const [index, folder] of folders.entries()) {
    if (folders.indexOf(folder) !== index) problems.push(parsed.problem(['challenges', index], 'duplicate', `"${folder}" is listed twice`))
  }
  const vars = Object.fromEntries(Object.entries(mappingOf(data.vars)).map(([name, value]) => [name, String(value)]))
  for (const name of BUILT_IN.filter(each => Object.hasOwn(vars, each))) problems.push(parsed.problem(['vars', name], 'shadows', `"${name}" is a variable that every challenge has already: give yours another name`, 'key'))
  const standIns = mappingOf(data.stand_ins) as Record<string, string>
  for (const name of Object.keys(standIns)) {
    if (!Object.hasOwn(vars, name)) problems.push(parsed.problem(['stand_ins', name], 'unknown-variable', `there is no variable "${name}"${didYouMean(name, Object.keys(vars))}`, 'key'))
  }
  return { title: String(data.title ?? ''), summary: String(data.summary ?? ''), requires, vars, standIns, folders, survivors: readSurvivors(data.survivors) }
}

function readSurvivors(written: unknown): AcceptedSurvivor[] {
  return listOf(written).map(mappingOf).map(({ mutant, reason, except }) => ({ mutant: String(mutant), reason: String(reason), ...(except === undefined ? {} : { except: listOf(except).map(String) }) }))
}

/** Reads one requirement, or a list of them. */
function readRequires(parsed: ParsedFile, at: Path, written: unknown, problems: Problem[]): Requirement[] {
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

function mappingOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

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
  const shape = [...parsed.problems, ...(parsed.data === undefined ? [] : validateShape(parsed, [], parsed.data, { schema: challengeSchema, validate: context.validators.challenge! }))]
  problems.push(...shape)
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

/** What a command answers must be a check that asks for an answer, and what it prints must be readable by the matcher. */
function checkCommands(parsed: ParsedFile, commands: unknown, { ids, asked }: Pick<ChallengeFile, 'ids' | 'asked'>, problems: Problem[]): void {
  for (const [index, { answers, output }] of listOf(commands).map(mappingOf).entries()) {
    const matcher = output === undefined ? undefined : parseMatcher(output, 'text')
    if (matcher && !('op' in matcher)) problems.push(parsed.problem(['commands', index, 'output', ...matcher.path], 'bad-value', matcher.message))
    if (typeof answers !== 'string' || asked.includes(answers)) continue
    const message = ids.includes(answers) ? `"${answers}" asks for no answer: only a check of kind answer does` : `there is no check "${answers}"${didYouMean(answers, asked)}`
    problems.push(parsed.problem(['commands', index, 'answers'], 'unknown-check', message))
  }
}

interface WrittenCommand {
  run: string
  times?: number
  requires?: string
  answers?: string
  output?: unknown
}

/** Commands with what their author left out. */
export function readCommands(commands: WrittenCommand[] | undefined): Command[] {
  return (commands ?? []).map(({ run, times, requires, answers, output }) => ({
    run, times: times ?? 1, ...(requires === undefined ? {} : { requires }), ...(answers === undefined ? {} : { answers }), ...(output === undefined ? {} : { output }),
  }))
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

/** Reads a file of wrong/ or solutions/; undefined where it has problems. */
export function readAnswerFile(parsed: ParsedFile, type: 'wrong' | 'solution', validators: Validators, { ids, asked }: Pick<ChallengeFile, 'ids' | 'asked'>, problems: Problem[]): { title: string; commands: Command[]; caughtBy: string[]; requires: Requirement[] } | undefined {
  const schema = type === 'wrong' ? wrongSchema : solutionSchema
  const shape = [...parsed.problems, ...(parsed.data === undefined ? [] : validateShape(parsed, [], parsed.data, { schema, validate: validators[type]! }))]
  problems.push(...shape)
  const data = mappingOf(parsed.data) as { title: string; commands: WrittenCommand[]; caught_by?: string[]; requires?: unknown }
  for (const [index, id] of listOf(data.caught_by).entries()) {
    if (typeof id === 'string' && !ids.includes(id)) problems.push(parsed.problem(['caught_by', index], 'unknown-check', `there is no check "${id}"${didYouMean(id, ids)}`))
  }
  checkCommands(parsed, data.commands, { ids, asked }, problems)
  const requires = readRequires(parsed, ['requires'], data.requires, problems)
  return shape.length > 0 ? undefined : { title: data.title, commands: readCommands(data.commands), caughtBy: data.caught_by ?? [], requires }
}
