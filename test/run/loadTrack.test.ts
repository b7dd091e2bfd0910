/** Folders that an author may hand in, good and hostile, read from the disk. */
import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { findTrackNamed, findTracks } from '../../src/run/findTracks.ts'
import { findScript, loadTrack, type Loaded } from '../../src/run/loadTrack.ts'
import { vocabulary } from '../../src/run/vocabulary.ts'
import { makeFolder, trackFiles } from '../folder.ts'
import { suite } from '../suite.ts'

const test = suite('loadTrack')
const good = 'title: One\nchecks:\n  - id: a\n    script: check.sh\n'
const withScript = { 'check.sh': 'exit 0\n' }

function load(files: Record<string, string | Uint8Array>, prepare: (dir: string) => void = () => {}): Promise<Loaded> {
  const root = makeFolder(files)
  const dir = join(root, 'demo')
  prepare(dir)
  return loadTrack(dir, { vocabulary, whole: true })
}
const said = ({ problems }: Loaded): string[] => problems.map(({ file, line, column, code }) => `${file.split('/demo/')[1]}:${line}:${column} ${code}`)

test('a track as it should be', async () => {
  const loaded = await load(trackFiles(`${good}setup: setup.sh\n`, { ...withScript, 'setup.sh': 'true\r\n' }))
  assert.equal(said(loaded), [])
  const [challenge] = loaded.track!.challenges
  assert.equal([loaded.track!.id, challenge!.id, challenge!.folder, challenge!.setup], ['demo', 'one', '01-one', { file: 'setup.sh', text: 'true\n' }])
})

