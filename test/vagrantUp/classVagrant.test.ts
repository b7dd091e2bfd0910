import * as assert from 'uvu/assert'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileNameOf } from '../../src/class/fileNameOf.ts'
import { root, run, type Said } from '../e2e/testHost.ts'
import { makeFolder, trackFiles, writeFiles } from '../folder.ts'
import { suite } from '../suite.ts'
import { openTestVagrant, whyNoVagrant, type TestVagrant } from './testVagrant.ts'

/** A class of two with Vagrant itself: each student's machine is made, graded from outside and removed. */
const test = suite('class with real vagrant')
const missing = whyNoVagrant()
const dir = makeFolder()
const HOSTILE = `#{system('id')} "; $(id)`
const [ada, other] = ['ada', HOSTILE].map(fileNameOf) as [string, string]
let here: TestVagrant

test.before(async () => {
  if (missing) return
  here = await openTestVagrant()
  const box = await run('sh', [join(root, 'vagrant/machine/boot.sh'), 'box'], process.env)
  writeFiles(join(dir, 'tracks'), trackFiles('title: One\nchecks:\n  - id: name\n    script: { file: name.sh }\n', { 'name.sh': `[ "$(cat /proc/sys/kernel/hostname)" = ${ada} ] || fail "this is another machine"` }))
  writeFileSync(join(dir, 'roster.csv'), `id\nada\n"${HOSTILE.replaceAll('"', '""')}"\n`)
  writeFileSync(join(dir, 'class.yaml'), `version: 1\nname: Two\ntracks: [demo]\nprovider:\n  vagrant: { box: lab-class, box_url: ${JSON.stringify(box.out.trim())}, memory: 1024, cpus: 1 }\nlimits: { hosts: 1, host_seconds: 300 }\n`)
})
test.after(async () => here?.close())

const lab = (verb: string, ...words: string[]): Promise<Said> => here.lab('class', verb, '--class', dir, '--json', ...words)
const states = ({ out }: Said): Record<string, string> => Object.fromEntries(JSON.parse(out).machines.map((each: { student: string; state: string }) => [each.student, each.state]))
const domains = async (): Promise<string[]> => (await here.virsh('-c', 'qemu:///system', 'list', '--name')).out.trim().split('\n').sort()

test.when(missing, 'the first student has a machine', async () => {
  const said = await lab('up', 'ada')
  assert.is(said.code, 0, said.out + said.err)
  assert.equal(states(said), { ada: 'made' })
  assert.match(readFileSync(join(dir, 'machines/host_keys', ada), 'utf8'), /^\* ssh-ed25519 /m)
  assert.match(readFileSync(join(dir, 'sheets', `${ada}.txt`), 'utf8'), / vagrant@192\.168\.121\.\d+\n/)
})

test.when(missing, 'up for all goes on with the second, and leaves the first alone', async () => {
  const before = await domains()
  const said = await lab('up')
  assert.is(said.code, 0, said.out + said.err)
  assert.equal(states(said), { ada: 'running', [HOSTILE]: 'made' })
  assert.equal([before, await domains()], [[`lab-${fileNameOf('Two')}-${ada}`], [other, ada].map(name => `lab-${fileNameOf('Two')}-${name}`).sort()])
})

test.when(missing, 'both are graded from outside, with their host keys compared', async () => {
  // Emulated machines that came up just now may be slower than a look waits: that is an error, and no grade.
  let said = await lab('grade', 'demo/one')
  for (let again = 0; again < 3 && said.code === 4; again++) said = await lab('grade', 'demo/one')
  assert.is(said.code, 0, said.out + said.err)
  assert.equal(JSON.parse(said.out).students.map((each: { student: string; attempts: { points: number }[] }) => [each.student, each.attempts[0]?.points]).sort(), [['ada', 1], [HOSTILE, 0]].sort())
})

test.when(missing, 'down leaves no machine', async () => {
  const said = await lab('down', '--yes')
  assert.is(said.code, 0, said.out + said.err)
  assert.equal(states(said), { ada: 'removed', [HOSTILE]: 'removed' })
  assert.equal(await domains(), [''])
  assert.not.ok(existsSync(join(dir, 'machines/host_keys', ada)))
})

test.run()
