import * as assert from 'uvu/assert'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Check, Challenge, Requirement, WrongAnswer } from '../../src/model/course.ts'
import type { Verdict } from '../../src/model/result.ts'
import { isUnknown } from '../../src/core/judge.ts'
import { loadTrack } from '../../src/run/loadTrack.ts'
import type { OpenChallenge } from '../../src/run/openChallenge.ts'
import { runScript } from '../../src/run/session.ts'
import { cleanUp } from '../../src/run/startChallenge.ts'
import { vocabulary } from '../../src/run/vocabulary.ts'
import { makeWorkFolder, wantsWorkFolder } from '../../src/run/workFolder.ts'
import { look, start, talk, type, words, type Typed } from './playChallenge.ts'
import { root } from '../e2e/testHost.ts'
import { suite } from '../suite.ts'
import { openTestMachine, whyNoMachine, type TestMachine } from './testMachine.ts'

/**
 * What test/e2e/tracks.test.ts cannot show, as its host has no SELinux, no cgroup v2 and no systemd that makes the groups: over ssh on the machine, the
 * commands of each challenge with a check of a label or of a limit, the mistakes and solutions that require SELinux, and of those about
 * limits one. A container takes it several seconds, so that nothing else is played here.
 */
const test = suite('tracks on the machine')
const missing = whyNoMachine()
let machine: TestMachine

test.before(async () => {
  if (!missing) machine = await openTestMachine()
})
test.after(async () => {
  await opened?.open.host.close()
  await machine?.close()
})

/** The challenge in hand: started once for all that is played of it, as each question of the start takes a second or more. */
let opened: { name: string; open: OpenChallenge } | undefined

async function prepare(name: string): Promise<OpenChallenge> {
  if (opened?.name !== name) {
    await opened?.open.host.close()
    opened = undefined
    opened = { name, open: await start(name, machine.environment, 'ssh:default') }
    return opened.open
  }
  const { open } = opened
  if (wantsWorkFolder(open.challenge)) {
    const work = await makeWorkFolder(open.host, undefined)
    if (isUnknown(work)) throw new Error(work.unknown)
    open.track.vars.work = open.progress!.work = work
  }
  if (open.challenge.setup) assert.is((await runScript(open, open.challenge.setup)).code, 0)
  return open
}

/** Prepares a challenge, does something with it, and takes it away again: also where that failed, which must not be the reason why the next one does. */
async function play(name: string, body: (open: OpenChallenge) => Promise<void>): Promise<void> {
  const began = Date.now()
  try {
    const open = await prepare(name)
    await body(open)
    const refusal = await cleanUp(open, talk)
    assert.is(refusal, undefined, refusal?.message)
    assert.is((await machine.ssh('sudo podman ps -aq; sudo podman volume ls -q; ls -d /tmp/lab-* 2>/dev/null')).out, '', 'something is left')
  } catch (error) {
    await machine.ssh('sudo podman rm -fa -t 0; sudo podman volume rm -fa; sudo rm -rf /tmp/lab-*')
    await opened?.open.host.close()
    opened = undefined
    throw error
  }
  console.error(`${name}: ${Math.round((Date.now() - began) / 1000)} s`)
}

/** Looks, and looks again where something could not be seen in time, as a learner would: the machine is emulated, on processors that may be busy. */
async function lookPatiently(open: OpenChallenge, typed: Typed): Promise<Verdict[]> {
  for (let round = 1; ; round++) {
    const { checks } = await look(open, typed)
    if (round === 3 || !checks.some(each => each.status === 'error')) return checks
  }
}

const needsIt = ({ requires }: { requires: Requirement[] }): boolean => requires.some(each => each.name === 'selinux')
const isLimit = ({ kind }: Check): boolean => kind === 'cgroup'
const isLabel = (check: Check): boolean => check.kind === 'selinux' || (check.kind === 'process' && 'selinux' in (check.params as object)) || needsIt(check)

/** Those that cannot be made elsewhere; and one about a limit, which is read from other files here. */
function wrongsFor({ checks, wrong }: Challenge): WrongAnswer[] {
  const ofLimits = checks.filter(isLimit).map(each => each.id)
  const one = wrong.find(({ caughtBy }) => caughtBy.length === 1 && ofLimits.includes(caughtBy[0]!))
  return wrong.filter(each => needsIt(each) || each === one)
}

for (const trackName of readdirSync(join(root, 'tracks'), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name)) {
  const { track } = await loadTrack(join(root, 'tracks', trackName), { vocabulary, whole: true })
  for (const challenge of (track?.challenges ?? []).filter(({ checks }) => checks.some(each => isLimit(each) || isLabel(each)))) {
    const name = `${trackName}/${challenge.id}`
    for (const solution of [{ title: 'its commands', commands: challenge.commands }, ...challenge.solutions.filter(needsIt)]) {
      test.when(missing, `${name}: every check passes after ${solution.title}, clean afterwards`, () => play(name, async open => {
        const checks = await lookPatiently(open, await type(open, solution.commands))
        const blind = checks.filter(each => each.reason === 'not observable')
        for (const each of blind) console.log(`\nSKIPPED ${name}: ${each.id}: ${each.message}`)
        assert.ok(checks.every(each => each.status === 'pass' || blind.includes(each)), words(checks))
        // What it is played for is no such thing.
        for (const each of challenge.checks.filter(check => isLimit(check) || isLabel(check))) assert.is(checks.find(({ id }) => id === each.id)!.status, 'pass', words(checks))
      }))
    }
    for (const wrong of wrongsFor(challenge)) {
      test.when(missing, `${name}: "${wrong.title}" is caught by ${wrong.caughtBy.join(', ')}`, () => play(name, async open => {
        const checks = await lookPatiently(open, await type(open, wrong.commands))
        const bad = checks.filter(each => each.status === 'fail' || each.status === 'error').map(each => each.id)
        assert.equal(bad, wrong.caughtBy, words(checks))
      }))
    }
  }
}

test.run()
