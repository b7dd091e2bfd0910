import * as assert from 'uvu/assert'
import { join } from 'node:path'
import { makeFolder, trackFiles } from '../folder.ts'
import { suite } from '../suite.ts'
import { openTestHost, root, run, whyNoContainers, type TestHost } from './testHost.ts'

const test = suite('students')
const missing = await whyNoContainers()
let host: TestHost

test.before(async () => {
  if (!missing) host = await openTestHost()
})
test.after(async () => host?.close())

test.when(missing, 'the walk: lab, list, start, show, check, hint, solve, check, finish', async () => {
  const { lab } = host
  assert.match((await lab()).out, 'No challenge is in hand')
  assert.match((await lab('list')).out, 'first-steps/three-tops')

  const started = await lab('start', 'first-steps')
  assert.is(started.code, 0, started.err)
  assert.match(started.out, 'first-steps/three-tops is started')
  assert.match(started.out, 'podman run -td localhost/lab-stand-in-busybox top')
  assert.match(started.out, 'is an offline stand-in for registry.access.redhat.com/ubi9/ubi')
  assert.match((await lab('show')).out, 'What will be checked')

  const red = await lab('check')
  assert.is(red.code, 1, red.out)
  assert.match(red.out, 'no containers run top, 3 expected')
  assert.match(red.out, 'is an offline stand-in for')
  assert.match((await lab()).out, 'checks passed in the last look')
  assert.match((await lab('hint')).out, 'hint 1 of')
  assert.match((await lab('hint')).out, 'hint 2 of')

  const early = await lab('finish')
  assert.is(early.code, 1)
  assert.match(early.err, 'did not pass')
  assert.is((await lab('solve')).code, 0)
  const green = await lab('check', '--json')
  assert.is(green.code, 0, green.out)
  const result = JSON.parse(green.out)
  assert.is(result.checks[0].status, 'pass')
  assert.is(result.roundTrips, 1)
  assert.match(result.notes[0], 'stand-in')

  const finished = await lab('finish')
  assert.is(finished.code, 0, finished.err)
  assert.match(finished.out, 'is finished')
  assert.is((await host.podman('ps', '-aq')).out, '')
  assert.match((await lab('list')).out, '[finished')
})

test.when(missing, 'solve looks on the way, so that what a later command removes has passed', async () => {
  const { lab } = host
  assert.is((await lab('start', 'container-internals/create-container')).code, 0)
  assert.is((await lab('solve')).code, 0)
  const after = await lab('check', '--json')
  assert.is(after.code, 0, after.out)
  assert.is(JSON.parse(after.out).checks.find((each: { id: string }) => each.id === 'created').message, 'passed in an earlier look')
  assert.is((await lab('finish')).code, 0)
})

test.when(missing, "a stranger's container is named, never removed, and without a terminal nothing starts beside it", async () => {
  const { lab, podman } = host
  await podman('run', '-td', '--name', 'stranger', 'localhost/lab-stand-in-busybox', 'sleep', '1000')
  for (const args of [[], ['--yes']]) {
    const refused = await lab('start', 'first-steps/three-tops', ...args)
    assert.is(refused.code, 4)
    assert.match(refused.err, 'stranger')
  }
  assert.match((await podman('ps', '--format', '{{.Names}}')).out, 'stranger')
  await podman('rm', '-f', '-t', '0', 'stranger')
})

test.when(missing, 'reset removes what was made since the start, and nothing that was there before', async () => {
  const { lab, podman } = host
  assert.is((await lab('start', 'first-steps/three-tops')).code, 0)
  await podman('run', '-td', '--name', 'mine', 'localhost/lab-stand-in-busybox', 'top')
  const reset = await lab('reset')
  assert.is(reset.code, 0, reset.err)
  assert.match(reset.err, 'mine')
  assert.is((await podman('ps', '-aq')).out, '')
})

test.when(missing, 'wrong states do not pass', async () => {
  const { lab, podman } = host
  const image = 'localhost/lab-stand-in-busybox'
  const verdict = async () => JSON.parse((await lab('check', 'first-steps/three-tops', '--json')).out).checks[0]
  for (const name of ['a', 'b', 'c']) await podman('run', '-td', '--name', name, image, 'top')
  assert.is((await verdict()).status, 'pass')

  await podman('kill', 'c')
  await podman('wait', 'c')
  const exited = await verdict()
  assert.is(exited.status, 'fail')
  assert.match(exited.message, '2 containers run top, 3 expected; ')
  assert.match(exited.message, '1 container with that command is not running (c: exited)')
  await podman('rm', '-f', 'c')

  await podman('run', '-td', '--name', 'top', image, 'sleep', '1000')
  assert.is((await verdict()).status, 'fail')
  await podman('exec', '-d', 'a', 'top', '-b')
  const doubled = await verdict()
  assert.is(doubled.status, 'fail', 'two tops in one container are one container')
  await podman('rm', '-fa', '-t', '0')
})

test.when(missing, 'a challenge stays in the language that it was started in, until another is asked for', async () => {
  const tracks = makeFolder(trackFiles('title: Hello\nclean: containers\nchecks: [{ id: a, script: a.sh }]\n', { 'a.sh': 'exit 0', 'challenge.nl.yaml': 'title: Hallo\n', 'assignment.nl.md': 'Hallo daar\n' }))
  const lab = (...args: string[]) => run(join(root, 'bin/lab'), args, { ...host.environment, LAB_TRACKS: tracks })
  const title = async (): Promise<string> => (await lab()).out.split(' ')[0]!
  const started = await lab('start', 'demo', '--lang', 'nl')
  assert.is(started.code, 0, started.err)
  assert.match(started.out, /^Hallo daar/)
  assert.is(await title(), 'Hallo')
  assert.is((await lab('reset')).code, 0)
  assert.is(await title(), 'Hallo')
  assert.match((await lab('start', 'demo/one')).out, /^Hallo daar/)
  assert.match((await lab('start', 'demo/one', '--lang', 'en')).out, /^One/)
  assert.is(await title(), 'Hello')
  assert.is((await lab('check')).code, 0)
  assert.is((await lab('finish')).code, 0)
})

test.run()
