/** What challenge.yaml says to a student: no way to solve it besides what the text tells, and no answer to a question. */
export function studentCopy(challenge: Record<string, unknown>): Record<string, unknown> {
  const { solve: _, commands, ...rest } = challenge
  const told = (Array.isArray(commands) ? commands : []).filter(each => (each as { answers?: string }).answers === undefined)
  return { ...rest, ...(told.length > 0 ? { commands: told } : {}) }
}
