import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { classSecret } from '../../src/class/classFolder.ts'
import { disclose, discloseMarks } from '../../src/class/disclose.ts'
import { drawVariants } from '../../src/class/drawVariants.ts'
import { fileNameOf } from '../../src/class/fileNameOf.ts'
import { claimsOf, readClaims } from '../../src/class/readClaims.ts'
import { openClass } from '../../src/class/readClass.ts'
import { readRoster } from '../../src/class/readRoster.ts'
import { statusText } from '../../src/class/statusText.ts'
import { markOf } from '../../src/class/policy.ts'
import { lab } from '../command/lab.ts'
import { makeFolder, trackFiles } from '../folder.ts'
import { suite } from '../suite.ts'
import { attempt, verdict } from './attempts.ts'

const test = suite('class')

async function problemsOf(yaml: string, roster = 'id,host\na,h\n', files: Record<string, string> = { 'tracks/demo/track.yaml': 'version: 1\ntitle: A demo\nchallenges: [one]\n' }): Promise<string[]> {
  const dir = makeFolder({ 'class.yaml': yaml, 'roster.csv': roster, ...files })
  const opened = await openClass(dir, { cwd: '/', environment: {}, root: dir })
  return 'exit' in opened ? opened.problems!.map(({ file, line, column, message }) => `${file.slice(dir.length + 1)}:${line}:${column}: ${message}`) : []
}
const CLASS = 'version: 1\nname: A\ntracks: [demo]\n'

for (const [name, yaml, problems] of [
  ['good', `${CLASS}provider: { ssh: }\n`, []],
  ['an empty policy', `${CLASS}provider: { ssh: }\npolicy: {}\n`, []],
  ['a day that no month has', `${CLASS}provider: { ssh: }\npolicy: { due: 2026-02-30T10:00:00Z }\n`, [/5:16: "2026-02-30T10:00:00Z" is no moment/]],
  ['a slip', `${CLASS}provider: { ssh: }\npolcy: { keep: best }\n`, ['class.yaml:5:1: unknown key "polcy" (did you mean "policy"?)']],
  ['an unknown provider', `${CLASS}provider: { shs: }\n`, ['class.yaml:4:13: there is no provider "shs" (did you mean "ssh"?)']],
  ['a setting that a provider does not have', `${CLASS}provider:\n  ssh: { invntory: x }\n`, ['class.yaml:5:10: unknown key "invntory" (did you mean "inventory"?)']],
  ['a list that is not there', `${CLASS}provider:\n  ssh: { inventory: x.ini }\n`, [/^class.yaml:5:21: .*x\.ini cannot be read$/]],
  ['a penalty for nothing', `${CLASS}provider: { ssh: }\npolicy: { late_penalty: { percent: 5 } }\n`, ['class.yaml:5:11: nothing is ever late: due is missing']],
  ['a day that is none', `${CLASS}provider: { ssh: }\npolicy: { due: 2026-13-01T00:00:00Z }\n`, ['class.yaml:5:16: "2026-13-01T00:00:00Z" is no moment of any calendar']],
  ['a draw out of nothing', `${CLASS}provider: { ssh: }\nvariants: { demo: { port: { from: 9, to: 8 } } }\n`, [/"port" needs from and to/]],
  ['variants of another track', `${CLASS}provider: { ssh: }\nvariants: { dmo: { port: [1] } }\n`, ['class.yaml:5:13: the class has no track "dmo" (did you mean "demo"?)']],
  ['a mistyped track, with variants of the right one', `${CLASS.replace('demo', 'dmo')}provider: { ssh: }\nvariants: { demo: { port: [1] } }\n`, ['class.yaml:3:10: there is no track "dmo" (did you mean "demo"?)']],
  ['a track by its path, with variants', `${CLASS.replace('demo', './tracks/demo')}provider: { ssh: }\nvariants: { demo: { port: [1] } }\n`, []],
] as const) {
  test(`class.yaml: ${name}`, async () => {
    const found = await problemsOf(yaml)
    assert.is(found.length, problems.length, found.join('\n'))
    for (const [index, expected] of problems.entries()) typeof expected === 'string' ? assert.is(found[index], expected) : assert.match(found[index]!, expected)
  })
}

