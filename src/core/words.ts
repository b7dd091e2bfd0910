import type { Answer } from '../model/look.ts'
import { plainLine } from './plainText.ts'

/** `1 container`, `3 containers`, `no containers`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count === 0 ? 'no' : count} ${count === 1 ? one : many}`
}

/** What became of a command that did not work, in a line. */
export function describeFailure({ code, signal, timedOut, lost, stderr, stdout, durationMs }: Answer): string {
  if (lost !== undefined) return lost
  if (timedOut) return `no end after ${Math.round(durationMs / 1000)} s: it was stopped`
  const words = plainLine((stderr.trim() || stdout.trim()).split('\n').at(-1) ?? '', 300)
  return `${signal ? `ended by signal ${signal}` : `ended with ${code}`}${words ? `: ${words}` : ''}`
}
