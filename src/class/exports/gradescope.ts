import { jsonText } from '../../core/jsonText.ts'
import { plainLine } from '../../core/plainText.ts'
import { plural } from '../../core/words.ts'
import { checkWords } from '../checkWords.ts'
import type { ExportFormat } from '../exportModel.ts'
import { isWaived, markText, pointsToHave, roundPoints, settledPoints } from '../settledPoints.ts'
import { studentFiles } from '../studentFiles.ts'

/**
 * A results.json for each student, as an autograder of Gradescope leaves it in /autograder/results: a test for each challenge. The assignment there has one fixed sum
 * and knows neither open nor excused: the score at the top wins over the tests' and is scaled where something is waived; a student with an open mark gets no file, which
 * Gradescope shows as an autograder that failed, and never as points. What was not tried yet is no test, and adds nothing to the score.
 */
const format: ExportFormat = {
  summary: 'A results.json for each student, as an autograder of Gradescope writes it.',
  folder: true,
  write(graded) {
    const { className, at, challenges } = graded
    const total = roundPoints(challenges.reduce((sum, each) => sum + each.maxPoints, 0))
    const { files, notes } = studentFiles(graded, {
      extension: 'json', withhold: ['open', 'missing', 'waived'],
      keys: student => ({ email: student.email }),
      write({ student, marks }) {
        const tests = marks.flatMap(({ challenge, mark }, index) => {
          const score = isWaived(mark) ? undefined : settledPoints(mark)
          return score === undefined ? [] : [{
            name: plainLine(challenge.title) || challenge.name, number: String(index + 1), score, max_score: roundPoints(mark.maxPoints), output: [markText(mark), ...checkWords(mark, graded.disclosed)].join('\n'),
            extra_data: { challenge: challenge.name, ...(mark.attempt === undefined ? {} : { attempt: mark.attempt }), ...(mark.at === undefined ? {} : { at: mark.at }) },
          }]
        })
        const toHave = marks.reduce((sum, each) => sum + pointsToHave(each), 0)
        const others = marks.filter(({ mark }) => isWaived(mark) || mark.state === 'missing').map(({ challenge, mark }) => `${plainLine(challenge.title) || challenge.name}: ${markText(mark)}`)
        return jsonText({
          score: toHave > 0 ? roundPoints((tests.reduce((sum, each) => sum + each.score, 0) * total) / toHave) : 0,
          output: [`${plainLine(className)}: ${tests.length} of ${marks.length} challenges are graded.`, ...others].join('\n'),
          stdout_visibility: 'hidden',
          tests,
          extra_data: { student: student.id, class: className, exportedAt: at },
        })
      },
    })
    return { files, notes: [`the assignment in Gradescope must be worth ${plural(total, 'point')}`, ...notes] }
  },
}

export default format
