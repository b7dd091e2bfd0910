import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { compareVersions, matchesVersion } from '../../src/core/compareVersions.ts'
import { matcherOf } from '../../src/core/match.ts'
import { suite } from '../suite.ts'

const test = suite('versions')
const dpkg = spawnSync('dpkg', ['--version']).status === 0 ? undefined : 'dpkg is not installed'

const pairs: [string, string, -1 | 0 | 1][] = [
  ['1.0', '1.0', 0], ['1.0', '1.1', -1], ['1.10', '1.9', 1], ['1.0~rc1', '1.0', -1], ['1.0', '1.0a', -1], ['1.0+b1', '1.0', 1], ['1.0a', '1.0+', -1], ['1:0.1', '2', 1], ['1.0-1', '1.0-2', -1],
  ['4.3.1+ds1-8+b1', '4.3.1+ds1-8', 1], ['007', '7', 0], ['1.0-1~deb12u1', '1.0-1', -1], ['2.36-9', '2.36-10', -1], ['1.2.3', '1.2', 1],
]
for (const [a, b, order] of pairs) {
  test.when(dpkg, `${a} ${'<=>'[order + 1]} ${b}, as dpkg says`, () => {
    assert.is(compareVersions(a, b), order)
    assert.is(compareVersions(b, a), order === 0 ? 0 : -order)
    for (const [sign, orders] of [['lt', [-1]], ['eq', [0]], ['gt', [1]]] as const) assert.is(spawnSync('dpkg', ['--compare-versions', a, sign, b]).status === 0, orders.some(each => each === order), sign)
  })
}

const matched: [unknown, string, boolean][] = [
  ['4.3.1+ds1', '4.3.1+ds1-8+b1', true], ['5.2.15', '1:5.2.15-2', true], ['1:5.2.15-2', '1:5.2.15-2', true], ['5.2.15-3', '1:5.2.15-2', false], ['>=4', '4.3.1-8', true], ['<5', '5.0-1', false],
  [['>=4', '<5'], '4.9-1', true], [{ any: ['3', '>=5'] }, '4-1', false], [{ not: '>=5' }, '4-1', true], ['!=4', '4-1', false], ['=4', '4-1', true], ['>=2:1', '1:9-1', false],
]
for (const [wanted, found, good] of matched) test(`${found} ${good ? 'is' : 'is not'} ${JSON.stringify(wanted)}`, () => assert.is(matchesVersion(matcherOf(wanted, 'text'), found), good))

test.run()
