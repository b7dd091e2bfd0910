import { languageTag } from './chooseLanguages.ts'
import { suggest } from './suggest.ts'

/** What can be translated, and how the names of such files end. */
const ENDINGS = { assignment: 'md', challenge: 'yaml', track: 'yaml' } as const

/** The files whose words can be said in another language. */
export type Translated = keyof typeof ENDINGS

/** What the name of a file says of a translation: that it is one, or that its author meant it as one and lab does not read it. */
export interface TranslationName {
  of: Translated
  /** Missing where the name is not right. */
  language?: string
  /** The name that was meant, where it can be told. */
  meant?: string
}

/** Reads `assignment.nl.md`, and near misses of such a name; undefined for all other files. */
export function readTranslationName(name: string): TranslationName | undefined {
  const [, stem, tag] = /^([^.]+)\.(.+)\.(md|ya?ml)$/i.exec(name) ?? []
  if (stem === undefined || tag === undefined) return undefined
  // Short names have too many neighbours.
  const of = Object.hasOwn(ENDINGS, stem.toLowerCase()) ? (stem.toLowerCase() as Translated) : (suggest(stem, ['assignment', 'challenge'])[0] as Translated | undefined)
  if (of === undefined) return undefined
  const language = tag.includes('.') ? undefined : languageTag(tag)
  const meant = language && `${of}.${language}.${ENDINGS[of]}`
  if (language !== undefined && name === meant) return { of, language }
  return { of, ...(meant ? { meant } : {}) }
}
