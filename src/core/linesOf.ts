/** What a matcher is held against where an output is expected: all of it without the last line break, and each of its lines. */
export function linesOf(text: string): string[] {
  const whole = text.replace(/\n$/, '')
  return whole.includes('\n') ? [whole, ...whole.split('\n')] : [whole]
}
