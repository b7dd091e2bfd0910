import * as assert from 'uvu/assert'
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { fileNameOf } from '../../src/class/fileNameOf.ts'
import { makeFolder, trackFiles, writeFiles } from '../folder.ts'
import { program } from '../command/lab.ts'
import { suite } from '../suite.ts'
import { openTestSshd, whyNoSshd, type TestSshd } from './testSshd.ts'

/** A class whose hosts are addresses of this machine: each with a home of its own, one of them down, one that hangs. */
const test = suite('class')
const noSshd = whyNoSshd()
const dir = makeFolder()
const HOSTILE = 'Zoë $(touch /tmp/lab-forged) \u202E"=HYPERLINK(1)\'; 李'
let sshd: TestSshd
let silent: Server
const sockets = new Set<Socket>()
let silentPort = 0

interface Ran {
  code: number | null
  out: string
  err: string
}

/** Beside this process, whose own servers have to answer meanwhile. */
function lab(...args: string[]): Promise<Ran> {
  return new Promise(done => {
    const child = spawn(program, args, { cwd: dir, env: { PATH: process.env.PATH!, HOME: dir, USER: 'teacher' }, stdio: ['ignore', 'pipe', 'pipe'] })
    const said = { out: '', err: '' }
    child.stdout.on('data', chunk => (said.out += chunk))
    child.stderr.on('data', chunk => (said.err += chunk))
    child.on('close', code => done({ code, ...said }))
  })
}
const home = (number: number): string => join(dir, `home${number}`)
const journal = (number: number, ...events: object[]): void => {
  mkdirSync(join(home(number), '.local/state/lab'), { recursive: true })
  writeFileSync(join(home(number), '.local/state/lab/journal.jsonl'), events.map(each => `${JSON.stringify({ at: '2026-11-22T06:00:00.000Z', challenge: 'demo/one', ...each })}\n`).join(''))
}
const started = { type: 'started', containers: [] }
const challenge = `title: One
checks:
  - id: done
    points: 2
    script: { file: done.sh }
    hints: [touch it]
  - id: number
    answer: { text: "42" }
  - id: gone
    once: true
    script: { file: gone.sh }
  - id: unseen
    visibility: hidden
    script: { file: hidden.sh }
`

test.before(async () => {
  if (noSshd) return
  const homes = [1, 2, 3, 4].flatMap(each => [`Match LocalAddress 127.0.0.${10 + each}`, `  ForceCommand HOME=${home(each)} sh -c "$SSH_ORIGINAL_COMMAND"`])
  sshd = await openTestSshd([...[1, 2, 3, 4].map(each => `ListenAddress 127.0.0.${10 + each}`), ...homes])
  const { port, key } = { port: Number(/Port (\d+)/.exec(readFileSync(sshd.config, 'utf8'))![1]), key: `${sshd.dir}/user` }
  silent = createServer(socket => void sockets.add(socket.on('error', () => {})))
  await new Promise<void>(ready => silent.listen(0, '127.0.0.1', ready))
  silentPort = (silent.address() as { port: number }).port
  const hostKey = readFileSync(`${sshd.dir}/host.pub`, 'utf8').split(' ').slice(0, 2).join(' ')
  writeFiles(join(dir, 'tracks'), trackFiles(challenge, { 'done.sh': '[ -f "$HOME/done" ] || fail "no file done"', 'gone.sh': '[ -f "$HOME/gone" ]', 'hidden.sh': '[ -f "$HOME/hidden" ]' }))
  writeFiles(dir, {
    'known_hosts': [1, 2, 3, 4].map(each => `[127.0.0.${10 + each}]:${port} ${hostKey}\n`).join(''),
    'hosts.ini': `[all:vars]\nansible_user=root\nansible_port=${port}\nansible_ssh_private_key_file=${key}\n[all]\n${[1, 2, 3, 4].map(each => `h${each} ansible_host=127.0.0.${10 + each}`).join('\n')}\ndown ansible_host=127.0.0.15\nhangs ansible_host=127.0.0.1 ansible_port=${silentPort}\n`,
    'roster.csv': `id,name,email,host\ns1,Ada,a@x.org,h1\ns2,"${HOSTILE.replaceAll('"', '""')}",b@x.org,h2\ns3,Cy,c@x.org,h3\ns4,Di,d@x.org,h4\ns5,Down,e@x.org,down\ns6,Hang,f@x.org,hangs\n`,
    'class.yaml': 'version: 1\nname: Test class\ntracks: [demo]\nprovider: { ssh: { inventory: hosts.ini, known_hosts: known_hosts } }\nlimits: { hosts: 3, host_seconds: 8 }\npolicy: { hint_penalty: 10 }\n',
  })
  for (const each of [1, 2, 3, 4]) mkdirSync(home(each))
  writeFileSync(join(home(1), 'done'), '')
  writeFileSync(join(home(1), 'gone'), '')
  writeFileSync(join(home(1), 'hidden'), '')
  journal(1, started, { type: 'answered', check: 'number', value: '42' }, { type: 'hinted', check: 'done', hint: 1 }, { type: 'checked', passed: ['done', 'gone'], good: true, points: 9, maxPoints: 9, once: ['gone'] })
  journal(2, started, { type: 'checked', passed: ['done', 'gone'], good: true, points: 9, maxPoints: 9, once: ['gone'] })
  journal(3, started, { type: 'finished' })
})
test.after(async () => {
  for (const each of sockets) each.destroy()
  silent?.close()
  await sshd?.close()
})

