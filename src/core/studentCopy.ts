/** What challenge.yaml says to a student: no hidden check, no way to solve it besides what the text tells, no answer to a question, and nothing of what no check looks at. */
export function studentCopy(challenge: Record<string, unknown>): Record<string, unknown> {
  const { solve: _, survivors: __, commands, checks, ...rest } = challenge
  const told = (Array.isArray(commands) ? commands : []).filter(each => (each as { answers?: string }).answers === undefined)
  const shown = (Array.isArray(checks) ? checks : []).filter(each => (each as { visibility?: string }).visibility !== 'hidden')
  return { ...rest, ...(told.length > 0 ? { commands: told } : {}), checks: shown }
}

/** What challenge.LL.yaml says to a student: nothing about these checks. Undefined where nothing is left. */
export function studentTranslation(words: Record<string, unknown>, hidden: readonly string[]): Record<string, unknown> | undefined {
  const { checks, ...rest } = words
  const shown = Object.entries((checks ?? {}) as object).filter(([id]) => !hidden.includes(id))
  const copy = { ...rest, ...(shown.length > 0 ? { checks: Object.fromEntries(shown) } : {}) }
  return Object.keys(copy).length > 0 ? copy : undefined
}

/** What track.yaml says to a student. */
export function studentTrack({ survivors: _, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return rest
}
