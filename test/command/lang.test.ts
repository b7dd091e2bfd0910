/** A track in two languages, as its learner and its author see it. */
import * as assert from 'uvu/assert'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, trackFiles } from '../folder.ts'
import { suite } from '../suite.ts'
import { lab } from './lab.ts'

const test = suite('lang')
const files = {
  ...trackFiles('title: Hello\nchecks:\n  - { id: a, title: there is a file, script: a.sh, hints: [look, touch it] }\n  - { id: b, title: which one, answer: { text: x } }\n', {
    'a.sh': 'fail "no file"', 'assignment.md': '# Hello\n',
    'assignment.nl.md': '# Hallo\n', 'challenge.nl.yaml': 'title: Hallo\nchecks:\n  a: { title: er is een bestand, hints: [kijk, maak het] }\n  b: { title: welk bestand }\n',
  }),
  'demo/track.nl.yaml': 'title: Een demo\n',
}
const tracks = makeFolder(files)
const started = (lang?: string): string => `${JSON.stringify({ type: 'started', at: '', challenge: 'demo/one', containers: [], ...(lang === undefined ? {} : { lang }) })}\n`
interface Said { code: number | null; out: string; err: string }
/** Runs lab where demo/one was started, in this language if one was asked for at the start. */
function run(args: string[], environment: Record<string, string> = {}, lang?: string): Said {
  return lab(args, makeFolder({ '.local/state/lab/journal.jsonl': started(lang) }), { LAB_TRACKS: tracks, ...environment })
}

/** Each command that shows texts of a track, and what is in them in one language and in the other. */
const commands: [args: string[], english: string, dutch: string][] = [
  [['list'], 'A demo  (demo)', 'Een demo  (demo)'], [['list', '--json'], '"title": "Hello"', '"title": "Hallo"'], [['status'], 'Hello  (demo/one)', 'Hallo  (demo/one)'],
  [['show', 'demo'], 'Hello\n', 'Hallo\n'], [['show'], '  - there is a file', '  - er is een bestand'], [['show', '--json'], '"title": "Hello"', '"title": "Hallo"'],
  [['check'], 'FAIL   there is a file', 'FAIL   er is een bestand'], [['check'], 'hint      look', 'hint      kijk'], [['check', 'demo', '--json'], '"title": "Hello"', '"title": "Hallo"'], [['check', '--json'], '"hint": "look"', '"hint": "kijk"'],
  [['check', '--json'], '"title": "there is a file"', '"title": "er is een bestand"'], [['check', '--reporter', 'junit'], 'there is a file', 'er is een bestand'],
  [['hint'], 'there is a file, hint 1 of 2\n  look\n', 'er is een bestand, hint 1 of 2\n  kijk\n'], [['hint', '--json'], '"look"', '"kijk"'], [['answer'], 'b: which one', 'b: welk bestand'], [['answer', '--json'], '"which one"', '"welk bestand"'],
]
for (const [args, english, dutch] of commands) {
  test(`lab ${args.join(' ')}`, () => {
    const holds = (said: Said, wanted: string, name: string): void => {
      assert.ok(said.out.includes(wanted), `${name}: ${said.out}${said.err}`)
      assert.not(said.out.includes(wanted === english ? dutch : english), name)
      assert.is(said.err, '', name)
    }
    holds(run(args), english, 'nothing said')
    holds(run([...args, '--lang', 'nl']), dutch, '--lang')
    // `lab list` is about all challenges.
    if (args[0] !== 'list') holds(run(args, { LANG: 'C' }, 'nl'), dutch, 'the language of the start')
  })
}

