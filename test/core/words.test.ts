import * as assert from 'uvu/assert'
import { codeFrame } from '../../src/core/codeFrame.ts'
import { fencedCommands, findDrift } from '../../src/core/findDrift.ts'
import { plainLine, plainText } from '../../src/core/plainText.ts'
import { quote } from '../../src/core/quote.ts'
import { didYouMean, suggest } from '../../src/core/suggest.ts'
import { bytesInWords, readNumber } from '../../src/core/units.ts'
import { fillVariables, showVariables } from '../../src/core/vars.ts'
import { describeFailure, plural } from '../../src/core/words.ts'
import { answer } from '../records.ts'
import { suite } from '../suite.ts'
import { execFileSync } from 'node:child_process'

const test = suite('words, units and variables')

test('a code frame shows the line with its neighbours and a caret', () => {
  const text = 'one\ntwo\nthree\nfour\n'
  assert.is(codeFrame(text, 2, 3), '  1 | one\n> 2 | two\n    |   ^\n  3 | three')
  assert.is(codeFrame(text, 1, 1), '> 1 | one\n    | ^\n  2 | two')
  assert.is(codeFrame(text, 4, 9), '  3 | three\n> 4 | four\n    |         ^')
  assert.is(codeFrame('', 1, 1), '> 1 | \n    | ^')
  assert.is(codeFrame('a\r\nb\r\n', 2, 1), '  1 | a\n> 2 | b\n    | ^')
  assert.match(codeFrame(Array(120).fill('x').join('\n'), 100, 1), /^   99 \| x\n> 100 \| x\n      \| \^\n  101 \| x$/)
})

