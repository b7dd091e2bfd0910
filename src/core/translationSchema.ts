import type { Schema } from '../model/kind.ts'

const text = (description: string): Schema => ({ type: 'string', minLength: 1, description })
const object = (description: string, properties: Schema): Schema => ({ type: 'object', description, additionalProperties: false, minProperties: 1, properties })

/** The schema of track.LL.yaml. */
export const trackTranslationSchema: Schema = object('The words of track.yaml in another language; what is left out is shown in the default one.', {
  title: text('The name of the course.'),
  summary: text('One sentence: what somebody who finished it can do.'),
})

/** The schema of challenge.LL.yaml. */
export const challengeTranslationSchema: Schema = object('The words of challenge.yaml in another language; what is left out is shown in the default one.', {
  title: text('What the learner brings about, in a few words.'),
  checks: {
    type: 'object', description: 'The words of checks, by id of the check.',
    additionalProperties: object('The words of one check.', {
      title: text('The expectation in words for the learner.'),
      hints: { type: 'array', minItems: 1, items: text('A hint for the learner.'), description: 'All hints of the check, in the same order.' },
    }),
  },
})

/** The schema of a translation, for editors: of a challenge's words or of a track's. */
export const translationSchema: Schema = { anyOf: [challengeTranslationSchema, trackTranslationSchema] }
