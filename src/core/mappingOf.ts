/** What was written, where it is a mapping; an empty one where it is not: that is the shape's mistake to tell. */
export function mappingOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

/** What was written, where it is a list; an empty one where it is not. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
