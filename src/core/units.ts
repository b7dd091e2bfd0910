/** Unit words with their factor, as the container engines and the kernel take them: a bare letter counts in 1024. */
const BYTE_UNITS: Record<string, number> = {
  b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4,
  kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3, tib: 1024 ** 4,
  kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12,
}

/** What a number in a matcher may measure. `memory` (bytes), `cores` and `tasks` are limits, so they may be `none`; only bytes have units. */
export type Measure = 'count' | 'bytes' | 'memory' | 'cores' | 'tasks'

const MEASURE_WORDS = { count: 'count', cores: 'number of cores', tasks: 'number of processes' }

/** Reads `512M` or `3`, and `none` as the limit Infinity; a string tells what is wrong with it. Bytes are rounded to whole ones. */
export function readNumber(text: string, measure: Measure): number | string {
  if (measure !== 'count' && measure !== 'bytes' && text.trim() === 'none') return Infinity
  const found = /^(-?\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text.trim())
  if (!found) return `"${text}" is not a number`
  const value = Number(found[1])
  const unit = found[2]!.toLowerCase()
  if (unit === '') return value
  if (measure !== 'bytes' && measure !== 'memory') return `a ${MEASURE_WORDS[measure]} has no unit, found "${found[2]}"`
  const factor = BYTE_UNITS[unit]
  if (factor === undefined) return `there is no unit "${found[2]}"; bytes come in B, K, M, G, T (1024), KiB, MiB, GiB, TiB (1024) and kB, MB, GB, TB (1000)`
  return Math.round(value * factor)
}

/** A number of bytes for a reader: the exact number, and what it comes to. */
export function bytesInWords(bytes: number): string {
  if (!Number.isFinite(bytes)) return 'no limit'
  for (const [unit, size] of [['GiB', 1024 ** 3], ['MiB', 1024 ** 2], ['KiB', 1024]] as const) {
    if (bytes >= size) return `${bytes} (${Number((bytes / size).toFixed(2))} ${unit})`
  }
  return String(bytes)
}
