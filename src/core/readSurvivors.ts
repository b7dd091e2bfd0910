import type { AcceptedSurvivor } from '../model/course.ts'
import { listOf, mappingOf } from './mappingOf.ts'

/** Reads `survivors`, of a track or a challenge; what is wrong with it the shape tells. */
export function readSurvivors(written: unknown): AcceptedSurvivor[] {
  return listOf(written).map(mappingOf).map(({ mutant, reason, except }) => ({ mutant: String(mutant), reason: String(reason), ...(except === undefined ? {} : { except: listOf(except).map(String) }) }))
}
