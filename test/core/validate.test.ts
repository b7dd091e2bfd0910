/**
 * What an author may do wrong, as data: the sign ‸ stands where the mistake must be shown, and is taken out before the text is read.
 * One sign, one problem; test/golden/mistakes/ holds what the author reads.
 */
import * as assert from 'uvu/assert'
import { parseYaml } from '../../src/core/parseYaml.ts'
import { readAnswerFile } from '../../src/core/readAnswerFile.ts'
import { readChallenge, wordsOf } from '../../src/core/readChallenge.ts'
import { readTrack } from '../../src/core/readTrack.ts'
import { loadRegex } from '../../src/core/regex.ts'
import { editorSchema } from '../../src/core/schema.ts'
import { readChallengeTranslation, readTrackTranslation } from '../../src/core/translate.ts'
import type { Kind } from '../../src/model/kind.ts'
import type { Problem } from '../../src/model/problem.ts'
import { problemText } from '../../src/report/problemText.ts'
import { vocabulary } from '../../src/run/vocabulary.ts'
import { golden } from '../golden.ts'
import { suite } from '../suite.ts'

const test = suite('validate')
await loadRegex()
const vars = { image: 'ubi9', bad_pattern: '/(/' }

type FileType = 'track' | 'challenge' | 'wrong' | 'solution' | 'track.nl' | 'challenge.nl'

async function read(text: string, type: FileType): Promise<Problem[]> {
  const problems: Problem[] = []
  const parsed = parseYaml(text, `${type}.yaml`)
  const kinds = new Map<string, Kind>()
  for (const word of wordsOf(parsed.data)) if (vocabulary.words.includes(word)) kinds.set(word, await vocabulary.load(word))
  // The sentences about kinds list those of today; two are enough for a test, whatever else there is by now.
  const words = ['process', 'script']
  if (type === 'track') readTrack(parsed, vocabulary.validators, problems)
  else if (type === 'challenge') readChallenge(parsed, { kinds, validators: vocabulary.validators, vars }, words, problems)
  else if (type === 'track.nl') readTrackTranslation(parsed, { summary: '' }, vocabulary.validators, problems)
  else if (type === 'challenge.nl') readChallengeTranslation(parsed, { ids: ['three-tops', 'labels', 'broken'], checks: [{ id: 'three-tops', hints: ['a', 'b'] }, { id: 'labels', hints: [] }] }, vocabulary.validators, problems)
  else readAnswerFile(parsed, type, vocabulary.validators, { ids: ['three-tops', 'labels'], asked: ['labels'] }, problems)
  return problems
}

const track = (line: string): string => `version: 1\ntitle: T\nchallenges: [01-one]\n${line}\n`
const one = (line: string): string => `title: T\nchecks:\n  - id: a\n    process: { command: top }\n${line}\n`
const inCheck = (line: string): string => `title: T\nchecks:\n  - id: a\n    process: { command: top }\n    ${line}\n`
const inKind = (params: string): string => `title: T\nchecks:\n  - id: a\n    process: ${params}\n`

