import * as assert from 'uvu/assert'
import { execa } from 'execa'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from '../suite.ts'
import { leftovers, networkSettings, openTestHost, root, run, temporaryFolder, whyNoContainers, type TestHost } from './testHost.ts'

const test = suite('try')
const missing = await whyNoContainers()
const home = temporaryFolder()
const environment = { ...process.env, HOME: home.dir, XDG_STATE_HOME: join(home.dir, 'state'), CONTAINERS_CONF: undefined, CONTAINERS_STORAGE_CONF: undefined }
let stranger: TestHost

test.before(async () => {
  if (missing) return
  // A stranger at work on the same machine, in another store.
  stranger = await openTestHost()
  await stranger.lab('start', 'first-steps/three-tops')
  const started = await stranger.podman('run', '-td', '--name', 'stranger', 'localhost/lab-stand-in-busybox', 'top')
  assert.is(started.code, 0, started.err)
})
test.after(async () => {
  await stranger?.close()
  home.remove()
})

test.when(missing, 'red, commands, green, and the machine as it was', async () => {
  const network = networkSettings()
  const tried = await run(join(root, 'bin/lab'), ['try', '--yes'], environment)
  assert.is(tried.code, 0, tried.err)
  assert.match(tried.out, /FAIL {3}three containers run top[\s\S]*hint[\s\S]*PASS {3}three containers run top/)
  assert.match(tried.err, 'podman run -td')
  assert.is(tried.err.match(/^[0-9a-f]{64}$/gm)?.length, 3, 'the output names its containers')
  assert.equal(leftovers(tried.err), [])
  assert.equal(networkSettings(), network)
  assert.equal(readdirSync(home.dir), [], 'nothing in the home folder either')
  const names = await stranger.podman('ps', '--format', '{{.Names}} {{.State}}')
  assert.match(names.out, /stranger (running|Up)/)
})

/** Runs `lab try` and sends it one signal when it has written some words. */
async function signalWhen(words: string, signal: 'SIGINT' | 'SIGKILL'): Promise<{ exitCode: number | undefined; output: string }> {
  const child = execa(join(root, 'bin/lab'), ['try', '--yes'], { reject: false, stdin: 'ignore', extendEnv: false, env: environment as unknown as Record<string, string> })
  let output = ''
  let sent = false
  child.stderr!.on('data', chunk => {
    output += chunk
    if (sent || !output.includes(words)) return
    sent = true
    child.kill(signal)
  })
  const { exitCode } = await child
  assert.ok(sent, `it never said "${words}"`)
  return { exitCode, output }
}

test.when(missing, 'from another pid namespace, where no owner of a store can be seen, it leaves the stores of others alone', async () => {
  const tried = await run('unshare', ['--pid', '--fork', '--mount-proc', join(root, 'bin/lab'), 'try', '--yes'], environment)
  assert.is(tried.code, 0, tried.err)
  const names = await stranger.podman('ps', '--format', '{{.Names}}')
  assert.is(names.out.trim(), 'stranger', names.err)
})

test.when(missing, 'interrupted half way it leaves nothing either', async () => {
  const { exitCode, output } = await signalWhen('$ podman run', 'SIGINT')
  assert.is(exitCode, 130)
  assert.match(output, /lab-private-/)
  assert.equal(leftovers(output), [])
})

test.when(missing, 'killed half way it leaves a store, and the next run takes that away', async () => {
  const { output } = await signalWhen('And `lab check` again', 'SIGKILL')
  assert.ok(leftovers(output).length > 0)
  assert.is((await run(join(root, 'bin/lab'), ['try', '--yes'], environment)).code, 0)
  assert.equal(leftovers(output), [])
})

const user = `lab-try-${process.pid}`
test.when(missing ?? (await whyNoOrdinaryUser()), 'an ordinary user gets the same, rootless, and keeps a home folder without traces', async () => {
  assert.is((await run('useradd', ['--create-home', user], process.env)).code, 0)
  try {
    const found = async () => (await run('find', [`/home/${user}`], process.env)).out.split('\n').sort()
    const home = await found()
    const tried = await run('su', ['-', user, '-c', `CI= ${join(root, 'bin/lab')} try --yes`], { PATH: process.env.PATH })
    assert.is(tried.code, 0, tried.err)
    assert.match(tried.out, /FAIL {3}three containers run top[\s\S]*PASS {3}three containers run top/)
    assert.equal(await found(), home)
    assert.equal(leftovers(tried.err), [])
    const refused = await run('su', ['-', user, '-c', `CI= ${join(root, 'bin/lab')} check first-steps/three-tops`], { PATH: process.env.PATH })
    assert.is(refused.code, 4)
    assert.match(refused.out, /this needs root, and sudo (refuses|is not installed)/)
  } finally {
    await run('pkill', ['-KILL', '-u', user], process.env)
    const uid = (await run('id', ['-u', user], process.env)).out.trim()
    await run('userdel', ['--remove', user], process.env)
    // Where XDG_RUNTIME_DIR is not set podman makes folders of its own for a user.
    for (const name of [`podman-run-${uid}`, `containers-user-${uid}`]) await run('rm', ['-rf', '--one-file-system', `/tmp/${name}`], process.env)
  }
})

/** Why the rootless test cannot run here; undefined where it can. */
async function whyNoOrdinaryUser(): Promise<string | undefined> {
  for (const tool of ['useradd', 'newuidmap', 'su', 'pkill']) if ((await run('sh', ['-c', `command -v ${tool}`], process.env)).code !== 0) return `${tool} is not installed`
  const readable = await run('su', ['nobody', '-s', '/bin/sh', '-c', `test -r ${join(root, 'dist/lab.cjs')}`], process.env)
  return readable.code === 0 ? undefined : 'another user cannot read this checkout'
}

test.run()
