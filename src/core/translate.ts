import type { Check } from '../model/course.ts'
import type { Problem } from '../model/problem.ts'
import { mappingOf } from './mappingOf.ts'
import { mentions, type Spoken } from './mentions.ts'
import type { ParsedFile } from './parseYaml.ts'
import { didYouMean } from './suggest.ts'
import { challengeTranslationSchema, trackTranslationSchema } from './translationSchema.ts'
import { validateFile, type Validators } from './validate.ts'
import { showVariables } from './vars.ts'
import { plural } from './words.ts'

/** What track.LL.yaml says. */
export interface TrackTranslation {
  title?: string
  summary?: string
}

/** What challenge.LL.yaml says; `checks` by id. */
export interface ChallengeTranslation {
  title?: string
  checks?: Record<string, { title?: string; hints?: string[] }>
}

/** What a translation is held against. */
interface Original {
  /** The ids of all checks. */
  ids: string[]
  /** Those without a mistake. */
  checks: Pick<Check, 'id' | 'hints'>[]
}

/** Reads track.LL.yaml; undefined where it has problems. */
export function readTrackTranslation(parsed: ParsedFile, original: { summary: string }, validators: Validators, problems: Problem[]): TrackTranslation | undefined {
  const found = validateFile(parsed, { schema: trackTranslationSchema, validate: validators['track-translation']! })
  const data = parsed.data as TrackTranslation | undefined
  if (found.length === 0 && data?.summary !== undefined && original.summary === '') found.push(parsed.problem(['summary'], 'no-original', 'track.yaml has no summary: write it there first', 'key'))
  problems.push(...found)
  return found.length > 0 ? undefined : data
}

/** Reads challenge.LL.yaml; undefined where it has problems. */
export function readChallengeTranslation(parsed: ParsedFile, { ids, checks }: Original, validators: Validators, problems: Problem[]): ChallengeTranslation | undefined {
  const found = validateFile(parsed, { schema: challengeTranslationSchema, validate: validators['challenge-translation']! })
  const data = mappingOf(parsed.data)
  for (const [id, words] of Object.entries(mappingOf(data.checks))) {
    if (!ids.includes(id)) found.push(parsed.problem(['checks', id], 'unknown-check', `there is no check "${id}"${didYouMean(id, ids) || `; there are: ${ids.join(', ')}`}`, 'key'))
    const own = checks.find(each => each.id === id)?.hints.length
    const { hints } = mappingOf(words)
    if (own === undefined || !Array.isArray(hints) || hints.length === 0 || hints.length === own) continue
    found.push(parsed.problem(['checks', id, 'hints'], 'hint-count', own === 0 ? `"${id}" has no hints in challenge.yaml: write them there first` : `"${id}" has ${plural(own, 'hint')} in challenge.yaml, and ${hints.length} here: translate all of them, in the same order`, 'key'))
  }
  problems.push(...found)
  return found.length > 0 ? undefined : data
}

/** A challenge's words with those of a translation in their place; what it does not say stays. */
export function translateChallenge<C extends { title: string; checks: Check[] }>(challenge: C, { title, checks }: ChallengeTranslation, vars: Readonly<Record<string, string>>): C {
  return {
    ...challenge, title: title ?? challenge.title,
    checks: challenge.checks.map(check => {
      const words = checks && Object.hasOwn(checks, check.id) ? checks[check.id]! : {}
      return { ...check, title: words.title ?? check.title, hints: words.hints?.map(hint => showVariables(hint, vars)) ?? check.hints }
    }),
  }
}

/** Variables that only one of a text and its translation speaks about: what is prepared for a challenge would depend on the language. */
export function findOtherVariables(text: string, file: string, original: Spoken, names: string[]): Problem[] {
  const problem = (message: string): Problem => ({ file, line: 1, column: 1, code: 'drift', message })
  return names.flatMap(name => {
    const [before, now] = [mentions(original, name), mentions({ ...original, text }, name)]
    return before === now ? [] : [problem(now ? `the text speaks about $${name}, and assignment.md does not` : `assignment.md speaks about $${name}, and this text does not`)]
  })
}
