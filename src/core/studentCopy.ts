/** What challenge.yaml says to a student: no way to solve it besides what the text tells, no answer to a question, and nothing of what no check looks at. */
export function studentCopy(challenge: Record<string, unknown>): Record<string, unknown> {
  const { solve: _, survivors: __, commands, ...rest } = challenge
  const told = (Array.isArray(commands) ? commands : []).filter(each => (each as { answers?: string }).answers === undefined)
  return { ...rest, ...(told.length > 0 ? { commands: told } : {}) }
}

/** What track.yaml says to a student. */
export function studentTrack({ survivors: _, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return rest
}
