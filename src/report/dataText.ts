/** What a check expected or found, as text; undefined where it said nothing. */
export function dataText(value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? (value as string | undefined) : JSON.stringify(value)
}
