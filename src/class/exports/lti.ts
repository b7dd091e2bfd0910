import { jsonText } from '../../core/jsonText.ts'
import { plainLine } from '../../core/plainText.ts'
import type { ExportFormat } from '../exportModel.ts'
import { rosterField } from '../rosterField.ts'
import { isOpen, isWaived, markText, roundPoints, settledPoints, studentRows, type StudentRow } from '../settledPoints.ts'

/**
 * The bodies of LTI 1.3 Assignment and Grade Services 2.0: for each challenge a line item (to create with POST to the platform's `lineitems`), and its scores (each a POST
 * to `{lineitem}/scores`; where the URL has a query, `/scores` goes before the `?`). `userId` is the platform's own word for a user: roster column `lti user id`, else the id.
 * An open mark is `Failed` or `PendingManual` and carries no score at all; what is waived or was never tried has no score to send. The platform scales `scoreGiven`.
 */
const format: ExportFormat = {
  summary: 'The bodies for the grade service (AGS) of LTI 1.3: line items and their scores.',
  folder: false,
  write(graded) {
    const rows = studentRows(graded)
    const worth = graded.challenges.filter(each => each.maxPoints > 0)
    const lineItems = worth.map(challenge => ({
      lineItem: { label: plainLine(challenge.title) || challenge.name, scoreMaximum: roundPoints(challenge.maxPoints), resourceId: challenge.name, tag: 'lab' },
      scores: rows.flatMap(({ student, marks }) => marks.filter(each => each.challenge.name === challenge.name).flatMap(each => scoreOf(student, each, graded.at))),
    }))
    const guessed = rows.filter(({ student }) => userIdOf(student) === '').length
    return {
      files: [{ name: 'lti.json', bytes: Buffer.from(jsonText({ class: graded.className, lineItems })) }],
      notes: [
        ...(guessed > 0 ? ['where the roster has no column `lti user id` (the `sub` of a launch), userId is the id: most platforms do not know that one'] : []),
        ...graded.challenges.filter(each => !worth.includes(each)).map(each => `${each.name} is worth no points, and no line item can be`),
      ],
    }
  },
}

export default format

function userIdOf(student: StudentRow['student']): string {
  return rosterField(student, 'lti user id', 'lti sub', 'lti id')
}

function scoreOf(student: StudentRow['student'], { mark }: StudentRow['marks'][number], at: string): object[] {
  const given = settledPoints(mark)
  if (isWaived(mark) || (given === undefined && !isOpen(mark))) return []
  return [{
    userId: userIdOf(student) || student.id,
    ...(given === undefined ? {} : { scoreGiven: given, scoreMaximum: roundPoints(mark.maxPoints) }),
    comment: markText(mark),
    timestamp: new Date(at).toISOString(),
    ...(mark.at === undefined ? {} : { submission: { submittedAt: new Date(mark.at).toISOString() } }),
    activityProgress: given === undefined ? 'Submitted' : 'Completed',
    gradingProgress: given !== undefined ? 'FullyGraded' : mark.state === 'error' ? 'Failed' : 'PendingManual',
  }]
}
