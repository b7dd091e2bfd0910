import { readFileSync, realpathSync } from 'node:fs'
import { basename, isAbsolute, join } from 'node:path'
import { expandCheck, readKinds, wordsOfKinds, type OwnKinds } from '../core/expandKinds.ts'
import type { ParsedFile, Path } from '../core/parseYaml.ts'
import { readAnswerFile, readChallenge, readTrack, wordsOf, type ChallengeFile, type ReadingContext, type TrackFile, type Validators } from '../core/readChallenge.ts'
import { loadRegex, readRegex } from '../core/regex.ts'
import { didYouMean } from '../core/suggest.ts'
import { findOtherVariables } from '../core/translate.ts'
import { BUILT_IN_DEFAULTS, fillVariables, isImageVariable } from '../core/vars.ts'
import type { Challenge, Script, Solution, Track, WrongAnswer } from '../model/course.ts'
import type { Kind } from '../model/kind.ts'
import type { Problem } from '../model/problem.ts'
import { isInside, listFolder, readText, readYaml } from './readTrackFile.ts'
import { speakChallenge, speakTrack } from './speak.ts'

/** What loading needs from the catalogue. */
export interface Vocabulary {
  validators: Validators
  words: string[]
  load(word: string): Promise<Kind>
}

/** How much of a track to load. */
export interface LoadOptions {
  vocabulary: Vocabulary
  /** Only this challenge, by id or folder. */
  only?: string
  /** Also the text against the commands, and wrong/ and solutions/: what authors and CI want. */
  whole?: boolean
  /** The languages of whoever reads its texts, best first; the default texts where nothing is said. */
  languages?: string[]
  /** What stands in for an image: the reference in the track -> the one to use here. */
  images?: ReadonlyMap<string, string>
  /** The values of the built-in variables for a challenge. */
  builtIns?(track: TrackFile, challenge: string): Record<string, string>
}

/** A loaded track with all its problems; `track` is missing where track.yaml itself cannot be read. */
export interface Loaded {
  track?: Track
  kinds: Map<string, Kind>
  problems: Problem[]
}

/** The id of a challenge's folder: `three-tops` for `01-three-tops`. */
export function challengeId(folder: string): string {
  return basename(folder).replace(/^\d+-/, '')
}

/** Reads a track's folder. Nothing is thrown for what an author wrote: all of it is in `problems`, from all files. */
export async function loadTrack(dir: string, options: LoadOptions): Promise<Loaded> {
  const problems: Problem[] = []
  const kinds = new Map<string, Kind>()
  const parsed = readYaml(join(dir, 'track.yaml'), problems)
  const file = parsed && readTrack(parsed, options.vocabulary.validators, problems)
  if (!parsed || !file) return { kinds, problems }
  const vars = { ...file.vars }
  for (const [name, value] of Object.entries(vars)) if (isImageVariable(name)) vars[name] = options.images?.get(value) ?? value
  for (const word of wordsOfKinds(parsed.data)) if (options.vocabulary.words.includes(word)) kinds.set(word, await options.vocabulary.load(word))
  if (holdsRegex(parsed.data)) await loadRegex()
  const own = readKinds(parsed, { kinds, validators: options.vocabulary.validators, words: options.vocabulary.words, vars }, problems)
  const chosen = [...file.folders.entries()].filter(([, folder]) => options.only === undefined || challengeId(folder) === options.only || folder === options.only)
  const challenges: Challenge[] = []
  for (const [index, folder] of chosen) {
    const challengeDir = resolveInside(parsed, dir, folder, ['challenges', index], problems)
    const challenge = challengeDir && (await loadChallenge(challengeDir, folder, { ...file, vars: { ...vars, ...(options.builtIns?.(file, challengeId(folder)) ?? BUILT_IN_DEFAULTS) }, own }, kinds, options, problems))
    if (challenge) challenges.push(challenge)
  }
  for (const [index, folder] of file.folders.entries()) {
    const first = file.folders.findIndex(each => challengeId(each) === challengeId(folder))
    if (first !== index && file.folders[first] !== folder) problems.push(parsed.problem(['challenges', index], 'duplicate', `"${folder}" and "${file.folders[first]}" in line ${parsed.place(['challenges', first]).line} are both called ${challengeId(folder)}`))
  }
  const ids = file.folders.map(challengeId)
  for (const [index, { except = [] }] of file.survivors.entries()) for (const [nth, id] of except.entries()) {
    if (!ids.includes(id)) problems.push(parsed.problem(['survivors', index, 'except', nth], 'unknown-challenge', `there is no challenge "${id}" in this track${didYouMean(id, ids)}`))
  }
  const { requires, standIns, folders, survivors } = file
  const { title, summary } = speakTrack(file, dir, options, problems)
  return { track: { id: basename(dir), dir, title, summary, requires, vars, standIns, folders, survivors, challenges }, kinds, problems }
}

