import { join } from 'node:path'
import { readChallengeTranslation, readTrackTranslation, translateChallenge } from '../core/translate.ts'
import { readTranslationName, type Translated } from '../core/translationName.ts'
import type { Validators } from '../core/validate.ts'
import type { Check } from '../model/course.ts'
import type { Problem } from '../model/problem.ts'
import { listFolder, readText, readYaml } from './readTrackFile.ts'

/** How much to read: the languages of a reader, best first, and nothing where there are none; with `whole` all there are, for their mistakes. */
interface Wanted {
  vocabulary: { validators: Validators }
  languages?: string[]
  whole?: boolean
}

/** The languages, besides the default one, that these folders have texts in. */
export function languagesIn(folders: string[]): string[] {
  return [...new Set(folders.flatMap(listFolder).flatMap(name => readTranslationName(name)?.language ?? []))].sort()
}

/** The languages, besides the default one, that some tracks have texts in. */
export function languagesInReach(tracks: string[]): string[] {
  return languagesIn(tracks.flatMap(dir => [dir, ...listFolder(dir).map(name => join(dir, name))]))
}

/** A track's own words in the language of the reader, as far as they are translated. */
export function speakTrack({ title, summary }: { title: string; summary: string }, dir: string, wanted: Wanted, problems: Problem[]): { title: string; summary: string } {
  let spoken = { title, summary }
  for (const { file, isAsked } of translationsIn(dir, ['track'], wanted, problems)) {
    const parsed = readYaml(file, problems)
    const words = parsed && readTrackTranslation(parsed, { summary }, wanted.vocabulary.validators, problems)
    if (words && isAsked) spoken = { ...spoken, ...words }
  }
  return spoken
}

/** The words of a challenge that a learner reads. */
interface Words {
  title: string
  text: string
  checks: Check[]
}

/** What a translation of them is held against. */
interface Original {
  ids: string[]
  vars: Readonly<Record<string, string>>
  /** Where a text differs from the challenge; missing where nothing can be said about it. */
  drift?(text: string, file: string): Problem[]
}

/** A challenge's words in the language of the reader, as far as they are translated. */
export function speakChallenge(words: Words, dir: string, { ids, vars, drift }: Original, wanted: Wanted, problems: Problem[]): Words {
  let spoken = words
  for (const { file, of, isAsked } of translationsIn(dir, ['challenge', 'assignment'], wanted, problems)) {
    if (of === 'challenge') {
      const parsed = readYaml(file, problems)
      const translation = parsed && readChallengeTranslation(parsed, { ids, checks: words.checks }, wanted.vocabulary.validators, problems)
      if (translation && isAsked) spoken = translateChallenge(spoken, translation, vars)
      continue
    }
    const text = readText(file, problems)
    if (text?.trim() === '') problems.push({ file, line: 1, column: 1, code: 'empty-file', message: 'the file is empty: a learner would see no text; without the file they see the default one' })
    if (text !== undefined && isAsked) spoken = { ...spoken, text }
    if (text !== undefined && text.trim() !== '') problems.push(...(drift?.(text, file) ?? []))
  }
  return spoken
}

/** The translations to read in a folder: those that were asked for in the order in which they are laid over each other, the best last. */
function translationsIn(dir: string, wantedFiles: Translated[], { languages = [], whole = false }: Wanted, problems: Problem[]): { file: string; of: Translated; isAsked: boolean }[] {
  if (languages.length === 0 && !whole) return []
  const found: { file: string; of: Translated; rank: number }[] = []
  for (const name of listFolder(dir).sort()) {
    const said = readTranslationName(name)
    if (!said) continue
    const file = join(dir, name)
    const refuse = (message: string): void => {
      if (whole) problems.push({ file, line: 1, column: 1, code: 'bad-name', message })
    }
    if (said.language === undefined) refuse(`lab never reads a file of this name${said.meant ? ` (did you mean "${said.meant}"?)` : ': between the dots stands a language, as nl or pt-BR'}`)
    else if (!wantedFiles.includes(said.of)) refuse(`lab never reads this here: ${said.of === 'track' ? 'it belongs beside track.yaml' : 'it belongs into the folder of a challenge'}`)
    else found.push({ file, of: said.of, rank: languages.indexOf(said.language) })
  }
  // What nobody asked for has the rank -1.
  return found.filter(each => whole || each.rank >= 0).sort((a, b) => b.rank - a.rank).map(({ file, of, rank }) => ({ file, of, isAsked: rank >= 0 }))
}
