import { EXIT } from '../core/score.ts'
import { didYouMean } from '../core/suggest.ts'
import { hosts } from '../generated/catalogue.ts'
import type { HostKind } from '../host/HostKind.ts'
import { hasProgram } from '../host/hasProgram.ts'
import type { Track } from '../model/course.ts'
import type { Host } from '../model/host.ts'
import type { EngineName } from '../model/look.ts'
import type { Refusal } from '../model/problem.ts'

const table = hosts as unknown as Record<string, () => Promise<{ default: HostKind }>>

/** The kinds of hosts that this lab knows: the files of host/kinds/. */
export const hostKinds: string[] = Object.keys(table)

/** No leading hyphen, no space, nothing a shell would read: a name is an argument of podman, docker or ssh. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.@:-]*$/

/** The engine that a track is about: the one it requires; where it takes any, podman if this machine has it. */
export function engineOf({ requires }: Pick<Track, 'requires'>): EngineName {
  const names = requires.map(each => each.name)
  if (names.includes('engine')) return hasProgram('podman') || !hasProgram('docker') ? 'podman' : 'docker'
  return names.includes('docker') && !names.includes('podman') ? 'docker' : 'podman'
}

/** Why a track cannot be worked on with an engine that somebody asked for; undefined where it can. */
export function refuseEngine(wanted: EngineName, track: Pick<Track, 'id' | 'requires'>): string | undefined {
  if (track.requires.some(each => each.name === 'engine') || wanted === engineOf(track)) return undefined
  return `${track.id} is about ${engineOf(track)}, and --engine asks for ${wanted}`
}

/** Opens the host that `--host [NAME=]KIND[:WHERE]` names; this machine where nothing is said. */
export async function openHost(words: string[], track: Pick<Track, 'id' | 'requires'>, engine: EngineName, { environment, room, cwd }: { environment: Record<string, string | undefined>; room?: number; cwd?: string }): Promise<Host | Refusal> {
  const usage = (message: string): Refusal => ({ exit: EXIT.usage, code: 'usage', message })
  if (words.length > 1) return usage(`${track.id} has one host, and --host was given ${words.length} times`)
  const [, kind = 'local', where] = /^(?:default=)?([^:]*)(?::(.*))?$/s.exec(words[0] ?? 'local') ?? []
  const load = Object.hasOwn(table, kind) ? table[kind] : undefined
  if (!load) return usage(`there is no kind of host "${kind}"${didYouMean(kind, hostKinds) || `; there are: ${hostKinds.join(', ')}`}`)
  const known = (await load()).default
  if (!known.named && where !== undefined) return usage(`a ${kind} host takes no name, found "${where}"`)
  if (known.named && (where === undefined || where === '')) return usage(`a ${kind} host needs a ${known.file ? 'file' : 'name'}, as in \`--host ${kind}:${known.file ? 'FILE' : 'NAME'}\``)
  if (where !== undefined && !known.file && !NAME.test(where)) return usage(`"${where}" is no name of a ${kind} host: letters, digits and . _ @ : - only, no hyphen first`)
  const unable = known.unable?.()
  if (unable) return { exit: EXIT.unknown, code: 'host', message: unable }
  return known.open(where ?? '', { environment, needsRoot: track.requires.some(each => each.name === 'root'), engine, ...(room === undefined ? {} : { room }), ...(cwd === undefined ? {} : { cwd }) })
}

/** The saved look that `--host` names, which has to be read before anything else: it says what it is about. Undefined where the host is another. */
export async function openSaved(words: string[], surroundings: { environment: Record<string, string | undefined>; cwd: string }): Promise<Host | Refusal | undefined> {
  return words.length === 1 && /^(?:default=)?capture:/.test(words[0]!) ? openHost(words, { id: 'a capture', requires: [] }, 'podman', surroundings) : undefined
}
