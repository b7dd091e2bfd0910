/** lab capture of this machine, without containers, and files that pose as captures. */
import * as assert from 'uvu/assert'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { readCapture } from '../../src/core/readCapture.ts'
import { makeFolder, trackFiles, writeFiles } from '../folder.ts'
import { suite } from '../suite.ts'
import { lab as runLab } from './lab.ts'

const test = suite('lab capture')
const CHECKS = 'title: One\nchecks:\n  - id: accounts\n    file: { path: /etc/passwd, contains: "/^root:/" }\n  - id: script\n    script: check.sh\n  - id: zx\n    script: check.mjs\n  - id: word\n    answer: { text: blue }\n  - id: early\n    once: true\n    file: { path: /etc/passwd }\n'
const scripts = { 'check.sh': 'uname -s\n', 'check.mjs': 'pass((await $`uname -s`).stdout)\n' }
const files = Object.fromEntries(Object.entries(trackFiles(CHECKS, scripts)).map(([name, text]) => [`tracks/${name}`, text]))
const folder = makeFolder(files)
const lab = (...args: string[]) => runLab(args, folder)
let good: any
const file = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content)
  return name
}

test.before(() => {
  assert.equal(lab('answer', 'word', 'blue').code, 2)
  lab('start', 'demo')
  lab('answer', 'word', 'Blue ')
  assert.is(lab('check').code, 0)
  const { code, out, err } = lab('capture', '-o', 'good.json')
  assert.equal([code, err], [0, ''])
  assert.match(out, /^good\.json: demo\/one, 5 of 5 passed \(\d+ KiB\)\n$/)
  good = JSON.parse(readFileSync(join(folder, 'good.json'), 'utf8'))
})

const recorded = (state: string): string => fileURLToPath(new URL(`../replies/${state}.json`, import.meta.url))
for (const [state, exit, words] of [['three-tops', 0, /^3 of 4 passed, 1 skipped$/m], ['one-exited', 1, /found +2 containers run top, 3 expected; 2 containers with that command are not running/], ['other-store', 1, /that this engine does not know/], ['tops-on-host', 1, /found +.*on the host/], ['as-nobody', 4, /not captured: `containers` was not looked at then/]] as const) {
  test(`a challenge of today, judged on a host that was recorded: ${state}`, () => {
    const { code, out, err } = lab('check', 'first-steps/three-tops', '--host', `capture:${recorded(state)}`)
    assert.equal([code, err], [exit, ''])
    assert.match(out, words)
  })
}

test('a recording has no looker, so lab look draws nothing of it', () => {
  const { code, err } = lab('look', '--host', `capture:${recorded('three-tops')}`)
  assert.equal([code, err], [4, 'lab: not captured: `looker` was not looked at then\n'])
})

test('it says what it is, holds the wide look, and is nobody else\'s', () => {
  assert.is(statSync(join(folder, 'good.json')).mode & 0o7777, 0o600)
  assert.equal([good.format, good.version, good.track, good.challenge, good.engine.name, good.host.kind], ['lab-capture', 1, 'demo', 'one', 'podman', 'local'])
  assert.equal(good.claims, { answers: { word: 'Blue' }, passedOnce: ['early'] })
  const asked = good.questions.map((each: any) => each.probe)
  for (const probe of ['processes', 'containers', 'containers:docker', 'specs', 'mounts', 'sockets', 'users', 'packages', 'cgroups', 'files', 'offers', 'images']) assert.ok(asked.includes(probe), probe)
  assert.equal(readCapture(JSON.stringify(good)), good)
  assert.equal(readdirSync(folder).filter(name => name.startsWith('.good')), [])
})

test('packed where the name ends in .gz, and named after the challenge and the time where nothing is said', () => {
  const { out } = lab('capture', '--json')
  const said = JSON.parse(out)
  assert.match(said.file, /^demo-one-\d{8}T\d{6}\.capture\.gz$/)
  assert.equal([said.version, said.track, said.challenge, said.summary.passed, said.notes], [1, 'demo', 'one', 5, []])
  assert.is(JSON.parse(gunzipSync(readFileSync(join(folder, said.file))).toString()).format, 'lab-capture')
  assert.is(lab('judge', said.file).code, 0)
})

test('judged as it was; claims are named as such', () => {
  const { code, out, err } = lab('judge', 'good.json')
  assert.equal([code, err], [0, 'no verdict changed since the capture was taken\n'])
  assert.match(out, 'claimed by the capture, and seen by nobody: that early passed in an earlier look, and the answers to word\n')
  assert.match(lab('judge', 'good.json', '--reporter', 'tap').out, /^TAP version 14\n/)
})

