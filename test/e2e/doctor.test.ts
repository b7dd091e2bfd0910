import * as assert from 'uvu/assert'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from '../suite.ts'
import { root, run, temporaryFolder, whyNoContainers } from './testHost.ts'

const test = suite('doctor')
const missing = await whyNoContainers()
const dropIn = '/etc/containers/containers.conf.d/50-lab.conf'
const home = temporaryFolder()
const image = 'localhost/lab-stand-in-busybox'
// The account's own engine, as in a new shell, but with a store of its own: the configuration is what is tested.
const environment = { PATH: process.env.PATH, HOME: home.dir, CONTAINERS_STORAGE_CONF: join(home.dir, 'storage.conf'), XDG_STATE_HOME: join(home.dir, 'state') }
const lab = (...args: string[]) => run(join(root, 'bin/lab'), args, environment)
// In a network namespace of the test's own: where there is iptables, a plain run bridges a network, which sets ip_forward and leaves rules behind.
const podman = (...args: string[]) => run('unshare', ['--net', 'podman', ...args], environment)

test.before(async () => {
  const { writeFileSync } = await import('node:fs')
  writeFileSync(environment.CONTAINERS_STORAGE_CONF, `[storage]\ndriver = "overlay"\ngraphroot = "${home.dir}/graph"\nrunroot = "${home.dir}/run"\n`)
})
test.after(async () => {
  if (missing) return
  await lab('doctor', '--undo')
  await podman('rm', '-fa', '-t', '0')
  await run('umount', ['-l', `${home.dir}/graph/overlay`], environment)
  home.remove()
})

test('says what the host offers, and what each missing thing costs', async () => {
  const { code, out } = await lab('doctor')
  assert.ok(code === 0 || code === 4)
  for (const what of ['system', 'account', 'podman', 'cgroups', 'SELinux', 'AppArmor', 'seccomp', 'strace', 'capsh', 'images']) assert.match(out, new RegExp(`^(GOOD|POOR|MISSING) +${what} `, 'm'))
  const { findings } = JSON.parse((await lab('doctor', '--json')).out)
  for (const finding of findings) if (finding.state !== 'good') assert.ok(finding.costs && finding.mend, `${finding.what} says neither what it costs nor how to mend it`)
})

test.when(missing ?? (existsSync(dropIn) ? `${dropIn} is there already` : undefined), 'after --fix a plain podman run works, and --undo takes the drop-in away', async () => {
  const fixed = await lab('doctor', '--fix')
  assert.is(fixed.code, 0, fixed.err)
  if (!existsSync(dropIn)) {
    assert.match(fixed.out, 'nothing to fix')
    return
  }
  assert.match(fixed.out, dropIn)
  assert.is((await lab('start', 'first-steps/three-tops')).code, 0)
  const ran = await podman('run', '-td', image, 'top')
  assert.is(ran.code, 0, ran.err)
  assert.match((await lab('doctor', '--undo')).out, `removed ${dropIn}`)
  assert.not.ok(existsSync(dropIn))
  assert.match((await lab('doctor', '--undo')).out, 'nothing to undo')
})

test.run()