test('a code frame cuts long lines and shows no control character', () => {
  const frame = codeFrame(`a\u001b[2Jb${'x'.repeat(500)}`, 1, 400)
  assert.ok(frame.split('\n').every(line => line.length < 120))
  assert.match(frame, /a\\x1b\[2Jb/)
})

const meant: [word: string, known: string[], suggestions: string[]][] = [
  ['comand', ['command', 'count', 'container'], ['command']],
  ['Count', ['command', 'count'], ['count']],
  ['proces', ['process', 'script'], ['process']],
  ['top', ['three-tops', 'labels'], ['three-tops']],
  ['zzz', ['command', 'count'], []],
  ['', ['a', 'process'], ['a']],
  ['ab', ['ac', 'ad', 'ae', 'af'], ['ac', 'ad', 'ae']],
  ['__proto__', ['process'], []],
  ['imgae', ['image', 'user'], ['image']],
  ['teh', ['the', 'ten'], ['ten', 'the']],
]
for (const [word, known, expected] of meant) test(`"${word}" may mean ${expected.join(', ') || 'nothing'}`, () => assert.equal(suggest(word, known), expected))
test('did you mean, in words', () => {
  assert.is(didYouMean('coun', ['count']), ' (did you mean "count"?)')
  assert.is(didYouMean('xyz', ['count']), '')
})

const numbers: [text: string, measure: 'bytes' | 'count' | 'cores', read: number | RegExp][] = [
  ['8000000', 'bytes', 8_000_000], ['512M', 'bytes', 536_870_912], ['512m', 'bytes', 536_870_912], ['1.5G', 'bytes', 1_610_612_736], ['1 KiB', 'bytes', 1024],
  ['1kB', 'bytes', 1000], ['1MB', 'bytes', 1_000_000], ['1b', 'bytes', 1], ['0.5', 'cores', 0.5], ['-1', 'count', -1], [' 3 ', 'count', 3],
  ['512X', 'bytes', /no unit "X"/], ['3K', 'count', /a count has no unit, found "K"/], ['1M', 'cores', /number of cores has no unit/], ['', 'bytes', /not a number/],
  ['1e3', 'count', /no unit|not a number/], ['0x10', 'bytes', /unit|not a number/], ['1,5', 'cores', /not a number/], ['NaN', 'count', /not a number/], ['Infinity', 'bytes', /not a number/], ['٣', 'count', /not a number/],
]
for (const [text, measure, read] of numbers) {
  test(`"${text}" as ${measure}`, () => {
    const found = readNumber(text, measure)
    if (typeof read === 'number') assert.is(found, read)
    else assert.match(String(found), read)
  })
}
test('bytes for a reader', () => {
  assert.equal([512, 7_999_488, 2 ** 30, Infinity].map(bytesInWords), ['512', '7999488 (7.63 MiB)', '1073741824 (1 GiB)', 'no limit'])
})

test('control characters, escapes and bidirectional overrides become visible', () => {
  assert.is(plainText('a\u001b]0;x\u0007b\u009b2J\u202eevil\r\n\tc\u0000'), 'a\\x1b]0;x\\x07b\\x9b2J\\u202eevil\\r\n\tc\\x00')
  assert.is(plainLine('a\n  b\t c '), 'a b c')
  assert.is(plainLine('x'.repeat(300)).length, 200)
})

for (const text of ['', 'plain', "it's", 'a b', '$HOME `id` $(id)', '-n', '*', 'a\nb', '~', '!x', '\\', '"', 'é', "'''", '#']) {
  test(`quote keeps ${JSON.stringify(text)}`, () => {
    assert.is(execFileSync('/bin/sh', ['-c', `printf '%s.' ${quote(text)}`], { encoding: 'utf8' }), `${text}.`)
  })
}

test('variables are whole strings in checks, and are quoted in text', () => {
  const vars = { image: 'a/b:1', two_words: "it's two", constructor: 'c' }
  assert.equal(fillVariables({ a: '$image', b: ['$image', 'x$image', '$nope', 3, null], c: { d: '$constructor' } }, vars), { a: 'a/b:1', b: ['a/b:1', 'x$image', '$nope', 3, null], c: { d: 'c' } })
  assert.is(fillVariables('$to_string', {}), '$to_string')
  assert.is(showVariables('run $image ${image} $two_words $HOME $nope $images', vars), "run a/b:1 a/b:1 'it'\\''s two' $HOME $nope $images")
  assert.is(showVariables('$constructor', {}), '$constructor')
  assert.is(showVariables('$a', { a: '$& $1 $$' }), `'$& $1 $$'`)
})

test('numbers of things, and what became of a command', () => {
  assert.equal([0, 1, 2].map(count => plural(count, 'process', 'processes')), ['no processes', '1 process', '2 processes'])
  assert.is(describeFailure(answer({ code: 3, stderr: 'first\nlast\u001b[0m\n' })), 'ended with 3: last\\x1b[0m')
  assert.is(describeFailure(answer({ code: null, signal: 'SIGSEGV' })), 'ended by signal SIGSEGV')
  assert.is(describeFailure(answer({ code: null, timedOut: true, durationMs: 9_950 })), 'no end after 10 s: it was stopped')
  assert.is(describeFailure(answer({ code: null, lost: 'the host stopped answering' })), 'the host stopped answering')
})

const markdown = '# T\n```sh\npodman ps\n\n  ls  \n```\n```\nnot this\n```\n~~~sh\necho ```\n~~~\n````sh\n```\n````\n```console\n$ no\n```\n'
test('what a learner is told to type stands in fences marked sh', () => {
  assert.equal(fencedCommands(markdown).map(({ text, line }) => `${line} ${text}`), ['3 podman ps', '5 ls', '11 echo ```', '14 ```'])
  assert.equal(fencedCommands('```sh\r\na\r\n```\r\n'), [{ text: 'a', line: 2 }])
})
test('drift is found both ways, with its place', () => {
  const declaredAt = (index: number) => ({ file: 'challenge.yaml', line: 10 + index, column: 1, code: 'drift', message: 'm' })
  const command = (run: string) => ({ run, times: 1 })
  const drift = findDrift('```sh\na\nb\n```\n', 'assignment.md', [command('a'), command('c\nb')], declaredAt)
  assert.equal(drift.map(({ file, line }) => `${file}:${line}`), ['challenge.yaml:11'])
  assert.equal(findDrift('```sh\nz\n```\n', 'assignment.md', [], declaredAt).map(({ file, line }) => `${file}:${line}`), ['assignment.md:2'])
  assert.equal(findDrift('```sh\na\n```\n', 'assignment.md', [command('a')], declaredAt), [])
})

test.run()
