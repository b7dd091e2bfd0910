import type { Change, Status, Verdict } from '../model/result.ts'

/** The checks that end otherwise than they did, in the order of the challenge; those that are gone come last. */
export function compareVerdicts(before: ReadonlyMap<string, Status>, now: Pick<Verdict, 'id' | 'status'>[]): Change[] {
  const ids = new Set(now.map(each => each.id))
  return [
    ...now.filter(each => before.get(each.id) !== each.status).map(({ id, status }): Change => ({ id, was: before.get(id) ?? null, is: status })),
    ...[...before].filter(([id]) => !ids.has(id)).map(([id, was]): Change => ({ id, was, is: null })),
  ]
}
