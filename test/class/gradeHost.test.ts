import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gradeHost, type HostGrades, type HostRound } from '../../src/class/gradeHost.ts'
import { openCourse, type Course } from '../../src/class/openCourse.ts'
import { gradeClass } from '../../src/class/gradeClass.ts'
import type { Gradebook } from '../../src/class/gradebookModel.ts'
import type { OpenClass } from '../../src/class/readClass.ts'
import { openLocal } from '../../src/host/local.ts'
import { makeFolder, trackFiles } from '../folder.ts'
import { suite } from '../suite.ts'

/** This machine as a student's host, with a home of its own. */
const test = suite('gradeHost')

async function open(challenge: string, files: Record<string, string> = {}, track = ''): Promise<Course> {
  const dir = makeFolder(Object.fromEntries(Object.entries(trackFiles(challenge, files, track)).map(([name, text]) => [`tracks/${name}`, text])))
  const course = await openCourse({ tracks: ['demo'], dir, file: 'class.yaml', variants: {} }, { environment: {}, root: dir })
  if ('exit' in course) throw new Error(`${course.message} ${JSON.stringify(course.problems)}`)
  return course
}

async function grade(course: Course, home: string, more: Partial<HostRound> = {}): Promise<HostGrades> {
  const host = openLocal({ environment: { ...process.env, HOME: home }, needsRoot: false })
  try {
    return await gradeHost({ course, host, student: { id: 's1', name: 'Ada', email: '', host: 'h1', fields: {}, line: 2 }, guess: course.items.filter(each => each.readsOnly).map(each => each.name), seenOnce: () => new Set(), vars: () => ({}), round: 'r', version: 'test', ...more })
  } finally {
    await host.close()
  }
}

function homeWith(...events: object[]): string {
  return makeFolder({ '.local/state/lab/journal.jsonl': events.map(each => `${JSON.stringify({ at: '2026-11-22T06:00:00.000Z', challenge: 'demo/one', ...each })}\n`).join('') })
}
const verdicts = ({ attempts }: HostGrades): string => attempts.flatMap(each => each.verdicts.map(({ id, status }) => `${id} ${status}`)).join()

const WORK = 'title: One\nchecks:\n  - { id: made, file: { path: $work/made } }\n'
const work = `/tmp/lab-T${String(process.pid).padStart(7, '0').slice(-7)}`
test.before(() => {
  mkdirSync(work)
  writeFileSync(join(work, 'made'), '')
})
test.after(() => void spawnSync('rm', ['-rf', work]))

test('a look that is kept as no attempt makes no capture, and sees the same', async () => {
  const course = await open('title: One\nchecks:\n  - { id: there, file: { path: /etc/passwd } }\n')
  const [graded, looked] = [await grade(course, homeWith({ type: 'started', containers: [] })), await grade(course, homeWith({ type: 'started', containers: [] }), { onlyLook: true })]
  assert.equal([graded.captures.size, looked.captures.size, verdicts(looked), looked.seen.map(each => each.statuses)], [1, 0, verdicts(graded), graded.seen.map(each => each.statuses)])
})

test('what only the journal knows is asked in a second trip; what was guessed right is one', async () => {
  const course = await open(WORK)
  const found = await grade(course, homeWith({ type: 'started', containers: [], work }))
  assert.equal([verdicts(found), found.roundTrips], ['made pass', 2])
  const other = await open('title: One\nchecks:\n  - { id: there, file: { path: /etc/passwd } }\n')
  const same = await grade(other, homeWith({ type: 'started', containers: [] }))
  assert.equal([verdicts(same), same.roundTrips], ['there pass', 1])
})

test('a student\'s own values take the place of the track\'s', async () => {
  const course = await open('title: One\nchecks:\n  - { id: there, file: { path: $place } }\n', {}, 'vars: { place: /nowhere }\n')
  const home = homeWith({ type: 'started', containers: [] })
  assert.is(verdicts(await grade(course, home)), 'there fail')
  const drawn = await grade(course, home, { vars: () => ({ place: '/etc/passwd' }) })
  assert.equal([verdicts(drawn), drawn.attempts[0]!.vars], ['there pass', { place: '/etc/passwd' }])
})