interface Graded {
  student: string
  lost?: string
  roundTrips: number
  attempts: { challenge: string; points: number; state: string; gradedBy: string; verdicts: { id: string; status: string; reason?: string }[] }[]
}
const statuses = (one: Graded): string => one.attempts[0]!.verdicts.map(each => `${each.id} ${each.reason ?? each.status}`).join(', ')

test.when(noSshd, 'hosts that are down or hang are errors, and cost the others nothing', async () => {
  const before = sshd.connections()
  const { code, out } = await lab('class', 'grade', '--json')
  const { students, summary } = JSON.parse(out) as { students: Graded[]; summary: Record<string, number> }
  assert.is(code, 4)
  assert.equal([summary.students, summary.lost], [6, 2])
  const of = (id: string): Graded => students.find(each => each.student === id)!
  assert.is(statuses(of('s1')), 'done pass, number pass, gone pass, unseen pass')
  assert.equal([of('s1').attempts[0]!.points, of('s1').attempts[0]!.gradedBy], [5, 'instructor'])
  assert.is(statuses(of('s2')), 'done fail, number fail, gone not seen, unseen fail', 'what a journal claims is no pass')
  assert.equal(of('s3').attempts, [], 'nothing is in hand')
  assert.is(statuses(of('s4')), 'done fail, number fail, gone fail, unseen fail', 'without a journal all is judged')
  assert.match(of('s5').lost!, /Connection refused/)
  assert.match(of('s6').lost!, /timed out: not done within 8 s/)
  assert.is(of('s6').attempts[0]!.state, 'error')
  assert.is(sshd.connections() - before, 4, 'one connection a host')
})

test.when(noSshd, 'a round for a known class is one round trip a host', async () => {
  const { out } = await lab('class', 'grade', '--json', '--student', 's1', '--student', 's4')
  assert.equal((JSON.parse(out) as { students: Graded[] }).students.map(each => each.roundTrips), [1, 1])
})

test.when(noSshd, 'a pass that the instructor saw stays, though what it was about is gone', async () => {
  rmSync(join(home(1), 'gone'))
  const { out } = await lab('class', 'grade', '--json', '--student', 's1', 'demo/one')
  assert.is(statuses((JSON.parse(out) as { students: Graded[] }).students[0]!), 'done pass, number pass, gone pass, unseen pass')
})

test.when(noSshd, 'watching: who works on what, round after round, and no attempt is kept', async () => {
  const attempts = async (): Promise<unknown> => (JSON.parse((await lab('class', 'status', '--json')).out) as { marks: { attempts: unknown }[] }).marks.map(each => each.attempts)
  const before = await attempts()
  const connections = sshd.connections()
  const { code, out } = await lab('class', 'watch', '--json', '--rounds', '2', '--every', '5', '--student', 's1', '--student', 's2', '--student', 's3', '--student', 's5')
  assert.is(code, 0)
  const rounds = out.trim().split('\n').map(line => JSON.parse(line) as { students: { student: string; state: string; passed?: number }[] })
  assert.is(rounds.length, 2)
  const of = (round: number, id: string) => rounds[round]!.students.find(each => each.student === id)!
  for (const round of [0, 1]) assert.equal([of(round, 's1').state, of(round, 's1').passed, of(round, 's2').state, of(round, 's3').state, of(round, 's5').state], ['passed', 4, 'working', 'idle', 'lost'])
  assert.equal(await attempts(), before)
  assert.is(sshd.connections() - connections, 3, 'one connection a host for all rounds')
})