test('a capture answers what it holds and nothing else', () => {
  const judge = (text: string, more: Record<string, string> = {}): any => {
    writeFiles(folder, { 'tracks/demo/01-one/challenge.yaml': text, ...Object.fromEntries(Object.entries(more).map(([name, each]) => [`tracks/demo/01-one/${name}`, each])) })
    const { code, out } = lab('judge', 'good.json', '--json')
    writeFiles(folder, files)
    return { code, ...JSON.parse(out) }
  }
  const found = judge(`${CHECKS}  - id: path\n    file: { path: /etc/group }\n  - id: package\n    package: { name: lab-no-such-package, installed: false }\n  - id: user\n    user: { name: lab-no-such-user, exists: false }\n`)
  assert.is(found.code, 4)
  assert.equal(found.changes, [{ id: 'path', was: null, is: 'error' }, { id: 'package', was: null, is: 'pass' }, { id: 'user', was: null, is: 'error' }])
  assert.is(found.checks[5].message, 'not captured: `files` was not asked about {"path":"/etc/group"} then')
  const again = judge(CHECKS, { 'check.sh': 'uname -s # now\n', 'check.mjs': 'await $`uname -s`; pass((await $`uname -s`).stdout)\n' })
  // Twice is one time more than was answered.
  assert.equal(again.checks.slice(1, 3).map((each: any) => [each.status, each.reason]), [['error', 'not captured'], ['error', 'not captured']])
})

test('a question that lab asks otherwise now has no answer', () => {
  const { code, out } = lab('judge', file('older', changed(each => (each.questions.find((one: any) => one.probe === 'files').question += '\n:'))), '--json')
  const [first] = JSON.parse(out).checks
  assert.equal([code, first.status, first.reason, first.message], [4, 'error', 'not captured', 'not captured: `files` asks the host otherwise in this version of lab'])
})

test('a size limit leaves whole answers out, first those that no check asked for', async () => {
  const { openChallenge } = await import('../../src/run/openChallenge.ts')
  const { takeCapture } = await import('../../src/run/takeCapture.ts')
  const opened: any = await openChallenge('demo/one', [], { environment: { HOME: folder, PATH: process.env.PATH }, cwd: folder, root: folder })
  const limit = 20_000
  const { capture, words }: any = await takeCapture(opened, { version: 'x', where: 'local', gradedBy: 'self', limit })
  assert.ok(Buffer.byteLength(JSON.stringify(capture)) <= limit)
  assert.match(words.join('\n'), /^`processes`: \d+ bytes, and a capture holds 20000 at most$/m)
  assert.equal(capture.cut, words)
  assert.ok(capture.questions.some((each: any) => each.probe === 'files'))
})

const changed = (change: (capture: any) => void): string => {
  const copy = structuredClone(good)
  change(copy)
  return JSON.stringify(copy)
}
const rows: [what: string, make: () => string, exit: number, words: RegExp][] = [
  ['that is not there', () => 'nowhere.json', 4, /cannot be read: there is no such file/],
  ['that is a folder', () => (mkdirSync(join(folder, 'folder')), 'folder'), 3, /cannot be judged: it is a folder/],
  ['that is a FIFO', () => (execFileSync('mkfifo', [join(folder, 'fifo')]), 'fifo'), 3, /it is no regular file/],
  ['that is a device', () => '/dev/zero', 3, /it is no regular file/],
  ['that leads round in a circle', () => (symlinkSync('circle', join(folder, 'circle')), 'circle'), 4, /ELOOP/],
  ['that is empty', () => file('empty', ''), 3, /it is no JSON, or only a part of it/],
  ['that is torn', () => file('torn', JSON.stringify(good).slice(0, 5000)), 3, /it is no JSON, or only a part of it/],
  ['that is packed and torn', () => file('torn.gz', gzipSync(JSON.stringify(good)).subarray(0, 900)), 3, /packed and torn/],
  ['that is packed and unpacks to too much', () => file('bomb.gz', gzipSync(Buffer.alloc(40 * 1024 * 1024))), 3, /larger than 32 MiB/],
  ['that is huge', () => (truncateSync(join(folder, file('huge', '')), 40 * 1024 * 1024), 'huge'), 3, /larger than 32 MiB/],
  ['that is nested deeply', () => file('deep', '['.repeat(1_000_000)), 3, /cannot be judged/],
  ['that is something else', () => file('else', '{"name":"lab"}'), 3, /it is no capture of lab/],
  ['that is a list', () => file('list', '[]'), 3, /it is no capture/],
  ['of another version', () => file('version', changed(each => (each.version = 2))), 3, /it has version 2 of the format, and this lab reads version 1/],
  ['with a path for a track', () => file('path', changed(each => (each.track = '../../etc'))), 3, /track is not a name/],
  ['with a path for a challenge', () => file('path2', changed(each => (each.challenge = 'one/../../x'))), 3, /challenge is not a name/],
  ['with another folder to work in', () => file('work', changed(each => (each.work = '/etc'))), 3, /work is not a folder of lab/],
  ['with an engine of its own', () => file('engine', changed(each => (each.engine.name = 'sh'))), 3, /engine.name is not podman or docker/],
  ['with a mark that is a pattern', () => file('mark', changed(each => (each.mark = '('))), 3, /mark is not a mark/],
  ['with an answer that is none', () => file('answer', changed(each => (each.questions[0].answer = { code: 0 }))), 3, /questions\[0\]\.answer\.signal is not a text/],
  ['without claims', () => file('claims', changed(each => delete each.claims)), 3, /claims is not an object/],
  ['with the keys of a prototype', () => file('proto', JSON.stringify(good).replace('"claims":{', '"claims":{"__proto__":{"answers":{},"passedOnce":[]},').replace(/"answers":\{"word":"Blue"\},/, '')), 3, /claims\.answers is not an object/],
  ['of a track that is nowhere', () => file('track', changed(each => (each.track = 'nowhere'))), 2, /there is no track "nowhere"/],
]
for (const [what, make, exit, words] of rows) {
  test(`a file ${what} is refused without a stack`, () => {
    const name = make()
    for (const args of [['judge', name], ['check', '--host', `capture:${name}`], ...(exit === 2 ? [] : [['look', '--host', `capture:${name}`]])]) {
      const { code, out, err } = lab(...args)
      assert.equal([code, out], [exit, ''], err)
      assert.match(err, words)
      assert.is(err.trim().split('\n').length, 1, err)
    }
    assert.is(JSON.parse(lab('judge', name, '--json').out).error.problems.length, 0)
  })
}

