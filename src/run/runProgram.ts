import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { spawn } from '../host/spawn.ts'
import type { Call, Host } from '../model/host.ts'
import type { Answer, Program } from '../model/look.ts'
import type { FromChild, ToChild } from './programProtocol.ts'

/** Bytes kept of what one `$` of a script brings back. */
const CALL_CAP = 1024 * 1024
/** Milliseconds that a `$` may outlive its script: the script's deadline comes first, so that no script takes it for a command that failed. */
const SPARE_MS = 2000

/** The child's own file: beside the bundle, or the source where the sources run. */
function childCommand(): [string, ...string[]] {
  const bundled = fileURLToPath(new URL('./programChild.mjs', import.meta.url))
  if (existsSync(bundled)) return [process.execPath, bundled]
  return [process.execPath, '--import', import.meta.resolve('tsx'), fileURLToPath(new URL('./programChild.ts', import.meta.url))]
}

/**
 * Runs a zx script in a Node process of its own, with an empty environment and a deadline. Each of its `$` is sent here and run on the host,
 * whatever the transport. Its verdict comes over a channel of its own, never over its output: exit code 0 and 1 of the answer are pass and fail.
 */
export async function runProgram(program: Program, host: Host, stop?: AbortSignal): Promise<{ answer: Answer; calls: number; transcript: Call[] }> {
  let calls = 0
  // In the order in which they began, whichever ended first.
  const begun: (Call | undefined)[] = []
  let verdict: FromChild | undefined
  let lost: string | undefined
  const over = new AbortController()
  const end = (): void => over.abort()
  stop?.addEventListener('abort', end, { once: true })
  if (stop?.aborted) end()
  const deadline = performance.now() + program.seconds * 1000
  const answer = await spawn({
    argv: childCommand(), env: {}, cwd: '/', deadlineMs: program.seconds * 1000, cap: 64 * 1024, stop: over.signal,
    onMessage(message, reply) {
      const said = message as FromChild
      if (said.type === 'ready') reply({ type: 'start', file: program.file, text: program.text, vars: program.env ?? {} } satisfies ToChild)
      else if (said.type === 'run') {
        const at = calls++
        void host.run({ script: said.script, env: program.env ?? {}, deadlineMs: Math.max(1, deadline - performance.now()) + SPARE_MS, cap: CALL_CAP }, over.signal).then(({ code, stdout, stderr, lost: why }) => {
          if (over.signal.aborted) return
          // A host that is gone must not look like a command that failed: the script would blame the learner.
          if (why !== undefined) {
            lost = why
            end()
          } else {
            begun[at] = { script: said.script, code: code ?? 255, stdout, stderr }
            reply({ type: 'ended', call: said.call, code: code ?? 255, stdout, stderr } satisfies ToChild)
          }
        })
      } else verdict = said
    },
  })
  // What it still waits for on the host ends with it.
  end()
  stop?.removeEventListener('abort', end)
  const rest = { calls, transcript: begun.filter(each => each !== undefined) }
  if (lost !== undefined) return { answer: { ...answer, code: null, signal: null, lost }, ...rest }
  if (verdict?.type === 'verdict') return { answer: { ...answer, code: verdict.pass ? 0 : 1, signal: null, stdout: verdict.pass ? verdict.words : '', stderr: verdict.pass ? '' : verdict.words }, ...rest }
  if (verdict?.type === 'broken') return { answer: { ...answer, code: 2, signal: null, stdout: '', stderr: verdict.words }, ...rest }
  if (answer.code === null) return { answer, ...rest }
  // Node itself ends with 1 where something is thrown outside the script's own flow: that is no `fail`.
  const thrown = answer.stderr.split('\n').find(line => /^\w*Error\b/.test(line))
  return { answer: { ...answer, code: 2, stdout: '', stderr: thrown ?? `${program.file} ended the process with ${answer.code} and without a verdict: use pass and fail` }, ...rest }
}
