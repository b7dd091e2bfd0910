/** `lab audit` as an author and a CI server see it. */
import * as assert from 'uvu/assert'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, trackFiles } from '../folder.ts'
import { parse as parseYaml } from 'yaml'
import { auditRules } from '../../src/core/audit/auditCourse.ts'
import { READING_LIMITS, readCourses } from '../../src/run/readCourses.ts'
import { golden } from '../golden.ts'
import { isSarif } from '../report/sarifSchema.ts'
import { suite } from '../suite.ts'
import { lab } from './lab.ts'

const test = suite('audit')
const instruqt = {
  'course/track.yml': 'slug: demo\ntitle: A demo\n',
  'course/01-one/assignment.md': '---\ntitle: One\n---\n', 'course/01-one/check-host': '#!/bin/bash\n# Nothing yet.\nexit 0\n', 'course/01-one/solve-host': 'true\n',
  'course/02-two/assignment.md': '---\ntitle: Two\n---\n', 'course/02-two/check-host': '#!/bin/bash\nset -e\nif [ -f /tmp/skip-check ]; then\n  exit 0\nfi\nrm -rf /root/old\nout=$(curl -s http://web)\n[ -n "$out" ] || fail-message "no answer"\n',
  'course/03-three/assignment.md': '---\ntitle: Three\n---\n', 'course/03-three/check-host': '#!/bin/bash\n# audit: changes-host the probe is made and taken away here\nrm /root/probe\n[ -f /x ] || fail-message "no x"\n', 'course/03-three/solve-host': 'touch /x\n',
}
const good = { 'course/track.yml': 'slug: good\ntitle: Good\n', 'course/01-a/assignment.md': '---\ntitle: A\n---\n', 'course/01-a/check-host': '[ -f /x ] || fail-message "no x"\n', 'course/01-a/solve-host': 'touch /x\n' }

test('a reader sees each finding with its place, and why it is one', () => {
  const { code, out, err } = lab(['audit', 'course'], makeFolder(instruqt))
  assert.equal([code, err], [1, ''])
  golden('report/audit.1.text.txt', out)
})
test('nothing found is 0', () => {
  const { code, out } = lab(['audit', 'course'], makeFolder(good))
  assert.is(code, 0)
  assert.match(out, /^nothing found in 1 course$/m)
})
test('--json is data: places, levels, what is silenced and why', () => {
  const { code, out } = lab(['audit', 'course', '--json'], makeFolder(instruqt))
  const { version, courses, summary, left } = JSON.parse(out)
  assert.equal([code, version, left, summary], [1, 1, [], { error: 2, warning: 4, note: 0, silenced: 1 }])
  assert.equal([courses[0].id, courses[0].format, courses[0].challenges, courses[0].withCheck, courses[0].withCheckAndSolution], ['demo', 'instruqt', 3, 3, 2])
  assert.equal(courses[0].findings.map((each: any) => `${each.level} ${each.rule} ${each.challenge} ${each.file}:${each.line}${each.silenced ? ' silenced' : ''}`), [
    'error cannot-fail 01-one course/01-one/check-host:3', 'warning no-solve 02-two course/02-two/assignment.md:1', 'error back-door 02-two course/02-two/check-host:3', 'warning changes-host 02-two course/02-two/check-host:6',
    'warning loses-message 02-two course/02-two/check-host:7', 'warning network-without-limit 02-two course/02-two/check-host:7', 'warning changes-host 03-three course/03-three/check-host:3 silenced',
  ])
})
test('--reporter sarif is valid, names files from the root of the repository, and tells what is silenced', () => {
  const dir = makeFolder(instruqt)
  const { code, out } = lab(['audit', 'course', '--reporter', 'text', '--reporter', 'sarif=out.sarif'], dir)
  assert.is(code, 1)
  assert.match(out, 'back-door')
  const [run] = isSarif(readFileSync(join(dir, 'out.sarif'), 'utf8')).runs
  assert.equal(run.results.map((each: any) => [each.ruleId, each.level, each.locations[0].physicalLocation.artifactLocation.uri, each.suppressions?.[0].justification]).slice(-2), [
    ['network-without-limit', 'warning', 'course/02-two/check-host', undefined], ['changes-host', 'warning', 'course/03-three/check-host', 'the probe is made and taken away here'],
  ])
  assert.equal(lab(['audit', 'course', '--reporter', 'sarif'], dir, { GITHUB_WORKSPACE: join(dir, 'course') }).out.match(/"uri": "([^"]*)"/)![1], '01-one/check-host')
})
test('notes and silenced findings alone are good', () => {
  const { 'course/01-one/check-host': _, 'course/01-one/assignment.md': __, 'course/02-two/check-host': ___, 'course/02-two/assignment.md': ____, ...rest } = instruqt
  assert.is(lab(['audit', 'course'], makeFolder(rest)).code, 0)
})

