import type { Kind } from '../model/kind.ts'
import type { Problem } from '../model/problem.ts'
import { mappingOf } from './mappingOf.ts'
import type { ParsedFile, Path } from './parseYaml.ts'
import { checkProperties } from './schema.ts'
import { didYouMean } from './suggest.ts'
import { validateParams, type Validator } from './validate.ts'
import { BUILT_IN, fillVariables, replaceNames, variableName } from './vars.ts'

/** An author's own word for a kind with some of it preset: an entry of `kinds:` in track.yaml. */
export interface OwnKind {
  /** The kind it stands for. */
  kind: string
  /** What stands under that kind, with `$parameter` where a check says more. */
  template: unknown
  /** What a check must say, in the order in which it stands in the template. */
  parameters: string[]
  title?: string
  /** It has a mistake itself: checks that use it say nothing more. */
  broken?: true
}

/** Own kinds by their word. */
export type OwnKinds = ReadonlyMap<string, OwnKind>

/** What reading them takes. */
interface Known {
  kinds: ReadonlyMap<string, Kind>
  validators: Readonly<Record<string, Validator>>
  words: string[]
  vars: Readonly<Record<string, string>>
}

/** The kinds that a track's own words stand for: those to load before they are read. */
export function wordsOfKinds(data: unknown): Set<string> {
  const entries = Object.values(((data as { kinds?: unknown } | null | undefined)?.kinds as object | null | undefined) ?? {})
  return new Set(entries.flatMap(each => Object.keys((each as object | null) ?? {})))
}

/** Reads `kinds:` of track.yaml as far as it can be read: mistakes of its shape were told before. */
export function readKinds(parsed: ParsedFile, { kinds, validators, words, vars }: Known, problems: Problem[]): Map<string, OwnKind> {
  const found = new Map<string, OwnKind>()
  for (const [word, entry] of Object.entries(mappingOf((parsed.data as { kinds?: unknown }).kinds))) {
    if (Object.keys(mappingOf(entry)).length === 0) {
      found.set(word, { kind: '', template: {}, parameters: [], broken: true })
      continue
    }
    const { title, ...rest } = mappingOf(entry)
    const at: Path = ['kinds', word]
    const before = problems.length
    if (words.includes(word) || Object.hasOwn(checkProperties, word)) {
      problems.push(parsed.problem(at, 'shadows', `"${word}" is ${words.includes(word) ? 'a kind of lab' : 'a key of every check'} already: give yours another name`, 'key'))
      continue
    }
    const [kind, ...others] = Object.keys(rest)
    if (kind === undefined) {
      problems.push(parsed.problem(at, 'no-kind', `"${word}" stands for nothing yet: give it one of ${words.join(', ')}`))
      found.set(word, { kind: '', template: {}, parameters: [], broken: true })
      continue
    }
    const unknown = [kind, ...others].filter(each => !words.includes(each))
    for (const each of unknown) problems.push(parsed.problem([...at, each], 'unknown-kind', `there is no kind "${each}"${didYouMean(each, words) || `; there are ${words.join(', ')}`}`, 'key'))
    if (unknown.length === 0 && others.length > 0) problems.push(parsed.problem([...at, others[0]!], 'two-kinds', `a word stands for one kind, and this one for ${[kind, ...others].join(' and ')}`, 'key'))
    const template = fillVariables(rest[kind], vars)
    const holes = holesOf(template)
    const parameters = [...new Set(holes.map(each => each.name))]
    const strange = placeholders(typeof title === 'string' ? title : '').filter(name => !parameters.includes(name) && !Object.hasOwn(vars, name))
    for (const name of strange) problems.push(parsed.problem([...at, 'title'], 'unknown-parameter', `there is no parameter "${name}"${didYouMean(name, parameters)}`))
    if (unknown.length === 0 && others.length === 0) problems.push(...mistakesBesides(parsed, [...at, kind], holes.map(each => each.path), template, kinds.get(kind)!, validators[`kind:${kind}`]!))
    found.set(word, { kind, template, parameters, ...(typeof title === 'string' ? { title } : {}), ...(problems.length > before ? { broken: true } : {}) })
  }
  return found
}

