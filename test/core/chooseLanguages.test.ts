import * as assert from 'uvu/assert'
import { chooseLanguages, describeMissingLanguage, languageTag, rememberedLanguage } from '../../src/core/chooseLanguages.ts'
import { readTranslationName } from '../../src/core/translationName.ts'
import { suite } from '../suite.ts'

const test = suite('chooseLanguages')

const tags: [written: string, tag: string | undefined][] = [
  ['nl', 'nl'], ['NL', 'nl'], ['nl_NL.UTF-8', 'nl-NL'], ['pt_br', 'pt-BR'], ['ca_ES@valencia', 'ca-ES'], ['zh-hant-TW', 'zh-Hant-TW'], ['gsw', 'gsw'], ['C', undefined], ['C.UTF-8', undefined], ['POSIX', undefined], ['', undefined], ['dutch', undefined],
  ['..', undefined], ['nl/../../etc', undefined], ['nl\0', undefined], ['*', undefined], ['nl-', undefined], ['nl\n', undefined], ['x'.repeat(100_000), undefined],
]
for (const [written, tag] of tags) test(`${JSON.stringify(written.slice(0, 30))} is ${tag ?? 'no language'}`, () => assert.is(languageTag(written), tag))

const choices: [asked: string | undefined, environment: Record<string, string>, chosen: string[]][] = [
  [undefined, {}, []],
  [undefined, { LANG: 'nl_NL.UTF-8' }, ['nl-NL', 'nl']],
  [undefined, { LANG: 'de_DE', LC_MESSAGES: 'fr_FR', LC_ALL: 'nl_NL', LAB_LANG: 'pt-BR' }, ['pt-BR', 'pt']],
  [undefined, { LANG: 'de_DE', LC_MESSAGES: 'fr_FR', LC_ALL: 'nl_NL', LAB_LANG: '' }, ['nl-NL', 'nl']],
  [undefined, { LANG: 'de_DE', LC_MESSAGES: 'fr_FR', LC_ALL: '' }, ['fr-FR', 'fr']],
  // The first that is set decides, also where it is for no language.
  [undefined, { LANG: 'nl_NL', LC_ALL: 'C' }, []],
  [undefined, { LANG: 'nl_NL', LC_ALL: 'C.UTF-8' }, []],
  [undefined, { LANG: 'nl_NL', LC_MESSAGES: 'POSIX' }, []],
  [undefined, { LC_CTYPE: 'nl_NL', LANGUAGE: 'nl' }, []],
  ['nl-BE', { LAB_LANG: 'de' }, ['nl-BE', 'nl']],
  ['C', { LANG: 'nl_NL' }, []],
  ['', { LANG: 'nl_NL' }, ['nl-NL', 'nl']],
  ['zh-Hant-TW', {}, ['zh-Hant-TW', 'zh-Hant', 'zh']],
  ['no such language', { LANG: 'nl_NL' }, []],
]
for (const [asked, environment, chosen] of choices) test(`${asked ?? 'nothing'} with ${JSON.stringify(environment)}`, () => assert.equal(chooseLanguages(asked, environment), chosen))

test('whoever asks for a language that is not there is told which are; the default one is always there', () => {
  assert.is(describeMissingLanguage('fr', ['nl', 'pt-BR'], 'demo'), 'no texts in "fr" for demo; there are nl, pt-BR and the default ones')
  assert.is(describeMissingLanguage('fr', [], 'demo'), 'no texts in "fr" for demo; there are the default ones only')
  for (const asked of ['nl', 'nl-BE', 'NL_nl.UTF-8', 'en', 'en-GB', 'C', 'C.UTF-8', '', undefined]) assert.is(describeMissingLanguage(asked, ['nl'], 'demo'), undefined, asked)
  assert.match(String(describeMissingLanguage('nl', ['nl-BE'], 'demo')), 'no texts')
  assert.equal(['nl', 'C', 'en', '..', '', undefined].map(rememberedLanguage), ['nl', 'C', 'en', undefined, undefined, undefined])
})

const names: [name: string, read: object | undefined][] = [
  ['assignment.nl.md', { of: 'assignment', language: 'nl' }], ['challenge.pt-BR.yaml', { of: 'challenge', language: 'pt-BR' }], ['track.nl.yaml', { of: 'track', language: 'nl' }],
  ['challenge.yaml', undefined], ['assignment.md', undefined], ['check.sh', undefined], ['notes.nl.md', undefined], ['trace.log.md', undefined], ['assignment.nl.md~', undefined], ['.challenge.nl.yaml.swp', undefined],
  ['assignment.nl_NL.md', { of: 'assignment', meant: 'assignment.nl-NL.md' }], ['challenge.NL.yaml', { of: 'challenge', meant: 'challenge.nl.yaml' }], ['challenge.nl.yml', { of: 'challenge', meant: 'challenge.nl.yaml' }], ['challenge.nl.md', { of: 'challenge', meant: 'challenge.nl.yaml' }],
  ['assignment.nl.yaml', { of: 'assignment', meant: 'assignment.nl.md' }], ['asignment.nl.md', { of: 'assignment', meant: 'assignment.nl.md' }], ['chalenge.nl.yaml', { of: 'challenge', meant: 'challenge.nl.yaml' }], ['Track.nl.yaml', { of: 'track', meant: 'track.nl.yaml' }],
  ['assignment.dutch.md', { of: 'assignment' }], ['challenge.nl.old.yaml', { of: 'challenge' }],
]
for (const [name, read] of names) test(`the name ${name}`, () => assert.equal(readTranslationName(name), read))

test.run()
