/** The line that stands in an output where bytes were left out in its middle. */
export function holeLine(bytes: number): string {
  return `\n[${bytes} bytes left out]\n`
}

/** Finds such a line. */
export const HOLE = /\n\[\d+ bytes left out\]\n/