test('what is said now wins over the start, that over LAB_LANG, and that over the locale', () => {
  const shown = (...given: Parameters<typeof run>): string => run(...given).out.split('\n')[0]!
  assert.is(shown(['show'], { LANG: 'nl_BE.UTF-8' }), 'Hallo')
  assert.is(shown(['show'], { LANG: 'nl_BE.UTF-8' }, 'en'), 'Hello')
  assert.is(shown(['show'], { LAB_LANG: 'C' }, 'nl'), 'Hallo')
  assert.is(shown(['show', '--lang', 'en'], { LAB_LANG: 'nl' }, 'nl'), 'Hello')
  assert.is(shown(['show', '--lang', 'nl'], {}, 'en'), 'Hallo')
  assert.is(shown(['show', '--lang', ''], {}, 'nl'), 'Hallo')
  assert.is(shown(['list'], { LAB_LANG: 'nl', LC_ALL: 'C' }), 'Een demo  (demo)')
  assert.is(shown(['list'], { LAB_LANG: 'nl', LC_ALL: 'nl_NL' }, 'en'), 'Een demo  (demo)')
})

test('a locale without texts says nothing', () => {
  const french = run(['show'], { LC_ALL: 'fr_FR.UTF-8' })
  assert.equal([french.code, french.err, french.out.startsWith('Hello\n')], [0, '', true])
})

test('whoever asks for a language that is not there is told which are, and gets the default texts', () => {
  for (const [args, note] of [[['show'], 'for demo/one'], [['show', 'demo'], 'for demo'], [['check', '--json'], 'for demo/one'], [['list'], 'for any track'], [['status'], 'for demo/one']] as const) {
    const { code, out, err } = run([...args, '--lang', 'fr'])
    assert.is(code, args[0] === 'check' ? 1 : 0)
    assert.is(err, `lab: no texts in "fr" ${note}; there are nl and the default ones\n`, args.join(' '))
    assert.match(out, /Hello/)
  }
  assert.match(run(['show', '--lang', '../../x']).err, 'no texts in "../../x" for demo/one')
  assert.is(run(['show'], {}, 'fr').err, '')
})

test('a bare `lab` takes --lang, too', () => {
  for (const args of [['--lang', 'nl'], ['--lang=nl']]) assert.match(run(args).out, 'Hallo  (demo/one)')
  assert.match(run(['--json', 'check']).err, 'no command "--json"')
})

test('commands that show no texts have no --lang', () => {
  for (const verb of ['finish', 'solve', 'reset', 'validate', 'doctor', 'schema']) assert.match(run([verb, '--lang', 'nl']).err, `lab ${verb} has no option --lang`)
})

test('hints are counted alike in all languages', () => {
  const home = makeFolder({ '.local/state/lab/journal.jsonl': started() })
  const hint = (...args: string[]): string => lab(['hint', ...args], home, { LAB_TRACKS: tracks }).out
  assert.equal([hint(), hint('--lang', 'nl')].map(each => each.split('\n')[1]), ['  look', '  maak het'])
  assert.is(readFileSync(join(home, '.local/state/lab/journal.jsonl'), 'utf8').split('\n').filter(line => line.includes('"hinted"')).length, 2)
})

test('lab validate reads all languages, whatever the locale is; a learner meets the mistakes of theirs only', () => {
  const broken = makeFolder({ ...files, 'demo/01-one/challenge.nl.yaml': 'checks: { aa: { title: T } }\n' })
  for (const LANG of ['C', 'nl_NL', 'fr_FR']) {
    const { code, err } = lab(['validate', 'demo'], makeFolder(), { LAB_TRACKS: broken, LANG })
    assert.is(code, 3)
    assert.match(err, /demo\/01-one\/challenge\.nl\.yaml:1:11: there is no check "aa" \(did you mean "a"/)
  }
  assert.is(lab(['validate', 'demo'], makeFolder(), { LAB_TRACKS: tracks }).code, 0)
  assert.is(lab(['show', 'demo/one'], makeFolder(), { LAB_TRACKS: broken }).code, 0)
  assert.is(lab(['show', 'demo/one', '--lang', 'nl'], makeFolder(), { LAB_TRACKS: broken }).code, 3)
})

test('lab schema prints the schema of translations', () => {
  const { out } = lab(['schema', 'translation'])
  assert.equal((JSON.parse(out) as { anyOf: { properties: object }[] }).anyOf.map(each => Object.keys(each.properties)), [['title', 'checks'], ['title', 'summary']])
})

test.run()