async function loadChallenge(dir: string, folder: string, track: TrackFile & { own: OwnKinds }, kinds: Map<string, Kind>, options: LoadOptions, problems: Problem[]): Promise<Challenge | undefined> {
  const { vocabulary } = options
  const parsed = readYaml(join(dir, 'challenge.yaml'), problems)
  if (!parsed) return undefined
  for (const word of wordsOf(parsed.data)) if (!kinds.has(word) && vocabulary.words.includes(word)) kinds.set(word, await vocabulary.load(word))
  if (holdsRegex(parsed.data) || holdsRegex(track.vars)) await loadRegex()
  const before = problems.length
  const file = readChallenge(parsed, { kinds, validators: vocabulary.validators, vars: track.vars, own: track.own }, vocabulary.words, problems)
  checkScripts(parsed, dir, { kinds, validators: vocabulary.validators, vars: track.vars, own: track.own }, problems)
  const script = (name: 'setup' | 'solve' | 'cleanup'): Script | undefined => (file[name] === undefined ? undefined : readScript(parsed, dir, file[name], [name], problems))
  const scripts = definedOf({ setup: script('setup'), solve: script('solve'), cleanup: script('cleanup') })
  const textFile = join(dir, 'assignment.md')
  const text = readText(textFile, problems) ?? ''
  const answers = options.whole ? await readAnswers(dir, file, vocabulary.validators, problems) : { wrong: [], solutions: [] }
  // Where commands cannot be read, nothing is known about how a text differs from them.
  const isComparable = options.whole === true && problems.length === before
  // Only authors pay for a reader of Markdown.
  const findDrift = isComparable ? (await import('../core/findDrift.ts')).findDrift : undefined
  const findTextDrift = (markdown: string, name: string): Problem[] => (findDrift?.(markdown, name, file.commands, index => parsed.problem(['commands', index, 'run'], 'drift', `${basename(name)} never tells the learner to type this in a fence marked sh`)) ?? [])
  if (isComparable) problems.push(...findTextDrift(text, textFile))
  const drift = (translation: string, name: string): Problem[] => [...findTextDrift(translation, name), ...findOtherVariables(translation, name, { commands: file.commands, ...scripts, text }, Object.keys(track.vars))]
  const words = speakChallenge({ title: file.title, text, checks: file.checks }, dir, { ids: file.ids, vars: track.vars, ...(isComparable ? { drift } : {}) }, options, problems)
  if (problems.length > before) return undefined
  const { minutes, clean, rootless, survivors } = file
  return {
    id: challengeId(folder), folder, dir, ...words, commands: file.commands, ...answers,
    ...(minutes === undefined ? {} : { minutes }), ...(clean === undefined ? {} : { clean }), ...(rootless === undefined ? {} : { rootless }), ...(survivors === undefined ? {} : { survivors }),
    ...scripts,
  }
}

function definedOf<T>(values: { [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, each]) => each !== undefined)) as Partial<T>
}

