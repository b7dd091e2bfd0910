import * as assert from 'uvu/assert'
import answer from '../../checks/answer.ts'
import { judge } from '../../src/core/judge.ts'
import { wantKey } from '../../src/core/plan.ts'
import { loadRegex } from '../../src/core/regex.ts'
import type { Outcome } from '../../src/model/kind.ts'
import { containersOf } from '../../src/probe/containers.ts'
import { processes, type Process } from '../../src/probe/processes.ts'
import { loadReply } from '../replies/loadReply.ts'
import { check } from '../records.ts'
import { suite } from '../suite.ts'

const test = suite('answers are compared with the host')
await loadRegex()
const { reply, observation, facts } = loadReply('answers')
const processOf = (name: string): Process => facts.of(processes).processes.find(each => each.pid === facts.of(containersOf.podman).containers.find(one => one.names.includes(name))!.pid)!
const [db, web] = [processOf('db'), processOf('web')]
const idOf = (name: string): string => facts.of(containersOf.podman).containers.find(one => one.names.includes(name))!.id
const net = db.namespaces.net!
const path = db.cgroups.memory!

const pid = { container: 'db', is: 'pid' }
const memory = { container: 'db', is: 'memory' }
const color = { container: 'db', is: 'variable', variable: 'COLOR' }
const network = { container: 'db', is: 'namespace', type: 'net' }

const cases: [params: Record<string, unknown>, typed: string | undefined, status: Outcome['status'], message: string | RegExp][] = [
  [pid, undefined, 'fail', 'not answered yet: type `lab answer it VALUE`'],
  [pid, String(db.pid), 'pass', `${db.pid} is right: the pid on the host of container db`],
  [pid, ` "${db.pid}" `, 'pass', /is right/],
  [pid, `pid ${db.pid}`, 'pass', /is right/],
  [pid, '1', 'fail', 'you answered 1: that is the pid as it is seen inside; asked is the pid on the host of container db'],
  [pid, String(web.pid), 'fail', `you answered ${web.pid}: that is the pid of another process, top; asked is the pid on the host of container db`],
  [pid, String(db.ppid), 'fail', /that is the pid of its parent/],
  [pid, '4194305', 'fail', /no process of this host has that pid/],
  [pid, 'top', 'fail', /a number is asked, and one only/],
  [pid, `${db.pid} ${web.pid}`, 'fail', /a number is asked, and one only/],
  [{ container: 'gone', is: 'pid' }, '1', 'fail', /^there is no container gone/],
  [{ process: 'top', is: 'pid' }, String(web.pid), 'pass', /is right: the pid on the host of a process top/],
  [{ container: 'db', is: 'pid_inside' }, '1', 'pass', /is right/],
  [{ container: 'db', is: 'pid_inside' }, String(db.pid), 'fail', /that is the pid on the host; asked is the pid as it is seen inside/],
  [{ container: 'db', is: 'parent' }, String(db.ppid), 'pass', /is right/],
  [{ container: 'db', is: 'parent' }, String(db.pid), 'fail', /that is its own pid/],
  [{ container: 'db', is: 'user' }, 'Root', 'pass', /is right/],
  [{ container: 'db', is: 'user' }, '0', 'pass', /is right/],
  [{ container: 'db', is: 'user' }, '1000', 'fail', 'you answered 1000: that is not the user id on the host of container db'],
  [network, net, 'pass', /is right/],
  [network, `net:[${net}]`, 'pass', /is right/],
  [network, facts.of(processes).host.net!, 'fail', /that is the net namespace of the host; asked is the number of the net namespace of container db/],
  [network, db.namespaces.pid!, 'fail', /that is its pid namespace/],
  [network, web.namespaces.net!, 'fail', /that is not the number of the net namespace/],
  [{ container: 'db', is: 'cgroup' }, path, 'pass', /is right/],
  [{ container: 'db', is: 'cgroup' }, `/sys/fs/cgroup/memory${path}/`, 'pass', /is right/],
  [{ container: 'db', is: 'cgroup' }, `4:memory:${path}`, 'pass', /is right/],
  [{ container: 'db', is: 'cgroup' }, path.slice(0, -10), 'fail', /that is a part of it/],
  [{ container: 'db', is: 'cgroup' }, `1:name=systemd:${path}`, 'pass', /is right/],
  [{ container: 'db', is: 'cgroup' }, `9:cpu,cpuacct:${path}`, 'pass', /is right/],
  [{ container: 'db', is: 'cgroup' }, `0::${path}`, 'pass', /is right/],
  [{ container: 'db', is: 'cgroup' }, `/sys/fs/cgroup/cpu,cpuacct${path}`, 'pass', /is right/],
  [{ container: 'db', is: 'cgroup' }, `/sys/fs/cgroup${path}`, 'pass', /is right/],
  [{ container: 'db', is: 'cgroup' }, path.slice(1), 'pass', /is right/],
  [{ container: 'db', is: 'cgroup' }, `/sys/fs/cgroup/memory/elsewhere${path}`, 'fail', /that is not the cgroup/],
  [{ container: 'db', is: 'cgroup' }, `/sys/fs/cgroup/memory${path}/memory.limit_in_bytes`, 'fail', /that is something in it/],
  [{ container: 'db', is: 'cgroup' }, web.cgroups.memory, 'fail', /that is not the cgroup/],
  [{ container: 'db', is: 'cgroup' }, '/', 'fail', /that is how it looks from inside/],
  [memory, '7999488', 'pass', /is right/],
  [memory, '7999488 bytes', 'pass', /is right/],
  [memory, '7812K', 'pass', /is right/],
  [memory, '8000000', 'fail', /the kernel keeps whole pages of 4096 bytes.*; asked is the limit of memory of container db/],
  [memory, 'much', 'fail', /a number of bytes is asked/],
  [memory, '9M', 'fail', 'you answered 9M: that is not the limit of memory of container db'],
  [{ container: 'web', is: 'memory' }, 'unlimited', 'pass', /is right/],
  [memory, '7,999,488', 'pass', /is right/], [memory, '7.999.488 bytes', 'pass', /is right/], [memory, '7.629M', 'fail', /that is rounded: the exact number is asked/],
  [color, 'deep  blue', 'pass', /is right/],
  [color, 'COLOR=Deep Blue', 'pass', /is right/],
  [color, 'blue', 'fail', /that is a part of it/],
  [{ container: 'web', is: 'variable', variable: 'COLOR' }, 'blue', 'fail', 'container web has no variable COLOR'],
  [{ process: 'top', is: 'count' }, '2', 'pass', /is right: the number of processes of top/],
  [{ process: 'top', is: 'count' }, '3', 'fail', 'you answered 3: that is not the number of processes of top'],
  [{ container: 'db', is: 'id' }, idOf('db').slice(0, 12).toUpperCase(), 'pass', /is right/],
  [{ container: 'db', is: 'id' }, idOf('web'), 'fail', /that is the id of container web/],
  [{ container: 'db', is: 'id' }, idOf('db').slice(0, 2), 'fail', /too short/],
  [{ text: 'Overlay FS' }, ' "overlay   fs" ', 'pass', '"overlay fs" is right'],
  [{ text: 'overlay' }, 'ext4', 'fail', 'you answered ext4, which is not it'],
  [{ text: { any: ['overlay', '/^fuse-/'] } }, 'FUSE-overlayfs', 'pass', /is right/],
]

