import type { Reporter, ReporterOptions } from '../../model.ts'

/** For programs: the result as documented, version 1; several challenges as `{ version, results }`. */
export default function json({ write }: ReporterOptions): Reporter {
  return {
    end(results) {
      const text = JSON.stringify(results.length === 1 ? results[0] : { version: 1, results }, undefined, 2)
      // JSON lets through what a terminal obeys: the second set of control characters, and what turns the direction of text.
      write(`${text.replace(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`)
    },
  }
}