test.when(noSshd, 'marks: hints cost, an error is no 0, and hostile names are text', async () => {
  const { code, out } = await lab('class', 'status')
  assert.is(code, 0)
  assert.match(out, /^Ada \(s1\)\s+4\.5\/5\s+4\.5$/m)
  assert.match(out, /^Down \(s5\)\s+ERROR/m)
  assert.not.match(out, /\u202e/)
  assert.ok(out.split('\n').every(line => line.length <= 80), out)
  const { marks } = JSON.parse((await lab('class', 'status', '--json')).out) as { marks: { student: string; state: string }[] }
  assert.equal(marks.map(each => each.state), ['graded', 'partial', 'missing', 'graded', 'error', 'error'])
  assert.throws(() => statSync('/tmp/lab-forged'))
})

test.when(noSshd, 'a waiver takes a check out, is shown, and can be taken back', async () => {
  assert.is((await lab('class', 'waive', 's2', 'demo/one', '--check', 'gone')).code, 2, 'a reason is needed')
  assert.is((await lab('class', 'waive', 's2', 'demo/one', '--check', 'gone', '--reason', 'I saw it')).code, 0)
  const state = async (): Promise<unknown[]> => (JSON.parse((await lab('class', 'status', '--json', '--student', 's2')).out) as { marks: { state: string; maxPoints: number; waived: string[] }[] }).marks.map(({ state: each, maxPoints, waived }) => [each, maxPoints, waived])
  assert.equal(await state(), [['graded', 4, ['gone']]])
  assert.is((await lab('class', 'waive', '--revoke', '1', '--reason', 'no, I did not')).code, 0)
  assert.equal(await state(), [['partial', 5, []]])
})

test.when(noSshd, 'a mended check is judged on what was kept: shown first, written on --apply, and only once', async () => {
  const file = join(dir, 'tracks/demo/01-one/challenge.yaml')
  writeFileSync(file, challenge.replace('text: "42"', 'text: { any: ["42", "none"] }').replace('points: 2', 'points: 3'))
  // What another script would have found out then, nobody knows.
  writeFileSync(join(dir, 'tracks/demo/01-one/done.sh'), 'exit 1')
  const dry = await lab('class', 'regrade', '--student', 's1')
  assert.match(dry.err, /done: not captured: .* it stays as it was/)
  assert.match(dry.out, /4\.5 of 5 -> 5\.4 of 6/)
  assert.match(dry.out, /Nothing was written/)
  const mark = async (): Promise<number> => (JSON.parse((await lab('class', 'status', '--json', '--student', 's1')).out) as { marks: { points: number }[] }).marks[0]!.points
  assert.is(await mark(), 4.5)
  assert.is((await lab('class', 'regrade', '--student', 's1', '--apply')).code, 0)
  assert.is(await mark(), 5.4)
  assert.match((await lab('class', 'regrade', '--student', 's1')).out, /3 attempts judged anew, none otherwise/)
})

