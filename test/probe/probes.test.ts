import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { isUnknown } from '../../src/core/judge.ts'
import type { Answer, AskContext, Probe } from '../../src/model/look.ts'
import { cgroups, type CgroupTree } from '../../src/probe/cgroups.ts'
import { containersOf } from '../../src/probe/containers.ts'
import { effectiveLimit } from '../../src/probe/effectiveLimit.ts'
import { environments } from '../../src/probe/environments.ts'
import { files, type FileTable } from '../../src/probe/files.ts'
import { imagesOf } from '../../src/probe/images.ts'
import { processes } from '../../src/probe/processes.ts'
import { fateOf } from '../../src/probe/seccompFilter.ts'
import { specsOf } from '../../src/probe/specs.ts'
import { loadReply, PROBES } from '../replies/loadReply.ts'
import { suite } from '../suite.ts'

const containers = containersOf.podman
const specs = specsOf.podman

const test = suite('probes')
const all = new Map(PROBES.map(probe => [probe.key, probe]))
const context: AskContext = { engine: { name: 'podman', rootless: false, where: 'podman of root' }, mark: 'lab-0123456789abcdef' }

for (const file of readdirSync(new URL('../replies', import.meta.url)).filter(name => name.endsWith('.json'))) {
  test(`${file} answers the questions of today`, () => {
    const { reply } = loadReply(file.slice(0, -5))
    for (const { probe: key, subjects, question } of reply.questions) {
      assert.is(all.get(key)!.ask(subjects, { engine: reply.engine, mark: reply.mark }), question, `${key} asks otherwise now: npm run record`)
    }
  })
}

test('what is saved tells the same, without environments', () => {
  const saved = (probe: Probe<any, any>, stdout: string, subjects: unknown[] = []): [string, boolean] => {
    const whole = { code: 0, signal: null, stdout, stderr: '', timedOut: false, truncated: 0, durationMs: 1 }
    const part = probe.save!(whole, subjects, context)
    return [part.stdout, JSON.stringify(probe.read(part, subjects, context)) === JSON.stringify(probe.read(whole, subjects, context))]
  }
  const docker = JSON.stringify([{ Id: 'a'.repeat(64), Name: '/db', State: { Status: 'running', Pid: 7 }, Config: { Image: 'x', Env: ['A=hunter2'], Labels: { a: 'b' } }, Path: 'top', Args: [], Mounts: [] }])
  const spec = `${context.mark}:inspect ${'a'.repeat(64)} /x/config.json\n{"Memory":7}\n${context.mark}:spec ${'a'.repeat(64)}\n{"process":{"args":["top"],"env":["A=hunter2"]},"hooks":{"prestart":[{"path":"/x","env":["A=hunter2"]}]},"linux":{}}\n${context.mark}:code 0\n`
  for (const [probe, text] of [[containersOf.docker, docker], [specs, spec], [specsOf.docker, spec]] as const) {
    const [stdout, same] = saved(probe, text)
    assert.ok(same, probe.key)
    assert.not.match(stdout, 'hunter2')
  }
  for (const broken of ['[{"Config":{"Env":["A=hunter2"', '{"config":{"Env":["A=hunter2"']) for (const probe of [containersOf.docker, imagesOf.podman]) assert.not.match(saved(probe, broken)[0], 'hunter2')
  assert.not.match(saved(specs, spec.replace('{"process"', '{process'))[0], 'hunter2')
  assert.is(saved(imagesOf.docker, '{"id":"x","config":{"Env":["A=hunter2","B=b"]}}', ['B'])[0], '{"id":"x","config":{"Env":["B=b"]}}')
  assert.is(saved(environments, '7/environ:1\n--\n7/environ:A=hunter2\0B=one\n7/environ:two\0', ['B'])[0], '7/environ:1\n--\n7/environ:B=one\n7/environ:two\0\n')
})

test('facts are plain data', () => {
  for (const name of ['limits-given', 'seccomp', 'files']) {
    for (const fact of loadReply(name).observation.facts.values()) assert.equal(JSON.parse(JSON.stringify(fact)), fact)
  }
})

test('cgroups: v1 and a nearly empty v2 beside it are hybrid', () => {
  const tree = loadReply('limits-given').facts.of(cgroups)
  assert.is(tree.version, 'hybrid')
  assert.ok(tree.hierarchies.some(each => each.version === 1 && each.controllers.includes('memory')))
})

test('cgroups: what inspect reports is not what holds', () => {
  const { facts } = loadReply('memory-by-hand')
  const { containers: [db] } = facts.of(containers)
  const process = facts.of(processes).processes.find(each => each.pid === db!.pid)!
  assert.is(facts.of(specs).specs[db!.id]!.memory, 0)
  assert.is(effectiveLimit(process, facts.of(cgroups), 'memory')!.value, 7_999_488)
})

/** Written by hand after cgroups(7) and the kernel's cgroup-v2.rst: the machine of the recordings has no v2 controllers. */
const v2: Answer = {
  code: 0, signal: null, stderr: '', timedOut: false, truncated: 0, durationMs: 1,
  stdout: `29 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
/sys/fs/cgroup/cgroup.controllers:cpuset cpu io memory pids
/sys/fs/cgroup/machine.slice/memory.max:16777216
/sys/fs/cgroup/machine.slice/cpu.max:max 100000
/sys/fs/cgroup/machine.slice/libpod-1.scope/memory.max:max
/sys/fs/cgroup/machine.slice/libpod-1.scope/container/memory.max:7999488
/sys/fs/cgroup/machine.slice/libpod-1.scope/container/cpu.max:50000 100000
/sys/fs/cgroup/machine.slice/libpod-1.scope/container/cgroup.controllers:cpu memory
/sys/fs/cgroup/machine.slice/libpod-2.scope/container/memory.max:max
`,
}

