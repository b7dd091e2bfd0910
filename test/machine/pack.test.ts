import * as assert from 'uvu/assert'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadTrack } from '../../src/run/loadTrack.ts'
import { vocabulary } from '../../src/run/vocabulary.ts'
import { root } from '../e2e/testHost.ts'
import { suite } from '../suite.ts'
import { openTestMachine, whyNoMachine, type TestMachine } from './testMachine.ts'

/**
 * What a student finds in a provisioned machine: lab, all tracks, and nothing that gives an answer away. Debian 12 has no Node 20, so the machine is
 * given the one that runs these tests, in the way that provision.sh offers for it.
 */
const test = suite('student pack')
const missing = whyNoMachine()
let machine: TestMachine
const provision = 'sudo LAB_NODE=/tmp/node sh /root/provision.sh /tmp/lab-student.tgz'

test.before(async () => {
  if (missing) return
  machine = await openTestMachine()
  const pack = join(machine.dir, 'lab-student.tgz')
  const { code, err } = await machine.lab('pack', '-o', pack)
  assert.is(code, 0, err)
  await machine.send(pack, process.execPath)
})
test.after(async () => machine?.close())

/** A sentence of each file that students must not have; none of them is in a file that they may have. */
async function hiddenSentences(): Promise<string[]> {
  const tracks = await Promise.all(readdirSync(join(root, 'tracks'), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => loadTrack(join(root, 'tracks', name), { vocabulary, whole: true })))
  return tracks.flatMap(({ track }) => track!.challenges.flatMap(({ wrong, solutions }) => [...wrong, ...solutions].map(({ title }) => title))).filter(title => title.length > 20)
}

test.when(missing, 'provisioning with a pack makes lab a command of every user, twice alike', async () => {
  for (const round of [1, 2]) {
    const { code, out, err } = await machine.ssh(provision)
    assert.is(code, 0, `${round}: ${err}`)
    assert.match(out, /^provision: lab \d\S* is installed$/m)
    assert.match(out, /^provision: Node v[2-9]\d\./m)
  }
  const { code, out, err } = await machine.ssh('lab list')
  assert.is(code, 0, err)
  for (const name of readdirSync(join(root, 'tracks'), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name)) assert.ok(out.includes(name), out)
})

test.when(missing, 'a student works in there from the start to the pass, as the user vagrant', async () => {
  const { code, out, err } = await machine.ssh('lab start first-steps/memory-limit >/tmp/said 2>&1 && lab solve >>/tmp/said 2>&1 && lab check --json && lab finish >>/tmp/said 2>&1 || { cat /tmp/said >&2; exit 1; }')
  assert.is(code, 0, out + err)
  assert.equal(JSON.parse(out).checks.map((each: { id: string; status: string }) => [each.id, each.status]), [['db-runs', 'pass'], ['limit', 'pass']])
})

test.when(missing, 'without root, where the challenge allows it', async () => {
  const { code, out, err } = await machine.ssh('lab start --rootless first-steps/shared-network >/tmp/said 2>&1 && lab solve >>/tmp/said 2>&1 && podman ps --format {{.Names}} && sudo podman ps -q && lab check --json && lab finish >>/tmp/said 2>&1 || { cat /tmp/said >&2; exit 1; }')
  assert.is(code, 0, out + err)
  const [first, second, ...rest] = out.split('\n')
  assert.equal([first, second].sort(), ['db', 'web'], 'containers of the user, and none of root')
  const checks = JSON.parse(rest.join('\n')).checks as { id: string; status: string }[]
  assert.ok(checks.length > 0)
  assert.equal(checks.filter(each => each.status !== 'pass'), [])
})

test.when(missing, 'nowhere in its files is a word of a wrong answer or a solution', async () => {
  const sentences = await hiddenSentences()
  assert.ok(sentences.length > 100)
  // Where one is, it is found.
  await machine.ssh('cat >control', sentences[0])
  const { out } = await machine.ssh('sudo env LC_ALL=C grep -rlF --exclude-dir=proc --exclude-dir=sys --exclude-dir=dev -f - / 2>/dev/null', sentences.join('\n'))
  assert.equal(out, '/home/vagrant/control\n')
})

test.when(missing, 'a Node that is too old is refused with words', async () => {
  const { code, err } = await machine.ssh("printf '#!/bin/sh\\necho 18\\n' >/tmp/old && chmod +x /tmp/old && sudo mv /usr/local/bin/node /usr/local/bin/node.away; sudo LAB_NODE=/tmp/old sh /root/provision.sh; code=$?; sudo mv /usr/local/bin/node.away /usr/local/bin/node; exit $code")
  assert.is(code, 1)
  assert.match(err, /^provision: LAB_NODE: \/tmp\/old is no Node 20 that runs on this machine$/m)
})

test.run()