const mistakes: Record<string, [type: FileType, text: string, ...codes: string[]]> = {
  'track: unknown key': ['track', track('‸requries: [root]'), 'unknown-key'],
  'track: unknown key, nothing near': ['track', track('‸zzz: 1'), 'unknown-key'],
  'track: prototype as key': ['track', track('‸__proto__: { a: 1 }'), 'unknown-key'],
  'track: constructor as key': ['track', track('‸constructor: 1'), 'unknown-key'],
  'track: title is missing': ['track', '‸version: 1\nchallenges: [01-one]\n', 'missing-key'],
  'track: version is text': ['track', 'version: ‸"1"\ntitle: T\nchallenges: [a]\n', 'bad-value'],
  'track: version 1.10': ['track', 'version: ‸1.10\ntitle: T\nchallenges: [a]\n', 'bad-value'],
  'track: no challenges': ['track', 'version: 1\ntitle: T\nchallenges: ‸[]\n', 'bad-value'],
  'track: challenges is a word': ['track', 'version: 1\ntitle: T\nchallenges: ‸a\n', 'wrong-type'],
  'track: a challenge twice': ['track', 'version: 1\ntitle: T\nchallenges: [a, ‸a]\n', 'duplicate'],
  'track: unknown requirement': ['track', track('requires: [‸rot]'), 'unknown-requirement'],
  'track: unknown value of a requirement': ['track', track('requires: [{ selinux: ‸enforced }]'), 'unknown-requirement'],
  'track: requirement without a value': ['track', track('requires: [{ root: ‸yes }]'), 'unknown-requirement'],
  'track: requirement is a number': ['track', track('requires: [‸5]'), 'wrong-type'],
  'track: requirement is a prototype': ['track', track('requires: [‸constructor]'), 'unknown-requirement'],
  'track: name of a variable': ['track', track('vars: { ‸Image: a }'), 'bad-name'],
  'track: a variable is a list': ['track', track('vars: { image: ‸[a] }'), 'wrong-type'],
  'track: a variable with a NUL': ['track', track('vars: { image: ‸"a\\0b" }'), 'bad-value'],
  'track: stand-in of nothing': ['track', track('vars: { image: a }\nstand_ins: { ‸imgae: busybox }'), 'unknown-variable'],
  'track: stand-in recipe': ['track', track('vars: { image: a }\nstand_ins: { image: ‸alpine }'), 'bad-value'],
  'track: a built-in variable': ['track', track('vars: { ‸engine: crun }'), 'shadows'],
  'track: after a number': ['track', track('after: ‸5'), 'wrong-type'],
  'track: after nobody': ['track', track('after: ‸[]'), 'bad-value'],
  'track: after a mapping in a list': ['track', track('after: [first, ‸{ a: 1 }]'), 'wrong-type'],
  'track: a list': ['track', '‸- a\n', 'wrong-type'],
  'track: a word': ['track', '‸hello\n', 'wrong-type'],

  'challenge: unknown key': ['challenge', one('‸cheks: []'), 'unknown-key'],
  'challenge: no checks': ['challenge', '‸title: T\n', 'missing-key'],
  'challenge: empty checks': ['challenge', 'title: T\nchecks: ‸[]\n', 'bad-value'],
  'challenge: checks is a mapping': ['challenge', 'title: T\nchecks:\n  ‸a: {}\n', 'wrong-type'],
  'challenge: a check is a number': ['challenge', 'title: T\nchecks:\n  - ‸5\n', 'wrong-type'],
  'challenge: a check is nothing': ['challenge', 'title: T\nchecks:\n  -‸\n', 'wrong-type'],
  'challenge: empty title': ['challenge', 'title: ‸""\nchecks: [{ id: a, process: { command: top } }]\n', 'bad-value'],
  'challenge: minutes in quotes': ['challenge', one('minutes: ‸"10"'), 'wrong-type'],
  'challenge: no minutes': ['challenge', one('minutes: ‸0'), 'bad-value'],
  'challenge: clean what': ['challenge', one('clean: ‸images'), 'bad-value'],
  'challenge: command is a word': ['challenge', one('commands: [‸ls]'), 'wrong-type'],
  'challenge: command without run': ['challenge', one('commands:\n  - ‸times: 3'), 'missing-key'],
  'challenge: half a time': ['challenge', one('commands:\n  - { run: ls, times: ‸1.5 }'), 'wrong-type'],
  'challenge: unknown key of a command': ['challenge', one('commands:\n  - { run: ls, ‸time: 3 }'), 'unknown-key'],
  'challenge: output that no matcher reads': ['challenge', one('commands:\n  - { run: ls, output: ‸/(/ }'), 'bad-value'],
  'challenge: an answer to no check': ['challenge', one('commands:\n  - { run: ls, answers: ‸b }'), 'unknown-check'],
  'challenge: an answer that nobody asks for': ['challenge', one('commands:\n  - { run: ls, answers: ‸a }'), 'unknown-check'],

  'check: unknown key': ['challenge', inCheck('‸hint: x'), 'unknown-key'],
  'check: unknown kind': ['challenge', 'title: T\nchecks:\n  - id: a\n    ‸proces: { command: top }\n', 'unknown-key'],
  'check: prototype as kind': ['challenge', 'title: T\nchecks:\n  - id: a\n    ‸__proto__: { command: top }\n', 'unknown-key'],
  'check: no kind': ['challenge', 'title: T\nchecks:\n  - ‸id: a\n', 'no-kind'],
  'check: two kinds': ['challenge', inCheck('‸script: a.sh'), 'two-kinds'],
  'check: no id': ['challenge', 'title: T\nchecks:\n  - ‸process: { command: top }\n', 'missing-key'],
  'check: bad id': ['challenge', 'title: T\nchecks:\n  - id: ‸Three Tops\n    process: { command: top }\n', 'bad-value'],
  'check: id is a number': ['challenge', 'title: T\nchecks:\n  - id: ‸1\n    process: { command: top }\n', 'wrong-type'],
  'check: long id': ['challenge', `title: T\nchecks:\n  - id: ‸${'a'.repeat(65)}\n    process: { command: top }\n`, 'bad-value'],
  'check: id twice': ['challenge', `${inCheck('points: 1')}  - id: ‸a\n    process: { command: sleep }\n`, 'duplicate'],
  'check: points below nothing': ['challenge', inCheck('points: ‸-1'), 'bad-value'],
  'check: one hint as text': ['challenge', inCheck('hints: ‸look'), 'wrong-type'],
  'check: needs what is not there': ['challenge', `${inCheck('needs: ‸bb')}  - { id: b, process: { command: sleep } }\n`, 'unknown-check'],
  'check: needs itself': ['challenge', inCheck('needs: ‸a'), 'needs-order'],
  'check: needs one further down': ['challenge', `${inCheck('needs: ‸b')}  - { id: b, process: { command: sleep } }\n`, 'needs-order'],
  'check: unknown requirement': ['challenge', inCheck('requires: [selinux, ‸kubernets]'), 'unknown-requirement'],
  'check: requires a number': ['challenge', inCheck('requires: ‸5'), 'wrong-type'],
  'check: once is a word': ['challenge', inCheck('once: ‸"yes"'), 'wrong-type'],

  'kind: unknown key': ['challenge', inKind('{ ‸comand: top }'), 'unknown-key'],
  'kind: unknown key further in': ['challenge', inKind('{ command: top, selinux: { ‸typ: x } }'), 'unknown-key'],
  'kind: says nothing': ['challenge', inKind('‸{}'), 'bad-value'],
  'kind: nothing under it': ['challenge', 'title: T\nchecks:\n  - id: a\n    process:‸\n', 'wrong-type'],
  'kind: a word': ['challenge', inKind('‸top'), 'wrong-type'],
  'kind: one of': ['challenge', inKind('{ command: top, in: ‸pod }'), 'bad-value'],
  'kind: bad regular expression': ['challenge', inKind('{ command: ‸/(/ }'), 'bad-value'],
  'kind: look-ahead': ['challenge', inKind('{ command: ‸/(?=a)/ }'), 'bad-value'],
  'kind: bad regular expression in a list': ['challenge', inKind('{ command: { any: [top, ‸"/[/"] } }'), 'bad-value'],
  'kind: bad regular expression from a variable': ['challenge', inKind('{ command: ‸$bad_pattern }'), 'bad-value'],
  'kind: unit that does not exist': ['challenge', inKind('{ count: ‸3Q }'), 'bad-value'],
  'kind: comparison without a number': ['challenge', inKind('{ count: ‸">= many" }'), 'bad-value'],
  'kind: distinct inside not': ['challenge', inKind('{ command: top, selinux: { categories: { not: ‸distinct } } }'), 'bad-value'],
  'kind: a mapping that is no matcher': ['challenge', inKind('{ command: ‸{ all: [a] } }'), 'bad-value'],
  'kind: an empty list asserts nothing': ['challenge', inKind('{ command: ‸[] }'), 'bad-value'],
  'kind: unknown variable': ['challenge', inKind('{ command: ‸$imgae }'), 'unknown-variable'],
  'kind: unknown variable in a list': ['challenge', inKind('{ command: [top, ‸$constructor] }'), 'unknown-variable'],
  'kind: script of another language': ['challenge', 'title: T\nchecks:\n  - id: a\n    script: ‸check.py\n', 'bad-value'],
  'kind: script without a file': ['challenge', 'title: T\nchecks:\n  - id: a\n    script: ‸{ seconds: 3 }\n', 'missing-key'],
  'kind: script with no time': ['challenge', 'title: T\nchecks:\n  - id: a\n    script: { file: a.sh, seconds: ‸0 }\n', 'bad-value'],
  'kind: script is a number': ['challenge', 'title: T\nchecks:\n  - id: a\n    script: ‸5\n', 'wrong-type'],

  'wrong: nobody catches it': ['wrong', 'title: T\ncommands: [{ run: ls }]\ncaught_by: ‸[]\n', 'bad-value'],
  'wrong: unknown check': ['wrong', 'title: T\ncommands: [{ run: ls }]\ncaught_by: [three-tops, ‸lables]\n', 'unknown-check'],
  'wrong: unknown key': ['wrong', 'title: T\ncommands: [{ run: ls }]\n‸caughtBy: [labels]\ncaught_by: [labels]\n', 'unknown-key'],
  'wrong: an answer that nobody asks for': ['wrong', 'title: T\ncommands: [{ run: ls, answers: ‸three-tops }]\ncaught_by: [labels]\n', 'unknown-check'],
  'wrong: unknown requirement': ['wrong', 'title: T\ncommands: [{ run: ls }]\nrequires: ‸selinx\ncaught_by: [labels]\n', 'unknown-requirement'],
  'solution: no commands': ['solution', '‸title: T\n', 'missing-key'],

  'translation: unknown key': ['challenge.nl', '‸titel: T\n', 'unknown-key'],
  'translation: a key that is not translated': ['challenge.nl', 'title: T\n‸minutes: 5\n', 'unknown-key'],
  'translation: says nothing': ['challenge.nl', '‸{}\n', 'bad-value'],
  'translation: empty title': ['challenge.nl', 'title: ‸""\n', 'bad-value'],
  'translation: checks is a list': ['challenge.nl', 'checks:\n  ‸- id: labels\n    title: T\n', 'wrong-type'],
  'translation: unknown check': ['challenge.nl', 'checks:\n  ‸lables: { title: T }\n', 'unknown-check'],
  'translation: prototype as check': ['challenge.nl', 'checks:\n  ‸__proto__: { title: T }\n', 'unknown-check'],
  'translation: unknown key of a check': ['challenge.nl', 'checks:\n  labels: { ‸hint: T }\n', 'unknown-key'],
  'translation: a check is text': ['challenge.nl', 'checks:\n  labels: ‸T\n', 'wrong-type'],
  'translation: one hint as text': ['challenge.nl', 'checks:\n  three-tops: { hints: ‸look }\n', 'wrong-type'],
  'translation: a hint too few': ['challenge.nl', 'checks:\n  three-tops:\n    ‸hints: [a]\n', 'hint-count'],
  'translation: a hint too many': ['challenge.nl', 'checks:\n  three-tops:\n    ‸hints: [a, b, c]\n', 'hint-count'],
  'translation: hints where there are none': ['challenge.nl', 'checks:\n  labels:\n    ‸hints: [a]\n', 'hint-count'],
  'translation: a check twice': ['challenge.nl', 'checks:\n  labels: { title: T }\n  ‸labels: { title: T }\n', 'yaml-duplicate-key'],
  'translation: several at once': ['challenge.nl', '‸titel: T\nchecks:\n  ‸three-top: { title: T }\n  three-tops: { ‸hints: [a] }\n  labels: { title: ‸5 }\n', 'unknown-key', 'unknown-check', 'hint-count', 'wrong-type'],
  'translation: unknown key of a track': ['track.nl', 'title: T\n‸challenges: [a]\n', 'unknown-key'],
  'translation: a summary that the track has not': ['track.nl', '‸summary: T\n', 'no-original'],

  'several at once': ['challenge', `‸titel: T
title: T
minutes: ‸-3
checks:
  - id: ‸A
    process: { command: ‸/(/, ‸cuont: 3 }
  - id: b
    ‸proces: { command: top }
  - id: c
    needs: ‸zz
    process: { command: top }
  - id: ‸b
    script: ‸run.exe
`, 'unknown-key', 'bad-value', 'bad-value', 'bad-value', 'unknown-key', 'unknown-key', 'unknown-check', 'duplicate', 'bad-value'],
}

