import { plainLine } from '../../core/plainText.ts'
import type { ExportFormat } from '../exportModel.ts'
import { rosterField } from '../rosterField.ts'
import { isOpen, isWaived, markText, pointsToHave, roundPoints, settledPoints } from '../settledPoints.ts'
import { studentFiles } from '../studentFiles.ts'

/**
 * What the autograding reporter of GitHub Classroom takes from a runner called `lab`: a line for $GITHUB_ENV with base64 of JSON, a file for each student. The reporter
 * adds up the scores of all tests, so a test without a score would make the sum no number: for a student with an open mark `max_score` is 0, with which it reports no
 * points at all, and the status is `error`. What is waived is not in `max_score`; what was not tried is in it, and is no test.
 */
const format: ExportFormat = {
  summary: "A line for $GITHUB_ENV for each student, for the autograding reporter of GitHub Classroom.",
  folder: true,
  write: graded => studentFiles(graded, {
    extension: 'env', withhold: ['missing', 'waived'],
    keys: student => ({ github: rosterField(student, 'github', 'github username', 'github login') }),
    write({ marks }) {
      const open = marks.some(({ mark }) => isOpen(mark))
      const tests = marks.flatMap(({ challenge, mark }) => {
        const test = { name: actionsLine(challenge.title || challenge.name), message: actionsLine(markText(mark)), line_no: 0, execution_time: '0ms' }
        if (isOpen(mark)) return [{ ...test, status: 'error' }]
        const score = isWaived(mark) ? undefined : settledPoints(mark)
        return score === undefined ? [] : [{ ...test, status: score >= mark.maxPoints ? 'pass' : 'fail', score }]
      })
      const whole = marks.every(({ mark }) => isWaived(mark) || mark.state === 'graded') && tests.every(each => each.status === 'pass')
      const result = { version: 1, status: open ? 'error' : whole ? 'pass' : 'fail', max_score: open ? 0 : roundPoints(marks.reduce((sum, each) => sum + pointsToHave(each), 0)), tests }
      return `LAB_RESULTS=${Buffer.from(JSON.stringify(result)).toString('base64')}\n`
    },
  }),
}

export default format

/** A line that no runner of GitHub Actions obeys: the reporter prints it as it is. */
function actionsLine(text: string): string {
  return plainLine(text).replace(/::|##\[/g, found => found.split('').join('\u200b'))
}