test.when(noSshd, "values that were drawn are written where each student's own lab reads them, and a host that is down is an error", async () => {
  writeFiles(dir, Object.fromEntries(Object.entries(trackFiles('title: One\nchecks:\n  - { id: a, file: { path: $place } }\n', {}, "vars: { place: /nowhere }\n")).map(([name, text]) => [`drawn/tracks/drawn/${name.replace(/^demo\//, '')}`, text])))
  writeFiles(dir, {
    'drawn/class.yaml': readFileSync(join(dir, 'class.yaml'), 'utf8').replace('name: Test class', 'name: Drawn').replace('tracks: [demo]', 'tracks: [drawn]').replace('inventory: hosts.ini, known_hosts: known_hosts', 'inventory: ../hosts.ini, known_hosts: ../known_hosts') + 'variants: { drawn: { place: ["/tmp/$(touch /tmp/lab-forged)\'\\"%s", "/tmp/`touch /tmp/lab-forged`%s"] } }\n',
    'drawn/roster.csv': 'id,host\na,h1\nb,h2\nc,down\n',
  })
  const shown = JSON.parse((await lab('class', 'vars', '--class', 'drawn', '--json')).out) as { students: Record<string, unknown> }
  const { code, out, err } = await lab('class', 'vars', '--class', 'drawn', '--push')
  assert.is(code, 4, err)
  assert.match(out, /^a: written$/m)
  assert.match(out, /^c: ERROR .*Connection refused/m)
  for (const [number, id] of [[1, 'a'], [2, 'b']] as const) assert.equal(JSON.parse(readFileSync(join(home(number), '.local/state/lab/vars.json'), 'utf8')), shown.students[id])
  assert.is(statSync(join(home(1), '.local/state/lab/vars.json')).mode & 0o777, 0o600)
  assert.throws(() => statSync('/tmp/lab-forged'))
})

test.when(noSshd, 'a round that takes too long ends: who was not reached is told, and is no 0', async () => {
  writeFileSync(join(dir, 'short.yaml'), readFileSync(join(dir, 'class.yaml'), 'utf8').replace('name: Test class', 'name: Short').replace('hosts: 3, host_seconds: 8', 'hosts: 1, host_seconds: 60, total_seconds: 4').replace('tracks: [demo]', 'tracks: [demo]\nroster: short.csv'))
  writeFileSync(join(dir, 'short.csv'), 'id,host\nfirst,hangs\nsecond,h1\n')
  const { code, out } = await lab('class', 'grade', '--class', 'short.yaml')
  assert.is(code, 4)
  assert.match(out, /ERROR first: timed out: the whole round took longer than 4 s/)
  assert.match(out, /ERROR second: not reached: the whole round took longer than 4 s/)
})

test.when(noSshd, 'a machine behind another is reached through it, with the same key, and the host keys of both are compared', async () => {
  const port = /Port (\d+)/.exec(readFileSync(sshd.config, 'utf8'))![1]!
  const known = readFileSync(join(dir, 'known_hosts'), 'utf8').split('\n')
  const write = (hosts: string): void => writeFiles(dir, {
    'behind/known_hosts': `${known.filter(line => hosts.split(' ').some(each => line.startsWith(`[${each}]`))).join('\n')}\n`,
    'behind/class.yaml': readFileSync(join(dir, 'class.yaml'), 'utf8').replace('name: Test class', 'name: Behind').replace('tracks: [demo]', 'tracks: [../tracks/demo]').replace('inventory: hosts.ini, ', `key: ${sshd.dir}/user, user: root, `),
    'behind/roster.csv': `id,host,port,jump\nfar,127.0.0.14,${port},root@127.0.0.11:${port}\nnear,127.0.0.12,${port},\n`,
  })
  write('127.0.0.11 127.0.0.12 127.0.0.14')
  const before = sshd.connections()
  const good = await lab('class', 'grade', '--class', 'behind', '--json', 'demo/one')
  const { students } = JSON.parse(good.out) as { students: Graded[] }
  assert.equal(students.map(each => [each.student, each.lost, each.attempts[0]!.state]).sort(), [['far', undefined, 'graded'], ['near', undefined, 'graded']], good.err)
  assert.is(sshd.connections() - before, 3, 'two for the one behind')
  assert.match((await lab('class', 'sheets', '--class', 'behind', '--json')).out, /"student": "far"/)
  assert.match(readFileSync(join(dir, 'behind/sheets', `${fileNameOf('far')}.txt`), 'utf8'), new RegExp(`ssh -J root@127\\.0\\.0\\.11:${port} -p ${port} root@127\\.0\\.0\\.14`))
  write('127.0.0.12 127.0.0.14')
  const strange = await lab('class', 'grade', '--class', 'behind', 'demo/one')
  assert.is(strange.code, 4)
  assert.match(strange.out, /ERROR far: .*Host key verification failed/, strange.out)
})

test.when(noSshd, 'a changed host key refuses that host', async () => {
  await sshd.changeHostKey()
  const { code, out } = await lab('class', 'grade', '--student', 's1')
  assert.is(code, 4)
  assert.match(out, /ERROR Ada \(s1\): .*the key of this host is not the one that is known/)
})

test.run()
