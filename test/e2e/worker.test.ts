import * as assert from 'uvu/assert'
import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { openGradebook } from '../../src/class/gradebook/openGradebook.ts'
import type { Gradebook } from '../../src/class/gradebookModel.ts'
import { openQueue, type Queue } from '../../src/class/queue/openQueue.ts'
import { attempt } from '../class/attempts.ts'
import { makeFolder, trackFiles, writeFiles } from '../folder.ts'
import { program } from '../command/lab.ts'
import { suite } from '../suite.ts'
import { openPostgres, whyNoPostgres } from '../testPostgres.ts'
import { openTestSshd, whyNoSshd, type TestSshd } from './testSshd.ts'

/** Several workers at one class, on a real PostgreSQL and a real sshd: some end in the middle, and every host is in the gradebook once. */
const test = suite('worker')
const reason = whyNoPostgres() ?? whyNoSshd()
const HOSTS = 10
const numbers = Array.from({ length: HOSTS }, (_, index) => index + 1)
const dir = makeFolder()
const temporary = makeFolder()
/** Outside the class: a worker reads a class anew whose files change. */
const looks = join(makeFolder(), 'looks')
let sshd: TestSshd
let postgres: Awaited<ReturnType<typeof openPostgres>>

const children: ChildProcess[] = []
const said: Started['said'][] = []
/** What would keep this process from ending. */
const opened: { close(): Promise<void> }[] = []

interface Started {
  child: ChildProcess
  said: { out: string; err: string }
  ended: Promise<number | null>
}

