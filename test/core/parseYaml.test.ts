import * as assert from 'uvu/assert'
import { parseYaml } from '../../src/core/parseYaml.ts'
import { suite } from '../suite.ts'

const test = suite('parseYaml')

/** A text and what is said about it: `code line:column`, all of it. */
const mistakes: Record<string, [text: string, said: string[]]> = {
  'an empty file': ['', ['empty-file 1:1']],
  'blanks only': [' \n\n', ['empty-file 1:1']],
  'a byte order mark only': ['\uFEFF\n', ['empty-file 1:1']],
  'a second document': ['a: 1\n---\nb: 2\n', ['yaml-multiple-docs 2:1']],
  'a key twice': ['a: 1\nb: 2\na: 3\n', ['yaml-duplicate-key 3:1']],
  'a tab as indentation': ['a:\n\tb: 1\n', ['yaml-tab-as-indent 2:1']],
  'a bracket left open': ['a: [1, 2\nb: 3\n', ['yaml-bad-indent 2:1']],
  'an alias to nothing': ['a: *b\n', ['yaml-alias 1:4']],
  'an alias of what it stands in': ['a: &a [1, *a]\n', ['yaml-alias 1:11']],
  'a thousand aliases': [`a: &a 1\nb: [${'*a ,'.repeat(1000)}]\n`, ['yaml-alias 2:2005']],
  'a bomb of aliases': [`a: &a [${Array(9).fill('x')}]\n${[...'bcdefgh'].map((name, n) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[n]}`)}]`).join('\n')}\n`, ['yaml-alias 1:1']],
}
for (const [name, [text, said]] of Object.entries(mistakes)) {
  test(`refuses ${name}`, () => {
    const parsed = parseYaml(text, 'f.yaml')
    assert.equal(parsed.problems.map(({ code, line, column }) => `${code} ${line}:${column}`), said)
    assert.is(parsed.data, undefined)
    assert.ok(parsed.problems.every(({ frame, file }) => frame?.includes('^') && file === 'f.yaml'))
  })
}

test('a byte order mark and CRLF change no place and no text', () => {
  const text = 'title: x\nchecks:\n  - id: a\n    text: |\n      one\n      two\n'
  const odd = parseYaml(`\uFEFF${text.replaceAll('\n', '\r\n')}`, 'f.yaml')
  assert.equal(odd.data, parseYaml(text, 'f.yaml').data)
  const { line, column } = odd.place(['checks', 0, 'id'])
  assert.equal([line, column], [3, 9])
  assert.equal([odd.place(['title']).line, odd.place(['title']).column], [1, 8])
  assert.equal(parseYaml('\uFEFFa: *b\r\n', 'f.yaml').problems.map(({ line, column }) => [line, column]), [[1, 4]])
  assert.not.match(odd.problem(['title'], 'x', 'x').frame!, /\r|\uFEFF/)
})

test('names of prototypes are keys like others, and change no prototype', () => {
  const { data } = parseYaml('__proto__: { polluted: 1 }\nconstructor: 2\n', 'f.yaml')
  assert.equal(Object.keys(data as object), ['__proto__', 'constructor'])
  assert.is(({} as Record<string, unknown>).polluted, undefined)
  assert.is((data as Record<string, unknown>).polluted, undefined)
})

test('a place falls back to the nearest thing above it; a key has its own', () => {
  const parsed = parseYaml('a:\n  b: { c: 1 }\n', 'f.yaml')
  const at = (path: (string | number)[], part?: 'key'): string => Object.values(parsed.place(path, part)).slice(1).join(':')
  assert.is(at(['a', 'b']), '2:6')
  assert.is(at(['a', 'b'], 'key'), '2:3')
  assert.is(at(['a', 'b', 'c', 'd', 0]), '2:11')
  assert.is(at(['x', 0, 'y']), '1:1')
  assert.is(at([]), '1:1')
})

test('20,000 mistakes of the text are told as twenty', () => {
  assert.is(parseYaml('} '.repeat(20_000), 'f.yaml').problems.length, 20)
})

test.run()
