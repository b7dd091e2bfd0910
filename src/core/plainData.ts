import { plainText } from './plainText.ts'

/** The same data, with all its text harmless to show. */
export function plainData(value: unknown): unknown {
  if (typeof value === 'string') return plainText(value)
  if (Array.isArray(value)) return value.map(plainData)
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, each]) => [plainText(key), plainData(each)]))
  return value
}
