import * as assert from 'uvu/assert'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Requirement } from '../../src/model.ts'
import { loadTrack } from '../../src/run/loadTrack.ts'
import type { OpenChallenge } from '../../src/run/openChallenge.ts'
import { cleanUp } from '../../src/run/startChallenge.ts'
import { vocabulary } from '../../src/run/vocabulary.ts'
import { look, start, talk, type, words } from '../e2e/playChallenge.ts'
import { root } from '../e2e/testHost.ts'
import { suite } from '../suite.ts'
import { openTestMachine, whyNoMachine, type TestMachine } from './testMachine.ts'

/**
 * What test/e2e/tracks.test.ts leaves out, as its host has no SELinux: the mistakes and solutions that require it, and the commands of their
 * challenges, over ssh on the machine. A container takes it several seconds, so that nothing else is played here.
 */
const test = suite('tracks on the machine')
const missing = whyNoMachine()
let machine: TestMachine

test.before(async () => {
  if (!missing) machine = await openTestMachine()
})
// One that failed half way must not be the reason why the next one does.
test.after.each(async () => {
  if (machine) await machine.ssh('sudo podman rm -fa -t 0; sudo podman volume rm -fa')
})
test.after(async () => machine?.close())

async function end(open: OpenChallenge): Promise<void> {
  const left = await cleanUp(open, talk)
  await open.host.close()
  assert.is(left, undefined, left?.message)
  assert.is((await machine.ssh('sudo podman ps -aq; sudo podman volume ls -q')).out, '', 'containers or volumes are left')
}

const needsIt = ({ requires }: { requires: Requirement[] }): boolean => requires.some(each => each.name === 'selinux')

for (const trackName of readdirSync(join(root, 'tracks'), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name)) {
  const { track } = await loadTrack(join(root, 'tracks', trackName), { vocabulary, whole: true })
  for (const challenge of track?.challenges ?? []) {
    const wrongs = challenge.wrong.filter(needsIt)
    const solutions = challenge.solutions.filter(needsIt)
    if (wrongs.length + solutions.length === 0) continue
    const name = `${trackName}/${challenge.id}`
    const begin = () => start(name, machine.environment, { host: 'ssh:default' })
    for (const solution of [{ title: 'its commands', commands: challenge.commands }, ...solutions]) {
      test.when(missing, `${name}: every check passes after ${solution.title}, none before, clean afterwards`, async () => {
        const open = await begin()
        const before = await look(open)
        assert.not.ok(before.checks.some(each => each.status === 'pass' || each.status === 'error'), words(before.checks))
        const after = await look(open, await type(open, solution.commands))
        assert.ok(after.checks.every(each => each.status === 'pass'), words(after.checks))
        await end(open)
      })
    }
    for (const wrong of wrongs) {
      test.when(missing, `${name}: "${wrong.title}" is caught by ${wrong.caughtBy.join(', ')}`, async () => {
        const open = await begin()
        const { checks } = await look(open, await type(open, wrong.commands))
        const bad = checks.filter(each => each.status === 'fail' || each.status === 'error').map(each => each.id)
        assert.equal(bad, wrong.caughtBy, words(checks))
        await end(open)
      })
    }
  }
}

test.run()
