import { isAbsolute, relative, sep } from 'node:path'
import type { Place } from '../model/problem.ts'
import type { ReporterOptions } from '../model/reporter.ts'
import type { Result, Verdict } from '../model/result.ts'

/** What `begin` told about a challenge, as far as places go. */
export interface Announced {
  track: string
  id: string
  checks: { id: string; place?: Place }[]
}

/** Keeps where each check is written: a reporter hears it in `begin` and needs it when the verdicts are there. */
export function placesOf(options: Pick<ReporterOptions, 'cwd' | 'environment'>): { note(challenge: Announced): void; of(result: Result, verdict: Verdict): Place | undefined } {
  const places = new Map<string, Place>()
  const key = (track: string, challenge: string, id: string): string => JSON.stringify([track, challenge, id])
  return {
    note({ track, id, checks }) {
      for (const check of checks) if (check.place) places.set(key(track, id, check.id), { ...check.place, file: fileFrom(check.place.file, options) })
    },
    of: (result, verdict) => places.get(key(result.track, result.challenge, verdict.id)),
  }
}

/** The name of a file as a CI server wants it: from the root of the repository, with `/`; absolute where it lies outside. */
export function fileFrom(file: string, { cwd, environment }: Pick<ReporterOptions, 'cwd' | 'environment'>): string {
  const root = environment?.GITHUB_WORKSPACE || cwd
  if (root === undefined || !isAbsolute(file)) return file
  const inside = relative(root, file)
  return inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? file : inside.split(sep).join('/')
}
