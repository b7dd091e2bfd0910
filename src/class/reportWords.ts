import { plural } from '../core/words.ts'
import { percentOf } from './insight/mapMarks.ts'
import type { ClassRecord, Insight } from './insightOf.ts'
import type { Stuck, StuckBounds } from './insight/findStuck.ts'

/** `under 1 min`, `42 min`, `2 h 5 min`, `3 d 4 h`. */
export function lengthWords(minutes: number): string {
  const whole = Math.round(minutes)
  if (whole < 1) return 'under 1 min'
  if (whole < 60) return `${whole} min`
  if (whole < 1440) return `${Math.floor(whole / 60)} h${whole % 60 === 0 ? '' : ` ${whole % 60} min`}`
  const hours = Math.round(whole / 60)
  return `${Math.floor(hours / 24)} d${hours % 24 === 0 ? '' : ` ${hours % 24} h`}`
}

/** A time as a reader wants it: `2026-11-22 06:47 UTC`. */
export function clockWords(at: string): string {
  const time = Date.parse(at)
  return Number.isNaN(time) ? 'an unknown time' : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** When somebody counts as stuck. */
export function boundsWords({ minutes, times }: StuckBounds): string {
  return `The same check has failed for at least ${lengthWords(minutes)}, and in at least ${plural(times, 'look or attempt', 'looks or attempts')}.`
}

/** How often somebody was seen stuck, and what they say themselves. */
export function stuckWords({ looks, tried, others }: Stuck): string {
  const parts = [`seen failing ${looks === 1 ? 'once' : `${looks} times`}`, ...(tried > 0 ? [`checked ${tried === 1 ? 'once' : `${tried} times`} by their own journal`] : []), ...(others > 0 ? [`${plural(others, 'more check')} of it too`] : [])]
  return parts.join('; ')
}

/** What is said of a check besides its title. */
export function hiddenWords({ hidden }: { hidden?: true }): string {
  return hidden ? ' (hidden check)' : ''
}

/** The challenge of `track/challenge`, without its track. */
export function shortName(challenge: string): string {
  return challenge.slice(challenge.indexOf('/') + 1)
}

/** A class in a line: how many, how far, and what needs somebody. */
export function summaryWords({ students, challenges }: ClassRecord, { map: { states, full, share }, stuck }: Insight): string[] {
  return [
    plural(students.length, 'student'), plural(challenges.length, 'challenge'), `${states.graded + states.partial} of ${students.length * challenges.length} judged`, `${full} with all points`,
    ...(share === undefined ? [] : [`${percentOf(share)} % of the points of what was judged`]), `${stuck.length} stuck`, ...(states.error + states.partial > 0 ? [`${states.error + states.partial} not or only partly judged`] : []),
    ...(states.waived > 0 ? [`${states.waived} waived`] : []),
  ]
}