function start(args: string[], environment: Record<string, string> = {}): Started {
  const child = spawn(program, args, { cwd: dir, env: { PATH: process.env.PATH!, HOME: dir, TMPDIR: temporary, LAB_DATABASE_URL: postgres.url, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  const heard = { out: '', err: '' }
  said.push(heard)
  child.stdout.on('data', chunk => (heard.out += chunk))
  child.stderr.on('data', chunk => (heard.err += chunk))
  return { child, said: heard, ended: new Promise(done => child.on('close', code => done(code))) }
}
/** Waits for something; what it was about is told where it never comes. */
async function until(what: string, holds: () => unknown): Promise<void> {
  for (let tries = 0; tries < 2400; tries++) {
    if (await holds()) return
    await new Promise(later => setTimeout(later, 50))
  }
  throw new Error(`waited two minutes for: ${what}; the programs said: ${said.map(each => each.err.slice(-300)).join(' | ')}`)
}
/** The hosts that were looked at, one line a look. */
const looked = (): string[] => (existsSync(looks) ? readFileSync(looks, 'utf8').split('\n').filter(line => line !== '') : [])
/** The hosts that a worker has connections to: what the clients were told that it started. */
function hostsOf(pid: number): string[] {
  try {
    const started = readdirSync(`/proc/${pid}/task`).flatMap(task => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ')).filter(each => each !== '')
    return started.flatMap(each => /\0--\0h(\d+)\0/.exec(readFileSync(`/proc/${each}/cmdline`, 'utf8'))?.[1] ?? [])
  } catch {
    return []
  }
}
async function openBook(name = 'Many'): Promise<Gradebook> {
  const book = await openGradebook({ dir, name }, { LAB_DATABASE_URL: postgres.url })
  if ('exit' in book) throw new Error(book.message)
  opened.push(book)
  return book
}
async function sql(text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  try {
    return (await client.query(text)).rows as Record<string, unknown>[]
  } finally {
    await client.end()
  }
}

test.before(async () => {
  if (reason) return
  postgres = await openPostgres()
  sshd = await openTestSshd([...numbers.map(each => `ListenAddress 127.0.0.${10 + each}`), 'MaxStartups 100', ...numbers.flatMap(each => [`Match LocalAddress 127.0.0.${10 + each}`, `  ForceCommand HOME=${dir}/home${each} sh -c "$SSH_ORIGINAL_COMMAND"`])])
  const port = Number(/Port (\d+)/.exec(readFileSync(sshd.config, 'utf8'))![1])
  const hostKey = readFileSync(`${sshd.dir}/host.pub`, 'utf8').split(' ').slice(0, 2).join(' ')
  writeFiles(join(dir, 'tracks'), trackFiles('title: One\nchecks:\n  - id: done\n    script: { file: done.sh }\n  - id: unseen\n    visibility: hidden\n    file: { path: /etc/passwd }\n', { 'done.sh': `echo "$HOME" >> ${looks}\nsleep 2\n[ -f "$HOME/done" ]` }))
  writeFiles(dir, {
    'known_hosts': numbers.map(each => `[127.0.0.${10 + each}]:${port} ${hostKey}\n`).join(''),
    'hosts.ini': `[all:vars]\nansible_user=root\nansible_port=${port}\nansible_ssh_private_key_file=${sshd.dir}/user\n[all]\n${numbers.map(each => `h${each} ansible_host=127.0.0.${10 + each}`).join('\n')}\n`,
    'roster.csv': `id,name,email,host\n${numbers.map(each => `s${each},Name ${each},,h${each}\n`).join('')}`,
    'class.yaml': `version: 1\nname: Many\ntracks: [demo]\nprovider: { ssh: { inventory: hosts.ini, known_hosts: known_hosts } }\nlimits: { hosts: 2, host_seconds: 100, total_seconds: 300 }\nvariants: { demo: { colour: [red, blue] } }\n`,
  })
  writeFileSync(join(dir, 'tracks/demo/track.yaml'), `${readFileSync(join(dir, 'tracks/demo/track.yaml'), 'utf8')}vars: { colour: green }\n`)
  for (const each of numbers) {
    mkdirSync(join(dir, `home${each}`))
    if (each % 2 === 0) writeFileSync(join(dir, `home${each}/done`), '')
  }
})
test.after(async () => {
  if (reason) return
  for (const each of children) if (each.exitCode === null) each.kill('SIGKILL')
  for (const each of opened) await each.close()
  await sshd?.close()
  await postgres?.close()
})

test.when(reason, 'three workers, one killed with -9 in the middle: every host is graded exactly once', async () => {
  const workers = [1, 2, 3].map(() => start(['worker', '.']))
  await until('three workers that wait', () => workers.every(each => /waiting for hosts/.test(each.said.err)))
  const grading = start(['class', 'grade', '--queue', '--json'])
  const victim = workers[0]!
  await until('a host that the victim is looking at', () => hostsOf(victim.child.pid!).some(each => looked().some(line => line.endsWith(`/home${each}`)) && !victim.said.out.includes(`(s${each})`)))
  victim.child.kill('SIGKILL')
  const code = await grading.ended
  const { students, summary } = JSON.parse(grading.said.out) as { students: { student: string; lost?: string; attempts: { points: number }[] }[]; summary: Record<string, number> }
  assert.equal([code, summary], [0, { students: HOSTS, judged: HOSTS, lost: 0, attempts: HOSTS, unjudged: 0 }], grading.said.err)
  assert.equal(students.map(each => each.student).sort(), numbers.map(each => `s${each}`).sort())
  assert.ok(students.every(each => each.attempts[0]!.points === (Number(each.student.slice(1)) % 2 === 0 ? 2 : 1)))
  const book = await openBook()
  const kept = await book.attempts()
  assert.equal(kept.map(each => each.student).sort(), numbers.map(each => `s${each}`).sort(), 'each host once in the gradebook')
  const counts = numbers.map(each => looked().filter(line => line.endsWith(`/home${each}`)).length)
  assert.ok(counts.some(each => each > 1) && counts.every(each => each >= 1), `the victim had hosts in hand, and another looked at them again: ${counts.join(' ')}`)
  for (const { child, said, ended } of workers.slice(1)) {
    child.kill('SIGTERM')
    assert.is(await ended, 0, said.err)
  }
})

test.when(reason, 'the queue holds whom and of which round, and no secret', async () => {
  const rows = await sql('select data, output from lab_queue.job where data is not null')
  assert.is(rows.length, HOSTS)
  assert.equal([...new Set(rows.flatMap(each => Object.keys(each.data as object)))].sort(), ['round', 'student'])
  assert.equal([...new Set(rows.flatMap(each => Object.keys((each.output ?? {}) as object)))].sort(), ['durationMs', 'roundTrips'])
  const secret = readFileSync(join(dir, 'gradebook/secret'), 'utf8').trim()
  assert.not.ok(JSON.stringify(await sql('select * from lab_queue.job')).includes(secret))
})

test.when(reason, 'SIGTERM: the host in hand is finished, no other is taken, exit 0', async () => {
  const before = looked().length
  const queued = start(['class', 'grade', '--queue', '--no-wait', '--student', 's2', '--student', 's4'])
  assert.is(await queued.ended, 0, queued.said.err)
  assert.match(queued.said.out, /2 hosts put into the queue/)
  const worker = start(['worker', '--hosts', '1', '--json'])
  await until('a look', () => looked().length > before)
  worker.child.kill('SIGTERM')
  assert.is(await worker.ended, 0, worker.said.err)
  const { graded, lost } = JSON.parse(worker.said.out) as { graded: number; lost: number }
  assert.equal([graded, lost, looked().length - before], [1, 0, 1])
  assert.equal((await sql("select state, count(*)::int as count from lab_queue.job where state < 'completed' group by state")), [{ state: 'created', count: 1 }])
})

test.when(reason, 'a worker with another content of the class refuses, and grades nothing', async () => {
  const other = makeFolder()
  cpSync(dir, other, { recursive: true, filter: name => !/\/home\d/.test(name) })
  writeFileSync(join(other, 'tracks/demo/01-one/challenge.yaml'), readFileSync(join(dir, 'tracks/demo/01-one/challenge.yaml'), 'utf8').replace('/etc/passwd', '/etc/hosts'))
  const before = looked().length
  const worker = start(['worker', other])
  await until('a refusal', () => /refused: 1 host waits to be graded with another content of this class/.test(worker.said.err))
  // The folder is mended while it runs: it is read anew, and takes the host.
  cpSync(join(dir, 'tracks'), join(other, 'tracks'), { recursive: true })
  await until('the host, graded after all', () => worker.said.out !== '')
  assert.match(worker.said.err, /the class changed on the disk, and is read anew/)
  worker.child.kill('SIGTERM')
  assert.equal([await worker.ended, looked().length - before], [0, 1])
})

test.when(reason, 'an interrupted round takes back what no worker has graded', async () => {
  const grading = start(['class', 'grade', '--queue'])
  await until('jobs', async () => (await sql("select 1 from lab_queue.job where state < 'completed'")).length === HOSTS)
  grading.child.kill('SIGINT')
  assert.is(await grading.ended, 130, grading.said.err)
  assert.match(grading.said.err, /10 hosts that no worker had graded yet: taken out of the queue/)
  assert.equal(await sql("select 1 from lab_queue.job where state < 'completed'"), [])
})

test.when(reason, 'a worker that slept too long keeps nothing once another has', async () => {
  const open = async (): Promise<Queue> => {
    const queue = await openQueue({ name: 'Sleepy' }, 'c', { LAB_DATABASE_URL: postgres.url })
    if ('exit' in queue) throw new Error(queue.message)
    opened.push(queue)
    return queue
  }
  const [slow, quick, book] = [await open(), await open(), await openBook('Sleepy')]
  await slow.put([{ id: 'd3b07384-d9a0-4c9b-8f3a-0f0f0f0f0f0f', task: { round: 'r', student: 'ada' } }])
  const [first] = await slow.take(5)
  assert.equal([first!.task, first!.begunBefore], [{ round: 'r', student: 'ada' }, 0])
  assert.equal(await quick.take(5), [], 'a job in hand is nobody else\'s')
  await sql("update lab_queue.job set started_on = now() - interval '1 hour' where name like 'sleepy%'")
  let second: Awaited<ReturnType<Queue['take']>>[number] | undefined
  await until('the job again', async () => ([second] = await quick.take(5))[0])
  assert.equal([second!.id, second!.begunBefore], [first!.id, 1])
  assert.is(await book.addAttempts([attempt({ key: 'quick', challenge: 'demo/one' })], new Map(), quick.end(second!.id, {})), 1)
  assert.is(await book.addAttempts([attempt({ key: 'slow', challenge: 'demo/two' })], new Map([['x', Buffer.from('x')]]), slow.end(first!.id, {})), 0)
  assert.equal([(await book.attempts()).map(each => each.key), await book.capture('x')], [['quick'], undefined])
  assert.equal((await slow.ended('r')).map(each => [each.id, each.state]), [[first!.id, 'completed']])
})

test.when(reason, 'queues of content that nobody has had for a week are removed, and no job with them', async () => {
  const open = async (content: string, name = 'Written'): Promise<Queue> => {
    const queue = await openQueue({ name }, content, { LAB_DATABASE_URL: postgres.url })
    if ('exit' in queue) throw new Error(queue.message)
    opened.push(queue)
    return queue
  }
  const [, waited] = [await open('old'), await open('waited for'), await open('of today'), await open('old', 'Writ')]
  await waited.put([{ id: '00000000-0000-4000-8000-000000000001', task: { round: 'r', student: 's1' } }])
  await sql("update lab_queue.queue set created_on = now() - interval '8 days' where name like 'writ%' and name not like '%today'")
  await open('new')
  assert.equal((await sql("select name from lab_queue.queue where name like 'writ%'")).map(each => String(each.name).replace(/-\w+/, '')).sort(), ['writ.old', 'written.new', 'written.of today', 'written.waited for'])
})

test.when(reason, 'eight that open an empty database at the same moment, as workers do, all have its queue', async () => {
  for (const tries of [1, 2, 3, 4, 5, 6]) {
    await sql(`create database crowd${tries}`)
    const environment = { LAB_DATABASE_URL: postgres.url.replace(/postgres$/, `crowd${tries}`) }
    const queues = await Promise.all(numbers.slice(0, 8).map(async () => {
      const book = await openGradebook({ dir, name: 'Crowd' }, environment)
      if ('exit' in book) return book
      await book.close()
      return openQueue({ name: 'Crowd' }, 'c', environment)
    }))
    for (const each of queues) if (!('exit' in each)) await each.close()
    assert.equal(queues.flatMap(each => ('exit' in each ? [each.message] : [])), [])
  }
})

test.when(reason, 'a database that goes away and comes again ends neither a worker nor who waits for the marks', async () => {
  const worker = start(['worker', '--hosts', '1'])
  const grading = start(['class', 'grade', '--queue', '--student', 's2', '--student', 's4', '--student', 's6', '--json'])
  await until('a host that was graded', () => worker.said.out !== '')
  await postgres.restart(async () => {
    await until('both of them say that it is away', () => [worker, grading].every(each => /the database does not answer, and is asked again/.test(each.said.err)))
    writeFileSync(join(dir, 'class.yaml'), readFileSync(join(dir, 'class.yaml')))
    await until('the worker finds the class changed and no database', () => /read anew\n.*the database does not answer, and is asked again/.test(worker.said.err))
  })
  assert.is(await grading.ended, 0, grading.said.err)
  assert.equal((JSON.parse(grading.said.out) as { summary: unknown }).summary, { students: 3, judged: 3, lost: 0, attempts: 3, unjudged: 0 })
  worker.child.kill('SIGTERM')
  assert.is(await worker.ended, 0, worker.said.err)
})

test.when(reason, 'a database that says nothing any more, and breaks no connection, holds nobody for ever', async () => {
  const worker = start(['worker', '--hosts', '1'])
  await until('a worker that waits', () => /waiting for hosts/.test(worker.said.err))
  worker.child.kill('SIGTERM')
  assert.is(await worker.ended, 0)
  const grading = start(['class', 'grade', '--queue', '--student', 's1'])
  await until('its job', async () => (await sql("select 1 from lab_queue.job where state < 'completed' and name like 'many%'")).length > 0)
  await postgres.freeze(async () => {
    await until('that is told', () => /the database does not answer, and is asked again/.test(grading.said.err))
    grading.child.kill('SIGINT')
    assert.is(await grading.ended, 130, grading.said.err)
    assert.match(grading.said.err, /1 host of which nothing is known: the database does not answer/)
  })
  await sql("delete from lab_queue.job where state < 'completed' and name like 'many%'")
})

test.when(reason, 'a worker whose class has a mistake, or is away, waits until it is mended; a secret that is copied to it is read', async () => {
  const other = makeFolder()
  cpSync(dir, other, { recursive: true, filter: name => !/\/home\d|gradebook/.test(name) })
  const worker = start(['worker', other])
  await until('a worker that waits', () => /waiting for hosts/.test(worker.said.err))
  const grading = start(['class', 'grade', '--queue', '--student', 's2'])
  await until('a refusal, for want of the secret', () => /refused: 1 host waits .* gradebook\/secret/.test(worker.said.err))
  assert.not.match(worker.said.err, /read anew/, 'the secret that it made itself is no change')
  const whole = readFileSync(join(other, 'class.yaml'))
  writeFileSync(join(other, 'class.yaml'), `${whole}mistake: 1\n`)
  await until('the mistake', () => /unknown key "mistake"[^]*no host is taken until this is mended: .*class.yaml has 1 mistake/.test(worker.said.err))
  renameSync(other, `${other}.away`)
  await until('the folder is away', () => /no host is taken until this is mended: there is no/.test(worker.said.err))
  writeFileSync(join(`${other}.away`, 'class.yaml'), whole)
  renameSync(`${other}.away`, other)
  await until('the class again', () => worker.said.err.match(/waiting for hosts/g)!.length === 2)
  renameSync(other, `${other}.away`)
  await until('the folder is away once more', () => worker.said.err.match(/until this is mended: there is no/g)!.length === 2)
  renameSync(`${other}.away`, other)
  await until('the class once more', () => worker.said.err.match(/waiting for hosts/g)!.length === 3)
  cpSync(join(dir, 'gradebook/secret'), join(other, 'gradebook/secret'))
  assert.is(await grading.ended, 0, grading.said.err)
  worker.child.kill('SIGTERM')
  assert.is(await worker.ended, 0, worker.said.err)
})

test.when(reason, 'workers that leave in the middle of a round are told of, and an interruption is one JSON document', async () => {
  const grading = start(['class', 'grade', '--queue', '--json', '--student', 's2', '--student', 's4'])
  const worker = start(['worker', '--hosts', '1'])
  await until('a host in hand', () => hostsOf(worker.child.pid!).length > 0)
  worker.child.kill('SIGTERM')
  await worker.ended
  await until('that nobody takes the other', () => /1 host that no worker takes: `lab worker`/.test(grading.said.err))
  grading.child.kill('SIGINT')
  assert.is(await grading.ended, 130)
  const { students, error } = JSON.parse(grading.said.out) as { students: unknown[]; error: { code: string } }
  assert.equal([students.length, error.code], [1, 'interrupted'])
})

test.when(reason, 'without a database there is no queue, and that is told', async () => {
  for (const args of [['worker', '.'], ['class', 'grade', '--queue']]) {
    const { said, ended } = start(args, { LAB_DATABASE_URL: '' })
    assert.is(await ended, 2)
    assert.match(said.err, /set LAB_DATABASE_URL/)
  }
})

test.run()