const one = (path: string): string => `version: 1\ntitle: T\nchallenges: [${path}]\n`
const script = (path: string): string => `title: One\nchecks:\n  - id: a\n    script: ${path}\n`
type Row = [files: Record<string, string | Uint8Array>, said: string[], prepare?: (dir: string) => void]
const rows: Record<string, Row> = {
  'no track.yaml': [{ 'demo/x': '' }, ['track.yaml:1:1 missing-file']],
  'an empty track.yaml': [{ 'demo/track.yaml': '' }, ['track.yaml:1:1 empty-file']],
  'an empty challenge.yaml': [trackFiles(''), ['01-one/challenge.yaml:1:1 empty-file']],
  'only a comment': [trackFiles('# nothing\n'), ['01-one/challenge.yaml:1:1 empty-file']],
  'track.yaml is a folder': [{ 'demo/track.yaml/x': '' }, ['track.yaml:1:1 missing-file']],
  'challenge: ..': [{ ...trackFiles(good, withScript), 'demo/track.yaml': one('../demo') }, ['track.yaml:3:14 bad-path']],
  'challenge: absolute': [{ ...trackFiles(good, withScript), 'demo/track.yaml': one('/etc') }, ['track.yaml:3:14 bad-path']],
  'challenge: NUL': [{ ...trackFiles(good, withScript), 'demo/track.yaml': one('"a\\0b"') }, ['track.yaml:3:14 bad-path']],
  'challenge: backslashes out': [{ ...trackFiles(good, withScript), 'demo/track.yaml': one("'a\\..\\..'") }, ['track.yaml:3:14 bad-path']],
  'challenge: not there': [{ ...trackFiles(good, withScript), 'demo/track.yaml': one('01-oen') }, ['track.yaml:3:14 missing-file']],
  'challenge: a file': [{ ...trackFiles(good, withScript), 'demo/track.yaml': one('track.yaml') }, ['track.yaml/challenge.yaml:1:1 missing-file']],
  'challenge: a link out': [{ ...trackFiles(good, withScript), 'demo/track.yaml': one('out') }, ['track.yaml:3:14 bad-path'], dir => symlinkSync('/etc', join(dir, 'out'))],
  'challenge: two of one id': [{ ...trackFiles(good, withScript), 'demo/track.yaml': one('01-one, 02-one'), 'demo/02-one/challenge.yaml': good, 'demo/02-one/check.sh': '', 'demo/02-one/assignment.md': 'x' }, ['track.yaml:3:22 duplicate']],
  'no assignment': [{ 'demo/track.yaml': one('01-one'), 'demo/01-one/challenge.yaml': good, 'demo/01-one/check.sh': '' }, ['01-one/assignment.md:1:1 missing-file']],
  'script: not there': [trackFiles(script('chek.sh'), withScript), ['01-one/challenge.yaml:4:13 missing-file']],
  'script: ..': [trackFiles(script('../01-one/check.sh'), withScript), ['01-one/challenge.yaml:4:13 bad-path']],
  'script: absolute': [trackFiles(script('/etc/profile.sh')), ['01-one/challenge.yaml:4:13 bad-path']],
  'script: NUL': [trackFiles(script('"a\\0.sh"')), ['01-one/challenge.yaml:4:13 bad-path']],
  'script: a link out': [trackFiles(good), ['01-one/challenge.yaml:4:13 bad-path'], dir => symlinkSync('/etc/passwd', join(dir, '01-one/check.sh'))],
  'script: a link to nothing': [trackFiles(good), ['01-one/challenge.yaml:4:13 missing-file'], dir => symlinkSync('gone.sh', join(dir, '01-one/check.sh'))],
  'script: a link to itself': [trackFiles(good), ['01-one/challenge.yaml:4:13 missing-file'], dir => symlinkSync('check.sh', join(dir, '01-one/check.sh'))],
  'script: a folder': [trackFiles(good), ['01-one/challenge.yaml:4:13 missing-file'], dir => mkdirSync(join(dir, '01-one/check.sh'))],
  'script: a fifo': [trackFiles(good), ['01-one/challenge.yaml:4:13 missing-file'], dir => void spawnSync('mkfifo', [join(dir, '01-one/check.sh')])],
  'script: more than a megabyte': [trackFiles(good, { 'check.sh': '#'.repeat(1024 * 1024 + 1) }), ['01-one/challenge.yaml:4:13 too-large']],
  'script: not UTF-8': [trackFiles(good, { 'check.sh': Uint8Array.of(0x65, 0xff, 0xfe) }), ['01-one/challenge.yaml:4:13 no-utf8']],
  'setup: the folder itself': [trackFiles(`${good}setup: .\n`, withScript), ['01-one/challenge.yaml:5:8 missing-file']],
  'assignment: a link out': [{ 'demo/track.yaml': one('01-one'), 'demo/01-one/challenge.yaml': good, 'demo/01-one/check.sh': '' }, ['01-one/assignment.md:1:1 bad-path'], dir => symlinkSync('/etc/passwd', join(dir, '01-one/assignment.md'))],
  'challenge.yaml: not UTF-8': [{ ...trackFiles(''), 'demo/01-one/challenge.yaml': Uint8Array.of(0x61, 0x3a, 0x20, 0xe9) }, ['01-one/challenge.yaml:1:1 no-utf8']],
  'more than a megabyte': [trackFiles(`${good}#${'x'.repeat(1024 * 1024)}\n`, withScript), ['01-one/challenge.yaml:1:1 too-large']],
  'two documents': [trackFiles(`${good}---\n${good}`, withScript), ['01-one/challenge.yaml:5:1 yaml-multiple-docs']],
  'a bomb of aliases': [trackFiles(`${good}x:\n  - &a [${Array(9).fill('l')}]\n${[...'bcdefgh'].map((name, n) => `  - &${name} [${Array(9).fill(`*${'abcdefg'[n]}`)}]`).join('\n')}\n`, withScript), ['01-one/challenge.yaml:1:1 yaml-alias']],
  'an alias of what it stands in': [trackFiles('title: One\nchecks:\n  - id: a\n    process: &p { command: top, args: *p }\n'), ['01-one/challenge.yaml:4:39 yaml-alias']],
  'deep nesting': [trackFiles(`x: ${'['.repeat(20_000)}`), ['01-one/challenge.yaml:1:204 too-large']],
  'deep nesting again, in the same process': [trackFiles(`x: ${'[ '.repeat(3000)}`), ['01-one/challenge.yaml:1:404 too-large']],
  'prototypes as keys': [trackFiles(`__proto__: { polluted: 1 }\n${good}constructor: { prototype: 1 }\n`, withScript), ['01-one/challenge.yaml:1:1 unknown-key', '01-one/challenge.yaml:6:1 unknown-key']],
  'BOM and CRLF, with a mistake': [trackFiles(`\uFEFFtitle: One\nchecks:\n  - id: a\n    scirpt: check.sh\n`.replaceAll('\n', '\r\n'), withScript), ['01-one/challenge.yaml:4:5 unknown-key']],
  'BOM and a mistake in the first line': [trackFiles(`\uFEFFtitel: One\r\n${good}`, withScript), ['01-one/challenge.yaml:1:1 unknown-key']],
  'a bad regular expression from a variable': [trackFiles('title: One\nchecks:\n  - id: a\n    process: { command: $p }\n', {}, 'vars: { p: /(/ }\n'), ['01-one/challenge.yaml:4:25 bad-value']],
  'the text and the commands drift apart': [trackFiles(`${good}commands:\n  - run: ls\n`, { ...withScript, 'assignment.md': 'x\n```sh\nps\n```\n' }), ['01-one/assignment.md:3:1 drift', '01-one/challenge.yaml:6:10 drift']],
  'a fence in a list drifts': [trackFiles(good, { ...withScript, 'assignment.md': '1. x\n\n    ```bash\n    ps\n    ```\n' }), ['01-one/assignment.md:4:1 drift']],
  'a wrong answer that names no check': [trackFiles(good, { ...withScript, 'wrong/x.yaml': 'title: T\ncommands: [{ run: a }]\ncaught_by: [b]\n' }), ['01-one/wrong/x.yaml:3:13 unknown-check']],
  'an accepted survivor except in a challenge that is not there': [trackFiles(good, withScript, 'survivors: [{ mutant: drop-*, reason: r, except: [one, onee] }]\n'), ['track.yaml:4:56 unknown-challenge']],
  'mistakes of all files at once': [
    { ...trackFiles(`${good}nope: 1\n`, withScript), 'demo/track.yaml': `${one('01-one, 02-two, 03-three')}`, 'demo/02-two/challenge.yaml': 'title: [\n', 'demo/02-two/assignment.md': 'x' },
    ['track.yaml:3:30 missing-file', '01-one/challenge.yaml:5:1 unknown-key', '02-two/challenge.yaml:2:1 yaml-bad-indent'],
  ],
}
for (const [name, [files, expected, prepare]] of Object.entries(rows)) {
  test(`refuses ${name}`, async () => {
    const loaded = await load(files, prepare)
    assert.equal(said(loaded).sort(), [...expected].sort(), loaded.problems.map(each => each.message).join('\n'))
    assert.is(({} as Record<string, unknown>).polluted, undefined)
  })
}