test('two students share no machine, unless each has an account', async () => {
  assert.match((await problemsOf(`${CLASS}provider: { ssh: }\n`, 'id,host\na,h\nb,h\n')).join(), /roster.csv:3:1: b and a \(line 2\) would share the machine h/)
  assert.equal(await problemsOf(`${CLASS}provider: { ssh: }\n`, 'id,host,account\na,h,x\nb,h,y\n'), [])
})

test('a host in the roster is a name and nothing more', async () => {
  for (const host of ['-oProxyCommand=id', '$(id)', 'a b', '"a\nProxyCommand id"']) assert.is((await problemsOf(`${CLASS}provider: { ssh: }\n`, `id,host\na,${host}\n`)).length > 0, true, host)
})

const roster = async (text: string | Buffer): Promise<{ ids: string[]; problems: string[] }> => {
  const { students, problems } = await readRoster(Buffer.from(text), 'r.csv')
  return { ids: students.map(each => each.id), problems: problems.map(each => `${each.line}: ${each.message}`) }
}
for (const [name, text, ids, words] of [
  ['a byte order mark, CRLF, semicolons', '\ufeffID; name ;host\r\ns1;"A;B";h\r\n\r\ns2;C;h2\r\n', ['s1', 's2'], []],
  ['names over several lines', 'id,name\ns1,"A\nB"\ns2,C\n', ['s1', 's2'], []],
  ['any language', 'id,name\nZoë,Zoë\n李,李\n__proto__,x\n', ['Zoë', '李', '__proto__'], []],
  ['the same twice', 'id\nA\nb\n a \n', [], ['4: "a" is the id of a student in line 2 already']],
  ['the same in another form of Unicode', 'id\nZo\u00eb\nZoe\u0308\n', [], ['3: "Zoë" is the id of a student in line 2 already']],
  ['characters that cannot be seen', 'id\na\u202eb\n', [], ['2: the id "a\\u202eb" holds characters that cannot be seen']],
  ['no id', 'id,name\n,x\n', [], ['2: this row has no id']],
  ['no column', 'ids,name\na,x\n', [], ['1: the roster needs a column "id" (did you mean "ids"?)']],
  ['nobody', 'id,name\n', [], ['1: the roster names nobody']],
  ['too many cells', 'id,name\na,b,c\n', [], ['2: this row has 3 cells, and the header names 2: a cell with a comma needs quotes']],
  ['UTF-16', Buffer.from('\ufeffid\na\n', 'utf16le'), [], ['1: the roster is UTF-16, or no text: save it as CSV in UTF-8']],
  ['Latin-1', Buffer.from('id\nZo\xeb\n', 'latin1'), [], ['2: the roster is not UTF-8 text: save it as CSV in UTF-8']],
  ['an open quote', 'id\n"a\nb\n', [], ['2: a quote begins in this row and is not closed']],
  ['empty rows of a spreadsheet', 'id,name,email\na,,\n,,\n , ,\nb,,\n', ['a', 'b'], []],
  ['a space without width', 'id\n1\n1\u200b\n', [], [/^3: the id "1.*" holds characters that cannot be seen/]],
] as const) {
  test(`roster: ${name}`, async () => {
    const found = await roster(text)
    assert.equal(found.ids, ids)
    assert.is(found.problems.length, words.length, found.problems.join('\n'))
    for (const [index, expected] of words.entries()) typeof expected === 'string' ? assert.is(found.problems[index], expected) : assert.match(found.problems[index]!, expected)
  })
}
test('roster: 30,000 rows', async () => {
  assert.is((await roster(`id,name\n${Array.from({ length: 30_000 }, (_, index) => `s${index},N`).join('\n')}\n`)).ids.length, 30_000)
})

test('a file is named by letters, digits and hyphens, whatever the id is, and by others for another', () => {
  const ids = ['Ada', 'ada', '../../etc/passwd', '李', '王', '-rf', 'a\nb', 'CON', '', 'x'.repeat(500)]
  const names = ids.map(fileNameOf)
  assert.equal(names.filter(each => !/^[a-z0-9][a-z0-9-]{1,60}$/.test(each)), [])
  assert.is(new Set(names).size, ids.length)
  assert.is(fileNameOf('Zoe\u0308'), fileNameOf('Zo\u00eb'))
})

