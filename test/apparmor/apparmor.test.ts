import * as assert from 'uvu/assert'
import { join } from 'node:path'
import { isRefusal } from '../../src/core/isRefusal.ts'
import { loadTrack } from '../../src/run/loadTrack.ts'
import { vocabulary } from '../../src/run/vocabulary.ts'
import { openChallenge, type OpenChallenge } from '../../src/run/openChallenge.ts'
import { cleanUp, startChallenge } from '../../src/run/startChallenge.ts'
import { root } from '../e2e/testHost.ts'
import { suite } from '../suite.ts'
import { look, talk, type, words } from '../machine/playChallenge.ts'
import { openTestMachine, whyNoMachine, type TestMachine } from '../machine/testMachine.ts'

/** The same machine booted with AppArmor in place of SELinux, and Docker in it: the one place where a profile of AppArmor can be seen. */
const test = suite('AppArmor on the machine')
const missing = whyNoMachine()
const name = 'what-is-a-container/seccomp-apparmor'
const { track } = await loadTrack(join(root, 'tracks/what-is-a-container'), { vocabulary, whole: true })
const wrongs = track!.challenges.find(each => name.endsWith(each.id))!.wrong.filter(({ requires }) => requires.some(each => each.name === 'apparmor'))
let machine: TestMachine
let open: OpenChallenge

test.before(async () => {
  if (missing) return
  machine = await openTestMachine({ LAB_MACHINE_KERNEL: 'security=apparmor apparmor=1' })
  const { code, err } = await machine.ssh('sudo systemctl start docker')
  assert.is(code, 0, err)
})
test.after(async () => {
  await open?.host.close()
  await machine?.close()
})

test.when(missing, 'AppArmor is on, SELinux is off, and Docker runs', async () => {
  const { out } = await machine.ssh('cat /sys/module/apparmor/parameters/enabled; ls /sys/fs/selinux 2>/dev/null; sudo docker version --format "{{.Server.Version}}" && systemctl is-system-running --wait')
  assert.match(out, /^Y\n20\.\S+\nrunning\n$/)
})

async function opening(): Promise<OpenChallenge> {
  const opened = await openChallenge(name, ['ssh:default'], { environment: machine.environment, cwd: root, root, engine: 'docker' })
  if (isRefusal(opened)) throw new Error(opened.message)
  return opened
}

test.when(missing, `${name} on Docker: every check passes after its commands, that of the profile too`, async () => {
  const first = await opening()
  const refusal = await startChallenge(first, talk)
  await first.host.close()
  assert.is(refusal, undefined, refusal?.message)
  open = await opening()
  const typed = await type(open, open.challenge.commands)
  // The check takes the profile of podman, too.
  const { out } = await machine.ssh('sudo sh -c "cat /proc/$(sudo docker inspect -f {{.State.Pid}} db)/attr/current"')
  assert.is(out, 'docker-default (enforce)\n')
  const { checks } = await look(open, typed)
  assert.ok(checks.every(each => each.status === 'pass'), words(checks))
  assert.is(await cleanUp(open, talk), undefined)
})

for (const wrong of wrongs) {
  test.when(missing, `${name} on Docker: "${wrong.title}" is caught by ${wrong.caughtBy.join(', ')}`, async () => {
    const { checks } = await look(open, await type(open, wrong.commands))
    assert.equal(checks.filter(each => each.status === 'fail' || each.status === 'error').map(each => each.id), wrong.caughtBy, words(checks))
    assert.is(await cleanUp(open, talk), undefined)
  })
}

test.run()
