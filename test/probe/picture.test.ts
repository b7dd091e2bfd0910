/** Who is around whom, joined from recorded replies of real hosts and from tables that no host should have. */
import * as assert from 'uvu/assert'
import type { Surrounding } from '../../src/core/picture.ts'
import { containersOf } from '../../src/probe/containers.ts'
import { joinContainers } from '../../src/probe/joinContainers.ts'
import { looker, type Looker } from '../../src/probe/looker.ts'
import { joinScene, lookAround, lookAtContainers, type Scene } from '../../src/probe/picture.ts'
import { processes, type Process } from '../../src/probe/processes.ts'
import { answer, container, engine, process as record } from '../records.ts'
import { loadReply } from '../replies/loadReply.ts'
import { suite } from '../suite.ts'

const test = suite('picture')
const nobody: Looker = { pid: 999_999, accounts: new Map([[0, 'root']]) }
const scene = (all: Process[], more: Partial<Scene> = {}): Scene => ({ table: { processes: all, host: {} }, looker: nobody, containers: [], own: [], ...more })
const found = (word: string, made: Scene): Surrounding => {
  const said = lookAround(word, joinScene(made))
  if (typeof said === 'string') throw new Error(said)
  return said
}
const drawn = ({ lines }: Surrounding): string => lines.map(({ of, depth }) => `${'.'.repeat(depth)}${of.found ? '>' : ''}${of.pid}`).join(' ')
/** A recorded host, seen by podman. */
function recorded(name: string): Scene {
  const { facts } = loadReply(name)
  return scene([], { table: facts.of(processes), containers: facts.of(containersOf.podman).containers.map(each => ({ engine: 'podman' as const, container: each })) })
}

test('recorded: three containers, each with its own process', () => {
  const made = recorded('three-tops')
  const { way, lines } = found('top', made)
  assert.is(way, 'program')
  assert.is(lines.filter(each => each.of.found).length, 3)
  for (const { of } of lines) assert.is(of.container?.engine, 'podman')
  assert.is(new Set(lines.map(each => each.of.container?.name)).size, 3)
  const views = lookAtContainers(made.containers, joinScene(made))
  assert.equal(views.map(each => [each.state, each.lines.length]), [['running', 1], ['running', 1], ['running', 1]])
})

test('recorded: containers that ended are there, without processes', () => {
  const made = recorded('one-exited')
  const views = lookAtContainers(made.containers, joinScene(made))
  const ended = views.filter(each => each.state === 'exited')
  assert.ok(ended.length > 0)
  for (const view of ended) assert.equal(view.lines, [])
  for (const view of views.filter(each => each.state === 'running')) assert.ok(view.lines.length > 0, view.name)
})

test('recorded: containers of another store are there with the beginning of their id', () => {
  const made = recorded('other-store')
  const views = lookAtContainers(made.containers, joinScene(made))
  assert.ok(views.length > 0)
  for (const view of views) assert.equal([view.engine, view.name], [null, view.id.slice(0, 12)])
})

test('recorded: processes of the host are in no container', () => {
  for (const { of } of found('top', recorded('tops-on-host')).lines.filter(each => each.of.found)) assert.is(of.container, null)
})

const NS = (net: string): Record<string, string> => ({ net, pid: '1', mnt: '2' })
const chain = [
  record(1, 'init', { ppid: 0, namespaces: NS('10') }), record(20, 'dockerd', { namespaces: NS('10') }), record(21, 'containerd', { ppid: 20, namespaces: NS('10') }),
  record(30, 'containerd-shim', { namespaces: NS('10') }), record(31, 'redis-server', { ppid: 30, namespaces: { net: '11', pid: '12', mnt: '13', uts: '14' }, uid: 999, nsPids: [31, 1] }), record(40, 'sshd', { namespaces: NS('10') }),
  record(32, 'sh', { ppid: 31, namespaces: {} }), record(33, 'cat', { ppid: 32, namespaces: NS('15') }),
]
const db = { engine: 'docker' as const, container: container('db', 31) }

test('those above and those below, the namespaces that came with each, and who is inside', () => {
  const around = found('redis-server', scene(chain, { containers: [db] }))
  assert.is(drawn(around), '1 .30 ..>31 ...32 ....33')
  const of = (pid: number) => around.lines.find(each => each.of.pid === pid)!.of
  // The parent has no uts that could be read: nothing is said about it. Hidden namespaces are not new ones.
  assert.equal(of(31).newNamespaces, ['pid', 'net', 'mnt'])
  assert.equal([of(32).newNamespaces, of(33).newNamespaces], [[], []])
  assert.equal([of(31).container?.name, of(33).container?.name, of(30).container], ['db', 'db', null])
  assert.equal([of(31).user, of(30).user], ['999', 'root'])
})

