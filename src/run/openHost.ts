import { EXIT } from '../core/score.ts'
import { didYouMean } from '../core/suggest.ts'
import { hosts } from '../generated/catalogue.ts'
import type { HostKind } from '../host/HostKind.ts'
import type { EngineName, Host, Refusal, Track } from '../model.ts'

const table = hosts as unknown as Record<string, () => Promise<{ default: HostKind }>>

/** The kinds of hosts that this lab knows: the files of host/kinds/. */
export const hostKinds: string[] = Object.keys(table)

/** No leading hyphen, no space, nothing a shell would read: a name is an argument of podman, docker or ssh. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.@:-]*$/

/** The engine that a track is about: Docker where it requires that and not podman. */
export function engineOf({ requires }: Track): EngineName {
  const names = requires.map(each => each.name)
  return names.includes('docker') && !names.includes('podman') ? 'docker' : 'podman'
}

/** Opens the host that `--host [NAME=]KIND[:WHERE]` names; this machine where nothing is said. */
export async function openHost(words: string[], track: Track, { environment }: { environment: Record<string, string | undefined> }): Promise<Host | Refusal> {
  const usage = (message: string): Refusal => ({ exit: EXIT.usage, code: 'usage', message })
  if (words.length > 1) return usage(`${track.id} has one host, and --host was given ${words.length} times`)
  const [, kind = 'local', where] = /^(?:default=)?([^:]*)(?::(.*))?$/s.exec(words[0] ?? 'local') ?? []
  const load = Object.hasOwn(table, kind) ? table[kind] : undefined
  if (!load) return usage(`there is no kind of host "${kind}"${didYouMean(kind, hostKinds) || `; there are: ${hostKinds.join(', ')}`}`)
  const known = (await load()).default
  if (!known.named && where !== undefined) return usage(`a ${kind} host takes no name, found "${where}"`)
  if (known.named && (where === undefined || where === '')) return usage(`a ${kind} host needs a name, as in \`--host ${kind}:NAME\``)
  if (where !== undefined && !NAME.test(where)) return usage(`"${where}" is no name of a ${kind} host: letters, digits and . _ @ : - only, no hyphen first`)
  const unable = known.unable?.()
  if (unable) return { exit: EXIT.unknown, code: 'host', message: unable }
  return known.open(where ?? '', { environment, needsRoot: track.requires.some(each => each.name === 'root'), engine: engineOf(track) })
}