for (const [params, typed, status, message] of cases) {
  test(`${JSON.stringify(params)}, answered ${JSON.stringify(typed)} -> ${status}`, () => {
    assert.equal(answer.flaws!(params), [])
    const check = { id: 'it', kind: 'answer', params, title: answer.title(params), points: 1, hints: [], needs: [], once: false, requires: [], place: { file: '', line: 1, column: 1 } }
    const context = { engine: reply.engine, vars: {}, dir: '', script: () => undefined, answers: new Map(typed === undefined ? [] : [['it', typed]]) }
    const [verdict] = judge([check], observation, { kinds: new Map([['answer', answer]]), host: 'default', context, passedBefore: new Set() })
    if (typeof message === 'string') assert.is(verdict!.message, message)
    else assert.match(verdict!.message, message)
    assert.is(verdict!.status, status)
    // The right answer stands nowhere in the verdict on a wrong one.
    if (status === 'fail' && params.is === 'pid' && typed !== undefined && !typed.includes(String(db.pid))) assert.not.match(JSON.stringify({ ...verdict, explain: '' }), new RegExp(`\\b${db.pid}\\b`))
    assert.not.match(verdict!.title + verdict!.message + verdict!.explain, /undefined|\[object/)
  })
}

const flawed: [Record<string, unknown>, RegExp][] = [
  [{ container: 'db' }, /asks nothing yet/], [{ is: 'pid' }, /speaks about nothing/], [{ container: 'db', is: 'namespace' }, /which namespace/], [{ container: 'db', is: 'variable' }, /which variable/],
  [{ container: 'db', is: 'pid', type: 'net' }, /goes with is: namespace/], [{ container: 'db', is: 'count' }, /give it process/], [{ process: 'top', is: 'id' }, /only a container has an id/], [{ text: 'x', container: 'db' }, /the whole answer/], [{ prints: 'ls', text: 'x' }, /the whole answer/],
]
for (const [params, message] of flawed) test(`${JSON.stringify(params)} is a mistake`, () => assert.match(answer.flaws!(params).map(each => each.message).join('; '), message))

const printed: [stdout: string, typed: string, status: string][] = [
  ['Operation not permitted\n', 'operation not permitted', 'pass'], ['noise\nFunction not implemented\n', '"Function not implemented"', 'pass'], ['noise\nFunction not implemented\n', 'noise', 'fail'], ['no\n', 'linux64: it says: no', 'pass'], ['no\n', 'casino', 'fail'], ['\n', 'anything', 'error'],
]
for (const [stdout, typed, status] of printed) {
  test(`what a command prints is the answer: ${JSON.stringify(stdout)}, answered ${typed} -> ${status}`, () => {
    const params = { prints: 'ask' }
    const context = { engine: reply.engine, vars: { image: 'x' }, dir: '', script: () => undefined, answers: new Map([['it', typed]]) }
    const [run] = answer.wants(params, context).runs!
    const given = new Map([[wantKey(run!), { code: 1, signal: null, stdout, stderr: '', timedOut: false, truncated: 0, durationMs: 1 }]])
    const [verdict] = judge([check('it', 'answer', params)], { facts: new Map(), answers: given }, { kinds: new Map([['answer', answer]]), host: 'default', context, passedBefore: new Set() })
    assert.is(verdict!.status, status, verdict!.message)
  })
}

test.run()
