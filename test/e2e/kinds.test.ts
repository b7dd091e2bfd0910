import * as assert from 'uvu/assert'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { loadKinds } from '../../src/build/docs.ts'
import { judge } from '../../src/core/judge.ts'
import { planLook } from '../../src/core/plan.ts'
import { loadRegex } from '../../src/core/regex.ts'
import { observe } from '../../src/run/observe.ts'
import type { Check } from '../../src/model/course.ts'
import type { KindContext } from '../../src/model/kind.ts'
import { noContainers, openPrivateStore, type PrivateStore } from '../privateStore.ts'
import { suite } from '../suite.ts'

const test = suite('the example of every kind, on a real host')
await loadRegex()
const kinds = await loadKinds()
const reason = noContainers()

/** The script that the example of `script` names, as its comment shows it. */
const CHECK_SH = 'test "$(uname -s)" = Linux || fail "this is no Linux"\n'
const context: KindContext = { dir: '', engine: { name: 'podman', rootless: false, where: 'podman of root' }, vars: {}, script: file => (file === 'check.sh' ? { file, text: CHECK_SH } : undefined) }

/** What the examples speak about: exactly three containers that run top. */
function prepare(store: PrivateStore): void {
  const profile = join(store.dir, 'no-chmod.json')
  writeFileSync(profile, JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW', architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'], syscalls: [{ names: ['chmod', 'fchmod', 'fchmodat', 'fchmodat2'], action: 'SCMP_ACT_ERRNO', errnoRet: 1 }] }))
  store.podman('run', '-td', '--name', 'db', '--memory', '8000000', 'busybox', 'top')
  store.podman('run', '-td', '--name', 'web', '--network', 'container:db', '--cap-drop', 'MKNOD', '--tmpfs', '/scratch:rw,noexec,size=64k', 'busybox', 'sh', '-c', 'nc -ll -p 8080 -e cat & exec top')
  store.podman('run', '-td', '--name', 'locked', '--security-opt', `seccomp=${profile}`, 'busybox', 'top')
}

/** What is right, or cannot be seen, whatever the learner does. */
const OF_THE_HOST: Record<string, string> = { file: 'pass', script: 'pass', image: 'pass', package: 'pass', user: 'pass', selinux: unlessSelinux(), service: existsSync('/run/systemd/system') ? 'pass' : 'skip' }

/** The verdict on a label, where there is none. */
function unlessSelinux(): string {
  return existsSync('/sys/fs/selinux/enforce') ? 'fail' : 'skip'
}

function exampleOf(word: string): Check {
  const [data] = parse(kinds.get(word)!.example) as [Record<string, unknown>]
  return { id: String(data.id), kind: word, params: data[word], title: String(data.title), points: 1, hints: [], needs: [], once: false, requires: [], place: { file: '', line: 1, column: 1 } }
}

const store = reason ? undefined : await openPrivateStore()
test.after(async () => store?.close())

const before = [...kinds.keys()].map(exampleOf)

test.when(reason, 'before anything was done, nothing but the host itself is right', async () => {
  const look = await observe(planLook(before, kinds, context), store!.host)
  const verdicts = judge(before, look, { kinds, host: 'default', context: { ...context, engine: store!.host.engine }, passedBefore: new Set() })
  for (const { kind, status, message } of verdicts) assert.is(status, OF_THE_HOST[kind] ?? 'fail', `${kind}: ${message}`)
  prepare(store!)
})

for (const check of before) {
  test.when(reason, `${check.kind}: ${check.title}`, async () => {
    const kind = kinds.get(check.kind)!
    assert.equal(kind.flaws?.(check.params) ?? [], [])
    const look = await observe(planLook([check], kinds, context), store!.host)
    assert.is(look.roundTrips, 1)
    const answers = new Map([['pid-of-db', store!.podman('inspect', '--format', '{{.State.Pid}}', 'db')]])
    const [verdict] = judge([check], look, { kinds, host: 'default', context: { ...context, answers, engine: store!.host.engine }, passedBefore: new Set() })
    const wanted = ['skip', 'error'].includes(OF_THE_HOST[check.kind] ?? '') ? OF_THE_HOST[check.kind] : 'pass'
    assert.is(verdict!.status, wanted, verdict!.message)
    if (check.kind === 'script' || wanted !== 'pass') return
    const shown = await store!.host.run({ script: verdict!.explain, deadlineMs: 10_000, cap: 65_536 })
    assert.is(shown.stderr, '', verdict!.explain)
    assert.ok(shown.stdout !== '', verdict!.explain)
  })
}

test.when(reason, 'a limit changed by hand is seen, though inspect goes on reporting the old one', async () => {
  const check = exampleOf('cgroup')
  const judgeNow = async () => judge([check], await observe(planLook([check], kinds, context), store!.host), { kinds, host: 'default', context: { ...context, engine: store!.host.engine }, passedBefore: new Set() })[0]!
  writeFileSync((await judgeNow()).evidence!.replace(/: \d+$/, ''), '9000000')
  assert.is((await judgeNow()).message, 'container db may use 8998912 (8.58 MiB) of memory, 8000000 (read back as 7999488) expected')
  assert.is(store!.podman('inspect', '--format', '{{.HostConfig.Memory}}', 'db'), '8000000')
})

test.when(reason, 'cgroup: the cpu shares that podman was asked for, in cgroups of v1 and of v2', async () => {
  store!.podman('run', '-td', '--name', 'half', '--cpu-shares', '512', 'busybox', 'top')
  const wanted = [['half', 512], ['half', 1024], ['locked', 1024], ['locked', 512]] as const
  const checks = wanted.map(([container, cpu_shares], index): Check => ({ ...exampleOf('cgroup'), id: `shares-${index}`, params: { container, cpu_shares } }))
  const look = await observe(planLook(checks, kinds, context), store!.host)
  const verdicts = judge(checks, look, { kinds, host: 'default', context: { ...context, engine: store!.host.engine }, passedBefore: new Set() })
  assert.equal(verdicts.map(each => each.status), ['pass', 'fail', 'pass', 'fail'], verdicts.map(each => each.message).join('\n'))
  const shown = await store!.host.run({ script: verdicts[0]!.explain, deadlineMs: 10_000, cap: 65_536 })
  assert.match(shown.stdout, /cpu\.(shares:512|weight:(20|59))\n/)
})

test.run()
