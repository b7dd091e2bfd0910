import { EXIT } from '../core/score.ts'
import type { Challenge, EngineName, Refusal } from '../model.ts'
import { hasProgram } from '../host/hasProgram.ts'
import { findTrackNamed } from './findTracks.ts'
import { loadTrack } from './loadTrack.ts'
import { engineOf, refuseEngine } from './openHost.ts'
import { tracksInReach, type Surroundings } from './openChallenge.ts'
import type { Rehearsal } from './rehearse.ts'
import { vocabulary } from './vocabulary.ts'

/** One challenge to be played on one engine. */
export interface Play {
  /** The name of the track, or its folder where that is how it was named. */
  track: string
  challenge: Challenge
  engine: EngineName
}

/** The challenges that some words of the command line mean, all in reach where there are none; each on every engine that it is about and that this machine has. */
export async function choosePlays(words: string[], only: EngineName | undefined, surroundings: Surroundings): Promise<Play[] | Refusal> {
  const inReach = tracksInReach(surroundings)
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
    for (const challenge of track.challenges) for (const engine of engines.length > 0 ? engines : [engineOf(track)]) plays.push({ track: name, challenge, engine })
  }
  return plays
}

/** The exit code of a rehearsal: 1 where an author must mend something, 4 where something could not be proven that this host is not known to lack. */
export function exitCodeOfRehearsals(rehearsals: Rehearsal[], known: ReadonlySet<string>): number {
  if (rehearsals.some(each => each.status === 'failed')) return EXIT.failed
  return rehearsals.length === 0 || rehearsals.some(each => !isAsKnown(each, known)) ? EXIT.unknown : EXIT.good
}

/** Whether all that is unproven needs what this host is known not to offer. */
export function isAsKnown({ status, lacks }: Rehearsal, known: ReadonlySet<string>): boolean {
  return status === 'proven' || (status === 'not proven' && lacks.length > 0 && lacks.every(each => known.has(each.split(' ')[0]!)))
}