for (const [name, [type, marked, ...codes]] of Object.entries(mistakes)) {
  test(name, async () => {
    const text = marked.replaceAll('‸', '')
    const places: string[] = []
    marked.split('\n').forEach((line, index) => line.split('‸').slice(0, -1).reduce((column, part) => (places.push(`${index + 1}:${column + part.length}`), column + part.length), 1))
    const problems = (await read(text, type)).sort((a, b) => a.line - b.line || a.column - b.column)
    const said = problems.map(({ line, column, code }) => `${line}:${column} ${code}`)
    assert.equal(said, places.map((place, index) => `${place} ${codes[index]}`), problems.map(each => each.message).join('\n'))
    assert.ok(problems.every(each => each.frame?.includes('^')))
    golden(`mistakes/${name.replaceAll(/[^a-z0-9.]+/g, '-')}.txt`, problemText(problems, '/nowhere'))
  })
}

const suggestions: Record<string, string> = { 'track: unknown key': 'requires', 'challenge: unknown key': 'checks', 'check: unknown key': 'hints', 'check: unknown kind': 'process', 'kind: unknown key': 'command', 'kind: unknown variable': 'image', 'wrong: unknown check': 'labels', 'translation: unknown key': 'title', 'translation: unknown check': 'labels', 'translation: unknown key of a check': 'hints' }
for (const [name, meant] of Object.entries(suggestions)) {
  test(`did you mean: ${name}`, async () => {
    const [type, text] = mistakes[name]!
    assert.match((await read(text.replaceAll('‸', ''), type))[0]!.message, `did you mean "${meant}"`)
  })
}

