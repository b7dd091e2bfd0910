import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, trackFiles } from '../folder.ts'
import { suite } from '../suite.ts'
import { lab } from './lab.ts'

const test = suite('pack')

const SECRET = 'the-way-it-is-solved'
const files = trackFiles(
  `title: One
setup: setup.sh
solve: solve.sh
commands:
  - run: echo told
  # ${SECRET} in a comment
  - run: echo ${SECRET}
    answers: asked
checks:
  - id: asked
    answer: { process: top, is: count }
  - id: seen
    script: { file: seen.sh }
survivors: [{ mutant: drop-*, reason: ${SECRET} }]
`,
  {
    'assignment.md': '# One\n\n```sh\necho told\n```\n', 'assignment.nl.md': '# Een\n\n```sh\necho told\n```\n', 'picture.png': 'p', 'notes.txt': SECRET,
    'setup.sh': 'true', 'solve.sh': `echo ${SECRET}`, 'seen.sh': 'exit 0',
    'wrong/near.yaml': `title: ${SECRET}\ncommands: [{ run: ls }]\ncaught_by: [seen]\n`, 'solutions/other.yaml': `title: ${SECRET}\ncommands: [{ run: ls }]\n`,
  },
  `survivors: [{ mutant: repeat-*, reason: ${SECRET} }]\n`,
)

function unpack(file: string): { dir: string; names: string[] } {
  const dir = makeFolder()
  assert.is(spawnSync('tar', ['-xzf', file, '-C', dir]).status, 0)
  return { dir, names: spawnSync('tar', ['-tzf', file], { encoding: 'utf8' }).stdout.trim().split('\n') }
}

test('a student gets the program, the texts and what checks, and nothing that solves', () => {
  const cwd = makeFolder(files)
  const packed = lab(['pack', 'demo'], cwd, { LAB_TRACKS: cwd })
  assert.is(packed.code, 0, packed.err)
  const { dir, names } = unpack(join(cwd, 'lab-student.tgz'))
  const inTrack = names.filter(name => name.startsWith('lab/tracks/')).map(name => name.slice('lab/tracks/demo/'.length))
  assert.equal(inTrack, ['01-one/assignment.md', '01-one/assignment.nl.md', '01-one/challenge.yaml', '01-one/picture.png', '01-one/seen.sh', '01-one/setup.sh', 'track.yaml'])
  assert.is(spawnSync('grep', ['-r', SECRET, join(dir, 'lab/tracks')]).status, 1)
  // It runs where there are no sources and no packages.
  const shown = spawnSync(join(dir, 'lab/bin/lab'), ['show', 'demo/one', '--json'], { cwd: '/', encoding: 'utf8', env: { PATH: process.env.PATH!, HOME: dir } })
  assert.is(shown.status, 0, shown.stderr)
  const { commands, checks } = JSON.parse(shown.stdout)
  assert.equal([commands.map((each: any) => each.run), checks.map((each: any) => each.id)], [['echo told'], ['asked', 'seen']])
})

test('the same content packs to the same bytes', () => {
  const cwd = makeFolder(files)
  for (const name of ['a.tgz', 'b.tgz']) assert.is(lab(['pack', 'demo', '-o', name], cwd, { LAB_TRACKS: cwd }).code, 0)
  assert.ok(readFileSync(join(cwd, 'a.tgz')).equals(readFileSync(join(cwd, 'b.tgz'))))
})

test('a track with a mistake, a track that is not there, and a place that cannot be written are refused', () => {
  const cwd = makeFolder({ ...files, 'bad/track.yaml': 'version: 1\ntitle: Bad\nchallenges: [01-none]\n' })
  const codes = [['pack', 'bad'], ['pack', 'demmo'], ['pack', 'demo', '-o', 'no/such/folder/x.tgz']].map(args => lab(args, cwd, { LAB_TRACKS: cwd }).code)
  assert.equal(codes, [3, 2, 4])
})

test.run()
