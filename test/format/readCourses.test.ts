/** Courses of others, as far as an audit reads them; the fixtures are written here and are nobody's course. */
import * as assert from 'uvu/assert'
import type { Course } from '../../src/core/audit/auditModel.ts'
import { readInstruqt as readInstruqtFolder } from '../../src/format/readInstruqt.ts'
import { readKatacoda as readKatacodaFolder } from '../../src/format/readKatacoda.ts'
import { suite } from '../suite.ts'

const test = suite('formats')
const folder = (files: Record<string, string>): { name: string; files: Map<string, string> } => ({ name: 'demo', files: new Map(Object.entries(files)) })
const readInstruqt = (each: ReturnType<typeof folder>): Course | undefined => readInstruqtFolder(each)?.course
const readKatacoda = (each: ReturnType<typeof folder>): Course | undefined => readKatacodaFolder(each)?.course
const mistakes = (files: Record<string, string>): string[] | undefined => (readInstruqtFolder(folder(files)) ?? readKatacodaFolder(folder(files)))?.problems.map(each => `${each.file}:${each.line} ${each.code}`)
const shape = (course: Course | undefined): unknown => course?.challenges.map(({ id, title, judged, solvable, scripts }) => [id, title, judged, solvable, scripts.map(each => `${each.role} ${each.file}`).join(', ')])

test('Instruqt: a folder a challenge, in the order of their numbers; scripts by their names', () => {
  const course = readInstruqt(folder({
    'track.yml': 'slug: my-track\ntitle: My track\n', '10-last/assignment.md': '---\ntitle: Last\ntype: challenge\n---\nText', '02-first/assignment.md': '---\nslug: first\ntitle: First\n---\n', '03-quiz/assignment.md': '---\ntype: quiz\nanswers: [a, b]\nsolution: [0]\n---\n',
    'extra/assignment.md': 'no front matter', '02-first/check-web-1': 'exit 0', '02-first/check-shell': 'exit 0', '02-first/solve-shell': 'true', '02-first/setup-shell': 'true', '02-first/check-shell.remote': 'exit 0', '02-first/check-shell.20231122': 'exit 0', '02-first/notes.md': 'x', 'track_scripts/setup-shell': 'true',
  }))
  assert.equal([course!.id, course!.title], ['my-track', 'My track'])
  assert.equal(shape(course), [
    ['02-first', 'First', true, true, 'check 02-first/check-shell, check 02-first/check-web-1, setup 02-first/setup-shell, solve 02-first/solve-shell'], ['03-quiz', '03-quiz', true, true, ''], ['10-last', 'Last', false, false, ''], ['extra', 'extra', false, false, ''],
  ])
})
test('Instruqt: challenges listed in track.yml', () => {
  const course = readInstruqt(folder({ 'track.yml': 'slug: t\nchallenges:\n- slug: one\n  title: One\n  assignment: Do it\n- slug: two\n', 'one/check-box': 'exit 1', 'two/solve-box': 'true' }))
  assert.equal(shape(course), [['one', 'One', true, false, 'check one/check-box'], ['two', 'two', false, true, 'solve two/solve-box']])
  assert.equal(course!.challenges.map(each => `${each.place.file}:${each.place.line}`), ['track.yml:3', 'track.yml:6'])
})
test('Instruqt: what cannot be read is still a track', () => {
  assert.equal(shape(readInstruqt(folder({ 'track.yml': '{{{' }))), [])
  assert.equal(shape(readInstruqt(folder({ 'track.yml': '- a', '01-a/assignment.md': '---\n: : :\n---\n', '01-a/check-x': '' }))), [['01-a', '01-a', true, false, 'check 01-a/check-x']])
  assert.is(readInstruqt(folder({ 'other.yml': '' })), undefined)
})
test('Katacoda: a step a challenge; what is typed for the learner is the solution', () => {
  const course = readKatacoda(folder({
    'index.json': '{\n "title": "Scenario",\n "details": { "steps": [\n  {"title": "One", "text": "one.md", "verify": "one-verify.sh", "background": "bg.sh"},\n  {"text": "two.md", "verify": "gone.sh"},\n  {"title": "Three", "text": "three.md", "verify": "./v.sh", "answer": "a.md"} ] },\n "backend": {"imageid": "ubuntu"}\n}',
    'one.md': 'Type `ls`{{exec}} now', 'one-verify.sh': 'exit 1', 'bg.sh': 'true', 'two.md': 'x', 'three.md': 'x', 'v.sh': 'true',
  }))
  assert.equal([course!.id, course!.title], ['demo', 'Scenario'])
  assert.equal(shape(course), [['step 1', 'One', true, true, 'check one-verify.sh, setup bg.sh'], ['step 2', 'Step 2', false, false, ''], ['step 3', 'Three', true, true, 'check v.sh']])
  assert.equal(course!.challenges.map(each => each.place.line), [4, 5, 6])
})
for (const [files, told] of [
  [{ 'track.yml': 'title: [' }, ['track.yml:1 yaml-bad-collection-start']], [{ 'track.yml': '- a' }, ['track.yml:1 bad-value']], [{ 'track.yml': 'title: a\nchallenges: b\n' }, ['track.yml:2 bad-value']],
  [{ 'track.yml': 'title: a', '01-a/assignment.md': '---\nslug: a\ntitle: [\n---\nText' }, ['01-a/assignment.md:3']], [{ 'track.yml': 'title: a', '01-a/assignment.md': '---\n---\nText', '02-b/assignment.md': 'Text' }, []],
  [{ 'index.json': '{"title": "x",\n "details": {"steps": "x"}}' }, ['index.json:2 bad-value']], [{ 'index.json': '{"details": 3}' }, ['index.json:1 bad-value']], [{ 'index.json': '{"title": ' }, ['index.json:1']],
  [{ 'index.json': '{"title": "a", "title": "b", "details": {"steps": []}}' }, []], [{ 'index.json': '{\n\t"title": "a\\/b",\n\t"details": {"steps": []}\n}' }, []],
] as [Record<string, string>, string[]][]) {
  test(`what is broken is said: ${JSON.stringify(Object.values(files)).slice(0, 70)}`, () => {
    const found = mistakes(files)!
    assert.is(found.length, told.length, found.join(', '))
    for (const [index, each] of told.entries()) assert.is(found[index]!.split(' ')[0], each.split(' ')[0])
  })
}
test('Katacoda: a script that is named and not there is kept by its name', () => assert.equal(readKatacoda(folder({ 'index.json': '{"details": {"steps": [{"verify": "s/gone.sh"}]}}' }))!.challenges.map(each => each.missing), ['s/gone.sh']))
test('Katacoda: another index.json is none, and a broken one is none', () => {
  for (const text of ['{"a": 1}', '[1]', '{', '', '{"details": {"steps": {"a": 1}}}', '{"backend": 1, "details": {"steps": [1, null, {"text": 3, "verify": 4}]}}']) {
    const course = readKatacoda(folder({ 'index.json': text }))
    if (course) assert.ok(course.challenges.every(each => !each.judged))
    else assert.not.match(text, /details|backend/)
  }
})

test.run()