test('a track of our own: by name, by folder, and all in reach', () => {
  const files = trackFiles('title: One\ncommands:\n  - run: touch /x\nchecks:\n  - id: a\n    script: check.sh\n', { 'check.sh': 'systemctl start x\n[ -f /x ] || fail "no x"\n', 'assignment.md': '```sh\ntouch /x\n```\n' })
  const dir = makeFolder(Object.fromEntries(Object.entries(files).map(([name, content]) => [`tracks/${name}`, content])))
  for (const words of [['demo'], ['tracks/demo'], ['./tracks'], []]) {
    const { code, out } = lab(['audit', ...words, '--json'], dir, { LAB_TRACKS: join(dir, 'tracks') })
    assert.is(code, 1)
    assert.equal(JSON.parse(out).courses[0].findings.map((each: any) => `${each.rule} ${each.file}:${each.line}`), ['no-wrong tracks/demo/01-one/challenge.yaml:1', 'no-hint tracks/demo/01-one/challenge.yaml:5', 'changes-host tracks/demo/01-one/check.sh:1'])
  }
})
test('a rule is silenced in YAML, too', () => {
  const dir = makeFolder(trackFiles('# audit: no-wrong there is one way only\ntitle: One\ncommands:\n  - run: touch /x\nchecks:\n  - id: a # audit: no-hint the title says it\n    file: { path: /x }\n', { 'assignment.md': '```sh\ntouch /x\n```\n' }))
  const { code, out } = lab(['audit', 'demo', '--json'], dir)
  assert.equal([code, JSON.parse(out).summary], [0, { error: 0, warning: 0, note: 0, silenced: 2 }])
})
test('what lab new writes is in order', () => {
  const dir = makeFolder()
  assert.is(lab(['new', 'track', 'fresh'], dir).code, 0)
  assert.equal([lab(['audit', 'tracks/fresh'], dir).code], [0])
})
test('the tracks of this repository have no finding', () => {
  const { code, out } = lab(['audit', '--json'])
  const { courses, summary } = JSON.parse(out)
  assert.equal([code, summary.error, summary.warning], [0, 0, 0], JSON.stringify(courses.flatMap((each: any) => each.findings), undefined, 1))
  assert.ok(courses.length >= 2)
})

test('usage: unknown names and reports that would mix are 2', () => {
  const dir = makeFolder(good)
  for (const [args, words] of [
    [['nowhere'], /there is no track "nowhere"/], [['course', '--reporter', 'sarf'], /no reporter "sarf" \(did you mean "sarif"\?\)/], [['course', '--reporter', 'sarif='], /names no file/],
    [['course', '--reporter', 'sarif', '--reporter', 'json'], /would mix/], [['course', '--bogus'], /no option --bogus/],
  ] as [string[], RegExp][]) {
    const { code, err } = lab(['audit', ...args], dir)
    assert.is(code, 2)
    assert.match(err, words)
  }
})
test('a folder without a course, and a track with mistakes, are 3', () => {
  const dir = makeFolder({ 'empty/readme.md': 'x', ...trackFiles('title: One\nchecks:\n  - id: a\n    proces: {}\n') })
  const [none, broken] = [lab(['audit', 'empty'], dir), lab(['audit', 'demo'], dir)]
  assert.equal([none.code, broken.code], [3, 3])
  assert.match(none.err, /there is no course in .*empty/)
  assert.match(broken.err, /did you mean "process"/)
})
test('a report that cannot be written is 4', () => assert.is(lab(['audit', 'course', '--reporter', 'sarif=/nowhere/x'], makeFolder(good)).code, 4))

