/** The course: `after` in track.yaml, for lists, for what comes next, and for validate. */
import * as assert from 'uvu/assert'
import { join } from 'node:path'
import { makeFolder } from '../folder.ts'
import { suite } from '../suite.ts'
import { lab } from './lab.ts'

const test = suite('course')
const track = (name: string, more: string, challenges = ['01-one']): Record<string, string> => ({
  [`${name}/track.yaml`]: `version: 1\ntitle: T\nchallenges: [${challenges.join(', ')}]\n${more}\n`,
  ...Object.fromEntries(challenges.flatMap(each => [[`${name}/${each}/challenge.yaml`, 'title: One\nchecks:\n  - { id: a, script: a.sh }\n'], [`${name}/${each}/assignment.md`, '# One\n'], [`${name}/${each}/a.sh`, 'exit 0']])),
})
const open = (files: Record<string, string>) => {
  const dir = makeFolder(files)
  const environment = { LAB_TRACKS: dir, XDG_STATE_HOME: makeFolder() }
  return { dir, run: (...args: string[]) => lab(args, dir, environment) }
}
const course = { ...track('a-last', 'after: [m-middle]'), ...track('m-middle', 'after: z-first', ['01-one', '02-two']), ...track('z-first', '') }

test('lists are in the order of the course', () => {
  const { run } = open(course)
  assert.equal(JSON.parse(run('list', '--json').out).tracks.map((each: any) => [each.id, each.after]), [['z-first', []], ['m-middle', ['z-first']], ['a-last', ['m-middle']]])
  const { out } = run('list')
  assert.ok(out.indexOf('z-first') < out.indexOf('m-middle') && out.indexOf('m-middle') < out.indexOf('a-last'), out)
})

test('from the last challenge of a track to the first of the next: check, lab, finish, lab', () => {
  const { run } = open(course)
  const good = (...args: string[]): string => {
    const { code, out, err } = run(...args)
    assert.is(code, 0, `${args.join(' ')}: ${err}`)
    return out + err
  }
  good('start', 'z-first')
  assert.match(good('check'), 'That was the last of z-first. Next: `lab finish`, then `lab start m-middle/one`\n')
  assert.not.match(good('check', '--reporter', 'plain'), 'm-middle')
  assert.match(good(), 'Next: `lab finish`, then `lab start m-middle/one`\n')
  assert.match(good('finish'), 'All of z-first is done. Next: `lab start m-middle/one`\n')
  assert.match(good(), '  lab start m-middle/one   the course goes on there: all of z-first is done\n')
  good('start', 'm-middle')
  assert.not.match(good('check'), 'Next')
  assert.match(good(), 'Next: `lab finish`\n')
  assert.match(good('finish'), 'points. Next: `lab start m-middle/two`\n')
  assert.match(good(), '  lab start m-middle   the first one of that track that is not finished\n')
  good('start', 'm-middle')
  good('check')
  assert.is(JSON.parse(good('finish', '--json')).next, 'a-last/one')
  // Done again, the course goes on behind what is done already.
  good('start', 'z-first')
  assert.match(good('check'), 'then `lab start a-last/one`\n')
  good('finish')
  good('start', 'a-last')
  assert.not.match(good('check'), 'Next')
  assert.match(good('finish'), 'All of a-last is done.\n')
})

test('a circle is a mistake, told once, at the name that leads on; and nothing else stumbles over it', () => {
  const { run } = open({ ...track('a', 'after: [c, b]'), ...track('b', 'after: a'), ...track('c', '') })
  const { code, err } = run('validate')
  assert.is(code, 3)
  assert.match(err, /^a\/track\.yaml:4:12: each of these tracks comes after the next: a, b, a\n/)
  assert.match(err, 'lab: 1 mistake\n')
  assert.match(run('validate', 'b').err, /^b\/track\.yaml:4:8: each of these tracks comes after the next: b, a, b\n/)
  assert.is(run('validate', 'c').code, 0)
  assert.is(run('list').code, 0)
  assert.match(open(track('a', 'after: a')).run('validate').err, 'a comes after itself')
  const { run: round } = open({ ...track('a', 'after: b'), ...track('b', 'after: a') })
  for (const args of [['start', 'a'], ['check'], ['finish'], ['start', 'b'], ['check']]) assert.is(round(...args).code, 0, args.join(' '))
  assert.match(round('finish').out, 'All of b is done.\n')
  assert.match(round().out, 'lab start b ')
})

test('a track that is not in reach is a note: tracks travel alone', () => {
  const { run, dir } = open({ ...track('a', 'after: [fisrt, gone]'), ...track('first', '') })
  const { code, out, err } = run('validate')
  assert.equal([code, err], [0, 'lab: note: a comes after "fisrt", which is not in reach (did you mean "first"?)\nlab: note: a comes after "gone", which is not in reach\n'])
  assert.match(out, 'a: 1 challenge, 1 check, no mistakes\n')
  // Named by its path it stands for its namesake.
  const elsewhere = makeFolder(track('first', 'after: a'))
  assert.is(run('validate', join(elsewhere, 'first')).code, 0)
  assert.is(lab(['validate', join(dir, 'a')], dir, { LAB_TRACKS: elsewhere }).code, 0)
})

test('what is broken beside it harms no list', () => {
  const { run } = open({ ...course, 'broken/track.yaml': '[', 'odd/track.yaml': 'after: { a: 1 }\nchallenges: [1]\n', 'empty/track.yaml': '' })
  const { code, out } = run('list')
  assert.is(code, 0)
  assert.match(out, 'z-first/one')
})

test('validate names a folder with a challenge that the list of its track leaves out', () => {
  const { run } = open({ ...track('one', ''), 'one/02-forgotten/challenge.yaml': 'title: Two\n', 'one/lib/x.sh': '' })
  const { code, err } = run('validate', 'one')
  assert.equal([code, err], [0, 'lab: note: one: the folder 02-forgotten holds a challenge that is not in the list "challenges" of track.yaml: nobody gets it\n'])
})

test.run()
