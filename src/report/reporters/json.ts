import { jsonText } from '../../core/jsonText.ts'
import type { Reporter, ReporterOptions } from '../../model/reporter.ts'

/** For programs: the result as documented, version 1; several challenges as `{ version, results }`. */
export default function json({ write }: ReporterOptions): Reporter {
  return {
    end: results => write(jsonText(results.length === 1 ? results[0] : { version: 1, results })),
  }
}