test('what is right has no problem', async () => {
  assert.equal(await read(track('requires: [root, podman, { selinux: enforcing }]\nvars: { image: a, constructor: b, n: 3 }\nstand_ins: { image: busybox }\nsummary: s'), 'track'), [])
  assert.equal(await read(`${inCheck('needs: []').replace('needs: []', 'once: true')}  - id: b\n    needs: [a]\n    points: 0.5\n    hints: [h]\n    title: $image in a title stays\n    script: { file: x.mjs, seconds: 1, serial: true, as: learner }\n`, 'challenge'), [])
  assert.equal(await read('title: T\ncommands: [{ run: ls, times: 2 }]\ncaught_by: [labels]\n', 'wrong'), [])
  assert.equal(await read('title: T\nchecks: { three-tops: { hints: [a, b] }, labels: { title: T }, broken: { hints: [a] } }\n', 'challenge.nl'), [])
  assert.equal(await read('title: T\n', 'track.nl'), [])
})

test('the schema for editors holds each kind, with its matchers written out', async () => {
  const kinds = new Map(await Promise.all(vocabulary.words.map(async word => [word, await vocabulary.load(word)] as const)))
  const { properties, oneOf } = editorSchema(kinds).properties.checks.items
  assert.equal(oneOf.map((each: { required: string[] }) => each.required[0]), vocabulary.words)
  assert.not.match(JSON.stringify(properties), '"matcher"')
  assert.match(properties.process.properties.count.description, '">=3"')
})

test.run()
