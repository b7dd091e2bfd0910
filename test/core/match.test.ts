import * as assert from 'uvu/assert'
import { describeMatcher, matches, matchesSet, matcherOf, parseMatcher, type MatchType } from '../../src/core/match.ts'
import { loadRegex, readRegex } from '../../src/core/regex.ts'
import { suite } from '../suite.ts'

const test = suite('match')
await loadRegex()

const rows: [type: MatchType, written: unknown, yes: unknown[], no: unknown[]][] = [
  ['text', 'top', ['top', ['a', 'top']], ['Top', 'topp', '', [], undefined, null]],
  ['text', 3, ['3', 3], ['33', 4]],
  ['text', true, [true, 'true'], [false, 'yes']],
  ['text', '/^to+p$/', ['top', 'toop', ['x', 'top']], ['tp', 'atop', []]],
  ['text', '/TOP/i', ['top', 'a Top b'], ['to']],
  ['text', '/a.b/s', ['a\nb'], ['ab']],
  ['text', '/^b$/m', ['a\nb'], ['ab']],
  ['text', '/a\\/b/', ['a/b'], ['ab']],
  ['text', '/etc/passwd', ['/etc/passwd'], ['etc']],
  ['text', '/', ['/'], ['']],
  ['text', ['-t', '-d'], [['-d', '-t', 'x']], [['-d'], '-d', []]],
  ['text', { any: ['a', '/^b/'] }, ['a', 'bc'], ['c', undefined]],
  ['text', { not: 'a' }, ['b', []], ['a', ['b', 'a'], undefined, null]],
  ['text', { not: { any: ['a', 'b'] } }, ['c'], ['a', 'b', undefined]],
  ['text', { not: { not: 'a' } }, ['a'], ['b', undefined]],
  ['text', ['/a/', { not: 'ab' }], ['a'], ['ab', 'b']],
  ['count', 3, [3, '3'], [2, 4, undefined]],
  ['count', '>=3', [3, 4], [2, '', 'many', undefined, null]],
  ['count', '> 3', [4], [3]],
  ['count', '<3', [2, 0, -1], [3, '', undefined]],
  ['count', '<=3', [3], [4]],
  ['count', '!=3', [2], [3, 'n/a', undefined]],
  ['count', '=3', [3], [4]],
  ['count', ['>=2', '<4'], [2, 3], [1, 4]],
  ['count', { any: [1, '>5'] }, [1, 6], [2]],
  ['bytes', '512M', [536_870_912], [512_000_000]],
  ['bytes', '<=1G', [1_073_741_824], [1_073_741_825, Infinity]],
  ['bytes', '8MB', [8_000_000], [8_388_608]],
  ['cores', '0.5', [0.5], [0.51]],
  ['mode', '644', ['0644'], ['0755']],
  ['mode', '0644', ['0644'], ['644']],
  ['mode', '/^06/', ['0644'], ['0755']],
  ['texts', 'c1,c2', ['c1,c2'], ['c2,c1']],
]
for (const [type, written, yes, no] of rows) {
  test(`${type} ${JSON.stringify(written)}`, () => {
    const matcher = matcherOf(written, type)
    for (const found of yes) assert.ok(matches(matcher, found), `matches ${JSON.stringify(found)}`)
    for (const found of no) assert.not(matches(matcher, found), `does not match ${JSON.stringify(found)}`)
  })
}

const flaws: [type: MatchType, written: unknown, path: string, reason: RegExp][] = [
  ['text', '/(/', '', /regular expression cannot be read/],
  ['text', '/(?=a)b/', '', /no look-around/],
  ['text', '/(a)\\1/', '', /no back-reference/],
  ['text', ['a', '/[/'], '1', /cannot be read/],
  ['text', { any: ['a', { not: '/*/' }] }, 'any.1.not', /cannot be read/],
  ['text', [], '', /empty list asserts nothing/],
  ['text', { any: [] }, 'any', /empty list/],
  ['text', { any: 'a' }, 'any', /takes a list/],
  ['text', { all: ['a'] }, '', /expected a value, a list/],
  ['text', { any: ['a'], not: 'b' }, '', /expected a value, a list/],
  ['text', {}, '', /expected a value, a list/],
  ['text', null, '', /found nothing/],
  ['count', 'three', '', /"three" is not a number/],
  ['count', '>=', '', /"" is not a number/],
  ['count', '=> 3', '', /not a number/],
  ['count', '3M', '', /a count has no unit, found "M"/],
  ['bytes', '<512Q', '', /no unit "Q"; bytes come in/],
  ['bytes', { not: '1Zi' }, 'not', /no unit "Zi"/],
  ['mode', 644, '', /in quotes/],
  ['mode', '0888', '', /not an octal/],
  ['mode', 'rwx', '', /not an octal/],
  ['texts', ['distinct'], '0', /stands alone/],
  ['texts', { not: 'same' }, 'not', /stands alone/],
]
for (const [type, written, path, reason] of flaws) {
  test(`${type} ${JSON.stringify(written)} is a mistake`, () => {
    const flaw = parseMatcher(written, type)
    assert.not('op' in flaw, 'it was accepted')
    if ('op' in flaw) return
    assert.is(flaw.path.join('.'), path)
    assert.match(flaw.message, reason)
    assert.throws(() => matcherOf(written, type), /was not validated/)
  })
}

test('a pattern that takes others minutes ends at once', () => {
  const startedAt = performance.now()
  for (const slow of ['/^(a+)+$/', '/^(a|a)*$/', '/(.*)*x/', '/(x+x+)+y/']) matches(matcherOf(slow, 'text'), `${'a'.repeat(50_000)}!`)
  // A backtracking engine needs 5 s for 28 letters, and twice that for each more.
  assert.ok(performance.now() - startedAt < 5_000)
})

test('a path is no regular expression, a slash in one is escaped', () => {
  assert.equal(['/etc/passwd', '/', '//', '/a', '/a/x', '/a/i', '/a\\/b/'].map(text => readRegex(text) !== undefined), [false, false, false, false, false, true, true])
})

test('distinct and same speak about all records', () => {
  const sets: [unknown[], boolean, boolean][] = [[[], true, true], [['a'], true, true], [['a', 'b'], true, false], [['a', 'a'], false, true], [['a', 'b', 'a'], false, false], [[['a'], ['a']], false, true]]
  for (const [found, distinct, same] of sets) assert.equal([matchesSet('distinct', found), matchesSet('same', found)], [distinct, same], JSON.stringify(found))
  assert.equal(parseMatcher('distinct', 'texts'), { op: 'set', word: 'distinct' })
  assert.equal(parseMatcher('distinct', 'text'), { op: 'equals', value: 'distinct' })
  assert.throws(() => matches({ op: 'set', word: 'same' }, 'a'), /set of records/)
})

const words: [MatchType, unknown, string][] = [
  ['count', 3, '3'], ['count', '>=3', 'at least 3'], ['count', '<3', 'less than 3'], ['count', '!=3', 'other than 3'], ['text', '/a/', 'matching /a/'], ['text', ['a', 'b'], 'a and b'],
  ['text', { any: ['a', 'b'] }, 'one of a, b'], ['text', { not: 'a' }, 'not a'], ['texts', 'distinct', 'all different'], ['texts', 'same', 'all the same'],
]
for (const [type, written, said] of words) test(`${JSON.stringify(written)} reads "${said}"`, () => assert.is(describeMatcher(matcherOf(written, type)), said))

test.run()
