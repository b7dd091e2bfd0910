import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { journalFile } from './journal.ts'

/** Where a student's own values of variables are: beside the journal. \`lab class vars\` says what belongs into it. */
function ownValuesFile(environment: Record<string, string | undefined>): string {
  return join(dirname(journalFile(environment)), 'vars.json')
}

/** A student's own values of a track's variables, as a class drew them; none where there is no class. What is no such file counts as none: the grader knows the values by itself. */
export function ownValues(environment: Record<string, string | undefined>, track: { id: string; vars: Readonly<Record<string, string>> }): Record<string, string> {
  let all: unknown
  try {
    all = JSON.parse(readFileSync(ownValuesFile(environment), 'utf8'))
  } catch {
    return {}
  }
  const of = typeof all === 'object' && all !== null && Object.hasOwn(all, track.id) ? (all as Record<string, unknown>)[track.id] : undefined
  if (typeof of !== 'object' || of === null) return {}
  return Object.fromEntries(Object.entries(of).filter((each): each is [string, string] => Object.hasOwn(track.vars, each[0]) && typeof each[1] === 'string' && each[1].length <= 16384 && !each[1].includes('\0')))
}
