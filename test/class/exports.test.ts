import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { csvText, disarm } from '../../src/class/csvText.ts'
import { exportClass, exportNames, loadExportFormat } from '../../src/class/exportClass.ts'
import type { Export, ExportFormat, GradedClass } from '../../src/class/exportModel.ts'
import { openGradebook } from '../../src/class/gradebook/openGradebook.ts'
import type { Mark } from '../../src/class/gradebookModel.ts'
import { writeExport } from '../../src/class/writeExport.ts'
import { lab } from '../command/lab.ts'
import { makeFolder, trackFiles } from '../folder.ts'
import { golden } from '../golden.ts'
import { suite } from '../suite.ts'
import { attempt, verdict } from './attempts.ts'
import { isTaken } from './exportSchemas.ts'
import { ERROR, evening, mark, PARTIAL, WAIVED } from './graded.ts'

const test = suite('exports')
const formats = new Map<string, ExportFormat>()
for (const name of exportNames) formats.set(name, (await loadExportFormat(name)) as ExportFormat)
const write = (name: string, graded: GradedClass = evening): Export => exportClass(formats.get(name)!, graded)
const fileOf = (name: string, graded?: GradedClass): string => write(name, graded).files[0]!.bytes.toString('utf8')
const table = (text: string): string[][] => parse(text, { bom: true }) as unknown as string[][]
const jsonOf = ({ files }: Export, name: string): any => JSON.parse(files.find(each => each.name === name)!.bytes.toString('utf8'))
/** The results for GitHub Classroom, by id; the index of files, too. */
const classroomOf = (made: Export): Map<string, any> => new Map(jsonOf(made, 'students.json').filter((each: any) => each.file).map((each: any) => [each.id, decode(made.files.find(file => file.name === each.file)!.bytes.toString())]))
function decode(line: string): any {
  const [, base64] = /^LAB_RESULTS=([A-Za-z0-9+/=]+)\n$/.exec(line)!
  return JSON.parse(Buffer.from(base64!, 'base64').toString('utf8'))
}
/** The class with one student and one challenge, and this mark. */
const oneMark = (more: Partial<Mark>): GradedClass => ({ ...evening, students: [evening.students[0]!], challenges: [evening.challenges[0]!], marks: [mark('0123', 'demo/tops', more)] })

for (const name of exportNames) {
  test(`${name}: golden files`, () => {
    const { files, notes } = write(name)
    const shown = files.map(file => (file.name.endsWith('.env') ? { name: file.name, text: `LAB_RESULTS=base64 of ${JSON.stringify(decode(file.bytes.toString()), undefined, 2)}\n` } : { name: file.name, text: file.bytes.toString('utf8') }))
    if (formats.get(name)!.folder) golden(`exports/${name}.txt`, shown.map(file => `== ${file.name}\n${file.text}`).join(''))
    else golden(`exports/${shown[0]!.name}`, shown[0]!.text)
    golden(`exports/${name}.notes.txt`, notes.map(each => `${each}\n`).join(''))
  })

  test(`${name}: names of files are lab's own, and no two alike`, () => {
    const names = write(name).files.map(each => each.name)
    assert.is(new Set(names).size, names.length)
    for (const each of names) assert.match(each, /^[a-z0-9-]+\.(csv|json|env|txt)$/)
  })
}

const HOSTILE = ['=1+1', '+1', '-1', '@a', '\t=1', '\r=1', '\uff1d1', '\uff0b1', '\uff0d1', '\uff201', ' =1', '\u200e=1', 'a;=1', 'a; +1', 'a\n-1', 'a\t@1', '"', '""', ',', ';', '\n', '\r\n', 'a"b,c;d\ne', ' lead', 'trail ', '0123', '007', '1e5', 'NULL', '', '王小明', 'عليّ', '\u202egnp', '\u0000', '\u001b[2J', "O'Brien", '\ufeffbom', "'", '<b>', '&amp;', 'a@b.example', '-']
const PYTHON = "import csv, json, sys; sys.stdin.reconfigure(encoding='utf-8-sig', newline=''); print(json.dumps(list(csv.reader(sys.stdin, strict=True))))"
const noPython = spawnSync('python3', ['-c', 'import csv']).status === 0 ? undefined : 'python3 is not installed'
function readWithPython(text: string): string[][] {
  const { stdout, stderr, status } = spawnSync('python3', ['-c', PYTHON], { input: text, encoding: 'utf8', maxBuffer: 1e8 })
  assert.is(status, 0, stderr)
  return JSON.parse(stdout)
}