/** Every file that a check names must be there, also where something else is wrong with that check. */
function checkScripts(parsed: ParsedFile, dir: string, { kinds, validators, vars, own }: ReadingContext & { own: OwnKinds }, problems: Problem[]): void {
  const checks = (parsed.data as { checks?: unknown } | null | undefined)?.checks
  for (const [index, check] of (Array.isArray(checks) ? checks : []).entries()) {
    for (const [word, written] of Object.entries((check as object | null) ?? {})) {
      const ownKind = own.get(word)
      // What is wrong with the word itself is said already.
      const expanded = ownKind && expandCheck(parsed, ['checks', index], { [word]: written }, word, ownKind, [])
      const kind = ownKind?.kind ?? word
      const params = fillVariables(expanded ? expanded.data[kind] : written, vars)
      const scripts = ownKind && !expanded ? undefined : kinds.get(kind)?.scripts
      if (scripts && validators[`kind:${kind}`]!(params)) for (const name of scripts(params)) readScript(expanded?.parsed ?? parsed, dir, name, ['checks', index, kind], problems)
    }
  }
}

/** Reads a script of a challenge; a check's kind finds it again by its name. */
export function findScript(dir: string): (name: string) => Script | undefined {
  const cache = new Map<string, Script>()
  return name => {
    if (!cache.has(name)) cache.set(name, { file: name, text: scriptText(readFileSync(join(dir, name), 'utf8')) })
    return cache.get(name)
  }
}

function readScript(parsed: ParsedFile, dir: string, name: string, path: Path, problems: Problem[]): Script | undefined {
  const file = resolveInside(parsed, dir, name, path, problems)
  if (!file) return undefined
  const found: Problem[] = []
  const text = readText(file, found)
  problems.push(...found.map(({ code, message }) => parsed.problem(path, code, message)))
  return text === undefined ? undefined : { file: name, text: scriptText(text) }
}

/** A script from an editor of another system runs, too: a shell takes the CR for a part of the word before it. */
function scriptText(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
}

/** The absolute path of something a track names, if it is there and inside the track. */
function resolveInside(parsed: ParsedFile, dir: string, name: string, path: Path, problems: Problem[]): string | undefined {
  const refuse = (code: string, message: string): undefined => {
    problems.push(parsed.problem(path, code, message))
  }
  if (name.includes('\0') || isAbsolute(name) || name.split(/[\\/]/).includes('..')) return refuse('bad-path', `"${name}" leads out of the track: paths are relative and inside it`)
  const full = join(dir, name)
  let real: string
  try {
    real = realpathSync(full)
  } catch {
    return refuse('missing-file', `${full} is not there${didYouMean(name, listFolder(dir))}`)
  }
  if (!isInside(dir, real)) return refuse('bad-path', `"${name}" is a link that leads out of the track`)
  return full
}

async function readAnswers(dir: string, file: ChallengeFile, validators: Validators, problems: Problem[]): Promise<{ wrong: WrongAnswer[]; solutions: Solution[] }> {
  const read = async (folder: 'wrong' | 'solutions'): Promise<WrongAnswer[]> => {
    const found: WrongAnswer[] = []
    for (const name of listFolder(join(dir, folder)).filter(each => each.endsWith('.yaml')).sort()) {
      const parsed = readYaml(join(dir, folder, name), problems)
      if (holdsRegex(parsed?.data)) await loadRegex()
      const answer = parsed && readAnswerFile(parsed, folder === 'wrong' ? 'wrong' : 'solution', validators, file, problems)
      if (answer) found.push({ name: name.replace(/\.yaml$/, ''), ...answer })
    }
    return found
  }
  return { wrong: await read('wrong'), solutions: (await read('solutions')).map(({ caughtBy: _, ...solution }) => solution) }
}

function holdsRegex(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(holdsRegex)
  return typeof value === 'string' && readRegex(value) !== undefined
}
