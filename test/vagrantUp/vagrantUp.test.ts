import * as assert from 'uvu/assert'
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../e2e/testHost.ts'
import { suite } from '../suite.ts'
import { openTestVagrant, whyNoVagrant, type TestVagrant } from './testVagrant.ts'

/** What a student types, with Vagrant itself: the project's own Vagrantfile, the test machine as its box, and lab on both sides of it. One machine at a time. */
const test = suite('vagrant up')
const missing = whyNoVagrant()
const challenge = 'first-steps/memory-limit'
let here: TestVagrant

test.before(async () => {
  if (!missing) here = await openTestVagrant()
})
test.after(async () => here?.close())

interface Checked {
  code: number
  seconds: number
  checks: { id: string; status: string; message: string }[]
  err: string
}
async function check(host = 'vagrant:default', { lab }: Pick<TestVagrant, 'lab'> = here): Promise<Checked> {
  const began = Date.now()
  const { code, out, err } = await lab('check', challenge, '--host', host, '--json')
  return { code, err, seconds: (Date.now() - began) / 1000, checks: out === '' ? [] : JSON.parse(out).checks }
}
/** No fail: nothing was seen. `most`: seconds that lab itself waits for a host and for Vagrant, and as many again for this side to be busy. */
function isTrouble({ code, err, seconds, checks }: Checked, most: number, words: RegExp): void {
  assert.is(code, 4, err + JSON.stringify(checks))
  assert.ok(seconds < most, `${seconds} s`)
  assert.is(checks.find(each => each.status !== 'error' && each.status !== 'skip'), undefined, JSON.stringify(checks))
  assert.match(checks[0]!.message, words)
}
const NOT_RUNNING = /vagrant, in \S+\/vagrant: machine default is not running; `vagrant up default` brings it up$/
const keptOf = (name: string): string => here.kept().find(config => config.startsWith(`Host ${name}\n`))!
const addressIn = (config: string): string => /^ *HostName (\S+)$/m.exec(config)![1]!

test.when(missing, 'a machine that was not made yet is an error, and says how it is brought up', async () => {
  isTrouble(await check(), 60, NOT_RUNNING)
  assert.equal(here.kept(), [])
})

test.when(missing, 'vagrant up: provisioned, with SELinux enforcing and the student pack in it', async () => {
  const { code, out, err } = await here.vagrant('up')
  assert.is(code, 0, out + err)
  for (const words of [/provision: lab \d\S* is installed$/m, /provision: Node v[2-9]\d\./, /provision: cgroup v2$/m, /provision: SELinux is enforcing$/m]) assert.match(out, words)
})

test.when(missing, "vagrant ssh -c 'lab list' lists every track", async () => {
  const { code, out, err } = await here.vagrant('ssh', '-c', 'lab list')
  assert.is(code, 0, err)
  for (const track of readdirSync(join(root, 'tracks'), { withFileTypes: true }).filter(entry => entry.isDirectory())) assert.ok(out.includes(track.name), out)
})

test.when(missing, 'a student works in there as the user vagrant; each look from outside sees how far that is', async () => {
  const inside = async (verb: string) => {
    const { code, out, err } = await here.vagrant('ssh', '-c', `lab ${verb} ${challenge}`)
    assert.is(code, 0, `${verb}: ${out}${err}`)
  }
  const outside = async () => {
    const { code, checks } = await check()
    return [code, ...checks.map(each => each.status)]
  }
  await inside('start')
  assert.equal(await outside(), [1, 'fail', 'skip'])
  await inside('solve')
  assert.equal(await outside(), [0, 'pass', 'pass'])
  await inside('check')
  await inside('finish')
  assert.equal(await outside(), [1, 'fail', 'skip'])
  // What Vagrant said was kept, and is what Vagrant says.
  assert.equal(here.kept(), [(await here.vagrant('ssh-config')).out])
})

test.when(missing, 'a machine of several is reached by its name, and a name that none has is an error', async () => {
  writeFileSync(join(here.folder, 'several'), "load File.expand_path('Vagrantfile', __dir__)\nVagrant.configure('2') { |config| %w[ann bob].each { |name| config.vm.define(name) } }\n")
  const several = here.withVagrantfile('several')
  // The one that runs is Ann's from here on: another would take a minute more to come up.
  const machines = join(here.folder, '.vagrant/machines')
  renameSync(join(machines, 'default'), join(machines, 'ann'))
  try {
    const ann = await check('vagrant:ann', several)
    assert.equal([ann.code, ann.checks[0]!.status], [1, 'fail'], ann.err + JSON.stringify(ann.checks))
    isTrouble(await check('vagrant:bob', several), 60, /machine bob is not running; `vagrant up bob` brings it up$/)
    isTrouble(await check('vagrant:carol', several), 60, /'carol' was not found .*; `vagrant status` lists the machines$/)
  } finally {
    rmSync(join(machines, 'default'), { recursive: true, force: true })
    renameSync(join(machines, 'ann'), join(machines, 'default'))
  }
})

test.when(missing, 'a machine that was halted is an error in bounded time, and says how it is brought up', async () => {
  const { code, err } = await here.vagrant('halt')
  assert.is(code, 0, err)
  isTrouble(await check(), 90, NOT_RUNNING)
})

test.when(missing, 'a machine that came up at another address is found: what was kept is asked anew', async () => {
  const before = keptOf('default')
  // As the network of a class room may do: the machine is given another address than the one it had.
  const card = /<mac address='([^']+)'/.exec((await here.virsh('-c', 'qemu:///system', 'dumpxml', 'vagrant_default')).out)![1]!
  const reserved = await here.virsh('-c', 'qemu:///system', 'net-update', 'vagrant-libvirt', 'add', 'ip-dhcp-host', `<host mac='${card}' ip='192.168.121.5'/>`, '--live')
  assert.is(reserved.code, 0, reserved.err)
  const up = await here.vagrant('up')
  assert.is(up.code, 0, up.out + up.err)
  const { code, checks, err } = await check()
  assert.equal([code, checks[0]!.status], [1, 'fail'], err + JSON.stringify(checks))
  const after = keptOf('default')
  assert.is(addressIn(after), '192.168.121.5')
  assert.is.not(addressIn(before), addressIn(after))
})

test.when(missing, 'vagrant destroy leaves no machine, and lab says so', async () => {
  const { code, err } = await here.vagrant('destroy', '-f')
  assert.is(code, 0, err)
  assert.is((await here.virsh('-c', 'qemu:///system', 'list', '--all', '--name')).out.trim(), '')
  isTrouble(await check(), 90, NOT_RUNNING)
})

test.run()
