/** The process table, read from the real /proc of this machine by the real sh. */
import * as assert from 'uvu/assert'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { copyFileSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { isUnknown } from '../../src/core/judge.ts'
import { joinContainers, containerIdOf } from '../../src/probe/joinContainers.ts'
import { parseLabel } from '../../src/probe/parseLabel.ts'
import { processes, type Process, type ProcessTable } from '../../src/probe/processes.ts'
import { makeFolder } from '../folder.ts'
import { answer, container, engine, process as record } from '../records.ts'
import { suite } from '../suite.ts'

const test = suite('processes')
const asked = { engine, mark: 'm' }
const children: ChildProcess[] = []
test.after(() => children.forEach(child => child.kill('SIGKILL')))

function look(): ProcessTable {
  const { stdout, stderr, status } = spawnSync('/bin/sh', ['-c', processes.ask([], asked)], { encoding: 'utf8', maxBuffer: 2 ** 28, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } })
  const table = processes.read(answer({ stdout, stderr, code: status }), [], asked)
  assert.not(isUnknown(table), JSON.stringify(table).slice(0, 200))
  return table as ProcessTable
}
function find(pid: number, table = look()): Process {
  const found = table.processes.find(each => each.pid === pid)
  assert.ok(found, `pid ${pid} is in the table`)
  return found!
}
/** A node process with these arguments, once it has said that it runs. */
async function start(program: string, args: string[], argv0?: string): Promise<number> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], ...(argv0 === undefined ? {} : { argv0 }) })
  children.push(child)
  await new Promise(resolve => child.stdout!.once('data', resolve))
  return child.pid!
}
const WAIT = ['-e', 'console.log(1); setInterval(() => {}, 1e6)', '--']

test('this process is there, as /proc tells it to itself', () => {
  const own = find(process.pid)
  assert.equal(own.argv, readFileSync('/proc/self/cmdline', 'utf8').split('\0').slice(0, -1))
  assert.equal([own.ppid, own.uid, own.gid, own.exe], [process.ppid, process.geteuid!(), process.getegid!(), readlinkSync('/proc/self/exe')])
  assert.is(own.namespaces.net, /\d+/.exec(readlinkSync('/proc/self/ns/net'))![0])
  assert.ok(own.command === 'node' || own.command.length > 0)
  assert.match(own.capabilities.CapEff!, /^[0-9a-f]{16}$/)
  assert.ok(Object.keys(own.cgroups).length > 0)
  assert.ok(own.nsPids.at(0) === process.pid || own.nsPids.length > 0)
})

test('the namespaces of the one who looks are told, and no kernel thread has arguments', () => {
  const table = look()
  for (const type of ['net', 'pid', 'mnt', 'uts', 'ipc']) assert.match(table.host[type]!, /^\d+$/, type)
  assert.not('' in table.host)
  for (const thread of table.processes.filter(each => each.ppid === 2)) assert.equal(thread.argv, [])
})

const hostile = [
  'a\nb', '\n', '\n\n', '5/cmdline:forged\0'.slice(0, -1), 'x\n1/cmdline:forged', '\n1/status:Name:\tforged\n1/status:PPid:\t1', "\n'1/exe' -> '/forged'\n1/ns/net -> 'net:[1]'", '', ' ', "it's", '\u001b[2J', '--', '日本語', '\nlab-mark end 0\n', 'end\n',
]
test('arguments with newlines and forged lines stay arguments of their own process', async () => {
  const pid = await start(process.execPath, [...WAIT, ...hostile])
  const table = look()
  assert.equal(find(pid, table).argv.slice(4), hostile)
  assert.not.match(JSON.stringify(find(1, table)), 'forged')
  assert.not(table.processes.some(each => each.command === 'forged' || each.namespaces.net === '1'))
})

test('an argument that is all newlines costs no time worth a word', async () => {
  const pid = await start(process.execPath, [...WAIT, '\n'.repeat(100_000), 'after'])
  const startedAt = performance.now()
  assert.equal(find(pid).argv.slice(5), ['after'])
  // Squared it was 30 s.
  assert.ok(performance.now() - startedAt < 5_000)
})

test('a program with a long name keeps it, also when its file is gone', async () => {
  const dir = makeFolder()
  const program = join(dir, 'a-very-long-program-name')
  copyFileSync('/bin/sleep', program)
  spawnSync('chmod', ['755', program])
  const child = spawn(program, ['1000'], { stdio: 'ignore' })
  children.push(child)
  await new Promise(resolve => child.once('spawn', resolve))
  assert.is(find(child.pid!).command, 'a-very-long-program-name')
  spawnSync('rm', [program])
  assert.is(find(child.pid!).command, 'a-very-long-program-name')
})

