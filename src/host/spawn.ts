import { spawn as spawnChild, type ChildProcess } from 'node:child_process'
import type { Answer } from '../model/look.ts'
import { Capped } from './Capped.ts'

/** A process to start and how it is bounded. */
export interface SpawnOptions {
  argv: [string, ...string[]]
  env: Record<string, string>
  cwd?: string
  /** Written to its standard input, which is closed after that. */
  input?: string
  deadlineMs: number
  /** Bytes kept of each stream. */
  cap: number
  /** Leave children alone that outlive it: for scripts that start something on purpose. */
  keepChildren?: boolean
  stop?: AbortSignal
  /** Settle as soon as both streams hold this text near their end: for programs that stay on after what they ran ended, as ssh does. */
  until?: string
  /** Opens a channel to a Node process: called with each of its messages, and with a way to answer. */
  onMessage?(message: unknown, reply: (message: object) => void): void
}

/** Milliseconds that output may trickle in after the process ended: a background child can hold the streams open for ever. */
const LINGER_MS = 200
/** Characters at the end of a stream in which `until` is looked for. */
const TAIL = 65536 + 256

/**
 * Runs one process in a group of its own and settles within its deadline, whatever it does: at the deadline the whole group gets SIGKILL,
 * and after its exit the streams are waited for 200 ms at most. Never rejects: what went wrong is in the answer.
 * (execa waits for the streams, and kills only the process itself: a background child held it open for 8 s with a deadline of 1 s.)
 */
export function spawn(options: SpawnOptions): Promise<Answer> {
  const { argv, env, cwd, input, deadlineMs, cap, stop } = options
  if (stop?.aborted) return Promise.resolve(lostAnswer('interrupted before it began'))
  return new Promise(settle => {
    const startedAt = performance.now()
    const stdout = new Capped(cap)
    const stderr = new Capped(cap)
    let timedOut = false
    let settled = false
    let linger: NodeJS.Timeout | undefined
    let child: ChildProcess
    try {
      child = spawnChild(argv[0], argv.slice(1), { env, cwd, detached: true, stdio: ['pipe', 'pipe', 'pipe', ...(options.onMessage ? ['ipc' as const] : [])] })
    } catch (error) {
      // A NUL, or more than the kernel takes in one argument or variable.
      return settle(lostAnswer(`${argv[0]} could not be started: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`))
    }
    const killGroup = (): void => {
      try {
        if (child.pid) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // The group is gone already.
      }
    }
    const deadline = setTimeout(() => {
      timedOut = true
      killGroup()
      // What cannot be killed (another account's, as under sudo) is not waited for.
      linger = setTimeout(() => finish(null, null), LINGER_MS)
    }, deadlineMs)
    stop?.addEventListener('abort', killGroup, { once: true })

    const finish = (code: number | null, signal: string | null, lost?: string): void => {
      if (settled) return
      settled = true
      clearTimeout(deadline)
      clearTimeout(linger)
      stop?.removeEventListener('abort', killGroup)
      if (!options.keepChildren) killGroup()
      for (const stream of child.stdio) stream?.destroy()
      if (child.connected) child.disconnect()
      settle({
        code, signal: timedOut ? null : signal, stdout: stdout.text(), stderr: stderr.text(), timedOut,
        truncated: stdout.dropped + stderr.dropped, durationMs: Math.round(performance.now() - startedAt), ...(lost === undefined ? {} : { lost }),
      })
    }
    child.on('error', error => finish(null, null, `${argv[0]} could not be started: ${(error as NodeJS.ErrnoException).code ?? error.message}`))
    child.on('exit', (code, signal) => {
      if (!options.keepChildren) killGroup()
      clearTimeout(linger)
      linger = setTimeout(() => finish(code, signal), LINGER_MS)
    })
    child.on('close', (code, signal) => finish(code, signal))
    if (options.onMessage) child.on('message', message => options.onMessage!(message, reply => child.connected && child.send(reply, () => {})))
    const seen = [options.until === undefined, options.until === undefined]
    for (const [index, [stream, kept]] of ([[child.stdout!, stdout], [child.stderr!, stderr]] as const).entries()) {
      let tail = ''
      stream.on('data', chunk => {
        kept.add(chunk)
        if (options.until === undefined) return
        tail = (tail + chunk.toString('latin1')).slice(-TAIL)
        seen[index] ||= tail.includes(options.until)
        if (seen[0] && seen[1]) linger ??= setTimeout(() => finish(null, null), 0)
      })
    }
    child.stdin!.on('error', () => {}) // It ended before it read everything: its exit status tells.
    child.stdin!.end(input ?? '')
  })
}

function lostAnswer(lost: string): Answer {
  return { code: null, signal: null, stdout: '', stderr: '', timedOut: false, truncated: 0, durationMs: 0, lost }
}