test('a name that is nearly right is suggested', async () => {
  assert.match((await load(rows['script: not there']![0])).problems[0]!.message, 'did you mean "check.sh"')
  assert.match((await load(rows['challenge: not there']![0])).problems[0]!.message, 'did you mean "01-one"')
})
test('a megabyte in letters of several bytes is counted in bytes', async () => {
  assert.match((await load(trackFiles(`# ${'é'.repeat(600_000)}`))).problems[0]!.message, /1200002 bytes, the limit is 1048576/)
})
test('BOM and CRLF are accepted, in scripts of checks, too', async () => {
  const loaded = await load(trackFiles(`\uFEFF${good}`.replaceAll('\n', '\r\n'), { 'check.sh': '\uFEFFtrue\r\nexit 0\r\n' }))
  assert.equal(said(loaded), [])
  assert.is(findScript(loaded.track!.challenges[0]!.dir)('check.sh')!.text, 'true\nexit 0\n')
})
test('a regular expression may come from a variable', async () => {
  assert.equal(said(await load(trackFiles('title: One\nchecks:\n  - id: a\n    process: { command: $p }\n', {}, 'vars: { p: /^to+p$/ }\n'))), [])
})
test('a link inside the track is no way out', async () => {
  assert.equal(said(await load(trackFiles(good, { 'lib/real.sh': 'exit 0' }), dir => symlinkSync('lib/real.sh', join(dir, '01-one/check.sh')))), [])
})
test('only the challenge that is asked for is read', async () => {
  const root = makeFolder({ ...trackFiles(good, withScript), 'demo/track.yaml': one('01-one, 02-two'), 'demo/02-two/challenge.yaml': 'broken: [' })
  for (const only of ['one', '01-one']) {
    const { track, problems } = await loadTrack(join(root, 'demo'), { vocabulary, only })
    assert.equal([track!.challenges.map(each => each.id), problems], [['one'], []])
  }
})

test('tracks and challenges are found by name, number and path; the first folder wins', () => {
  const [first, second] = [makeFolder(trackFiles(good)), makeFolder({ ...trackFiles(good), 'other/track.yaml': '' })]
  const tracks = findTracks([first, second])
  assert.equal([...tracks], [['demo', join(first, 'demo')], ['other', join(second, 'other')]])
  const dir = join(first, 'demo')
  for (const word of ['demo/one', 'demo/01-one', 'demo/one/', join(dir, '01-one'), join(dir, 'one'), `${dir}/one/`]) assert.equal(findTrackNamed(word, tracks, '/'), { dir, challenge: 'one' }, word)
  for (const word of ['./demo/one', './demo/01-one', 'demo/one']) assert.equal(findTrackNamed(word, new Map(), first), { dir, challenge: 'one' }, word)
  assert.match(String(findTrackNamed('./demo/oen', new Map(), first)), /no challenge "oen" in demo \(did you mean "one"\?\)/)
  for (const word of ['demo', dir]) assert.equal(findTrackNamed(word, tracks, '/'), { dir })
  const wrong: [string, RegExp][] = [['dmeo', /no track "dmeo" \(did you mean "demo"\?\)/], ['demo/oen', /no challenge "oen" in demo \(did you mean "one"\?\)/], ['demo/one/x', /no track/], ['', /no track ""/], ['__proto__', /no track/], ['zzz', /there are: demo, other/]]
  for (const [word, message] of wrong) assert.match(String(findTrackNamed(word, tracks, '/nowhere')), message)
})

test.run()
