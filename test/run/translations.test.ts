/** Tracks in more than one language, read from the disk: what a reader gets, and what an author may do wrong. */
import * as assert from 'uvu/assert'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { problemText } from '../../src/report/problemText.ts'
import { loadTrack, type Loaded, type LoadOptions } from '../../src/run/loadTrack.ts'
import { languagesIn, languagesInReach } from '../../src/run/speak.ts'
import { vocabulary } from '../../src/run/vocabulary.ts'
import { makeFolder, trackFiles } from '../folder.ts'
import { golden } from '../golden.ts'
import { suite } from '../suite.ts'

const test = suite('translations')
type Files = Record<string, string | Uint8Array>
const challenge = `title: One
commands:
  - run: ls $image
checks:
  - { id: a, title: the first, script: check.sh, hints: [look at $image, type it] }
  - { id: b, title: top runs, process: { command: top }, hints: [only one] }
`
const text = (words: string): string => `# ${words}\n\`\`\`sh\nls $image\n\`\`\`\n`
const files = (more: Files = {}, track: Files = {}): Files => ({ ...trackFiles(challenge, { 'check.sh': 'exit 0\n', 'assignment.md': text('One'), ...more }, 'summary: all of it\nvars: { image: ubi9 }\n'), ...track })
const dutch: Files = {
  'assignment.nl.md': text('Een'),
  'challenge.nl.yaml': 'title: Een\nchecks:\n  a: { title: de eerste, hints: [kijk naar $image, typ het] }\n',
}

async function load(all: Files, options: Partial<LoadOptions> = {}): Promise<Loaded> {
  return loadTrack(join(makeFolder(all), 'demo'), { vocabulary, ...options })
}
/** All that a learner reads of it. */
async function wordsOf(all: Files, languages: string[], options: Partial<LoadOptions> = {}): Promise<unknown> {
  const { track, problems } = await load(all, { languages, ...options })
  assert.equal(problems, [])
  const [one] = track!.challenges
  return { track: [track!.title, track!.summary], title: one!.title, text: one!.text.split('\n')[0], a: [one!.checks[0]!.title, ...one!.checks[0]!.hints], b: [one!.checks[1]!.title, ...one!.checks[1]!.hints] }
}
const original = { track: ['A demo', 'all of it'], title: 'One', text: '# One', a: ['the first', 'look at ubi9', 'type it'], b: ['top runs', 'only one'] }

test('each piece is there in the language that was asked for, else in the default one', async () => {
  const all = files(dutch, { 'demo/track.nl.yaml': 'title: Een demo\n' })
  const spoken = { track: ['Een demo', 'all of it'], title: 'Een', text: '# Een', a: ['de eerste', 'kijk naar ubi9', 'typ het'], b: original.b }
  assert.equal(await wordsOf(all, ['nl']), spoken)
  assert.equal(await wordsOf(all, ['nl-BE', 'nl']), spoken)
  for (const languages of [[], ['fr'], ['nl-BE']]) assert.equal(await wordsOf(all, languages), original)
  assert.equal(await wordsOf(all, [], { whole: true }), original)
  assert.equal(await wordsOf(all, ['nl'], { whole: true }), spoken)
  assert.equal(await wordsOf(files({}, { 'demo/track.nl.yaml': 'summary: alles\n' }), ['nl']), { ...original, track: ['A demo', 'alles'] })
  assert.equal(await wordsOf(files({ 'challenge.nl.yaml': 'checks: { b: { hints: [maar een] }, a: { title: de eerste } }\n' }), ['nl']), { ...original, a: ['de eerste', 'look at ubi9', 'type it'], b: ['top runs', 'maar een'] })
})

test('a region is laid over its language', async () => {
  const all = files({ ...dutch, 'challenge.nl-BE.yaml': 'title: Eentje\nchecks: { b: { title: top loopt } }\n' })
  assert.equal(await wordsOf(all, ['nl-BE', 'nl']), { track: original.track, title: 'Eentje', text: '# Een', a: ['de eerste', 'kijk naar ubi9', 'typ het'], b: ['top loopt', 'only one'] })
})

test('only the languages that are asked for are read; all of them where everything is', async () => {
  const all = files({ ...dutch, 'challenge.fr.yaml': 'title: [\n', 'assignment.fr.md': '' }, { 'demo/track.fr.yaml': 'nope: 1\n' })
  for (const languages of [undefined, [], ['nl']]) assert.equal((await load(all, languages ? { languages } : {})).problems, [])
  const asked = await load(all, { languages: ['fr'] })
  const whole = await load(all, { whole: true })
  for (const { problems } of [asked, whole]) assert.equal([...new Set(problems.map(each => each.file.split('/').at(-1)))].sort(), ['assignment.fr.md', 'challenge.fr.yaml', 'track.fr.yaml'])
})

test('a name that lab does not read is for the author to know, not for the learner', async () => {
  const all = files({ ...dutch, 'assignment.nl_NL.md': 'x' })
  assert.equal((await load(all, { languages: ['nl'] })).problems, [])
  assert.is((await load(all, { languages: ['nl'], whole: true })).problems.length, 1)
})

