import * as assert from 'uvu/assert'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineName, Requirement, Track } from '../../src/model.ts'
import { findUnmet } from '../../src/core/findUnmet.ts'
import { cleanUp } from '../../src/run/startChallenge.ts'
import type { OpenChallenge } from '../../src/run/openChallenge.ts'
import { loadTrack } from '../../src/run/loadTrack.ts'
import { surveyHost } from '../../src/run/survey.ts'
import { vocabulary } from '../../src/run/vocabulary.ts'
import type { Offers } from '../../src/probe/offers.ts'
import { suite } from '../suite.ts'
import { isGood, look, start, talk, type, words } from './playChallenge.ts'
import { openTestDocker, whyNoDocker, type TestDocker } from './testDocker.ts'
import { openTestHost, readMaybe, root, whyNoContainers, type TestHost } from './testHost.ts'

const test = suite('tracks')
const missing = await whyNoContainers()
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

const begin = (name: string, engine: EngineName | undefined) => start(name, docker?.environment ?? host.environment, { engine })

async function end(open: OpenChallenge): Promise<void> {
  const left = await cleanUp(open, talk)
  assert.is(left, undefined, left?.message)
  assert.is((await host.podman('ps', '-aq')).out, '', 'containers are left')
  assert.is((await host.podman('volume', 'ls', '-q')).out, '', 'volumes are left')
  if (docker) assert.is((await docker.docker('ps', '-aq')).out, '', 'containers of Docker are left')
  if (open.progress?.work) assert.not(existsSync(open.progress.work), 'the folder of the challenge is left')
  const processes = processesSince(open)
  assert.equal(processes, [], 'processes are left')
}

/** What runs with a file of the challenge's folder in hand, or in its arguments: nothing may, once it is clean. */
function processesSince({ progress }: OpenChallenge): string[] {
  const work = progress?.work
  if (work === undefined) return []
  return readdirSync('/proc').filter(name => /^\d+$/.test(name) && ['cmdline', 'environ'].some(file => readMaybe(`/proc/${name}/${file}`).includes(work)))
}

/** The engines on which a track is played: both where it takes any. */
function enginesOf({ requires }: Track): (EngineName | undefined)[] {
  return requires.some(each => each.name === 'engine') ? ['podman', 'docker'] : [undefined]
}

/** What a way of playing needs and the host does not offer, in words; undefined where it can be played. */
async function whyNot(requires: Requirement[], open: OpenChallenge): Promise<string | undefined> {
  if (requires.length === 0) return undefined
  const [unmet] = findUnmet(requires, (await surveyHost(open.host)) as Offers, open.host.engine)
  return unmet && `${unmet.what}: ${unmet.why}`
}

for (const trackName of readdirSync(join(root, 'tracks'), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name)) {
  const { track, problems } = await loadTrack(join(root, 'tracks', trackName), { vocabulary, whole: true })
  test(`${trackName} has no mistakes`, () => assert.equal(problems, []))
  for (const challenge of track?.challenges ?? []) {
    for (const engine of enginesOf(track!)) {
      const name = `${trackName}/${challenge.id}`
      const shown = engine ? `${name} on ${engine}` : name
      const unable = engine === 'docker' ? noDocker : missing
      for (const solution of [{ title: 'its commands', commands: challenge.commands, requires: [] }, ...challenge.solutions]) {
        test.when(unable, `${shown}: not passing before, passing after ${solution.title}, clean afterwards`, async () => {
          const open = await begin(name, engine)
          const lacking = await whyNot(solution.requires, open)
          if (lacking) {
            console.log(`\nSKIPPED ${shown}: ${solution.title}: ${lacking}`)
            return end(open)
          }
          const before = await look(open)
          assert.not.ok(before.checks.some(each => each.status === 'pass' || each.status === 'error'), words(before.checks))
          const after = await look(open, await type(open, solution.commands))
          const good = after.checks.filter((each, at) => isGood(each, after.checks.slice(0, at)))
          assert.equal(after.checks.filter(each => !good.includes(each)), [], words(after.checks))
          const unseen = after.checks.filter(each => each.status === 'skip')
          assert.ok(after.summary.passed > 0 || unseen.length === after.checks.length)
          for (const each of unseen) console.log(`\nSKIPPED ${shown}: ${each.id}: ${each.message}`)
          await end(open)
        })
      }
      for (const wrong of challenge.wrong) {
        test.when(unable, `${shown}: "${wrong.title}" is caught by ${wrong.caughtBy.join(', ')}`, async () => {
          const open = await begin(name, engine)
          const lacking = await whyNot(wrong.requires, open)
          if (lacking) {
            console.log(`\nSKIPPED ${shown}: "${wrong.title}": ${lacking}`)
            return end(open)
          }
          const { checks } = await look(open, await type(open, wrong.commands))
          const unseen = checks.filter(each => wrong.caughtBy.includes(each.id) && each.reason === 'not observable')
          if (unseen.length > 0) {
            console.log(`\nSKIPPED ${shown}: "${wrong.title}": ${unseen[0]!.message}`)
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
}

test.run()