const cells = [...HOSTILE.map(each => ['x', each, 'y']), ...HOSTILE.map((each, index) => [each, HOSTILE.at(-index)!, each + each])]
test('what is written as CSV is read back by csv-parse', () => assert.equal(parse(csvText(cells)), cells))
test.when(noPython, "what is written as CSV is read back by Python's csv", () => assert.equal(readWithPython(csvText(cells)), cells))
test.when(noPython, 'two readers agree on every exported table, and its rows are as long as its header', () => {
  for (const name of exportNames) for (const { bytes } of write(name).files.filter(each => each.name.endsWith('.csv'))) {
    const rows = table(bytes.toString())
    assert.equal(readWithPython(bytes.toString()), rows, name)
    assert.equal([...new Set(rows.map(each => each.length))], [rows[0]!.length], name)
    assert.not.match(bytes.toString(), /(?<!\r)\n(?!.*")/, `${name}: rows end with CR LF`)
  }
})

test('a cell for people never begins as a formula, in whatever language the spreadsheet is', () => {
  for (const each of HOSTILE) {
    const text = disarm(each)
    for (const cell of text.split(/[;\t\n]/)) assert.not.match(cell.replace(/^[\s\p{Cf}]+/u, ''), /^[=+\-@\uff1d\uff0b\uff0d\uff20]/, JSON.stringify(text))
    assert.not.match(text, /^[\t\r\n]|[\u0000-\u0008\u000b-\u001f\u202a-\u202e]/)
    assert.is(text.replaceAll("'", ''), disarm(text).replaceAll("'", ''), 'nothing else is changed by doing it again')
  }
  for (const harmless of ['Ada Lovelace', 'a@b.example', 'x-y', '0123', '1+1', '王小明', "O'Brien"]) assert.is(disarm(harmless), harmless)
  assert.equal([disarm('=1'), disarm('a; =1'), disarm(' =1'), disarm('\t')], ["'=1", "a;' =1", "' =1", "'\t"])
})

test('no cell of a table for people is a formula, and no key of a machine is changed', () => {
  for (const name of ['csv', 'csv-long']) for (const cell of table(fileOf(name)).flat()) assert.not.match(cell, /^[\s\p{Cf}]*[=+\-@\uff1d]|[;\t\n][\s\p{Cf}]*[=+\-@\uff1d]/u)
  const names = evening.students.map(each => each.id)
  assert.equal(table(fileOf('moodle')).slice(1).map(row => row[1]), names)
  assert.equal(table(fileOf('moodle')).slice(1).map(row => row[0]), evening.students.map(each => each.email))
  assert.equal(table(fileOf('canvas')).slice(2).map(row => row[2]), ['sis-1', ...names.slice(1)])
  for (const row of table(fileOf('canvas'))) assert.not.match(row[0]!, /^[=+\-@\uff1d\t]/)
  assert.match(write('canvas').notes.join('\n'), /^2 students with a key that a spreadsheet takes for a formula/m)
})

for (const [name, more] of [['error', ERROR], ['partial', PARTIAL], ['missing', { state: 'missing', points: 0, maxPoints: 0, earned: 0 }], ['waived', WAIVED], ['waived check by check', { points: 0, maxPoints: 0, earned: 0, waived: ['a'] }]] as [string, Partial<Mark>][]) {
  test(`${name} is never exported as 0`, () => {
    const graded = oneMark(more)
    const open = ['error', 'partial'].includes(name)
    const waived = name.startsWith('waived')
    const word = waived ? 'waived' : name
    const [csv, long, canvas, moodle] = ['csv', 'csv-long', 'canvas', 'moodle'].map(each => table(fileOf(each, graded)))
    assert.equal([csv![1]!.at(-1), csv![1]![3]], [word, ''])
    assert.not.match(JSON.stringify(exportNames.map(each => write(each, graded).files.map(file => file.bytes.toString()))), /["\s]0 of/)
    if (name !== 'missing') assert.is(csv![1]![4], '0', 'what is waived or open is not in the points to have')
    assert.equal([long![1]![5], long![1]![6]], [word, ''])
    assert.is(canvas![2]!.at(-1), waived ? 'EX' : '')
    assert.is(moodle![1]!.at(-2), '-')
    const [item] = isTaken('lti', JSON.parse(fileOf('lti', graded))).lineItems
    assert.equal(item.scores.map((each: any) => [each.gradingProgress, 'scoreGiven' in each]), open ? [[name === 'error' ? 'Failed' : 'PendingManual', false]] : [])
    const gradescope = write('gradescope', graded)
    assert.equal(gradescope.files.map(each => each.name), ['students.json'])
    assert.match(gradescope.notes.join('\n'), /^1 student without a file: /m)
    const results = [...classroomOf(write('github-classroom', graded)).values()]
    assert.equal(results.map(each => [each.status, each.max_score, each.tests.some((one: any) => 'score' in one)]), open ? [['error', 0, false]] : [])
  })
}

test('no output moves a terminal, whatever the roster holds', () => {
  const evil = 'x\u001b]52;c;eA==\u0007\u009b2J\u202e'
  const graded = { ...evening, className: evil, challenges: [{ ...evening.challenges[0]!, title: evil }], students: [{ ...evening.students[0]!, id: evil, name: evil, email: evil, fields: { username: evil, section: evil, login: evil, github: evil, 'lti user id': evil } }], marks: [mark(evil, 'demo/tops', { notes: [evil] })] }
  for (const name of exportNames) for (const { bytes } of write(name, graded).files) assert.not.match(bytes.toString(), /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e]/, name)
})

test('a real 0 is a 0', () => {
  const graded = oneMark({ points: 0, earned: 0 })
  assert.equal(['csv', 'canvas'].map(each => table(fileOf(each, graded)).at(-1)!.at(-1)), ['0', '0'])
  assert.is(table(fileOf('moodle', graded))[1]!.at(-2), '0')
  assert.equal(JSON.parse(fileOf('lti', graded)).lineItems[0].scores.map((each: any) => [each.scoreGiven, each.scoreMaximum, each.gradingProgress]), [[0, 5, 'FullyGraded']])
  assert.is(JSON.parse(fileOf('gradescope', graded)).score, 0)
  assert.equal([...classroomOf(write('github-classroom', graded)).values()].map(each => [each.status, each.tests[0].score]), [['fail', 0]])
})

test('a waived check is out of the points: the rest is scaled where the other side has a fixed sum', () => {
  const graded = oneMark({ points: 3, earned: 3, maxPoints: 4, waived: ['a'] })
  assert.equal(table(fileOf('csv', graded))[1]!.slice(3, 5), ['3', '4'])
  assert.is(table(fileOf('canvas', graded)).at(-1)!.at(-1), '3.75')
  assert.is(table(fileOf('moodle', graded)).at(-1)!.at(-2), '3.75')
  const result = isTaken('gradescope', JSON.parse(fileOf('gradescope', graded)))
  assert.equal([result.score, result.tests[0].score, result.tests[0].max_score], [3.75, 3, 4])
  assert.equal([...classroomOf(write('github-classroom', graded)).values()].map(each => [each.max_score, each.tests[0].score]), [[4, 3]])
  assert.equal(JSON.parse(fileOf('lti', graded)).lineItems[0].scores.map((each: any) => [each.scoreGiven, each.scoreMaximum]), [[3, 4]])
})

test('Canvas: its importer finds the header, the points and every student, and takes no title for something else', () => {
  const [header, points, ...rows] = table(fileOf('canvas')) as [string[], string[], ...string[][]]
  assert.ok(header.length > 3 && header[0]!.includes('Student') && header[1]!.includes('ID') && /SIS\s+User\s+ID/.test(header[2]!) && /SIS\s+Login\s+ID/.test(header[3]!) && header[4]!.includes('Section'))
  const titles = header.slice(5)
  assert.is(new Set(header).size, header.length, 'a column is found by the first header that is the same')
  for (const title of titles) assert.not.match(title, /(Current|Final|Override) (Score|Points|Grade|Status)|\s\(\d+\)$|^(Student|ID|Section)$/)
  assert.equal(points, ['    Points Possible', '', '', '', '', '5', '4', '1'])
  assert.is(rows.length, evening.students.length)
  for (const row of rows) {
    assert.not.match(row[0]!, /Points Possible|\n/)
    assert.match(row[1]!, /^\d*$/)
    for (const grade of row.slice(5)) assert.match(grade, /^(|EX|\d+(\.\d{1,2})?)$/)
  }
  const titled = (title: string): string => table(fileOf('canvas', { ...oneMark({}), challenges: [{ name: 'demo/tops', title, maxPoints: 5 }] }))[0]!.at(-1)!
  for (const title of ['Student', 'ID', 'Section', 'x (12)', '']) assert.is(titled(title), `${title} [demo/tops]`.trim())
  assert.equal(['My Override Status (2)', 'Final Scores', 'Final scores'].map(titled), ['My Override-Status (2) [demo/tops]', 'Final-Scores', 'Final scores'])
})

test('Moodle: everybody has a key of their own in every column of keys, or there is no such column', () => {
  const header = (graded: GradedClass): string[] => table(fileOf('moodle', graded))[0]!.slice(0, 3)
  assert.equal(header(evening).slice(0, 2), ['email', 'idnumber'])
  const but = (email: string): GradedClass => ({ ...evening, students: evening.students.map((each, index) => (index === 2 ? { ...each, email } : each)) })
  for (const email of ['', '0', 'ADA@example.org']) {
    assert.is(header(but(email))[0], 'idnumber')
    assert.match(write('moodle', but(email)).notes.join('\n'), /^there is no column email/m)
  }
  const named = { ...evening, students: evening.students.map(each => ({ ...each, fields: { username: `u-${each.id}` } })) }
  assert.equal(header(named), ['email', 'idnumber', 'username'])
  for (const row of table(fileOf('moodle')).slice(1)) for (const grade of [row[2]!, row[4]!, row[6]!]) assert.match(grade, /^(-|\d+(\.\d{1,2})?)$/)
  assert.match(fileOf('moodle'), /&lt;b&gt;for weeks/)
  assert.match(write('moodle', { ...evening, challenges: [{ ...evening.challenges[0]!, maxPoints: 101 }] }).notes.join('\n'), /1 challenge worth more than 100 points/)
})

test('Gradescope: results.json is what its specification says, for everybody whose sum is known', () => {
  const made = write('gradescope')
  const index = jsonOf(made, 'students.json')
  assert.equal(index.map((each: any) => [each.id, each.email, typeof each.file === 'string']), evening.students.map(({ id, email }) => [id, email, !['s3', '@s4', 's5', 's8'].includes(id)]))
  for (const { file } of index) if (file) isTaken('gradescope', jsonOf(made, file))
  const ada = jsonOf(made, index[0].file)
  assert.equal([ada.score, ada.tests.map((each: any) => each.score)], [7.5, [5, 2.5, 0]])
  const s2 = jsonOf(made, index[1].file)
  assert.equal([s2.score, s2.tests.length], [8, 2], '4 of 5 points that can be had, of 10')
})

test('GitHub Classroom: its reporter adds up to the points, and to none at all where something is open', () => {
  const made = classroomOf(write('github-classroom'))
  const report = (result: any): unknown => (result.max_score ? `Points ${result.tests.reduce((sum: number, each: any) => sum + each.score, 0)}/${result.max_score}` : undefined)
  for (const result of made.values()) isTaken('classroom', result)
  assert.equal([...made].map(([id, result]) => [id, result.status, report(result)]), [['0123', 'fail', 'Points 7.5/10'], ['s2', 'fail', 'Points 4/5'], ['s3', 'error', undefined], ['@s4', 'error', undefined], ['s6', 'pass', 'Points 10/10'], ['王小明', 'fail', 'Points 2/10']])
  for (const { tests } of made.values()) for (const { name, message } of tests) assert.not.match(`${name}${message}`, /::|##\[|\n/)
})

test('LTI: every body is what the grade service takes', () => {
  const { lineItems } = isTaken('lti', JSON.parse(fileOf('lti')))
  assert.equal(lineItems.map((each: any) => [each.lineItem.resourceId, each.lineItem.scoreMaximum, each.scores.length]), [['demo/tops', 5, 6], ['demo/limits', 4, 4], ['other/tops', 1, 4]])
  assert.equal([lineItems[0].scores[0].userId, lineItems[0].scores[1].userId], ['b0f3-1', 's2'])
  assert.match(write('lti', { ...evening, challenges: [{ name: 'demo/talk', title: 'Talk', maxPoints: 0 }] }).notes.join('\n'), /demo\/talk is worth no points/)
})

test('nobody and nothing: every format writes something that is whole', () => {
  for (const name of exportNames) for (const graded of [{ ...evening, students: [], marks: [] }, { ...evening, challenges: [], marks: [] }]) assert.ok(write(name, graded).files.length > 0, name)
})

test('the disk: for the owner only, all or nothing, and never among files of last week', async () => {
  const dir = makeFolder({ 'old.csv': 'old', 'full/a': 'x' })
  const mode = (name: string): number => statSync(join(dir, name)).mode & 0o777
  assert.is(await writeExport(formats.get('csv')!, write('csv'), join(dir, 'old.csv')), undefined)
  assert.equal([readFileSync(join(dir, 'old.csv'), 'utf8').includes('Ada'), mode('old.csv')], [true, 0o600])
  mkdirSync(join(dir, 'empty'))
  for (const name of ['new', 'empty']) {
    assert.is(await writeExport(formats.get('gradescope')!, write('gradescope'), join(dir, name)), undefined)
    assert.equal([mode(name), mode(`${name}/students.json`), readdirSync(join(dir, name)).length], [0o700, 0o600, 5])
  }
  assert.match((await writeExport(formats.get('gradescope')!, write('gradescope'), join(dir, 'full')))!.message, /holds something already/)
  for (const name of ['csv', 'gradescope']) assert.is((await writeExport(formats.get(name)!, write(name), join(dir, 'old.csv/x')))!.exit, 4)
  assert.is((await writeExport(formats.get('csv')!, write('csv'), join(dir, 'full')))!.exit, 2)
  assert.equal(readdirSync(dir).sort(), ['empty', 'full', 'new', 'old.csv'], 'nothing is left beside')
})

test('lab class export: from the gradebook to a file', async () => {
  const files = Object.fromEntries(Object.entries(trackFiles('title: One\nchecks:\n  - { id: a, script: a.sh }\n  - { id: b, script: a.sh }\n', { 'a.sh': 'exit 0' })).map(([name, text]) => [`tracks/${name}`, text]))
  const cwd = makeFolder({ ...files, 'class.yaml': 'version: 1\nname: Evening\ntracks: [demo]\nprovider: { ssh: }\n', 'roster.csv': 'id,name,email,host\nada,=1+1,ada@example.org,h1\nbob,Bob,,h2\ncyd,Cyd,,h3\n' })
  const book = await openGradebook({ dir: cwd, name: 'Evening' }, {})
  if ('exit' in book) throw new Error(book.message)
  await book.addAttempts([attempt({ verdicts: [verdict('a', 'pass'), verdict('b', 'fail', { message: 'expected 42, found 7', expected: 42, actual: 7 })] }), attempt({ student: 'bob', state: 'error', reason: 'the host is down', verdicts: [] })])
  await book.close()
  const { code, out, err } = lab(['class', 'export', 'csv'], cwd)
  assert.is(code, 0, err)
  assert.equal(table(out).map(row => row.join('|')), ['id|name|email|points|max_points|open|missing|One', "ada|'=1+1|ada@example.org|1|2|0|0|1", 'bob|Bob|||0|1|0|error', 'cyd|Cyd|||2|0|1|missing'])
  assert.match(err, /note: 1 mark could not be judged.*\n.*note: 1 mark without an attempt/)
  assert.equal([lab(['class', 'export', 'canvas', '-o', 'c.csv'], cwd).out, existsSync(join(cwd, 'c.csv'))], ['c.csv: 3 students, 1 challenge\n', true])
  const json = JSON.parse(lab(['class', 'export', 'gradescope', '--json', '--student', 'ada'], cwd).out)
  assert.equal([json.version, json.format, json.output, json.files.length, JSON.parse(json.files[0].text).score], [1, 'gradescope', null, 2, 1])
  assert.is(lab(['class', 'export', 'gradescope', '-o', 'out', 'demo/one'], cwd).code, 0)
  const feedback = (): string => JSON.parse(lab(['class', 'export', 'feedback', '--json', '--student', 'ada'], cwd).out).files[0].text
  assert.match(feedback(), /^One: 1 of 2 points\n {2}PASS {3}a\n {2}FAIL {3}b\n {9}expected 42, found 7$/m)
  writeFileSync(join(cwd, 'tracks/demo/01-one/challenge.yaml'), 'title: One\nchecks:\n  - { id: a, script: a.sh }\n  - { id: b, disclosure: verdict, script: a.sh }\n')
  assert.match(feedback(), /^ {2}FAIL {3}b\n {9}not right yet$/m)
  for (const [args, words] of [[['gradescope'], /name a new folder with -o FOLDER/], [['gradescope', '-o', 'out'], /holds something already/], [['canvs'], /there is no export "canvs" \(did you mean "canvas"\?\)/], [[], /takes a format: canvas, csv/], [['csv', 'dmo'], /dmo/]] as const) {
    const bad = lab(['class', 'export', ...args], cwd)
    assert.is(bad.code, 2, bad.err)
    assert.match(bad.err, words)
  }
})

test.run()
