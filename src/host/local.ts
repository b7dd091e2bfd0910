import { randomUUID } from 'node:crypto'
import type { Errand, Host } from '../model/host.ts'
import type { Answer, EngineName } from '../model/look.ts'
import { cleanEnvironment, engineInView } from './cleanRoom.ts'
import { spawn } from './spawn.ts'
import { sweep } from './sweep.ts'

/** What the local host needs to know about this process. */
export interface LocalOptions {
  /** The environment whose selectors of an engine count. */
  environment: Record<string, string | undefined>
  /** The track is about root's engine: look and learn as root, through `sudo -n` where this account is another. */
  needsRoot: boolean
  /** The engine in view; podman where nothing is said. */
  engine?: EngineName
  /** The first process of a room of its own to work in; this account is root then. */
  room?: number
}

/**
 * The script arrives on standard input and is read whole before it runs, so that no question can eat the rest of it. Then the input is nothing:
 * bash takes a socket there (Node's pipes are sockets) for a remote login and reads ~/.bashrc, where a learner may redefine any program.
 */
const READ_AND_RUN = 'lab_script=$(cat) && exec </dev/null && eval "$lab_script"'

/** This machine as a host. */
export function openLocal({ environment, needsRoot, engine = 'podman', room }: LocalOptions): Host {
  const uid = process.getuid!()
  const asRoot = needsRoot || uid === 0
  const own = cleanEnvironment(environment)
  const roots = cleanEnvironment({ ...environment, HOME: '/root', XDG_RUNTIME_DIR: undefined, XDG_CONFIG_HOME: undefined, XDG_DATA_HOME: undefined, XDG_CACHE_HOME: undefined })
  return {
    name: 'default',
    kind: 'local',
    engine: engineInView(engine, !asRoot, environment),
    async run({ script, env, deadlineMs, cap, as, keepChildren, foreign }: Errand, stop?: AbortSignal): Promise<Answer> {
      const sudo = uid !== 0 && (as === undefined ? needsRoot : as === 'root')
      const word = foreign ? `lab-${randomUUID()}` : undefined
      const whole = { ...(sudo ? roots : own), ...env, ...(word ? { LAB_ERRAND: word } : {}) }
      const prefix = sudo ? ['sudo', '-n', '--', 'env', '-i', ...Object.entries(whole).map(([name, value]) => `${name}=${value}`)] : []
      const enter = room === undefined ? [] : ['nsenter', '--target', String(room), '--mount', '--net', '--pid', '--']
      const argv = [...enter, ...prefix, '/bin/sh', '-c', READ_AND_RUN]
      const answer = await spawn({ argv: argv as [string, ...string[]], env: whole, cwd: '/', input: script, deadlineMs, cap, ...(keepChildren ? { keepChildren } : {}), ...(stop ? { stop } : {}) })
      const refused = sudo ? explainSudo(answer) : undefined
      if (refused !== undefined) return { ...answer, code: null, lost: refused }
      const survivors = word ? sweep(word) : []
      return survivors.length === 0 ? answer : { ...answer, survivors }
    },
    async close() {},
  }
}

/** Why sudo ran nothing, in words; undefined where it did its part. */
function explainSudo({ code, stdout, stderr, lost }: Answer): string | undefined {
  if (lost?.startsWith('sudo could not be started')) return 'this needs root, and sudo is not installed: work as root'
  const words = /^sudo: (.*)$/m.exec(stderr)?.[1]
  if (code !== 1 || stdout !== '' || words === undefined) return undefined
  return `this needs root, and sudo refuses (${words}): work as root, or let sudo run without a password`
}
