import { EXIT } from '../core/score.ts'
import { didYouMean } from '../core/suggest.ts'
import { engineInView } from '../host/cleanRoom.ts'
import { openContainer } from '../host/container.ts'
import { openLocal } from '../host/local.ts'
import { openSsh } from '../host/ssh.ts'
import type { EngineName, Host, Refusal, Track } from '../model.ts'

/** What opening a host takes besides its name. */
interface Opening {
  environment: Record<string, string | undefined>
  needsRoot: boolean
  engine: EngineName
}

/** The kinds of hosts, and whether each takes a name. */
const KINDS: Record<string, { named: boolean; open(where: string, opening: Opening): Host }> = {
  local: { named: false, open: (_, opening) => openLocal(opening) },
  ssh: { named: true, open: (name, { environment, needsRoot, engine }) => openSsh({ name, environment, needsRoot, engine: engineInView(engine, !needsRoot, {}, name), ...(environment.LAB_SSH_CONFIG ? { config: environment.LAB_SSH_CONFIG } : {}) }) },
  podman: { named: true, open: (name, opening) => openContainer('podman', name, opening.environment, inside(name, opening)) },
  docker: { named: true, open: (name, opening) => openContainer('docker', name, opening.environment, inside(name, opening)) },
}

/** An engine that runs in a container: whoever is root in there learns with it. */
function inside(name: string, { engine }: Opening) {
  return engineInView(engine, false, {}, `container ${name}`)
}

/** No leading hyphen, no space, nothing a shell would read: a name is an argument of podman, docker or ssh. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.@:-]*$/

/** The engine that a track is about: Docker where it requires that and not podman. */
export function engineOf({ requires }: Track): EngineName {
  const names = requires.map(each => each.name)
  return names.includes('docker') && !names.includes('podman') ? 'docker' : 'podman'
}

/** The kinds of hosts that `--host` takes. */
export const HOST_KINDS = Object.keys(KINDS)

/** Opens the host that `--host [NAME=]KIND[:WHERE]` names; this machine where nothing is said. */
export function openHost(words: string[], track: Track, { environment }: { environment: Record<string, string | undefined> }): Host | Refusal {
  const usage = (message: string): Refusal => ({ exit: EXIT.usage, code: 'usage', message })
  if (words.length > 1) return usage(`${track.id} has one host, and --host was given ${words.length} times`)
  const [, kind = 'local', where] = /^(?:default=)?([^:]*)(?::(.*))?$/s.exec(words[0] ?? 'local') ?? []
  const known = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined
  if (!known) return usage(`there is no kind of host "${kind}"${didYouMean(kind, HOST_KINDS) || `; there are: ${HOST_KINDS.join(', ')}`}`)
  if (!known.named && where !== undefined) return usage(`a ${kind} host takes no name, found "${where}"`)
  if (known.named && (where === undefined || where === '')) return usage(`a ${kind} host needs a name, as in \`--host ${kind}:NAME\``)
  if (where !== undefined && !NAME.test(where)) return usage(`"${where}" is no name of a ${kind} host: letters, digits and . _ @ : - only, no hyphen first`)
  if (kind === 'local' && process.platform !== 'linux') return { exit: EXIT.unknown, code: 'host', message: `this machine runs ${process.platform}, and labs are about Linux: work on a Linux machine, real or virtual, or name one with --host ssh:NAME` }
  return known.open(where ?? '', { environment, needsRoot: track.requires.some(each => each.name === 'root'), engine: engineOf(track) })
}
