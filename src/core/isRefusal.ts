import type { Refusal } from '../model/problem.ts'

/** Whether what came back is a refusal, and not what was asked for. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'exit' in value && 'code' in value
}
