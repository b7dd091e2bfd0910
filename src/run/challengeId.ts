import { basename } from 'node:path'

/** The id of a challenge's folder: `three-tops` for `01-three-tops`. */
export function challengeId(folder: string): string {
  return basename(folder).replace(/^\d+-/, '')
}
