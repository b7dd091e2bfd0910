import { isDone, lookKey, sinceBegun, type Looks } from './looksOf.ts'

/** How long a challenge took those who did it, in minutes. */
export interface ChallengeTime {
  challenge: string
  /** Students who began it, and those of them who were seen to have done it. */
  begun: number
  done: number
  /** Those whose time is known: seen at work before they were seen to be done. */
  measured: number
  /** Of those; missing where there are none. */
  spread?: Spread
}

/** Where values lie: half of them between `q1` and `q3`. */
export interface Spread {
  least: number
  q1: number
  median: number
  q3: number
  most: number
}

/**
 * The time from the first look that saw a student at work to the first that saw the challenge done: as exact as looks are frequent. Who was done at the first look
 * has no time, and not a time of nothing.
 */
export function timeChallenges(students: readonly string[], challenges: readonly string[], looks: Looks): ChallengeTime[] {
  return challenges.map(challenge => {
    const begun = students.map(student => sinceBegun(looks.get(lookKey(student, challenge)) ?? [])).filter(each => each.length > 0)
    const done = begun.filter(each => each.some(isDone))
    const times = done.filter(each => !isDone(each[0]!)).map(each => (each.find(isDone)!.at - each[0]!.at) / 60_000)
    const spread = spreadOf(times)
    return { challenge, begun: begun.length, done: done.length, measured: times.length, ...(spread ? { spread } : {}) }
  })
}

/** Quartiles by linear interpolation between the nearest two, as spreadsheets do it. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined
  const sorted = [...values].sort((a, b) => a - b)
  const quantile = (share: number): number => {
    const place = (sorted.length - 1) * share
    const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
    return low + (high - low) * (place - Math.floor(place))
  }
  return { least: sorted[0]!, q1: quantile(0.25), median: quantile(0.5), q3: quantile(0.75), most: sorted.at(-1)! }
}
