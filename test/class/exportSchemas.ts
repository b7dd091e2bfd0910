import Ajv from 'ajv'
import * as assert from 'uvu/assert'

const object = (required: string[], properties: Record<string, unknown>): Record<string, unknown> => ({ type: 'object', additionalProperties: false, required, properties })
const text = { type: 'string' }
const number = { type: 'number', minimum: 0 }
/** AGS wants fractions of a second. */
const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+(Z|[+-]\\d\\d:\\d\\d)$' }
const visibility = { enum: ['hidden', 'after_due_date', 'after_published', 'visible'] }

/** results.json, as Gradescope's specification of autograders describes it, with what it gives a score. */
const gradescope = {
  ...object([], {
    score: number, execution_time: number, output: text, visibility, stdout_visibility: visibility, extra_data: { type: 'object' },
    tests: { type: 'array', items: object([], { score: number, max_score: number, name: text, number: text, output: text, tags: { type: 'array', items: text }, visibility, extra_data: { type: 'object' } }) },
    leaderboard: { type: 'array', items: object(['name', 'value'], { name: text, value: {}, order: { enum: ['asc', 'desc'] } }) },
  }),
  anyOf: [{ required: ['score'] }, { properties: { tests: { type: 'array', items: { type: 'object', required: ['score'] } } }, required: ['tests'] }],
}

/** What a runner hands to the autograding reporter of GitHub Classroom: it adds up the scores of all tests wherever max_score is not 0. */
const classroom = {
  ...object(['version', 'status', 'max_score', 'tests'], {
    version: { enum: [1, 2] }, status: { enum: ['pass', 'fail', 'error'] }, max_score: number,
    tests: { type: 'array', items: object(['name', 'status'], { name: text, status: { enum: ['pass', 'fail', 'error'] }, message: text, line_no: { type: 'integer', minimum: 0 }, execution_time: { type: 'string', pattern: '^\\d+(\\.\\d+)?ms$' }, score: number }) },
  }),
  if: { properties: { max_score: { exclusiveMinimum: 0 } } },
  then: { properties: { tests: { items: { required: ['score'] } } } },
}

/** A score of Assignment and Grade Services 2.0; what is not fully graded carries none. */
const score = {
  ...object(['userId', 'timestamp', 'activityProgress', 'gradingProgress'], {
    userId: { ...text, minLength: 1 }, scoreGiven: number, scoreMaximum: { type: 'number', exclusiveMinimum: 0 }, comment: text, timestamp: time, submission: object(['submittedAt'], { submittedAt: time }),
    activityProgress: { enum: ['Initialized', 'Started', 'InProgress', 'Submitted', 'Completed'] }, gradingProgress: { enum: ['FullyGraded', 'Pending', 'PendingManual', 'Failed', 'NotReady'] },
  }),
  dependencies: { scoreGiven: ['scoreMaximum'] },
  if: { properties: { gradingProgress: { const: 'FullyGraded' } } }, then: { required: ['scoreGiven'] }, else: { not: { required: ['scoreGiven'] } },
}
const lti = object(['class', 'lineItems'], {
  class: text,
  lineItems: { type: 'array', items: object(['lineItem', 'scores'], { lineItem: object(['label', 'scoreMaximum'], { label: { ...text, minLength: 1 }, scoreMaximum: { type: 'number', exclusiveMinimum: 0 }, resourceId: text, tag: text }), scores: { type: 'array', items: score } }) },
})

const ajv = new Ajv.default({ allErrors: true, strict: false })
const validators = { gradescope: ajv.compile(gradescope), classroom: ajv.compile(classroom), lti: ajv.compile(lti) }

/** Fails where a value is not what the other side takes; gives it back. */
export function isTaken(by: keyof typeof validators, value: unknown): any {
  const validate = validators[by]
  assert.ok(validate(value) as boolean, JSON.stringify(validate.errors, undefined, 1))
  return value
}
