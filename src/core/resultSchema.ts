import type { Schema } from '../model/kind.ts'

const text = (description: string): Schema => ({ type: 'string', description })
const count = (description: string): Schema => ({ type: 'integer', minimum: 0, description })
const points = (description: string): Schema => ({ type: 'number', minimum: 0, description })
const ended = (description: string): Schema => ({ enum: ['pass', 'fail', 'error', 'skip', 'waived', null], description })
const object = (description: string, properties: Schema, optional: string[] = []): Schema => ({
  type: 'object', description, additionalProperties: false, required: Object.keys(properties).filter(key => !optional.includes(key)), properties,
})

const verdict: Schema = {
  ...object('The judgement on one check.', {
    id: text('The id of the check, unique in its challenge.'),
    kind: text('The word of the vocabulary.'),
    host: text('The name of the host that was looked at.'),
    title: text('The expectation, for the learner.'),
    status: { enum: ['pass', 'fail', 'error', 'skip', 'waived'], description: 'fail is the learner\'s; error is ours; skip was not judged; waived is an instructor\'s word and no pass.' },
    points: points('What was earned.'),
    maxPoints: points('What it is worth; also where it was skipped.'),
    message: text('What was found, in a sentence, without control characters.'),
    expected: { description: 'What the author wrote.' },
    actual: { description: 'What was found, in the same form.' },
    evidence: text('Where it was found: which pid, which file.'),
    explain: text('The native command that shows it.'),
    needs: { type: 'array', items: { type: 'string' }, description: 'Ids of checks that had to pass first.' },
    once: { type: 'boolean', description: 'A pass sticks.' },
    hidden: { const: true, description: 'Of a hidden check: not for students.' },
    hint: text('The first hint of a failed check.'),
    reason: text('Why it was not judged: `needs`, `not observable`, `could not look`, ...'),
    next: text('What to do about it.'),
  }, ['expected', 'actual', 'evidence', 'hidden', 'hint', 'reason', 'next']),
  if: { properties: { status: { enum: ['error', 'skip'] } } },
  then: { required: ['reason'] },
}

const result: Schema = object('The result of checking one challenge.', {
  version: { const: 1, description: 'The version of this contract.' },
  track: text('The folder of the track.'),
  challenge: text('The folder of the challenge, without its number.'),
  title: text('The title of the challenge.'),
  gradedBy: { enum: ['self', 'instructor', 'ci'], description: 'Who looked: self is advice, not evidence.' },
  hosts: { type: 'object', description: 'The hosts that were looked at, by name.', additionalProperties: object('One host.', { kind: text('How it was reached, e.g. local.'), roundTrips: count('Trips to it.') }) },
  roundTrips: count('Trips to all hosts.'),
  startedAt: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$', description: 'ISO 8601, UTC.' },
  durationMs: points('Milliseconds.'),
  notes: { type: 'array', items: { type: 'string' }, description: 'What a reader must know besides, e.g. which image is a stand-in.' },
  checks: { type: 'array', items: verdict, description: 'The verdicts, in the order of the challenge.' },
  summary: object('How many checks ended how.', {
    passed: count('Passed.'), failed: count('Failed.'), errors: count('Could not be judged.'), skipped: count('Skipped.'), waived: count('Waived.'), points: points('Earned.'), maxPoints: points('Of so many.'),
  }),
  changes: { type: 'array', description: 'Of a saved look: the checks that end otherwise now than when it was taken.', items: object('One check.', { id: text('Its id.'), was: ended('How it ended then; null where there was no such check.'), is: ended('How it ends now; null where there is no such check.') }) },
}, ['changes'])

const refusal: Schema = object('What could not start.', {
  version: { const: 1, description: 'The version of this contract.' },
  error: object('Why not.', {
    code: text('A stable word, e.g. `usage`, `invalid-track`.'),
    message: text('The same for a reader.'),
    problems: {
      type: 'array', description: 'An author\'s mistakes, with their places.',
      items: object('One mistake.', { file: text('The file.'), line: { type: 'integer', minimum: 1, description: 'From 1.' }, column: { type: 'integer', minimum: 1, description: 'From 1.' }, code: text('A stable word, e.g. `unknown-key`.'), message: text('What is wrong.') }),
    },
  }),
})

/** The JSON Schema (draft 7) of what `lab check --json` writes: one result, several, or why there is none. */
export const resultSchema: Schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'What `lab check --json` writes',
  oneOf: [
    { $ref: '#/definitions/result' },
    object('The results of several challenges.', { version: { const: 1, description: 'The version of this contract.' }, results: { type: 'array', minItems: 2, items: { $ref: '#/definitions/result' }, description: 'One a challenge, in order.' } }),
    refusal,
  ],
  definitions: { result },
}
