import type { Track } from '../model/course.ts'
import { mentions, type Spoken } from './mentions.ts'
import { isImageVariable } from './vars.ts'

/** The image variables of a track that a challenge speaks about, with their values. */
export function imagesOf(track: Pick<Track, 'vars'>, challenge: Spoken): [name: string, image: string][] {
  return Object.entries(track.vars).filter(([name]) => isImageVariable(name) && mentions(challenge, name))
}
