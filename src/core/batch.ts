import type { Answer } from '../model/look.ts'
import { HOLE } from './hole.ts'
import { quote } from './quote.ts'

/** Seconds an engine's command may take before `timeout`, where the host has it, ends it with its process group. */
const ENGINE_SECONDS = 8

/**
 * One POSIX sh script that asks all questions in order and fences each answer by `mark` on both streams.
 * Each question is quoted and evaluated in a subshell with no input: a syntax error, an `exit` or a reader of stdin harms no other.
 * `engine` runs its arguments with a time limit, so that a hanging engine costs one answer and not the rest.
 */
export function writeBatch(questions: string[], mark: string): string {
  const lines = [
    `lab_fence() { printf '\\n%s %s %s\\n' ${mark} "$1" "$2"; printf '\\n%s %s %s\\n' ${mark} "$1" "$2" >&2; }`,
    `if command -v timeout >/dev/null 2>&1; then engine() { timeout -k 1 ${ENGINE_SECONDS} "$@"; }; else engine() { "$@"; }; fi`,
    `lab_ask() { lab_fence begin "$1"; ( eval "$2" ) </dev/null; lab_fence end $?; }`,
    ...questions.map((question, index) => `lab_ask ${index} ${quote(question)}`),
  ]
  return `${lines.join('\n')}\n`
}

/**
 * Cuts the answer of a whole batch into one answer a question, in order.
 * A question whose end never came is `lost`: the host died, hung or was cut off there.
 */
export function readBatch(whole: Answer, count: number, mark: string): Answer[] {
  const out = cut(whole.stdout, mark)
  const err = cut(whole.stderr, mark)
  return Array.from({ length: count }, (_, index) => {
    const stdout = out.get(index)
    const stderr = err.get(index)?.text ?? ''
    // With a hole in it an answer looks like a whole one and would say "there is no such process".
    const hasHole = whole.truncated > 0 && stdout !== undefined && HOLE.test(stdout.text)
    if (stdout?.code === undefined || hasHole) {
      const lost = whole.lost ?? (whole.timedOut ? `no answer within ${whole.durationMs} ms` : whole.truncated > 0 ? 'the answer was longer than the limit' : 'the host stopped answering')
      return { code: null, signal: null, stdout: stdout?.text ?? '', stderr, timedOut: whole.timedOut, truncated: 0, durationMs: whole.durationMs, lost }
    }
    // `timeout` says 124 where it ended the engine's command, 137 where it had to kill it.
    const timedOut = stdout.code === 124 || stdout.code === 137
    return { code: stdout.code, signal: null, stdout: stdout.text, stderr, timedOut, truncated: 0, durationMs: whole.durationMs }
  })
}

interface Piece {
  text: string
  /** Missing where the end never came. */
  code?: number
}

function cut(stream: string, mark: string): Map<number, Piece> {
  const pieces = new Map<number, Piece>()
  const fence = `\n${mark} `
  let current: { index: number; from: number } | undefined
  for (let at = stream.indexOf(fence); at >= 0; at = stream.indexOf(fence, at + 1)) {
    const lineEnd = stream.indexOf('\n', at + 1)
    if (lineEnd < 0) break
    const [word, number] = stream.slice(at + fence.length, lineEnd).split(' ')
    if (word === 'begin') current = { index: Number(number), from: lineEnd + 1 }
    else if (current) {
      pieces.set(current.index, { text: stream.slice(current.from, at), code: Number(number) })
      current = undefined
    }
  }
  if (current) pieces.set(current.index, { text: stream.slice(current.from) })
  return pieces
}