test('a check whose id is a name of JavaScript has its own words', async () => {
  const all = { ...files({ 'challenge.nl.yaml': 'title: T\nchecks: { a: { title: T } }\n' }), 'demo/01-one/challenge.yaml': challenge.replace('id: b', 'id: constructor') }
  assert.equal(await wordsOf(all, ['nl']), { ...original, title: 'T', a: ['T', 'look at ubi9', 'type it'] })
})

test('the languages of folders, by the names of their files', () => {
  const root = makeFolder(files({ ...dutch, 'assignment.pt-BR.md': '', 'assignment.nl_BE.md': '', 'notes.de.md': '' }, { 'demo/track.fr.yaml': '' }))
  assert.equal(languagesIn([join(root, 'demo/01-one'), '/nowhere']), ['nl', 'pt-BR'])
  assert.equal(languagesInReach([join(root, 'demo')]), ['fr', 'nl', 'pt-BR'])
})

type Row = [files: Files, codes: string[], prepare?: (dir: string) => void]
const mistakes: Record<string, Row> = {
  'a command that the challenge has not': [files({ 'assignment.nl.md': '# Een\n```sh\nls $image\nls -l $image\n```\n' }), ['01-one/assignment.nl.md:4:1 drift']],
  'a command is not in the text': [files({ 'assignment.nl.md': '# Een, met $image\n' }), ['01-one/challenge.yaml:3:10 drift']],
  'a variable that the text does not have': [files({ 'assignment.nl.md': `${text('Een')}Kijk in $work.\n` }), ['01-one/assignment.nl.md:1:1 drift']],
  'a variable is missing': [files({ 'assignment.md': `${text('One')}Look into \${work}.\n`, 'assignment.nl.md': text('Een') }), ['01-one/assignment.nl.md:1:1 drift']],
  'an empty text': [files({ 'assignment.nl.md': ' \n' }), ['01-one/assignment.nl.md:1:1 empty-file']],
  'an empty file': [files({ 'challenge.nl.yaml': '' }), ['01-one/challenge.nl.yaml:1:1 empty-file']],
  'a locale in the name': [files({ 'assignment.nl_NL.md': text('Een') }), ['01-one/assignment.nl_NL.md:1:1 bad-name']],
  'a word for the language': [files({ 'challenge.dutch.yaml': 'title: Een\n' }), ['01-one/challenge.dutch.yaml:1:1 bad-name']],
  'another ending': [files({ 'challenge.nl.yml': 'title: Een\n' }), ['01-one/challenge.nl.yml:1:1 bad-name']],
  'a slip in the name': [files({ 'asignment.nl.md': text('Een') }), ['01-one/asignment.nl.md:1:1 bad-name']],
  'the track among a challenge': [files({ 'track.nl.yaml': 'title: Een\n' }), ['01-one/track.nl.yaml:1:1 bad-name']],
  'a text beside the track': [files({}, { 'demo/assignment.nl.md': '# Een\n' }), ['assignment.nl.md:1:1 bad-name']],
  'mistakes of all languages at once': [files({ 'challenge.nl.yaml': 'titel: T\n', 'challenge.fr.yaml': 'title: T\nchecks: { c: { title: T } }\n', 'assignment.fr.md': '```sh\nls $image\nps\n```\n' }, { 'demo/track.fr.yaml': 'requires: [root]\n' }), ['01-one/assignment.fr.md:3:1 drift', '01-one/challenge.fr.yaml:2:11 unknown-check', '01-one/challenge.nl.yaml:1:1 unknown-key', 'track.fr.yaml:1:1 unknown-key']],
  'a link out': [files(), ['01-one/assignment.nl.md:1:1 bad-path'], dir => symlinkSync('/etc/passwd', join(dir, '01-one/assignment.nl.md'))],
  'a folder': [files(), ['01-one/challenge.nl.yaml:1:1 missing-file'], dir => mkdirSync(join(dir, '01-one/challenge.nl.yaml'))],
  'more than a megabyte': [files({ 'assignment.nl.md': 'x'.repeat(1024 * 1024 + 1) }), ['01-one/assignment.nl.md:1:1 too-large']],
  'deep nesting': [files({ 'challenge.nl.yaml': `x: ${'['.repeat(20_000)}` }), ['01-one/challenge.nl.yaml:1:204 too-large']],
  'not UTF-8': [files({ 'challenge.nl.yaml': Uint8Array.of(0x61, 0x3a, 0x20, 0xe9) }), ['01-one/challenge.nl.yaml:1:1 no-utf8']],
}
for (const [name, [all, codes, prepare]] of Object.entries(mistakes)) {
  test(`refuses ${name}`, async () => {
    const root = makeFolder(all)
    prepare?.(join(root, 'demo'))
    const { problems } = await loadTrack(join(root, 'demo'), { vocabulary, whole: true })
    problems.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line))
    assert.equal(problems.map(({ file, line, column, code }) => `${file.split('/demo/')[1]}:${line}:${column} ${code}`), codes, problems.map(each => each.message).join('\n'))
    golden(`mistakes/translated-${name.toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-')}.txt`, problemText(problems, root).replaceAll(root, ''))
  })
}

test('what is wrong with the challenge itself is not told again for each language', async () => {
  const { problems } = await load({ ...files(dutch), 'demo/01-one/challenge.yaml': `${challenge}nope: 1\n` }, { whole: true })
  assert.equal(problems.map(each => each.code), ['unknown-key'])
})

test.run()
