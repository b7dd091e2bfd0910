import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plainLine } from '../core/plainText.ts'
import { quote } from '../core/quote.ts'
import type { Host } from '../model/host.ts'
import type { Answer, Engine } from '../model/look.ts'
import { runFramed, type Reach } from './framed.ts'
import { spawn } from './spawn.ts'

/** What an ssh host needs to know. */
export interface SshOptions {
  /** A name of the user's own OpenSSH configuration, or user@host. */
  name: string
  environment: Record<string, string | undefined>
  needsRoot: boolean
  engine: Engine
  /** Another configuration file than the user's own. */
  config?: string
  /** Seconds that the kept connection outlives its last use, where nobody closes it: a client that was killed cannot. */
  idleSeconds?: number
  /** What to do where it does not answer; a line to try the connection with where nothing is said. */
  next?: string
}

/** Milliseconds to get a connection: a host that is down answers nothing at all. */
const CONNECT_MS = 20_000

/** Seconds between two questions whether the host is still there, and how many of them may stay unanswered: one that froze says nothing by itself. */
const ALIVE = { seconds: 10, tries: 3 }

/** What a client says where whoever leads on to the host ended: no reason. */
const ON_THE_WAY = /^(kex_exchange_identification|banner exchange|Connection closed by UNKNOWN)/m

/** Variables of this side that the client may use: the user's own configuration, keys and agent. */
const KEPT = ['HOME', 'USER', 'LOGNAME', 'PATH', 'SSH_AUTH_SOCK', 'SSH_ASKPASS']

/** A host reached by the OpenSSH client with the user's own configuration: one connection, opened at the first errand and kept until close. */
export function openSsh({ name, environment, needsRoot, engine, config, idleSeconds = 60, next = `\`ssh ${config === undefined ? '' : `-F ${quote(config)} `}${name} true\` says whether it can be reached` }: SshOptions): Host {
  const env: Record<string, string> = Object.fromEntries(KEPT.flatMap(key => (environment[key] === undefined ? [] : [[key, environment[key]]])))
  // The socket of the kept connection: a short path, since a socket's name holds 108 bytes at most. Its folder is made when it is needed.
  const dir = join(tmpdir(), `lab-ssh-${randomUUID().slice(0, 13)}`)
  const socket = join(dir, 's')
  const common = [...(config === undefined ? [] : ['-F', config]), '-T', '-o', 'BatchMode=yes', '-o', `ControlPath=${socket}`]
  // 255 without a word: the connection that is shared broke before the host said anything.
  const explain = ({ code }: Answer, words: string): string => `ssh ${name}: ${words || (code === 255 ? 'the host stopped answering' : `ended with ${code}`)}`
  const reach: Reach = { argv: ['ssh', ...common, '-o', 'ControlMaster=no', '--', name], joined: true, env, needsRoot, explain }
  let opening: Promise<Answer> | undefined
  const connect = (words: string[], stop?: AbortSignal): Promise<Answer> => spawn({ argv: ['ssh', ...common, '-o', `ConnectTimeout=${CONNECT_MS / 2000}`, '-o', 'LogLevel=ERROR', ...words], env, cwd: '/', deadlineMs: CONNECT_MS, cap: 16384, keepChildren: true, ...(stop ? { stop } : {}) })
  const open = async (stop?: AbortSignal): Promise<Answer> => {
    // A level of its own: what `vagrant ssh-config` prints silences the client even where it cannot connect.
    mkdirSync(dir, { mode: 0o700 })
    const opened = await connect(['-o', 'ControlMaster=yes', '-o', `ControlPersist=${idleSeconds}`, '-o', `ServerAliveInterval=${ALIVE.seconds}`, '-o', `ServerAliveCountMax=${ALIVE.tries}`, '-f', '-N', '--', name], stop)
    if (opened.code === 0 || !ON_THE_WAY.test(opened.stderr)) return opened
    // A client that keeps its connection takes the words from one that goes on the way for it: without that it says why.
    const again = await connect(['-o', 'ControlMaster=no', '--', name, 'true'], stop)
    return again.code === 0 ? opened : again
  }
  return {
    name: 'default',
    kind: 'ssh',
    engine,
    async run(errand, stop) {
      const opened = await (opening ??= open(stop))
      // 255 is ssh's own failure: the host is down, the key is refused, the host key changed. Never a failed check.
      const answer = opened.code === 0 ? await runFramed(reach, errand, stop) : { ...opened, code: null, stdout: '', stderr: '', lost: opened.lost ?? explain(opened, plainWords(opened)) }
      return answer.lost === undefined ? answer : { ...answer, lost: `${answer.lost}; ${next}` }
    },
    async close() {
      if (opening) await spawn({ argv: ['ssh', ...common, '-O', 'exit', '--', name], env, cwd: '/', deadlineMs: 5000, cap: 4096 })
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function plainWords({ stderr, timedOut }: Answer): string {
  if (timedOut) return `no connection within ${CONNECT_MS / 1000} s`
  // A changed host key fills the screen; what to do stands in its own line.
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED/.test(stderr)) return `the key of this host is not the one that is known: if that is expected, remove the old one with \`ssh-keygen -R\`${/Offending .* in (.*)/.exec(stderr) ? ` (${/Offending .* in (.*)/.exec(stderr)![1]!.trim()})` : ''}`
  const lines = stderr.trim().split('\n')
  // Where a host on the way refuses, why stands before what came of that at this end.
  return plainLine(lines.findLast(each => !ON_THE_WAY.test(each)) ?? lines.at(-1)!, 300)
}