test('a container with who outside started it', () => {
  const [view] = lookAtContainers([db], joinScene(scene(chain, { containers: [db] })))
  assert.equal(view!.lines.map(({ of, depth }) => [of.pid, depth, of.container?.name]), [[30, 0, undefined], [31, 1, 'db'], [32, 2, 'db'], [33, 3, 'db']])
})

test('how a word is understood', () => {
  const all = [...chain, record(50, 'MainThread', { exe: '/usr/bin/node (deleted)', argv: ['node', 'server.js', '--port', '8080'] }), record(51, '60'), record(60, 'zebra')]
  const way = (word: string): unknown => [found(word, scene(all)).way, drawn(found(word, scene(all)))]
  assert.equal(way('60'), ['pid', '1 .>60'])
  assert.equal(way('dockerd'), ['program', '1 .>20 ..21'])
  assert.equal(way('node'), ['executable', '1 .>50'])
  assert.equal(way('ocker'), ['part of the name', '1 .>20 ..21'])
  assert.equal(way('--port 80'), ['part of the command line', '1 .>50'])
  assert.match(lookAround('contain', joinScene(scene(all))) as string, /part of the name of several: containerd, containerd-shim$/)
  assert.match(lookAround('dockrd', joinScene(scene(all))) as string, /^no process is called dockrd \(did you mean "dockerd"\?\)$/)
  assert.match(lookAround('nothing-such', joinScene(scene(all))) as string, /^no process is called nothing-such$/)
  for (const word of ['__proto__', '.*', '', '9'.repeat(400), '-1', '1e1', 'é']) assert.type(lookAround(word || ' \n', joinScene(scene(all))), 'string', word)
})

test('kernel threads are there only for their own name', () => {
  const all = [...chain, record(2, 'kthreadd', { ppid: 0, argv: [], exe: '' }), record(9, 'kworker/0:1', { ppid: 2, argv: [], exe: '' })]
  assert.is(drawn(found('kworker/0:1', scene(all))), '2 .>9')
  assert.is(drawn(found('kthreadd', scene(all))), '>2 .9')
  assert.type(lookAround('kworker', joinScene(scene(all))), 'string')
  // A zombie has no arguments either.
  assert.is(found('zomb', scene([...all, record(70, 'zombie', { argv: [], state: 'Z' })])).way, 'part of the name')
})

test('who looks is no part of the picture, and is not found by the words it was given', () => {
  const all = [...chain, record(80, 'bash', { ppid: 40, argv: ['bash', '-c', 'lab look wanted'] }), record(81, 'node', { ppid: 80, argv: ['node', 'lab', 'look', 'wanted'] }), record(82, 'sh', { ppid: 81 }), record(83, 'grep', { ppid: 82 })]
  const made = scene(all, { looker: { ...nobody, pid: 82 }, own: [81] })
  assert.type(lookAround('wanted', joinScene(made)), 'string')
  assert.is(drawn(found('sshd', made)), '1 .>40 ..80')
  assert.is(drawn(found('bash', made)), '1 .40 ..>80')
  assert.type(lookAround('grep', joinScene(made)), 'string')
})

test('where lab runs in a container itself nobody is told apart by that one', () => {
  const cgroups = { '': `/docker/${'f'.repeat(64)}` }
  const all = chain.map(each => ({ ...each, cgroups }))
  for (const { of } of found('dockerd', scene(all, { looker: { ...nobody, pid: 40 } })).lines) assert.is(of.container, null)
  for (const { of } of found('dockerd', scene(all)).lines) assert.is(of.container?.name, 'f'.repeat(12))
})

test('a chain is joined to its container in one walk, and a circle ends', () => {
  const join = (count: number): number => {
    const long = Array.from({ length: count }, (_, index) => record(index + 1, 'sh', { ppid: index })).reverse()
    // The time of the processor, however busy the machine is otherwise.
    const from = process.cpuUsage()
    assert.is(joinContainers({ processes: long, host: {} }, [container('db', 10)]).size, count - 9)
    const { user, system } = process.cpuUsage(from)
    return (user + system) / 1000
  }
  const short = Math.min(join(3000), join(3000))
  // A walk for each would take 64 times as long.
  assert.ok(Math.min(join(24_000), join(24_000)) < 40 * Math.max(2, short))
  assert.is(joinContainers({ processes: [record(3, 'a', { ppid: 4 }), record(4, 'b', { ppid: 3 })], host: {} }, [container('db', 9)]).size, 0)
})

test('the looker: its pid, and the first name of each number', () => {
  const read = (stdout: string) => looker.read(answer({ stdout }), [], { engine, mark: 'm' })
  assert.equal(read('42\nroot:0\ntoor:0\nredis:999\n'), { pid: 42, accounts: new Map([[0, 'root'], [999, 'redis']]) })
  assert.equal(read('42\n'), { pid: 42, accounts: new Map() })
  assert.ok('unknown' in read(''))
  assert.ok('unknown' in read('root:0\n'))
})

test.run()
