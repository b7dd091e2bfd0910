import * as assert from 'uvu/assert'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, temporaryFolder } from '../e2e/testHost.ts'
import { suite } from '../suite.ts'
import { openTestMachine, whyNoMachine, type TestMachine } from './testMachine.ts'

/** The machine itself: it is what exercises about SELinux, cgroup v2 and systemd need, and lab sees that from outside. */
const test = suite('machine')
const missing = whyNoMachine()
let machine: TestMachine

test.before(async () => {
  if (!missing) machine = await openTestMachine()
})
test.after(async () => machine?.close())

test.when(missing, 'SELinux enforces, cgroups are v2, systemd runs and nothing failed in it', async () => {
  const { out } = await machine.ssh('cat /sys/fs/selinux/enforce; echo; cat /sys/fs/cgroup/cgroup.controllers; cat /proc/1/comm; systemctl is-system-running --wait; id -Z')
  const [enforce, controllers, first, state, label] = out.trim().split('\n')
  assert.equal([enforce, first, state], ['1', 'systemd', 'running'])
  assert.match(controllers!, /\bmemory\b.*\bpids\b/)
  assert.match(label!, /^unconfined_u:unconfined_r:unconfined_t:/)
})

test.when(missing, 'provisioning it again changes nothing, and says how SELinux stands', async () => {
  const { code, out, err } = await machine.ssh('before=$(sudo dpkg-query -W | sha256sum); sudo sh /root/provision.sh /vagrant/lab-student.tgz || exit; [ "$before" = "$(sudo dpkg-query -W | sha256sum)" ] && echo same')
  assert.is(code, 0, err)
  assert.match(out, /^provision: SELinux is enforcing$/m)
  assert.match(out, /^provision: cgroup v2$/m)
  assert.match(out, /^provision: no student pack at \/vagrant\/lab-student.tgz/m)
  assert.match(out, /^same$/m)
})

test.when(missing, 'permissive is seen, and is a fail where enforcing is asked for', async () => {
  const folder = temporaryFolder()
  const track = join(folder.dir, 'modes')
  mkdirSync(join(track, '01-mode'), { recursive: true })
  writeFileSync(join(track, 'track.yaml'), 'version: 1\ntitle: Modes\nrequires: [root, selinux]\nchallenges: [01-mode]\n')
  writeFileSync(join(track, '01-mode/assignment.md'), '# Modes\n')
  writeFileSync(join(track, '01-mode/challenge.yaml'), 'title: Enforcing\nchecks:\n  - id: mode\n    title: SELinux enforces\n    selinux: { mode: enforcing }\n  - id: refused\n    title: only where it enforces\n    requires: { selinux: enforcing }\n    selinux: { mode: enforcing }\n')
  const check = async () => {
    const { code, out, err } = await machine.lab('check', track, '--host', 'ssh:default', '--json')
    return { code, err, verdicts: JSON.parse(out).checks.map((each: { status: string; message: string }) => `${each.status}: ${each.message}`) }
  }
  try {
    const enforcing = await check()
    assert.is(enforcing.code, 0, JSON.stringify(enforcing))
    await machine.ssh('sudo /usr/sbin/setenforce 0')
    const permissive = await check()
    assert.is(permissive.code, 1, JSON.stringify(permissive))
    assert.match(permissive.verdicts[0], /^fail: SELinux is permissive, enforcing expected/)
    assert.match(permissive.verdicts[1], /^skip: .*permissive/)
  } finally {
    await machine.ssh('sudo /usr/sbin/setenforce 1')
    folder.remove()
  }
})

test.run()
