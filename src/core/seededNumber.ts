/** A number from a seed and a text: the same for the same, and for others as good as drawn by lot (FNV-1a, 32 bits, mixed once more). */
export function seededNumber(seed: string, text: string): number {
  let number = 0x811c9dc5
  for (const byte of new TextEncoder().encode(`${seed}\0${text}`)) number = Math.imul(number ^ byte, 0x01000193)
  number = Math.imul(number ^ (number >>> 16), 0x85ebca6b)
  return (number ^ (number >>> 13)) >>> 0
}
