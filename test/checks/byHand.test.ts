/** Kinds where the machine of the recordings has nothing to show: answers written by hand after the manuals named, and after a real SELinux guest. */
import * as assert from 'uvu/assert'
import cgroup from '../../checks/cgroup.ts'
import mount from '../../checks/mount.ts'
import package_ from '../../checks/package.ts'
import port from '../../checks/port.ts'
import selinuxKind from '../../checks/selinux.ts'
import service from '../../checks/service.ts'
import { loadRegex } from '../../src/core/regex.ts'
import type { Outcome } from '../../src/model/kind.ts'
import type { Answer, AskContext, Facts, Probe } from '../../src/model/look.ts'
import { cgroups } from '../../src/probe/cgroups.ts'
import { curvedWeight, linearWeight, sharesOf } from '../../src/probe/cpuShares.ts'
import { files } from '../../src/probe/files.ts'
import { mounts } from '../../src/probe/mounts.ts'
import { packages, type PackageTable } from '../../src/probe/packages.ts'
import { processes, type ProcessTable } from '../../src/probe/processes.ts'
import { containersOf } from '../../src/probe/containers.ts'
import { selinux } from '../../src/probe/selinux.ts'
import { sockets } from '../../src/probe/sockets.ts'
import { services } from '../../src/probe/services.ts'
import { suite } from '../suite.ts'

const test = suite('kinds judge answers written by hand')
await loadRegex()

const context: AskContext & { dir: string; vars: Record<string, string>; script(): undefined } = { engine: { name: 'podman', rootless: false, where: 'podman of root' }, mark: 'lab-0', dir: '', vars: {}, script: () => undefined }
const answer = (stdout: string, code = 0, stderr = ''): Answer => ({ code, signal: null, stdout, stderr, timedOut: false, truncated: 0, durationMs: 1 })
const factsOf = (...all: [Probe<any, any>, unknown][]): Facts => ({ of: <F>(probe: Probe<any, F>) => all.find(([each]) => (each as unknown) === probe)![1] as F, ran: () => answer(''), finished: () => answer('') })

/** The labels of a guest that enforces: two containers, and a third that was started with label=disable. */
const table = processes.read(answer(['system_u:system_r:container_t:s0:c322,c619', 'system_u:system_r:container_t:s0:c14,c900', 'unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023'].map((label, index) => `${10 + index}/status:Name:\ttop\n${10 + index}/attr/current:${label}\n`).join('')), [], context)
const three = { containers: ['one', 'two', 'open'].map((name, index) => ({ id: String(index), names: [name], image: '', command: ['top'], state: 'running', pid: 10 + index, exitCode: 0, labels: {}, mounts: [], pod: '' })) }
const entry = { type: 'directory', mode: '0755', uid: 0, gid: 0, owner: 'root', group: 'root', size: 1 }
const labelled = (label?: string) => ({ exists: true, self: entry, end: entry, ...(label === undefined ? {} : { label }) })
const data = { files: { '/data': labelled('system_u:object_r:container_file_t:s0:c322,c619'), '/plain': labelled('unconfined_u:object_r:user_home_t:s0'), '/other': labelled('system_u:object_r:container_file_t:s0:c322,c619'), '/bare': labelled(), '/none': { exists: false }, '/shut': { exists: false, trouble: 'Permission denied' } } }