test('cgroups: v2, with the lowest limit on the way to the root', () => {
  const tree = cgroups.read(v2, [], context) as CgroupTree
  assert.is(tree.version, 'v2')
  const at = (path: string, controller: 'memory' | 'cpu' | 'pids'): number | undefined => effectiveLimit({ cgroups: { '': path } }, tree, controller)?.value
  assert.is(at('/machine.slice/libpod-1.scope/container', 'memory'), 7_999_488)
  assert.is(at('/machine.slice/libpod-1.scope/container', 'cpu'), 0.5)
  assert.is(at('/machine.slice/libpod-2.scope/container', 'memory'), 16_777_216)
  assert.is(at('/machine.slice/libpod-2.scope/container', 'cpu'), Infinity)
  assert.is(at('/', 'memory'), Infinity)
  assert.is(at('/machine.slice/libpod-1.scope/container', 'pids'), undefined, 'no pids.max anywhere on the way')
  assert.is(at('/../elsewhere', 'memory'), undefined, 'outside the namespace of whoever looks')
})

test('specs: a filter for each container that was started, and none for one that was not', () => {
  const { facts } = loadReply('seccomp')
  const byName = (name: string) => facts.of(specs).specs[facts.of(containers).containers.find(each => each.names.includes(name))!.id]!
  assert.is(byName('locked').seccomp!.syscalls[0]!.names.length, 4)
  assert.is(byName('open').seccomp, null)
  assert.is(byName('still').seccomp, undefined)
  assert.is(byName('still').ociConfigPath, '')
  assert.is(byName('still').trouble, undefined)
  assert.ok(byName('plain').namespaces.some(each => each.type === 'pid'))
  assert.equal(loadReply('no-containers').facts.of(specs), { specs: {} })
  assert.ok(isUnknown(loadReply('broken-engine').observation.facts.get(specs as Probe)))
})

test('seccomp: contradicting rules and rules about arguments decide nothing for sure', () => {
  const filter = (defaultAction: string, ...syscalls: { names: string[]; action: string; args?: unknown[] }[]) => ({ defaultAction, architectures: [], syscalls })
  const allow = { names: ['chmod'], action: 'SCMP_ACT_ALLOW' }
  const deny = { names: ['chmod'], action: 'SCMP_ACT_ERRNO' }
  assert.is(fateOf('chmod', filter('SCMP_ACT_ERRNO')), 'refused')
  assert.is(fateOf('chmod', filter('SCMP_ACT_LOG')), 'allowed')
  assert.is(fateOf('chmod', filter('SCMP_ACT_ERRNO', allow)), 'allowed')
  assert.is(fateOf('chmod', filter('SCMP_ACT_ALLOW', deny)), 'refused')
  assert.is(fateOf('chmod', filter('SCMP_ACT_ALLOW', allow, deny)), 'depends')
  assert.is(fateOf('chmod', filter('SCMP_ACT_ALLOW', { ...deny, args: [{}] })), 'depends')
  assert.is(fateOf('chmod', filter('SCMP_ACT_ERRNO', { ...allow, args: [{}] })), 'depends')
  assert.is(fateOf('chmod', filter('SCMP_ACT_ERRNO', { ...deny, args: [{}] })), 'refused')
})

/** The real question, answered by this machine with one of its stats. */
function look(paths: string[], tool: string): FileTable {
  const subjects = paths.map(path => ({ path, content: true }))
  const script = `engine() { "$@"; }\nstat() { ${tool} "$@"; }\n${files.ask(subjects, context)}`
  const { stdout, stderr, status } = spawnSync('/bin/sh', ['-c', 'lab_script=$(cat) && eval "$lab_script"'], { input: script, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 1e8 })
  return files.read({ code: status, signal: null, stdout, stderr, timedOut: false, truncated: 0, durationMs: 1 }, subjects, context) as FileTable
}

const busybox = spawnSync('busybox', ['stat', '/']).status === 0 ? undefined : 'busybox is not installed'
for (const [name, tool, reason] of [['GNU', 'command stat', undefined], ['busybox', 'busybox stat', busybox]] as const) {
  test.when(reason, `files: ${name} stat tells the same`, () => {
    const { files: found } = look(['/etc/passwd', '/dev/null', '/proc/self/exe', '/nothing/here', '/etc/passwd/x', '/'], tool)
    assert.is(found['/etc/passwd']!.self!.type, 'file')
    assert.is(found['/etc/passwd']!.end!.mode, '0644')
    assert.is(found['/etc/passwd']!.end!.owner, 'root')
    assert.match(found['/etc/passwd']!.content!, /^root:/)
    assert.is(found['/dev/null']!.self!.type, 'character')
    assert.is(found['/dev/null']!.content, undefined)
    assert.is(found['/proc/self/exe']!.self!.type, 'symlink')
    assert.match(found['/proc/self/exe']!.target!, /^\/[^' ]+$/)
    assert.equal(found['/nothing/here'], { exists: false })
    assert.equal(found['/etc/passwd/x'], { exists: false })
    assert.is(found['/']!.end!.type, 'directory')
  })
}

test('files: a thousand are a few processes, and more paths than one call takes still come back', () => {
  const subjects = Array.from({ length: 1000 }, (_, index) => ({ path: `/tmp/lab-no-such-file-${index}` }))
  assert.is(files.ask(subjects, context).match(/^stat /gm)!.length, 2)
  const long = Array.from({ length: 1200 }, (_, index) => `/etc/${'./'.repeat(200)}passwd${index === 7 ? '' : index}`)
  const { files: found } = look(long, 'command stat')
  assert.equal(long.filter(path => found[path]!.exists), [long[7]])
  assert.not(long.some(path => found[path]!.trouble))
})

test.run()
