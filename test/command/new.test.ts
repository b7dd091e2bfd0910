import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { addChallenge } from '../../src/core/addChallenge.ts'
import { makeFolder, writeFiles } from '../folder.ts'
import { suite } from '../suite.ts'
import { lab } from './lab.ts'

const test = suite('new')

test('a track and one more challenge are valid as they are written', () => {
  const cwd = makeFolder()
  const track = lab(['new', 'track', 'my-course', '--title', 'All: "about" # it'], cwd)
  assert.equal([track.code, track.err], [0, ''])
  for (const file of ['track.yaml', '01-first/challenge.yaml', '01-first/assignment.md', '01-first/wrong/example.yaml']) {
    assert.match(track.out, `wrote   tracks/my-course/${file}\n`)
    assert.ok(existsSync(join(cwd, 'tracks/my-course', file)))
  }
  assert.match(track.out, 'lab start my-course/first\n')
  assert.match(lab(['validate', 'my-course'], cwd).out, 'my-course: 1 challenge, 1 check, no mistakes')
  const more = lab(['new', 'challenge', 'my-course/two'], cwd)
  assert.equal([more.code, more.err], [0, ''])
  assert.match(more.out, 'changed tracks/my-course/track.yaml\n')
  assert.match(lab(['validate', 'my-course'], cwd).out, 'my-course: 2 challenges, 2 checks, no mistakes')
  const text = readFileSync(join(cwd, 'tracks/my-course/track.yaml'), 'utf8')
  assert.match(text, 'challenges: [01-first, 02-two]\n')
  assert.match(text, '# what the host must offer')
  const listed = JSON.parse(lab(['list', '--json'], cwd).out).tracks.find((each: any) => each.id === 'my-course')
  assert.equal([listed.title, listed.challenges.map((each: any) => each.title)], ['All: "about" # it', ['A container that sleeps', 'Two']])
})

test('the folder that is named, and names that YAML takes for something else', () => {
  const cwd = makeFolder()
  assert.match(lab(['new', 'track', 'courses/a'], cwd).out, 'lab start courses/a/01-first\n')
  for (const name of ['true', 'null', '07-dot']) {
    const said = lab(['new', 'challenge', `./courses/a/${name}`], cwd)
    assert.is(said.code, 0, said.err)
  }
  assert.match(lab(['validate', 'courses/a'], cwd).out, 'a: 4 challenges, 4 checks, no mistakes')
  const elsewhere = makeFolder()
  assert.is(lab(['new', 'track', 'b'], cwd, { LAB_TRACKS: elsewhere }).code, 0)
  assert.ok(existsSync(join(elsewhere, 'b/track.yaml')))
})

test('the tracks shipped with lab change where they are ./tracks, or were named by a path or LAB_TRACKS', () => {
  const home = makeFolder()
  cpSync(fileURLToPath(new URL('../../bin', import.meta.url)), join(home, 'bin'), { recursive: true })
  cpSync(fileURLToPath(new URL('../../dist/lab.cjs', import.meta.url)), join(home, 'dist/lab.cjs'))
  writeFiles(home, { 'package.json': '{}', 'tracks/shipped/track.yaml': 'version: 1\ntitle: T\nchallenges: [01-a]\n', 'tracks/shipped/01-a/challenge.yaml': '' })
  const add = (name: string, cwd: string, environment = {}): number | null => spawnSync(join(home, 'bin/lab'), ['new', 'challenge', name], { cwd, env: { PATH: process.env.PATH, HOME: cwd, ...environment } as never }).status
  const elsewhere = makeFolder()
  const before = readFileSync(join(home, 'tracks/shipped/track.yaml'), 'utf8')
  assert.equal([add('shipped/b', elsewhere), readFileSync(join(home, 'tracks/shipped/track.yaml'), 'utf8')], [2, before])
  assert.is(add('shipped/c', home), 0)
  assert.is(add('shipped/d', join(home, 'tracks')), 0)
  assert.is(add(join(home, 'tracks/shipped/e'), elsewhere), 0)
  assert.is(add('shipped/f', elsewhere, { LAB_TRACKS: join(home, 'tracks') }), 0)
  writeFiles(elsewhere, { 'tracks/shipped/track.yaml': 'version: 1\ntitle: T\nchallenges: [01-a]\n' })
  assert.is(add('shipped/g', elsewhere), 0)
  assert.match(readFileSync(join(elsewhere, 'tracks/shipped/track.yaml'), 'utf8'), '01-g')
  assert.match(readFileSync(join(home, 'tracks/shipped/track.yaml'), 'utf8'), 'challenges: [01-a, 02-c, 03-d, 04-e, 05-f]')
})

