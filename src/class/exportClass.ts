import { EXIT } from '../core/score.ts'
import { didYouMean } from '../core/suggest.ts'
import { plural } from '../core/words.ts'
import { exportFormats } from '../generated/catalogue.ts'
import type { Refusal } from '../model/problem.ts'
import type { Export, ExportFormat, GradedClass } from './exportModel.ts'
import { isOpen, isWaived, studentRows } from './settledPoints.ts'

const table: Record<string, () => Promise<{ default: ExportFormat }>> = exportFormats

/** The words for `lab class export`. */
export const exportNames = Object.keys(table)

/** The format of this name. */
export async function loadExportFormat(name: string): Promise<ExportFormat | Refusal> {
  if (!Object.hasOwn(table, name)) return { exit: EXIT.usage, code: 'usage', message: `there is no export "${name}"${didYouMean(name, exportNames) || `; there are: ${exportNames.join(', ')}`}` }
  return (await table[name]!()).default
}

/** Marks as another system takes them, and what to know before they are handed on. */
export function exportClass(format: ExportFormat, graded: GradedClass): Export {
  const { files, notes } = format.write(graded)
  const marks = studentRows(graded).flatMap(each => each.marks.map(({ mark }) => mark))
  const [open, missing, waived] = [marks.filter(isOpen).length, marks.filter(each => each.state === 'missing').length, marks.filter(isWaived).length]
  return {
    files,
    notes: [
      ...(open > 0 ? [`${plural(open, 'mark')} could not be judged, all or in part: no points are exported for ${open === 1 ? 'it' : 'them'}, and no 0 either; grade again, or waive what cannot be judged, then export again`] : []),
      ...(missing > 0 ? [`${plural(missing, 'mark')} without an attempt: exported without points, not as 0`] : []),
      ...(waived > 0 ? [`${plural(waived, 'mark')} waived: out of the points that can be had`] : []),
      ...notes,
    ],
  }
}
