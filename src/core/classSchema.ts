import type { Schema } from '../model/kind.ts'
import { DISCLOSURES } from './schema.ts'

const text = (description: string): Schema => ({ type: 'string', minLength: 1, maxLength: 4096, pattern: '^[^\\u0000]*$', description })
const object = (description: string, properties: Schema, required: string[] = []): Schema => ({ type: 'object', description, additionalProperties: false, required, properties })
const whole = (minimum: number, maximum: number, description: string): Schema => ({ type: 'integer', minimum, maximum, description })
const percent = (description: string): Schema => ({ type: 'number', minimum: 0, maximum: 100, description })
const time = (description: string): Schema => ({ type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?(Z|[+-]\\d\\d:\\d\\d)$', description: `${description} As 2026-12-01T23:59:00+01:00.` })

/** The schema of class.yaml. What stands under a provider's word is validated by that provider's own schema. */
export const classSchema: Schema = object('A class: who learns what, on which machines, and what counts.', {
  version: { const: 1, description: 'The version of this format. 1.' },
  name: text('What the class is called.'),
  tracks: { type: 'array', minItems: 1, items: text('TRACK or TRACK/CHALLENGE.'), description: 'What is graded, in order: tracks, or single challenges as TRACK/CHALLENGE.' },
  roster: text('A CSV file with a row for each student: id, name, email, host; roster.csv where nothing is said.'),
  provider: { type: 'object', minProperties: 1, maxProperties: 1, description: 'Where students work: one provider, e.g. ssh, with its settings.' },
  limits: object('How many and how long, in a round of grading.', {
    hosts: whole(1, 256, 'Hosts at once; 8 where nothing is said.'),
    host_seconds: whole(1, 3600, 'Seconds for one host; 120 where nothing is said.'),
    total_seconds: whole(1, 86400, 'Seconds for the whole round; 3600 where nothing is said.'),
  }),
  disclosure: { enum: DISCLOSURES, description: 'What students are told of a check that was graded: full, actual-only (not what was expected) or verdict; full where nothing is said.' },
  policy: object('What counts.', {
    attempts: whole(1, 1000, 'How many attempts at a challenge count; any number where nothing is said.'),
    due: time('An attempt after it is late.'),
    until: time('An attempt after it does not count.'),
    late_penalty: object('What is taken off late attempts, in percent of the points of the challenge.', {
      percent: percent('Percent for each day or hour begun, or once.'),
      per: { enum: ['once', 'hour', 'day'], description: 'once, hour or day; day where nothing is said.' },
      at_most: percent('No more than so many percent; 100 where nothing is said.'),
    }, ['percent']),
    hint_penalty: percent('Percent of the points of the challenge, taken off for each hint; 0 where nothing is said.'),
    keep: { enum: ['best', 'last'], description: 'Which attempt counts: best or last; best where nothing is said.' },
  }),
  variants: {
    type: 'object', description: 'By track: variables whose value is drawn for each student.',
    additionalProperties: {
      type: 'object', minProperties: 1, description: 'By variable of the track: a list of values, or { from, to, step }.',
      additionalProperties: {
        type: ['array', 'object'], minItems: 1, items: { type: ['string', 'number'], maxLength: 1024, pattern: '^[^\\u0000]*$', description: 'A value.' }, additionalProperties: false,
        properties: { from: { type: 'integer', description: 'The smallest value.' }, to: { type: 'integer', description: 'The largest value.' }, step: { type: 'integer', minimum: 1, description: 'From one value to the next; 1 where nothing is said.' } },
        description: 'A list of values, or { from, to, step }.',
      },
    },
  },
}, ['version', 'name', 'tracks', 'provider'])
