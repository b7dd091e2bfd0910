import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { classSchema } from '../core/classSchema.ts'
import type { ParsedFile } from '../core/parseYaml.ts'
import { plainLine } from '../core/plainText.ts'
import { EXIT } from '../core/score.ts'
import { didYouMean } from '../core/suggest.ts'
import { validateFile, validateShape, type Validator } from '../core/validate.ts'
import { trackOf } from '../core/trackOf.ts'
import { plural } from '../core/words.ts'
import { providers } from '../generated/catalogue.ts'
import { validators } from '../generated/validators.js'
import type { Problem, Refusal } from '../model/problem.ts'
import { findTrackNamed, tracksInReach } from '../run/findTracks.ts'
import type { Surroundings } from '../run/Surroundings.ts'
import { readYaml } from '../run/readTrackFile.ts'
import { flawOfMachine } from './flawOfMachine.ts'
import type { ClassFile, Draw, Student } from './model.ts'
import type { Machines, Provider } from './providerModel.ts'
import { readRoster, strangeColumns } from './readRoster.ts'

const table = providers as unknown as Record<string, () => Promise<{ default: Provider }>>
const compiled = validators as unknown as Record<string, Validator>

/** The providers that this lab knows: the files of provider/. */
const providerNames: string[] = Object.keys(table)

/** Bytes of a roster. */
const MAX_ROSTER = 16 * 1024 * 1024

/** A class, ready to be worked with. */
export interface OpenClass {
  file: ClassFile
  students: Student[]
  machines: Machines
  /** What its author may not have meant. */
  notes: string[]
}

interface Written {
  name: string
  tracks: string[]
  roster?: string
  provider: Record<string, Record<string, unknown> | null>
  limits?: { hosts?: number; host_seconds?: number; total_seconds?: number }
  disclosure?: ClassFile['disclosure']
  policy?: { attempts?: number; due?: string; until?: string; late_penalty?: { percent: number; per?: 'once' | 'hour' | 'day'; at_most?: number }; hint_penalty?: number; keep?: 'best' | 'last' }
  variants?: Record<string, Record<string, unknown>>
}

/** Reads class.yaml (or that of a folder; of the working folder where none is named), the roster and the list of machines. All mistakes of all of them are told at once. */
export async function openClass(word: string | undefined, { cwd, environment, root }: { cwd: string; environment: Record<string, string | undefined>; root: string }): Promise<OpenClass | Refusal> {
  const named = resolve(cwd, word ?? '.')
  const path = statSync(named, { throwIfNoEntry: false })?.isDirectory() ? join(named, 'class.yaml') : named
  if (!statSync(path, { throwIfNoEntry: false })) return { exit: EXIT.usage, code: 'no-class', message: `there is no ${basename(path)} in ${dirname(path)}: \`lab class init\` writes one to begin with; or name the class.yaml that you mean, or its folder` }
  const problems: Problem[] = []
  const parsed = readYaml(path, problems)
  const shape = parsed ? validateFile(parsed, { schema: classSchema, validate: compiled.class! }) : []
  problems.push(...shape)
  if (!parsed || shape.length > 0) return refuse(path, problems)
  const data = parsed.data as Written
  const dir = dirname(path)
  const file = classOf(data, path, dir)
  problems.push(...policyFlaws(parsed, file), ...variantFlaws(parsed, data, { environment, cwd: dir, root }))
  const written = await openRoster(parsed, file, problems)
  const provider = await findProvider(parsed, file, problems)
  const roster = provider?.hostOf ? written?.map(each => ({ ...each, host: provider.hostOf!(each, file) })) : written
  const machines = provider && await openMachines(parsed, provider, file, roster ?? [], environment, problems)
  if (roster && machines) problems.push(...machineFlaws(roster, machines, file))
  return problems.length > 0 || !provider || !roster || !machines ? refuse(path, problems) : { file, students: roster, machines, notes: [...strangeColumns(roster), ...(provider.hostOf && written?.some(each => each.host !== each.id) ? [`the roster's column "host" is not read: the provider ${file.provider.kind} gives machines names of its own`] : [])] }
}

function refuse(path: string, problems: Problem[]): Refusal {
  return { exit: EXIT.invalid, code: 'invalid-class', message: `${path} has ${plural(problems.length, 'mistake')}`, problems }
}

function classOf({ name, tracks, roster, provider, limits = {}, disclosure, policy = {}, variants = {} }: Written, file: string, dir: string): ClassFile {
  const [kind, settings] = Object.entries(provider)[0]!
  const { attempts, due, until, late_penalty: late, hint_penalty: hintPenalty, keep } = policy
  return {
    dir, file, name, tracks, roster: resolve(dir, roster ?? 'roster.csv'), provider: { kind, settings: settings ?? {} },
    limits: { hosts: limits.hosts ?? 8, hostSeconds: limits.host_seconds ?? 120, totalSeconds: limits.total_seconds ?? 3600 }, disclosure: disclosure ?? 'full',
    policy: { ...(attempts === undefined ? {} : { attempts }), ...(due === undefined ? {} : { due }), ...(until === undefined ? {} : { until }), ...(late ? { latePenalty: { percent: late.percent, per: late.per ?? 'day', atMost: late.at_most ?? 100 } } : {}), hintPenalty: hintPenalty ?? 0, keep: keep ?? 'best' },
    variants: Object.fromEntries(Object.entries(variants).map(([track, vars]) => [track, Object.fromEntries(Object.entries(vars).map(([variable, draw]) => [variable, drawOf(draw)]))])),
  }
}