test('variants: the same for ever, other for others, in range; the secret is made once, for its owner only', () => {
  const dir = makeFolder()
  const secret = classSecret({ dir })
  assert.equal(classSecret({ dir }), secret)
  assert.is(statSync(join(dir, 'gradebook/secret')).mode & 0o777, 0o600)
  const variants = { variants: { demo: { memory: { list: ['64m', '96m', '128m'] }, port: { from: 8000, to: 8010, step: 5 } } } }
  const draw = (student: string, key = secret): Record<string, string> => drawVariants(variants, 'demo', student, key)
  assert.equal(draw('ada'), draw('ada'))
  const all = Array.from({ length: 200 }, (_, index) => draw(`s${index}`))
  assert.equal([[...new Set(all.map(each => each.port))].sort(), [...new Set(all.map(each => each.memory))].sort()], [['8000', '8005', '8010'], ['128m', '64m', '96m']])
  assert.equal(draw('ada', Buffer.alloc(32, 7)), { memory: '128m', port: '8005' }, 'students have their values already: another way to draw takes them away')
  assert.equal(drawVariants(variants, '__proto__', 'ada', secret), {})
})

test('a student\'s lab knows the values that the class drew for them', () => {
  const challenge = 'title: One\nchecks:\n  - { id: there, file: { path: $place } }\n'
  const cwd = makeFolder({ 'class.yaml': `${CLASS}provider: { ssh: }\nvariants: { demo: { place: [/etc/passwd] } }\n`, 'roster.csv': 'id,host\na,h\n', ...Object.fromEntries(Object.entries(trackFiles(challenge, {}, 'vars: { place: /nowhere }\n')).map(([name, text]) => [`tracks/${name}`, text])) })
  const host = { HOME: makeFolder() }
  const status = (home: { HOME: string }): string => (JSON.parse(lab(['check', 'demo/one', '--json'], cwd, home).out) as { checks: { status: string }[] }).checks[0]!.status
  assert.is(status(host), 'fail')
  const { code, out } = lab(['class', 'vars', '--student', 'a'], cwd)
  assert.equal([code, JSON.parse(out)], [0, { demo: { place: '/etc/passwd' } }])
  assert.is(status({ HOME: makeFolder({ '.local/state/lab/vars.json': out }) }), 'pass')
  for (const nonsense of ['{', '{"demo":7}', '{"demo":{"place":7,"nothing":"x"}}', '[]']) assert.is(status({ HOME: makeFolder({ '.local/state/lab/vars.json': nonsense }) }), 'fail')
})

test('a journal from a host is claims: what is malformed is left out, and nothing breaks', () => {
  const at = '2026-11-22T06:00:00.000Z'
  const lines = [
    { type: 'started', at, challenge: 'demo/one', containers: [], work: '/tmp/lab-AAAAAAAA' }, { type: 'checked', at, challenge: 'demo/one', passed: 'all', once: [], points: 1, maxPoints: 1, good: true },
    { type: 'hinted', at, challenge: 'demo/one', check: 'a', hint: 1e9 }, { type: 'hinted', at, challenge: 'demo/one', check: 'a', hint: 2 }, { type: 'answered', at, challenge: 'demo/one', check: '__proto__', value: 'x' },
    { type: '__proto__' }, null, 7, { type: 'started', at, challenge: 'demo/two', containers: [], work: '/etc' },
  ]
  const progresses = readClaims(['', `${lines.map(each => JSON.stringify(each)).join('\n')}\n{"type":"start`])!
  assert.equal(claimsOf(progresses.challenges.get('demo/one')), { state: 'started', attempts: 0, hints: { a: 2 }, answers: Object.fromEntries([['__proto__', 'x']]), once: [], solved: false, points: 0 })
  assert.equal([...progresses.challenges.keys()], ['demo/one'])
  assert.is(readClaims(['nonsense']), undefined)
})