test('nothing is overwritten, and words say why nothing was made', () => {
  const cwd = makeFolder()
  lab(['new', 'track', 'mine'], cwd)
  const file = join(cwd, 'tracks/mine/01-first/challenge.yaml')
  writeFileSync(file, 'title: Work of an hour\n')
  const refusals: [args: string[], exit: number, words: RegExp][] = [
    [['track', 'mine'], 2, /tracks\/mine is there already, and nothing in it is overwritten/], [['challenge', 'mine/first'], 2, /01-first is there already/],
    [['trak', 'x'], 2, /makes no "trak" \(did you mean "track"\?\)/], [['challenge', 'mien/x'], 2, /no track "mien" \(did you mean "mine"\?\)/], [['challenge', 'x'], 2, /name its track too/], [['track'], 2, /say what/], [[], 2, /say what/],
    [['track', 'Bad Name'], 2, /"Bad Name" is no name for a track/], [['track', '..'], 2, /is no name/], [['challenge', 'mine/../../x$(id)'], 2, /is no name/],
    [['track', 'con-'], 2, /"con-" is no name/], [['track', 'a--b'], 2, /"a--b" is no name/], [['challenge', 'mine/01-x-'], 2, /single hyphens/], [['challenge', 'mine/--'], 2, /is no name/], [['track', 'x'.repeat(65)], 2, /is no name/],
    [['challenge', 'first-steps/foo'], 2, /first-steps came with lab, and a name alone changes nothing there: `lab new track NAME` makes a track of your own; .*`lab new challenge \/.*\/first-steps\/foo`/],
  ]
  for (const [args, exit, words] of refusals) {
    const { code, err } = lab(['new', ...args], cwd)
    assert.is(code, exit, err)
    assert.match(err, words)
  }
  assert.is(readFileSync(file, 'utf8'), 'title: Work of an hour\n')
  writeFileSync(join(cwd, 'tracks/mine/track.yaml'), 'version: 1\nchallenges: {}\n')
  assert.is(lab(['new', 'challenge', 'mine/more'], cwd).code, 3)
})

const vars = 'vars: { image: x }\n'
const lists: [name: string, before: string, after: string][] = [
  ['one line', `${vars}challenges: [01-a]   # all\n`, `${vars}challenges: [01-a, 02-b]   # all\n`],
  ['one line with a comma at its end', `${vars}challenges: [ 01-a, ]\n`, `${vars}challenges: [ 01-a, 02-b, ]\n`],
  ['several lines in brackets', `${vars}challenges: [\n  01-a, # first\n  "01-c" # third\n]\n# end\n`, `${vars}challenges: [\n  01-a, # first\n  "01-c", 02-b # third\n]\n# end\n`],
  ['a list', `${vars}challenges:\n  - 01-a   # first\n# end\n`, `${vars}challenges:\n  - 01-a   # first\n  - 02-b\n# end\n`],
  ['a list without indent, and more after it', `challenges:\n- 01-a\n${vars}`, `challenges:\n- 01-a\n- 02-b\n${vars}`],
  ['no newline at the end', `${vars}challenges:\n  - 01-a`, `${vars}challenges:\n  - 01-a\n  - 02-b`],
  ['no image', 'title: T # t\nchallenges: [01-a] # all\n', 'title: T # t\nchallenges: [01-a, 02-b] # all\nvars:\n  image: registry.access.redhat.com/ubi9/ubi\n'],
]
for (const [name, before, after] of lists) test(`a challenge is added to ${name}, and all else is as it was`, () => assert.is(addChallenge(before, '02-b'), after))
for (const text of ['challenges: []\n', 'challenges: {}\n', 'title: T\n', 'challenges: [\n', '']) test(`no list: ${JSON.stringify(text)}`, () => assert.is(addChallenge(text, '02-b'), undefined))

test.run()