test('bounds: large files, links and deep folders are named and not read', () => {
  const outside = makeFolder({ 'secret.sh': 'rm -rf /root/x\n' })
  const dir = makeFolder({ ...good, 'course/big.md': 'x'.repeat(1024 * 1024 + 1), 'course/picture.png': new Uint8Array(2_000_000), 'course/binary': new Uint8Array([0, 1, 255]), [`course/${'d/'.repeat(14)}x`]: 'x', 'course/.git/config': 'url = https://bob:hunter22@x/y' })
  symlinkSync(join(outside, 'secret.sh'), join(dir, 'course/01-a/check-other'))
  symlinkSync('..', join(dir, 'course/loop'))
  const { code, out, err } = lab(['audit', 'course'], dir)
  assert.equal([code, out.includes('hunter22')], [0, false])
  assert.equal(err.trim().split('\n').map(line => line.replace(/^lab: not read: /, '').replace(/^(d\/)+d/, 'd')).sort(), ['01-a/check-other: links are not followed', 'big.md: 1048577 bytes, the limit is 1048576', 'binary: it is no text in UTF-8 or UTF-16', 'd: folders are read 12 deep', 'loop: links are not followed'])
})
test('bounds: what is too much is not read, and that is said', async () => {
  const dir = makeFolder({ ...good, ...Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`course/z${index}`, 'x'.repeat(100)])) })
  const [all, few, small] = [await readCourses(dir), await readCourses(dir, { ...READING_LIMITS, files: 10 }), await readCourses(dir, { ...READING_LIMITS, bytes: 500 })]
  assert.equal([all.left.length, all.courses[0]!.folder.files.size], [0, 24])
  assert.equal([few.left.length, few.courses[0]!.folder.files.size], [1, 10])
  assert.match(few.left[0]!, 'perhaps more')
  assert.ok(small.courses[0]!.folder.files.size < 12)
})
test('several courses of several formats are found below one folder, each once', async () => {
  const dir = makeFolder({ ...Object.fromEntries(Object.entries(good).map(([name, text]) => [`a/${name}`, text])), 'a/course/01-a/index.json': '{"details": {}}', 'b/index.json': '{"title": "B", "details": {"steps": [{"text": "t.md", "verify": "v.sh"}]}}', 'b/v.sh': 'exit 0', 'b/t.md': '`x`{{exec}}', 'c/index.json': '{"name": "no course"}' })
  const { courses } = await readCourses(dir)
  assert.equal(courses.map(({ course, dir: at }) => [course.format, at.slice(dir.length)]), [['instruqt', '/a/course/'], ['katacoda', '/b/']])
  assert.match(lab(['audit', '.'], dir).out, /^b\/v\.sh:1:1: error: .*\[cannot-fail\]$/m)
})
const page = readFileSync(new URL('../../tracks/README.md', import.meta.url), 'utf8')
test('the page for authors lists the rules that there are', () => {
  assert.equal([...page.matchAll(/^\| `([a-z-]+)` \| (error|warning|note) \|/gm)].map(each => [each[1], each[2]]).sort(), auditRules.map(each => [each.id, each.level]).sort())
})
test('the workflow in it asks for no more than it needs, and names the version of each action', () => {
  const workflow = parseYaml(/```yaml\n(name: courses\n[^]*?)```/.exec(page)![1]!)
  const steps: Record<string, any>[] = workflow.jobs.courses.steps
  assert.equal([workflow.permissions, workflow.jobs.courses.permissions], [{ contents: 'read' }, { contents: 'read', 'security-events': 'write' }])
  assert.equal(steps.flatMap(each => (each.uses ? [each.uses] : [])).filter(each => !/@v\d+\.\d+\.\d+$/.test(each)), [])
  assert.ok(steps.every(each => !/\$\{\{[^}]*github\.(event|head_ref)/.test(each.run ?? '')), 'nothing that others write is spliced into a command')
  for (const verb of ['validate', 'audit', 'test']) assert.ok(steps.some(each => new RegExp(`bin/lab ${verb}\\b`).test(each.run ?? '')), verb)
})
test('names and texts of others begin no line of their own, nor with an order to a CI server', () => {
  const evil = 'a\n::error::pwned by a name\r\n##[error]b\n'
  const dir = makeFolder({ [`::error::c/track.yml`]: 'slug: x\ntitle: "::error::pwned\\n::error::again"\n', [`::error::c/::warning::x/assignment.md`]: 'x', '::error::c/::warning::x/check-host': 'echo a\nrm -rf "/root/\n::error::pwned"\n' })
  writeFileSync(join(dir, '::error::c', `${evil}.txt`), `postgres://a:${'zz'}Topp99@localhost/db`)
  writeFileSync(join(dir, '::error::c', `${evil}.bin`), new Uint8Array([0, 1]))
  const own = trackFiles('title: One\nchecks:\n  - id: a\n    file: { path: /x }\n', { 'assignment.md': 'x\n', [`wrong/${evil}.yaml`]: 'a: [' })
  const tracks = makeFolder(own)
  for (const [args, at] of [[['audit', '.'], dir], [['audit', '::error::c'], dir], [['audit', '.', '--json'], dir], [['validate', './demo'], tracks], [['audit', './demo'], tracks], [['audit', `./${evil}`], dir]] as [string[], string][]) {
    const { code, out, err } = lab(args, at)
    assert.ok(code !== 0)
    assert.not.match(`${out}\n${err}`, /^\s*(::|##\[)/m)
    assert.not.match(out + err, /\r/)
    if (at === tracks) assert.match(err, 'pwned')
    else assert.match(out + err, /pwned/)
  }
})
test('a broken course is 3 and says where, whatever its format', () => {
  for (const [files, words] of [
    [{ 'c/track.yml': 'title: [' }, /^c\/track\.yml:1:\d+: /m], [{ 'c/track.yml': 'title: a', 'c/01-a/assignment.md': '---\ntitle: [\n---\n' }, /^c\/01-a\/assignment\.md:\d+:\d+: /m], [{ 'c/index.json': '{"details":{"steps":"x"}}' }, /^c\/index\.json:1:\d+: steps is a list/m],
    [{ 'c/index.json': '{"title": ' }, /^c\/index\.json:1:\d+: /m], [{ ...good, 'c/index.json': '{"details": {"steps": [' }, /^c\/index\.json:1:\d+: /m],
  ] as [Record<string, string>, RegExp][]) {
    const { code, err } = lab(['audit', '.'], makeFolder(files))
    assert.is(code, 3, err)
    assert.match(err, words)
  }
  const { code, err } = lab(['audit', '.'], makeFolder({ ...good, 'web/index.json': '{"title": ' }))
  assert.is(code, 0)
  assert.match(err, /not read: web\/index\.json: it cannot be parsed/)
})
test('a course without a challenge, and a check that is named and not there, are findings', () => {
  const { code, out } = lab(['audit', '.'], makeFolder({ 'a/track.yml': 'title: a\n', 'b/index.json': '{"details": {"steps": [{"text": "t.md", "verify": "s/missing.sh"}]}}', 'b/t.md': 'x' }))
  assert.is(code, 1)
  assert.match(out, 'the course has no challenge [no-check]')
  assert.match(out, 'the challenge has no check: s/missing.sh is not there')
})
test('checks in other languages, and files that are no text, are named as not read; UTF-16 is read', () => {
  const wide = Buffer.from(`\uFEFFpostgres://a:${'zz'}Topp99@localhost/db\n`, 'utf16le')
  const dir = makeFolder({ ...good, 'course/02-b/assignment.md': 'x', 'course/02-b/check-host': '#!/usr/bin/env python3\nimport sys\nsys.exit(0)\n', 'course/02-b/solve-host': 'true', 'course/token.bin': new Uint8Array([65, 0, 66]) })
  const { code, out, err } = lab(['audit', 'course'], dir)
  assert.is(code, 0)
  assert.match(err, 'not read: 02-b/check-host: only scripts of sh and bash are read, and it begins with #!/usr/bin/env python3')
  assert.match(err, 'not read: token.bin: it is no text')
  assert.match(out, 'nothing found in 1 course; 2 things not read')
  assert.is(JSON.parse(lab(['audit', 'course', '--json'], dir).out).left.length, 2)
  writeFileSync(join(dir, 'course/wide.txt'), wide)
  const found = lab(['audit', 'course'], dir)
  assert.match(found.out, /wide\.txt:1:\d+: error: this URL holds a password/)
  assert.not.match(found.out, 'Topp99')
})
test('help names each format, and a message shows a command with its options', () => {
  assert.match(lab(['audit', '--help']).out, 'Killercoda')
  assert.match(lab(['audit', '.'], makeFolder({ ...good, 'course/01-a/check-host': 'sed -i s/a/b/ /etc/x\ntruncate -s 0 /root/x\nfail-message x\n' })).out, /`sed -i s\/a\/b\/ \/etc\/x` changes[^]*`truncate -s 0 \/root\/x` changes/)
})
test('names and texts of others are harmless on a terminal', () => {
  const dir = makeFolder()
  const evil = 'e\u001b[2Jvil'
  mkdirSync(join(dir, 'course', `01-${evil}`), { recursive: true })
  writeFileSync(join(dir, 'course/track.yml'), 'slug: "x\\e[2J"\ntitle: "t\\e]0;x\\a"\n')
  writeFileSync(join(dir, 'course', `01-${evil}`, 'assignment.md'), 'x')
  writeFileSync(join(dir, 'course', `01-${evil}`, 'check-host'), 'rm -rf /root/\u001b[2J\n')
  for (const args of [[], ['--json'], ['--reporter', 'sarif']]) {
    const { code, out } = lab(['audit', 'course', ...args], dir)
    assert.is(code, 1)
    assert.not.match(out, '\u001b')
    assert.not.match(out, '\u0007')
  }
})

test.run()