const labels: [Record<string, unknown>, Outcome['status'], string | RegExp][] = [
  [{ mode: 'enforcing' }, 'pass', 'SELinux is enforcing'],
  [{ mode: 'permissive' }, 'fail', 'SELinux is enforcing, permissive expected'],
  [{ mode: 'off' }, 'fail', 'SELinux is enforcing, off expected'],
  [{ mode: 'enforcing', policy: 'targeted' }, 'pass', 'SELinux is enforcing, with the policy targeted'],
  [{ policy: 'mls' }, 'fail', 'the policy of SELinux is targeted, mls expected'],
  [{ container: 'one', type: 'container_t' }, 'pass', 'container one has the type container_t'],
  [{ container: 'one', type: 'container_t', user: 'system_u', role: 'system_r', level: 's0:c322,c619' }, 'pass', /has the SELinux user system_u; .*has the level s0:c322,c619$/],
  [{ container: 'one', level: 's0' }, 'pass', /level s0:c322,c619$/],
  [{ container: 'open', type: 'container_t' }, 'fail', 'container open has the type unconfined_t, container_t expected: its label is unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023'],
  [{ container: 'gone', type: { not: 'container_t' } }, 'fail', /^there is no container gone/],
  [{ process: 'top', categories: 'distinct' }, 'pass', /^the categories are all different: process 10 \(top\) c322,c619, /],
  [{ process: 'top', type: 'container_t' }, 'fail', /^process 12 \(top\) has the type unconfined_t/],
  [{ process: 'nginx', type: 'container_t' }, 'fail', 'no process runs nginx on this host'],
  [{ path: '/data', type: 'container_file_t', categories: 'c322,c619' }, 'pass', '/data has the type container_file_t; /data has the categories c322,c619'],
  [{ path: '/plain', type: 'container_file_t' }, 'fail', '/plain has the type user_home_t, container_file_t expected: its label is unconfined_u:object_r:user_home_t:s0'],
  [{ path: '/plain', categories: 'c1,c2' }, 'fail', /has no categories, c1,c2 expected/],
  [{ path: ['/data', '/other'], categories: 'same' }, 'pass', /all the same/],
  [{ path: ['/data', '/other'], categories: 'distinct' }, 'fail', /^the categories are not all different: \/data c322,c619, \/other c322,c619$/],
  [{ path: ['/data', '/plain'], categories: 'distinct' }, 'fail', /\/plain none/],
  [{ path: ['/data', '/plain'], categories: 'same' }, 'fail', /not the same/],
  [{ path: '/bare', type: 'etc_t' }, 'fail', '/bare has no label'],
  [{ path: '/none', type: { not: 'etc_t' } }, 'fail', '/none is not there'],
  [{ path: '/shut', type: 'etc_t' }, 'skip', 'the label of /shut cannot be read by this account'],
]

