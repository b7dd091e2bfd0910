import * as assert from 'uvu/assert'
import { compareWide } from '../../src/core/wideFact.ts'
import type { Probe } from '../../src/model/look.ts'
import { containersOf, type ContainerList } from '../../src/probe/containers.ts'
import { factMutants } from '../../src/probe/factMutants.ts'
import { mounts } from '../../src/probe/mounts.ts'
import { processes, type Process, type ProcessTable } from '../../src/probe/processes.ts'
import { specsOf } from '../../src/probe/specs.ts'
import { wideFacts, type WideSight } from '../../src/probe/wideFacts.ts'
import { suite } from '../suite.ts'

const test = suite('wide facts')
const ID = 'ab'.repeat(32)
const OTHER = 'cd'.repeat(32)
const HOST = { pid: '1', net: '2' }
const process = (pid: number, more: Partial<Process> = {}): Process => ({ pid, ppid: 1, command: 'top', argv: ['top'], exe: '/bin/top', state: 'S', uid: 0, gid: 0, nsPids: [pid], capabilities: { CapEff: '00' }, noNewPrivs: false, seccomp: 0, cgroups: {}, namespaces: { ...HOST }, label: '', ...more })
const container = (id: string, name: string, pid: number): ContainerList['containers'][number] => ({ id, names: [name], image: 'busybox', command: ['top'], state: 'running', pid, exitCode: 0, labels: {}, mounts: [], pod: '' })
/** Two containers that run top, the second in the network of the first; ids, pids and inodes as they come. */
const sight = (ids: [string, string], pid: number, inode: number, more: Partial<WideSight> = {}): WideSight => ({
  table: { host: HOST, processes: [process(1, { command: 'sleep' }), process(pid, { namespaces: { pid: `${inode}`, net: `${inode + 1}` } }), process(pid + 9, { namespaces: { pid: `${inode + 2}`, net: `${inode + 1}` }, argv: ['top', ids[1]] })] },
  containers: { containers: [container(ids[0], 'db', pid), container(ids[1], `made_up_${pid}`, pid + 9)] }, own: new Set(), words: new Set(['podman', 'db']), untouched: { footprint: new Map(), images: new Set() }, ...more,
})

test('the same work gives the same facts, whatever the ids, pids, inodes and made-up names', () => {
  assert.equal(compareWide(wideFacts(sight([ID, OTHER], 100, 500)), wideFacts(sight([OTHER, ID], 7000, 900))), [])
})

test('a file that holds the pid of a process says whose it is, and any other number itself', () => {
  const files = (pid: number): unknown[] => [...wideFacts(sight([ID, OTHER], pid, 500, { files: new Map([['top.pid', `f 644 0:0, number ${pid}`], ['limit', 'f 644 0:0, number 12345']]) }))].filter(([, { sort }]) => sort === 'files').map(([what, { value }]) => [what, value])
  assert.equal(files(100), [['$work/top.pid', 'f 644 0:0, the pid of top'], ['$work/limit', 'f 644 0:0, number 12345']])
  assert.equal(files(100), files(4711))
})

test('who shares a namespace is said by name', () => {
  const facts = wideFacts(sight([ID, OTHER], 100, 500))
  assert.equal(['top in db: net namespace', 'top in db: pid namespace', 'top in container 1: net namespace', 'top in container 1'].map(what => facts.get(what)?.value), ['with container 1', 'its own', 'with db', 'top container 1'])
})

test('no limit is the word that authors write for it', () => {
  const given = sight([ID, OTHER], 100, 500)
  for (const each of given.table.processes) each.cgroups = { '': '/db' }
  const mount = '/sys/fs/cgroup'
  const of = (memory: string): string | undefined => wideFacts({ ...given, cgroups: { version: 'v2', hierarchies: [{ version: 2, controllers: [], mount, root: '/' }], groups: { [`${mount}/db`]: { 'memory.max': memory } } } }).get('top in db: limit of memory')?.value
  assert.equal([of('7999488'), of('max')], ['7999488', 'none'])
})

test('of the files of a host only what is another since the start counts, and never when it was written', () => {
  const footprint = new Map([['file /etc/a', '644 0:0 5 111.1'], ['file /etc/b', '644 0:0 5 111.1'], ['file /run/c', '644 0:0 5 1']])
  const facts = wideFacts(sight([ID, OTHER], 100, 500, { footprint, untouched: { footprint: new Map([['file /etc/a', '644 0:0 5 111.1'], ['file /etc/d', '600 0:0 1 1.0']]), images: new Set() } }))
  assert.equal([...facts].filter(([, { sort }]) => sort === 'files').map(([what, { value }]) => [what, value]), [['file /etc/b', '644 0:0 5'], ['file /etc/d', 'gone']])
})

const facts = (table: ProcessTable, list: ContainerList): Map<Probe, unknown> => new Map<Probe, unknown>([[processes as Probe, table], [containersOf.podman as Probe, list], [specsOf.podman as Probe, { specs: {} }]])

test('each fact that the work changed is taken back alone; what was there before is not touched', () => {
  const { table, containers } = sight([ID, OTHER], 100, 500)
  const before = facts({ ...table, processes: table.processes.slice(0, 1) }, { containers: [] })
  const after = facts(table, containers)
  const copy = structuredClone([...after.values()])
  const mutants = factMutants(before, after, { engine: 'podman', words: new Set(['db']), marked: new Set() })
  const names = mutants.map(each => each.what)
  assert.is(new Set(names).size, names.length)
  for (const what of ['db: is there', 'db: state', 'db: name', 'container 1: state', 'top in db: runs', 'top in db: net namespace', 'top in container 1: pid namespace']) assert.ok(names.includes(what), `${what} in ${names.join(', ')}`)
  assert.not(names.some(each => each.startsWith('sleep')))
  const { facts: changed } = mutants.find(each => each.what === 'top in db: net namespace')!
  assert.is((changed.get(processes as Probe) as ProcessTable).processes[1]!.namespaces.net, HOST.net)
  assert.equal([...after.values()], copy)
  assert.equal(factMutants(after, after, { engine: 'podman', words: new Set(['db']), marked: new Set() }), [])
})

test('a mount that the engine makes for every container is nobody\'s work', () => {
  const { table } = sight([ID, OTHER], 100, 500)
  const mount = (path: string) => ({ path, type: 'tmpfs', source: 'none', options: ['rw'] })
  const seen = (paths: string[]): Map<Probe, unknown> => new Map([...facts(table, { containers: [] }), [mounts as Probe, { tables: { 4026531840: paths.map(mount) } }]])
  const work = ['/scratch', '/var/lib/containers-of-mine', '/data/overlay/x']
  const engine = ['/', '/proc/acpi', '/run/netns/x', '/var/lib/docker/overlay2/1/merged', `/var/tmp/lab-private-a1/graph/overlay-containers/${ID}/userdata/shm`, `/var/lib/containers/storage/overlay/${ID}/merged`]
  const found = factMutants(seen(['/old']), seen(['/old', ...work, ...engine]), { engine: 'podman', words: new Set(), marked: new Set() })
  assert.equal(found.map(each => each.what).filter(each => each.startsWith('mounts')), work.map(path => `mounts: ${path}`))
})

test.run()
