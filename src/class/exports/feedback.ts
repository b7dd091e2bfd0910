import { plainLine } from '../../core/plainText.ts'
import { checkWords } from '../checkWords.ts'
import type { ExportFormat } from '../exportModel.ts'
import { markText } from '../settledPoints.ts'
import { studentFiles } from '../studentFiles.ts'

/** A text for each student: every mark, and what the class tells about each check of the attempt that counts (`disclosure`). Nothing of hidden checks. */
const format: ExportFormat = {
  summary: 'A text for each student, with what the class tells about each check.',
  folder: true,
  write(graded) {
    return studentFiles(graded, {
      extension: 'txt', withhold: [],
      keys: ({ email }) => ({ email }),
      write({ student, marks }) {
        const parts = marks.map(({ challenge, mark }) => [`${plainLine(challenge.title) || challenge.name}: ${markText(mark)}`, ...checkWords(mark, graded.disclosed).map(line => `  ${line}`)].join('\n'))
        return `${[plainLine(graded.className), `${plainLine(student.name || student.id)}, as of ${graded.at}`, ...parts].join('\n\n')}\n`
      },
    })
  },
}

export default format
