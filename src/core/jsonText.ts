/** A value as JSON that is also harmless on a terminal: JSON itself lets through the second set of control characters, and what turns the direction of text. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2)
  return `${text.replace(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`
}