test('a journal names only stand-ins that lab itself would have built', async () => {
  const course = await open('title: One\nchecks:\n  - { id: there, image: { name: $image } }\n', {}, 'vars: { image: registry.example.org/real }\n')
  const image = async (use: string): Promise<string | undefined> => {
    const task = await course.load('demo/one', { images: new Map([['registry.example.org/real', { use, standIn: true }]]), vars: {} })
    return task.track.vars.image
  }
  assert.equal([await image('localhost/mine'), await image('localhost/lab-stand-in-busybox')], ['registry.example.org/real', 'localhost/lab-stand-in-busybox'])
})

test('a journal that is a link, a FIFO or nonsense holds nothing up and claims nothing', async () => {
  const course = await open('title: One\nchecks:\n  - { id: there, file: { path: /etc/passwd } }\n')
  const homes = [makeFolder({ '.local/state/lab/x': '' }), makeFolder({ '.local/state/lab/x': '' }), makeFolder({ '.local/state/lab/journal.jsonl': '\u0000{"type":' })]
  symlinkSync('/dev/zero', join(homes[0]!, '.local/state/lab/journal.jsonl'))
  spawnSync('mkfifo', [join(homes[1]!, '.local/state/lab/journal.jsonl')])
  for (const home of homes) assert.is(verdicts(await grade(course, home)), 'there pass')
})

test('what was named is judged whatever the journal says, and what is finished is only noted', async () => {
  const course = await open('title: One\nchecks:\n  - { id: there, file: { path: /etc/passwd } }\n')
  const home = homeWith({ type: 'started', containers: [] }, { type: 'finished' })
  const quiet = await grade(course, home)
  assert.equal([quiet.attempts, quiet.seen.map(each => [each.challenge, each.claims?.state])], [[], [['demo/one', 'finished']]])
  assert.is(verdicts(await grade(course, home, { names: ['demo/one'] })), 'there pass')
})

test('each attempt has its capture, and the journal is not in it', async () => {
  const course = await open('title: One\nchecks:\n  - { id: there, file: { path: /etc/passwd } }\n')
  const { attempts, captures } = await grade(course, homeWith({ type: 'started', containers: [] }, { type: 'answered', check: 'there', value: 'UNSEEN' }))
  const { gunzipSync } = await import('node:zlib')
  const capture = JSON.parse(gunzipSync(captures.get(attempts[0]!.capture!)!).toString()) as { questions: { probe: string; answer: { stdout: string } }[]; verdicts: unknown[] }
  assert.ok(capture.questions.length > 5 && capture.verdicts.length === 1)
  assert.equal(capture.questions.filter(each => each.probe === 'journals' || each.answer.stdout.includes('UNSEEN')), [])
})

test('a gradebook that cannot be written: nothing is told as kept that is not, and the round ends', async () => {
  const course = await open('title: One\nchecks:\n  - { id: there, file: { path: /etc/passwd } }\n')
  const students = [1, 2, 3].map(number => ({ id: `s${number}`, name: '', email: '', host: 'h', fields: {}, line: number }))
  const config = join(makeFolder({ config: 'Host h\n  HostName 127.0.0.1\n  Port 1\n' }), 'config')
  const machines = { all: new Map([['h', { name: 'h', host: '127.0.0.1', port: 1 }]]), configFor: async () => ({ config, close: async () => {} }) }
  let kept = 0
  const book = { where: 'book', seenOnce: async () => new Map(), lastSeen: async () => [], addSeen: async () => {}, addAttempts: async () => { if (kept++ > 0) throw new Error('database or disk is full'); return 1 } } as unknown as Gradebook
  const told: string[] = []
  const refused = await gradeClass({ open: { file: { limits: { hosts: 1, hostSeconds: 20, totalSeconds: 60 }, variants: {}, dir: '/' }, students, machines, notes: [] } as unknown as OpenClass, course, book, students, environment: process.env, version: 'test', stop: new AbortController().signal, done: ({ student, lost }) => void told.push(`${student.id} ${/ssh/.test(lost!)}`) })
  assert.equal([told, refused?.exit, /disk is full; the results of s2/.test(refused?.message ?? '')], [['s1 true'], 4, true])
})

test.run()
