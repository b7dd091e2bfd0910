import { readProgress, type Progresses } from '../core/progress.ts'
import { plainLine } from '../core/plainText.ts'
import type { SavedWork } from '../model/host.ts'
import type { Engine } from '../model/look.ts'

/** The journal as far as a capture tells it, in place of one's own: whose work is judged answered and chose for themselves. Nothing is written into it. */
export function savedProgress({ track, challenge, at, answers, passedOnce, images, work }: SavedWork, engine: Engine): Progresses {
  const name = `${track}/${challenge}`
  return readProgress([
    { type: 'started', at, challenge: name, containers: [], engine: engine.name, ...(work === undefined ? {} : { work }) },
    { type: 'seen', at, challenge: name, once: [...passedOnce] },
    ...[...answers].map(([check, value]) => ({ type: 'answered' as const, at, challenge: name, check, value })),
    ...[...images].map(([reference, image]) => ({ type: 'image' as const, at, reference, ...image })),
  ])
}

/** That a saved look is what one sees. */
export function savedNote({ at, from }: Pick<SavedWork, 'at' | 'from'>): string {
  return `capture: taken ${at} from ${plainLine(from)}; nothing was looked at now`
}

/** What a reader of verdicts of a challenge on a capture must know besides. */
export function savedNotes({ at, from, track, challenge, passedOnce, answers, cut }: SavedWork, judged: string): string[] {
  const taken = `${track}/${challenge}`
  const claims = [...(passedOnce.size > 0 ? [`that ${[...passedOnce].join(', ')} passed in an earlier look`] : []), ...(answers.size > 0 ? [`the answers to ${[...answers.keys()].join(', ')}`] : [])]
  return [
    savedNote({ at, from }),
    ...(taken === judged ? [] : [`the capture is of ${taken}, and this is ${judged}: what only ${judged} asks was not captured`]),
    ...(claims.length > 0 ? [`claimed by the capture, and seen by nobody: ${plainLine(claims.join(', and '), 300)}`] : []),
    ...cut.map(each => `left out: ${plainLine(each, 300)}`),
  ]
}
