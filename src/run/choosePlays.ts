import { join } from 'node:path'
import { EXIT } from '../core/score.ts'
import type { Challenge, Track } from '../model/course.ts'
import type { EngineName } from '../model/look.ts'
import type { Refusal } from '../model/problem.ts'
import { hasProgram } from '../host/hasProgram.ts'
import type { Surroundings } from './Surroundings.ts'
import { findTrackNamed, tracksInReach } from './findTracks.ts'
import { loadTrack } from './loadTrack.ts'
import { engineOf, refuseEngine } from './openHost.ts'
import { vocabulary } from './vocabulary.ts'

/** One challenge to be played on one engine. */
export interface Play {
  /** The name of the track, or its folder where that is how it was named. */
  track: string
  trackDir: string
  /** The folders of all challenges of the track. */
  challengeDirs: string[]
  /** Its track as it was loaded: with all challenges, or with this one alone. */
  course: Track
  challenge: Challenge
  engine: EngineName
}

/** The challenges that some words of the command line mean, all in reach where there are none; each on every engine that it is about and that this machine has. */
export async function choosePlays(words: string[], only: EngineName | undefined, surroundings: Surroundings): Promise<Play[] | Refusal> {
  const inReach = tracksInReach(surroundings)
  if (words.length === 0 && inReach.size === 0) return { exit: EXIT.usage, code: 'usage', message: 'there is no track in reach: name one by its path, or its folder in LAB_TRACKS' }
  const plays: Play[] = []
  for (const word of words.length > 0 ? words : inReach.keys()) {
    const target = findTrackNamed(word, inReach, surroundings.cwd)
    if (typeof target === 'string') return { exit: EXIT.usage, code: 'usage', message: target }
    const { track, problems } = await loadTrack(target.dir, { vocabulary, whole: true, ...(target.challenge === undefined ? {} : { only: target.challenge }) })
    if (!track || problems.length > 0) return { exit: EXIT.invalid, code: 'invalid-track', message: `the track in ${target.dir} has mistakes; \`lab validate ${target.dir}\` shows them again`, problems }
    if (track.challenges.length === 0) return { exit: EXIT.usage, code: 'usage', message: `${track.id} does not list a challenge "${target.challenge}"` }
    const any = track.requires.some(each => each.name === 'engine')
    if (only && refuseEngine(only, track)) {
      if (words.length > 0) return { exit: EXIT.usage, code: 'usage', message: refuseEngine(only, track)! }
      continue
    }
    const engines = only ? [only] : any ? (['podman', 'docker'] as const).filter(name => hasProgram(name === 'docker' ? 'dockerd' : name)) : [engineOf(track)]
    const name = inReach.get(track.id) === target.dir ? track.id : target.dir
    for (const challenge of track.challenges) for (const engine of engines.length > 0 ? engines : [engineOf(track)]) plays.push({ track: name, trackDir: target.dir, challengeDirs: track.folders.map(each => join(target.dir, each)), course: track, challenge, engine })
  }
  return plays
}
