/** The track of `track/challenge`. */
export function trackOf(challenge: string): string {
  return challenge.split('/')[0]!
}