/** What is wrong with a template whatever its parameters are: mistakes in them are told where a check gives them. */
function mistakesBesides(parsed: ParsedFile, at: Path, holes: Path[], template: unknown, kind: Kind, validate: Validator): Problem[] {
  const here = new Set(holes.map(path => placeKey(parsed.place([...at, ...path]))))
  return validateParams(parsed, at, template, kind, validate).filter(problem => !here.has(placeKey(problem)))
}

function placeKey({ line, column }: { line: number; column: number }): string {
  return `${line}:${column}`
}

/** A check with a track's own word replaced by the kind it stands for. */
export interface Expanded {
  data: Record<string, unknown>
  /** Shows mistakes of the kind at the parameter they come from, else at the word. */
  parsed: ParsedFile
}

/** Replaces a track's own word in a check: nothing after this knows of it. Undefined where the check gives it what it does not take. */
export function expandCheck(parsed: ParsedFile, at: Path, data: Record<string, unknown>, word: string, own: OwnKind, problems: Problem[]): Expanded | undefined {
  const { kind, template, parameters, title, broken } = own
  if (broken) return undefined
  const { [word]: value, ...rest } = data
  const given = value ?? {}
  if (typeof given !== 'object' || Array.isArray(given)) {
    problems.push(parsed.problem([...at, word], 'wrong-type', `"${word}" takes ${parameters.length === 0 ? 'nothing: write {}' : `its parameters: { ${parameters.map(name => `${name}: ...`).join(', ')} }`}`))
    return undefined
  }
  const strange = Object.keys(given).filter(name => !parameters.includes(name))
  const missing = parameters.filter(name => !Object.hasOwn(given, name))
  for (const name of strange) problems.push(parsed.problem([...at, word, name], 'unknown-parameter', `"${word}" has no parameter "${name}"${didYouMean(name, parameters) || (parameters.length === 0 ? ': it takes none' : `; it has ${parameters.join(', ')}`)}`, 'key'))
  if (missing.length > 0) problems.push(parsed.problem([...at, word], 'missing-parameter', `"${word}" also needs ${missing.join(', ')}`, 'key'))
  if (strange.length + missing.length > 0) return undefined
  const holes = holesOf(template)
  const translate = (path: Path): Path => {
    const inside = at.concat(kind).every((step, index) => step === path[index]) ? path.slice(at.length + 1) : undefined
    if (!inside) return path
    const hole = holes.find(each => each.path.every((step, index) => step === inside[index]))
    return hole ? [...at, word, hole.name, ...inside.slice(hole.path.length)] : [...at, word]
  }
  const values = given as Record<string, unknown>
  return {
    data: { ...(title === undefined ? {} : { title: fillTitle(title, values) }), ...rest, [kind]: fill(template, values) },
    parsed: { ...parsed, place: (path, part) => parsed.place(translate(path), part), problem: (path, code, message, part) => parsed.problem(translate(path), code, message, part) },
  }
}

/** Every `$name` in a template that is no variable of the track (those were filled in before), and not built in (those are filled in later). */
function holesOf(value: unknown, path: Path = []): { path: Path; name: string }[] {
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, each]) => holesOf(each, [...path, Array.isArray(value) ? Number(key) : key]))
  const name = variableName(value)
  return name === undefined || (BUILT_IN as readonly string[]).includes(name) ? [] : [{ path, name }]
}

function fill(value: unknown, values: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map(each => fill(each, values))
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each, values)]))
  const name = variableName(value)
  return name !== undefined && Object.hasOwn(values, name) ? values[name] : value
}

function placeholders(title: string): string[] {
  const names: string[] = []
  replaceNames(title, name => void names.push(name))
  return names
}

function fillTitle(title: string, values: Record<string, unknown>): string {
  return replaceNames(title, name => {
    const value = values[name]
    if (value === undefined) return undefined
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  })
}
