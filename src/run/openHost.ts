import { EXIT } from '../core/score.ts'
import { didYouMean } from '../core/suggest.ts'
import { openLocal } from '../host/local.ts'
import type { Host, Refusal, Track } from '../model.ts'

/** The kinds of host that `--host` takes. */
export const HOST_KINDS = ['local']

/** Opens the host that `--host [NAME=]KIND[:WHERE]` names; this machine where nothing is said. */
export function openHost(words: string[], track: Track, { environment }: { environment: Record<string, string | undefined> }): Host | Refusal {
  if (words.length > 1) return { exit: EXIT.usage, code: 'usage', message: `${track.id} has one host, and --host was given ${words.length} times` }
  const [, kind = 'local', where] = /^(?:default=)?([^:]*)(?::(.*))?$/.exec(words[0] ?? 'local') ?? []
  if (!HOST_KINDS.includes(kind)) return { exit: EXIT.usage, code: 'usage', message: `there is no kind of host "${kind}"${didYouMean(kind, HOST_KINDS) || `; there is: ${HOST_KINDS.join(', ')}`}` }
  if (where !== undefined) return { exit: EXIT.usage, code: 'usage', message: `a ${kind} host takes no name, found "${where}"` }
  if (process.platform !== 'linux') return { exit: EXIT.unknown, code: 'host', message: `this machine runs ${process.platform}, and labs are about Linux: bring up a virtual machine with \`vagrant up\` in vagrant/ and work there` }
  return openLocal({ environment, needsRoot: track.requires.some(each => each.name === 'root') })
}