for (const [params, status, message] of labels) {
  test(`selinux ${JSON.stringify(params)} -> ${status}`, () => {
    assert.equal(selinuxKind.flaws!(params), [])
    const state = selinux.read(answer('kernel=1\npolicy=targeted\n'), [], context)
    check(selinuxKind.judge(params, factsOf([selinux, state], [processes, table], [containersOf.podman, three], [files, data]), context), status, message)
    assert.not.match(selinuxKind.title(params) + selinuxKind.explain(params, context), /undefined|\[object/)
  })
}

test('selinux: permissive and off as the kernel says it', () => {
  assert.equal(selinux.read(answer('kernel=0\n'), [], context), { mode: 'permissive', policy: '' })
  assert.equal(selinux.read(answer('kernel=\n'), [], context), { mode: 'off', policy: '' })
  assert.ok('unknown' in selinux.read(answer('', 1), [], context))
})

/** After systemctl(1): one block a unit, in the order of the question, a unit that is not there among them. */
const SHOWN = `systemd=yes
Id=ssh.service
Names=ssh.service sshd.service
LoadState=loaded
ActiveState=active
SubState=running
UnitFileState=enabled
MainPID=812
Result=success

Id=tidy.service
Names=tidy.service
LoadState=loaded
ActiveState=failed
SubState=failed
UnitFileState=disabled
MainPID=0
Result=exit-code

Id=nope.service
Names=nope.service
LoadState=not-found
ActiveState=inactive
SubState=dead
UnitFileState=
MainPID=0
Result=success

Id=once.service
Names=once.service
LoadState=loaded
ActiveState=active
SubState=exited
UnitFileState=static
MainPID=0
Result=success

Id=shut.service
Names=shut.service
LoadState=masked
ActiveState=inactive
SubState=dead
UnitFileState=masked
MainPID=0
Result=success
`
const units: [Record<string, unknown> & { name: string }, Outcome['status'], string][] = [
  [{ name: 'ssh', state: 'running', enabled: true }, 'pass', 'service ssh is running (pid 812) and enabled'],
  [{ name: 'sshd', state: 'running' }, 'pass', 'service sshd, which is ssh.service, is running (pid 812)'],
  [{ name: 'ssh', state: 'stopped' }, 'fail', 'service ssh is running (pid 812), stopped expected'],
  [{ name: 'ssh', enabled: false }, 'fail', 'service ssh is enabled, not enabled expected'],
  [{ name: 'tidy', state: 'running' }, 'fail', 'service tidy is failed (exit-code), running expected'],
  [{ name: 'tidy', state: 'failed', enabled: false }, 'pass', 'service tidy is failed (exit-code) and not enabled'],
  [{ name: 'tidy', state: 'stopped' }, 'fail', 'service tidy is failed (exit-code), stopped expected'],
  [{ name: 'nope', state: 'stopped' }, 'fail', 'there is no service nope on this host'],
  [{ name: 'nope', enabled: false }, 'fail', 'there is no service nope on this host'],
  [{ name: 'once', state: 'running' }, 'pass', 'service once is active (exited)'],
  [{ name: 'once', enabled: true }, 'fail', 'service once is not enabled (static), enabled expected'],
  [{ name: 'shut', state: 'running' }, 'fail', 'service shut is stopped, and masked, running expected'],
  [{ name: 'lost', state: 'running' }, 'error', 'systemd said nothing about service lost'],
]

for (const [params, status, message] of units) {
  test(`service ${JSON.stringify(params)} -> ${status}`, () => {
    const table = services.read(answer(SHOWN), ['ssh', 'sshd', 'tidy', 'nope', 'once', 'shut', 'lost'], context)
    check(service.judge(params, factsOf([services, table]), context), status, message)
  })
}

test('service: a systemd that does not answer is ours to explain', () => {
  assert.equal(services.read(answer('systemd=yes\n', 1, 'Failed to connect to bus: Host is down\n'), ['x'], context), { unknown: 'systemd does not answer: Failed to connect to bus: Host is down' })
})

test('package: what rpm says of one that is not there is no record; none at all is no error', () => {
  const table = packages.read(answer('manager=rpm\nbash\tinstalled\t5.2.26-3.fc40\tx86_64\npackage nope is not installed\n'), ['bash', 'nope'], context) as PackageTable
  assert.equal(table, { manager: 'rpm', installed: { bash: { version: '5.2.26-3.fc40', architecture: 'x86_64' } }, states: {} })
  assert.equal(packages.read(answer('manager=none\n'), ['bash'], context), { manager: 'none', installed: {}, states: {} })
  assert.equal((packages.read(answer('manager=dpkg\nx\tconfig-files\t1\tall\n'), ['x'], context) as PackageTable).states, { x: 'config-files' })
  assert.ok('unknown' in packages.read(answer('manager=dpkg\n', 1, 'dpkg-query: error: no database\n'), ['x'], context))
})

test('package: where there is neither dpkg nor rpm nothing can be seen', () => {
  check(package_.judge({ name: 'bash', installed: false }, factsOf([packages, packages.read(answer('manager=none\n'), ['bash'], context)]), context), 'skip', /neither dpkg nor rpm/)
})

/** An account that may not look into another's /proc/PID/ns: the table has no namespaces. */
for (const [name, judge, probe, known] of [
  ['mount', mount.judge({ path: '/x', in: 'one', exists: false }, insideFacts(mounts, { host: '1', tables: { 1: [] } }), context), mounts, 'the mounts of container one cannot be read by this account'],
  ['port', port.judge({ port: 80, in: 'one', listening: false }, insideFacts(sockets, { host: '1', tables: { 1: [] }, owners: {} }), context), sockets, 'the network of container one cannot be read by this account'],
] as const) test(`${name}: what cannot be read is not observable (${probe.key})`, () => check(judge, 'skip', known))

test('mount: a container that came and went during the look is an error, never a pass', () => {
  const fresh = { ...table, processes: (table as ProcessTable).processes.map(each => ({ ...each, namespaces: { mnt: '7', net: '7' } })) }
  const facts = factsOf([mounts, { host: '1', tables: {} }], [sockets, { host: '1', tables: {}, owners: {} }], [processes, fresh], [containersOf.podman, three])
  check(mount.judge({ path: '/x', in: 'one', exists: false }, facts, context), 'error', /started or ended during the look/)
  check(port.judge({ port: 80, in: 'one', listening: false }, facts, context), 'error', /started or ended during the look/)
})

/** v2 after cgroups(7) and the kernel's cgroup-v2.rst, with weights as runc's and crun's own tests and reports have them: an old runtime, a new one, crun's group within a group, and one without the controller. */
const ids = ['a', 'b', 'c', 'd', 'e'].map(letter => letter.repeat(64))
const GROUPS = ['/docker/ID', '/machine.slice/libpod-ID.scope', '/machine.slice/libpod-ID.scope/container', '/machine.slice/libpod-ID.scope/container', '/bare/libpod-ID'].map((path, index) => path.replace('ID', ids[index]!))
const WEIGHTS = `29 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
/sys/fs/cgroup/cgroup.controllers:cpuset cpu io memory pids
/sys/fs/cgroup/docker/cpu.weight:5
/sys/fs/cgroup/machine.slice/cpu.weight:5
/sys/fs/cgroup${GROUPS[0]}/cpu.weight:20
/sys/fs/cgroup${GROUPS[1]}/cpu.weight:59
/sys/fs/cgroup${GROUPS[2]!.replace('/container', '')}/cpu.weight:59
/sys/fs/cgroup${GROUPS[2]}/cpu.weight:100
/sys/fs/cgroup${GROUPS[3]!.replace('/container', '')}/cpu.weight:100
/sys/fs/cgroup${GROUPS[3]}/cpu.weight:100
`
const weighed = { processes: GROUPS.map((path, index) => ({ ...(table as ProcessTable).processes[0]!, pid: 10 + index, cgroups: { '': path } })), host: {} }
const five = { containers: ['old', 'new', 'within', 'usual', 'bare'].map((name, index) => ({ ...three.containers[0]!, id: ids[index]!, names: [name], pid: 10 + index })) }

const shares: [container: string, wanted: unknown, Outcome['status'], string | RegExp][] = [
  ['old', 512, 'pass', 'container old has a cpu weight of 20, which a runtime makes of 119 to 126 shares, an older one of 501 to 526'],
  ['new', 512, 'pass', 'container new has a cpu weight of 59, which a runtime makes of 511 to 521 shares, an older one of 1523 to 1548'],
  ['within', 512, 'pass', /^container within has a cpu weight of 59,/],
  ['usual', 512, 'fail', 'container usual has a cpu weight of 100, which a runtime makes of 1012 to 1024 shares, an older one of 2598 to 2623; 512 expected'],
  ['usual', 1024, 'pass', /weight of 100/],
  ['usual', { not: 1024 }, 'fail', /not 1024 expected$/],
  ['usual', '!=1024', 'fail', /1024 expected$/],
  ['usual', { any: [512, 1024] }, 'pass', /weight of 100/],
  ['new', '<256', 'fail', /less than 256 expected$/],
  ['bare', 512, 'skip', 'this host has no cgroup controller cpu for container bare'],
]
for (const [container, wanted, status, message] of shares) {
  test(`cgroup v2: ${container} has ${JSON.stringify(wanted)} cpu shares -> ${status}`, () => {
    const params = { container, cpu_shares: wanted }
    assert.equal(cgroup.flaws!(params), [])
    check(cgroup.judge(params, factsOf([cgroups, cgroups.read(answer(WEIGHTS), [], context)], [processes, weighed], [containersOf.podman, five]), context), status, message)
    assert.not.match(cgroup.title(params) + cgroup.explain(params, context), /undefined|\[object/)
  })
}

test('cgroup v2: weights as runtimes make them of shares, before and since their change', () => {
  assert.equal([2, 512, 1024, 2000, 262_144].map(linearWeight), [1, 20, 39, 77, 10_000])
  assert.equal([2, 512, 1024, 2000, 262_144].map(curvedWeight), [1, 59, 100, 170, 10_000])
  assert.equal([sharesOf(1, curvedWeight), sharesOf(10_000, linearWeight)], ['2', '262144'])
})

function insideFacts(probe: Probe<any, any>, known: unknown): Facts {
  return factsOf([probe, known], [processes, table], [containersOf.podman, three])
}

function check(outcome: Outcome, status: Outcome['status'], message: string | RegExp): void {
  if (typeof message === 'string') assert.is(outcome.message, message)
  else assert.match(outcome.message, message)
  assert.is(outcome.status, status)
}

test.run()