function drawOf(written: unknown): Draw {
  if (Array.isArray(written)) return { list: written.map(String) }
  const { from, to, step } = written as { from: number; to: number; step?: number }
  return { from, to, step: step ?? 1 }
}

function policyFlaws(parsed: ParsedFile, { policy: { due, until, latePenalty } }: ClassFile): Problem[] {
  const problems: Problem[] = []
  for (const [key, value] of [['due', due], ['until', until]] as const) if (value !== undefined && !isMoment(value)) problems.push(parsed.problem(['policy', key], 'bad-value', `"${value}" is no moment of any calendar`))
  if (due !== undefined && until !== undefined && Date.parse(until) < Date.parse(due)) problems.push(parsed.problem(['policy', 'until'], 'bad-value', 'until is before due'))
  if (latePenalty && due === undefined) problems.push(parsed.problem(['policy', 'late_penalty'], 'bad-value', 'nothing is ever late: due is missing', 'key'))
  return problems
}

/** JavaScript takes the 30th of February for the 2nd of March. */
function isMoment(text: string): boolean {
  const [year, month, day] = text.slice(0, 10).split('-').map(Number) as [number, number, number]
  return !Number.isNaN(Date.parse(text)) && new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day
}

function variantFlaws(parsed: ParsedFile, { variants = {}, tracks }: Written, surroundings: Surroundings): Problem[] {
  if (Object.keys(variants).length === 0) return []
  const inReach = tracksInReach(surroundings)
  const targets = tracks.map(each => findTrackNamed(each, inReach, surroundings.cwd))
  const known = [...new Set(targets.map((each, index) => (typeof each === 'string' ? tracks[index]!.split('/')[0]! : basename(each.dir))))]
  // A track that is nowhere may be the mistake: then variants of another one are none.
  const lost = Object.keys(variants).every(track => known.includes(track)) ? [] : targets.flatMap((each, index) => (typeof each === 'string' ? [parsed.problem(['tracks', index], 'unknown-track', each)] : []))
  const problems = [...lost]
  for (const [track, vars] of Object.entries(variants)) {
    if (!known.includes(track) && lost.length === 0) problems.push(parsed.problem(['variants', track], 'unknown-track', `the class has no track "${track}"${didYouMean(track, known)}`, 'key'))
    for (const [variable, draw] of Object.entries(vars)) {
      const { from, to, step = 1 } = draw as { from?: number; to?: number; step?: number }
      if (!Array.isArray(draw) && (from === undefined || to === undefined || to < from || (to - from) / step > 1e6)) problems.push(parsed.problem(['variants', track, variable], 'bad-value', `"${variable}" needs from and to, from not above to, and at most a million values`))
    }
  }
  return problems
}

async function openRoster(parsed: ParsedFile, { roster }: ClassFile, problems: Problem[]): Promise<Student[] | undefined> {
  const stat = statSync(roster, { throwIfNoEntry: false })
  if (!stat?.isFile() || stat.size > MAX_ROSTER) {
    problems.push(parsed.problem(['roster'], 'missing-file', `${roster} ${!stat ? 'is not there' : stat.isFile() ? `is larger than ${MAX_ROSTER / 1024 / 1024} MiB` : 'is no file'}`))
    return undefined
  }
  const read = await readRoster(readFileSync(roster), roster)
  problems.push(...read.problems)
  return read.problems.length > 0 ? undefined : read.students
}

async function findProvider(parsed: ParsedFile, { provider: { kind } }: ClassFile, problems: Problem[]): Promise<Provider | undefined> {
  const load = Object.hasOwn(table, kind) ? table[kind] : undefined
  if (!load) {
    problems.push(parsed.problem(['provider', kind], 'unknown-provider', `there is no provider "${kind}"${didYouMean(kind, providerNames) || `; there are: ${providerNames.join(', ')}`}`, 'key'))
    return undefined
  }
  return (await load()).default
}

async function openMachines(parsed: ParsedFile, provider: Provider, { provider: { kind, settings }, dir, name }: ClassFile, students: Student[], environment: Record<string, string | undefined>, problems: Problem[]): Promise<Machines | undefined> {
  const written = (parsed.data as Written).provider[kind]
  const flaws = validateShape(parsed, ['provider', kind], written, { schema: provider.schema, validate: compiled[`provider:${kind}`]! })
  const before = problems.length
  problems.push(...flaws)
  if (flaws.length > 0) return undefined
  const machines = await provider.open(settings, { dir, name, environment, students, problem: (path, code, message) => parsed.problem(['provider', kind, ...path], code, message) }, problems)
  return problems.length > before ? undefined : machines
}

/** Each student needs a machine that is there, and that nobody else works on with the same account. */
function machineFlaws(students: Student[], { all }: Machines, { roster }: ClassFile): Problem[] {
  const taken = new Map<string, Student>()
  return students.flatMap((student): Problem[] => {
    const { host, account, line, id } = student
    const say = (code: string, message: string): Problem[] => [{ file: roster, line, column: 1, code, message }]
    const key = `${host}\n${account ?? ''}`
    const other = taken.get(key)
    taken.set(key, student)
    if (!all.has(host)) return say('unknown-host', `there is no machine "${plainLine(host, 80)}" for ${plainLine(id, 60)}${didYouMean(host, all.keys())}`)
    if (other) return say('duplicate', `${plainLine(id, 60)} and ${plainLine(other.id, 60)} (line ${other.line}) would share the machine ${host}: give each an account of their own`)
    return flawOfMachine(all.get(host)!) === undefined ? [] : say('bad-machine', flawOfMachine(all.get(host)!)!)
  })
}
