import * as assert from 'uvu/assert'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Command, Result, Verdict } from '../../src/model.ts'
import { cleanUp, startChallenge } from '../../src/run/startChallenge.ts'
import { isRefusal, openChallenge, type OpenChallenge } from '../../src/run/openChallenge.ts'
import { checkChallenge, findPassedOnce, runCommand } from '../../src/run/session.ts'
import { loadTrack } from '../../src/run/loadTrack.ts'
import { vocabulary } from '../../src/run/vocabulary.ts'
import { suite } from '../suite.ts'
import { typedCommands } from '../../src/core/typedCommands.ts'
import { openTestDocker, whyNoDocker, type TestDocker } from './testDocker.ts'
import { openTestHost, root, whyNoContainers, type TestHost } from './testHost.ts'

const test = suite('tracks')
const missing = await whyNoContainers()
const talk = { say: () => {}, confirm: async () => false, interactive: false }
const noDocker = missing ?? whyNoDocker()
let host: TestHost
let docker: TestDocker | undefined

test.before(async () => {
  if (missing) return
  host = await openTestHost()
  // Challenges that speak about Docker, too, are proven with it where it is there.
  if (!noDocker) docker = await openTestDocker(host.environment)
})
// One that failed half way must not be the reason why the next one does.
test.after.each(async () => {
  for (let round = 0; host && round < 2; round++) await host.podman('rm', '-fa', '-t', '0')
  const left = (await docker?.docker('ps', '-aq'))?.out.split('\n').filter(id => id !== '') ?? []
  if (left.length > 0) await docker!.docker('rm', '-f', ...left)
})
test.after(async () => {
  await docker?.close()
  await host?.close()
})

/** Opens and starts a challenge in the test's own store. */
async function start(name: string): Promise<OpenChallenge> {
  const open = async (): Promise<OpenChallenge> => {
    const opened = await openChallenge(name, [], { environment: docker?.environment ?? host.environment, cwd: root, root })
    if (isRefusal(opened)) throw new Error(opened.message)
    return opened
  }
  const refusal = await startChallenge(await open(), talk)
  assert.is(refusal, undefined, refusal?.message)
  return open()
}

async function look(open: OpenChallenge, passedOnce = new Set<string>()): Promise<Result> {
  return checkChallenge(open, { gradedBy: 'ci', passedOnce, notes: [] })
}

/** Types all commands; returns the checks with `once` that passed on the way. */
async function type(open: OpenChallenge, commands: Command[]): Promise<Set<string>> {
  const passedOnce = new Set<string>()
  for (const command of typedCommands(commands, open.progress!.lacks)) {
    const done = await runCommand(open, command)
    assert.is(done.code, 0, `${command.run}: ${done.stderr}`)
    for (const id of await findPassedOnce(open, passedOnce)) passedOnce.add(id)
  }
  return passedOnce
}

async function end(open: OpenChallenge): Promise<void> {
  const left = await cleanUp(open, talk)
  assert.is(left, undefined, left?.message)
  assert.is((await host.podman('ps', '-aq')).out, '', 'containers are left')
  assert.is((await host.podman('volume', 'ls', '-q')).out, '', 'volumes are left')
  if (docker) assert.is((await docker.docker('ps', '-aq')).out, '', 'containers of Docker are left')
}

const words = (checks: Verdict[]): string => checks.map(each => `${each.id}: ${each.status}: ${each.message}`).join('\n')
/** A check that this machine cannot show is no reason to fail: it says so, and so do those that wait for it. */
const isGood = ({ status, reason, needs }: Verdict, above: Verdict[]): boolean =>
  status === 'pass' || (status === 'skip' && (reason === 'not observable' || above.every((each, at) => !needs.includes(each.id) || isGood(each, above.slice(0, at)))))

for (const trackName of readdirSync(join(root, 'tracks'), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name)) {
  const { track, problems } = await loadTrack(join(root, 'tracks', trackName), { vocabulary, whole: true })
  test(`${trackName} has no mistakes`, () => assert.equal(problems, []))
  for (const challenge of track?.challenges ?? []) {
    const name = `${trackName}/${challenge.id}`
    for (const solution of [{ title: 'its commands', commands: challenge.commands }, ...challenge.solutions]) {
      test.when(missing, `${name}: not passing before, passing after ${solution.title}, clean afterwards`, async () => {
        const open = await start(name)
        const before = await look(open)
        assert.not.ok(before.checks.some(each => each.status === 'pass' || each.status === 'error'), words(before.checks))
        const after = await look(open, await type(open, solution.commands))
        const good = after.checks.filter((each, at) => isGood(each, after.checks.slice(0, at)))
        assert.equal(after.checks.filter(each => !good.includes(each)), [], words(after.checks))
        assert.ok(after.summary.passed > 0)
        const unseen = after.checks.filter(each => each.status === 'skip')
        for (const each of unseen) console.log(`\nSKIPPED ${name}: ${each.id}: ${each.message}`)
        await end(open)
      })
    }
    for (const wrong of challenge.wrong) {
      test.when(missing, `${name}: "${wrong.title}" is caught by ${wrong.caughtBy.join(', ')}`, async () => {
        const open = await start(name)
        const { checks } = await look(open, await type(open, wrong.commands))
        const unseen = checks.filter(each => wrong.caughtBy.includes(each.id) && each.reason === 'not observable')
        if (unseen.length > 0) {
          console.log(`\nSKIPPED ${name}: "${wrong.title}": ${unseen[0]!.message}`)
          return end(open)
        }
        for (const id of wrong.caughtBy) assert.is(checks.find(each => each.id === id)?.status, 'fail', words(checks))
        const others = checks.filter(each => each.status === 'error' || (each.status === 'fail' && !wrong.caughtBy.includes(each.id)))
        assert.equal(others.map(each => `${each.id}: ${each.status}: ${each.message}`), [], 'unrelated checks failed too')
        await end(open)
      })
    }
  }
}

test.run()