test('students read no more than the class tells', () => {
  const all = [verdict('a', 'fail', { message: 'secret 42', expected: 42, actual: 7, explain: 'cmd', hint: 'h' }), verdict('b', 'pass', { hidden: true })]
  assert.equal(disclose(all, 'full').map(each => each.id), ['a'])
  assert.equal([disclose(all, 'actual-only')[0]!.actual, JSON.stringify(disclose(all, 'actual-only')).includes('42')], [7, false])
  assert.not.match(JSON.stringify(disclose(all, 'verdict')), /42|7/)
  assert.match(JSON.stringify(disclose(all, 'verdict', new Map([['a', 'full']]))), /secret 42/, 'a check says otherwise than the class')
  const kept = { ...attempt({ verdicts: [verdict('a', 'fail'), verdict('b', 'fail'), verdict('c', 'fail', { hidden: true })] }), seq: 7 }
  const shown = discloseMarks([markOf({ student: 'ada', challenge: 'demo/one' }, [kept], [], { hintPenalty: 0, keep: 'best' })], [kept], [{ name: 'demo/one', disclosures: new Map(), hidden: new Set(['b']) }], 'full')
  assert.equal(shown.get(7)!.map(each => each.id), ['a'], 'hidden then, or hidden today')
})

test('marks fit on 80 columns, also with many challenges and wide names', () => {
  const students = ['李小龍的很長很長很長很長的名字', 'Ada'].map((name, index) => ({ id: `s${index}`, name, email: '', host: 'h', fields: {}, line: 1 }))
  const challenges = Array.from({ length: 20 }, (_, index) => ({ name: `demo/challenge-${index}` }))
  const marks = students.flatMap(({ id: student }) => challenges.map(({ name: challenge }) => markOf({ student, challenge }, [{ ...attempt({ student, challenge }), seq: 1 }], [], { hintPenalty: 0, keep: 'best' })))
  const text = statusText(students, challenges, marks, {})
  const width = (line: string): number => [...line].reduce((sum, char) => sum + (char > '\u1100' ? 2 : 1), 0)
  assert.equal(text.split('\n').filter(line => width(line) > 80), [])
  assert.match(text, /2\/2 +40$/m)
})

test('hidden checks: students get nothing of them, and no visible check may wait for one', () => {
  const challenge = 'title: One\nchecks:\n  - { id: seen, script: seen.sh }\n  - { id: unseen, title: TOPSECRET, visibility: hidden, script: hidden.sh }\n'
  const cwd = makeFolder(Object.fromEntries(Object.entries(trackFiles(challenge, { 'seen.sh': 'exit 0', 'hidden.sh': 'echo TOPSECRET', 'challenge.nl.yaml': 'title: Een\nchecks:\n  seen: { title: gezien }\n  unseen: { title: TOPSECRET }\n' })).map(([name, text]) => [`tracks/${name}`, text])))
  assert.is(lab(['pack', 'demo', '-o', 'p.tgz'], cwd).code, 0)
  spawnSync('tar', ['xzf', 'p.tgz'], { cwd })
  assert.not.match(spawnSync('grep', ['-ral', 'TOPSECRET\\|unseen', join(cwd, 'lab/tracks')], { encoding: 'utf8' }).stdout, /./)
  assert.match(readFileSync(join(cwd, 'lab/tracks/demo/01-one/challenge.nl.yaml'), 'utf8'), /gezien/)
  assert.is(lab(['validate', join(cwd, 'lab/tracks/demo')], cwd).code, 0)
  const other = makeFolder(trackFiles('title: One\nchecks:\n  - { id: unseen, visibility: hidden, script: a.sh }\n  - { id: seen, needs: unseen, script: a.sh }\n', { 'a.sh': 'exit 0' }))
  assert.match(lab(['validate', join(other, 'demo')]).err, /"unseen" is hidden, and students see this check/)
  const all = makeFolder(trackFiles('title: One\nchecks:\n  - { id: unseen, visibility: hidden, script: a.sh }\n', { 'a.sh': 'exit 0' }))
  assert.match(lab(['validate', join(all, 'demo')]).err, /every check is hidden/)
})

test('lab class: what there is, what to begin with, and a verb that is none', () => {
  const cwd = makeFolder()
  assert.match(lab(['class'], cwd).out, /lab class init/)
  assert.equal([lab(['class', 'grde'], cwd).code, lab(['class', 'grade'], cwd).code], [2, 2])
  assert.match(lab(['class', 'grade'], cwd).err, /`lab class init` writes one/)
  assert.is(lab(['class', 'init'], cwd).code, 0)
  assert.is(lab(['class', 'init'], cwd).code, 2, 'what is there stays')
  const { code, out } = lab(['class', 'status'], cwd)
  assert.equal([code, /Ada Example/.test(out)], [0, true])
})

test.run()