test('a program cannot take the name of another by its first argument', async () => {
  const child = spawn('/bin/sleep', ['1000'], { stdio: 'ignore', argv0: 'top' })
  children.push(child)
  await new Promise(resolve => child.once('spawn', resolve))
  const found = find(child.pid!)
  assert.equal([found.command, found.argv[0]], ['sleep', 'top'])
})

test('a zombie is told by its state and has no arguments', async () => {
  const child = spawn('/bin/sh', ['-c', 'sleep 0.5 & echo $!; exec sleep 1000'], { stdio: ['ignore', 'pipe', 'ignore'] })
  children.push(child)
  const pid = Number(await new Promise<string>(resolve => child.stdout!.once('data', data => resolve(String(data)))))
  let found = find(pid)
  for (let i = 0; i < 200 && found.state !== 'Z'; i++) {
    await new Promise(done => setTimeout(done, 20))
    found = find(pid)
  }
  assert.equal([found.state, found.argv, found.exe], ['Z', [], ''])
})

test('a table that cannot be read is unknown, never empty', () => {
  for (const said of [answer(), answer({ stdout: 'garbage\n' }), answer({ code: 2, stderr: 'sh: cd: /proc: no such directory' })]) assert.ok(isUnknown(processes.read(said, [], asked)))
})

test('half a table: a process without its status is no process', () => {
  const table = processes.read(answer({ stdout: '1/status:Name:\tinit\n1/status:State:\tS (sleeping)\n1/cmdline:/sbin/init\0\n2/cmdline:gone\0\n' }), [], asked) as ProcessTable
  assert.equal(table.processes.map(each => [each.pid, each.command, each.argv]), [[1, 'init', ['/sbin/init']]])
})

const id = 'a1'.repeat(32)
const cgroups: [path: string, found: string | undefined][] = [
  [`/machine.slice/libpod-${id}.scope`, id], [`/machine.slice/libpod-${id}.scope/container`, id], [`/docker/${id}`, id], [`/system.slice/docker-${id}.scope`, id],
  [`/libpod_parent/libpod-${id}`, id], [`/machine.slice/libpod-conmon-${id}.scope`, undefined], ['/user.slice', undefined], [`/x${id}`, undefined], [`/${id}0`, undefined], [`/a/${id.slice(1)}`, undefined],
]
for (const [path, found] of cgroups) test(`the container of a cgroup ${path.replace(id, 'ID')}`, () => assert.is(containerIdOf(record(1, 'x', { cgroups: { memory: path } })), found))

test('a process belongs to the container of its cgroup, or of its ancestor; never to one by its name', () => {
  const [web, db] = [container('web', 100, { id }), container('db', 200, { id: 'b2'.repeat(32) })]
  const table = { host: {}, processes: [
    record(1, 'init', { ppid: 0 }), record(100, 'top', { cgroups: { '': `/libpod-${id}.scope` } }), record(101, 'sh', { ppid: 1, cgroups: { '': `/libpod-${id}.scope` } }),
    record(200, 'top'), record(201, 'sh', { ppid: 200 }), record(202, 'sh', { ppid: 201 }), record(300, 'web'), record(400, 'a', { ppid: 401 }), record(401, 'b', { ppid: 400 }), record(500, 'conmon', { cgroups: { '': `/libpod-conmon-${id}.scope` } }),
  ] }
  const joined = joinContainers(table, [web, db, container('off', 0)])
  assert.equal([...joined].map(([pid, { names }]) => `${pid} ${names[0]}`), ['100 web', '101 web', '200 db', '201 db', '202 db'])
})

const labels: [text: string, type: string | undefined, categories?: string][] = [
  ['system_u:system_r:container_t:s0:c322,c619', 'container_t', 'c322,c619'], ['unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023', 'unconfined_t', 'c0.c1023'], ['u:r:t', 't', ''],
  ['', undefined], ['unconfined', undefined], ['docker-default (enforce)', undefined], ['a:b:c d:s0', undefined],
]
for (const [text, type, categories] of labels) test(`label "${text}"`, () => assert.equal([parseLabel(text)?.type, parseLabel(text)?.categories], [type, categories]))

test.run()