test('subjects, names and answers that no lab wrote are not captured, or data', () => {
  const odd = file('odd', changed(each => {
    for (const question of each.questions) question.subjects = [null, { path: 7 }, '__proto__']
    each.verdicts = [{ id: '__proto__', status: 'pass' }, { id: 'a\u001b[2J', status: 'fail' }]
    each.vars = JSON.parse('{"__proto__":"x"}')
    each.host.where = 'x\u001b[2Jy'
    each.claims.answers = JSON.parse('{"__proto__":"x","constructor":"y"}')
  }))
  const { code, out, err } = lab('judge', odd)
  assert.is(code, 4)
  assert.not.match(out + err, /\u001b|at .*\.ts/)
  assert.match(err, '__proto__: was pass, and there is no such check now')
})

test('a capture is replaced with a word, and what is no capture stays', () => {
  const first = lab('capture', '-o', 'twice.gz')
  assert.equal([first.code, first.err], [0, ''])
  const again = lab('capture', '-o', 'twice.gz')
  assert.is(again.code, 0)
  assert.match(again.err, /^lab: twice\.gz held a capture of demo\/one, taken \d{4}-.*Z: this one took its place\n$/)
  const { code, err } = lab('capture', '-o', file('notes.txt', 'mine'))
  assert.equal([code, err, readFileSync(join(folder, 'notes.txt'), 'utf8')], [2, 'lab: notes.txt is there already, and is no capture: it is not overwritten\n', 'mine'])
  assert.is(lab('capture', '-o', file('made', '')).err, '')
})

test('an old look is called one, and so is a capture of another challenge', () => {
  assert.is(lab('look', '--host', 'capture:good.json').err, `capture: taken ${good.at} from ${good.host.where}, by lab ${good.lab}; nothing was looked at now\n`)
  const told = JSON.parse(lab('look', '--host', 'capture:good.json', '--json').out)
  assert.equal(told.host, { kind: 'capture', at: good.at, from: `${good.host.where}, by lab ${good.lab}` })
  const notes = (...args: string[]): string[] => JSON.parse(lab('judge', 'good.json', ...args, '--json').out).notes
  assert.not.match(notes().join('\n'), 'this is')
  assert.match(lab('judge', 'good.json', 'first-steps/three-tops').out, 'the capture is of demo/one, and this is first-steps/three-tops: what only first-steps/three-tops asks was not captured\n')
  writeFiles(folder, { 'tracks/demo/track.yaml': 'version: 1\ntitle: A demo\nchallenges: [01-one]\n' })
  assert.is(lab('judge', 'good.json', './tracks/demo/one').code, 0)
})

test('what cannot be written is not half there', () => {
  mkdirSync(join(folder, 'into'))
  for (const [name, words] of [['into', /it is a folder/], ['nowhere/x', /ENOENT/], ['/dev/null', /it is no regular file/], ['circle', /ELOOP/]] as const) {
    const { code, err } = lab('capture', '-o', name)
    assert.is(code, 4)
    assert.match(err, words)
  }
  assert.ok(statSync('/dev/null').isCharacterDevice())
  assert.is(lab('judge').code, 2)
})

test.run()
