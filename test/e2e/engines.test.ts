/** One challenge on either engine, with a folder of its own, answers found by commands, and a check that only some hosts can show. */
import * as assert from 'uvu/assert'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from '../suite.ts'
import { openTestDocker, whyNoDocker, type TestDocker } from './testDocker.ts'
import { openTestHost, root, run, temporaryFolder, whyNoContainers, type TestHost } from './testHost.ts'

const test = suite('engines')
const missing = await whyNoContainers()
const noDocker = missing ?? whyNoDocker()
const folder = temporaryFolder()
let host: TestHost
let docker: TestDocker | undefined

const FILES = {
  'track.yaml': `version: 1
title: Either
requires: [root, engine]
vars: { image: registry.example/none/busybox }
challenges: [01-one]
`,
  '01-one/challenge.yaml': `title: A container and a note
clean: containers
commands:
  - run: $engine run -d --name db $image sleep 600
  - run: $engine exec db hostname > $work/note
  - run: $engine inspect --format '{{.State.Pid}}' db
    answers: pid
checks:
  - id: runs
    process: { command: sleep, container: db }
  - id: note
    file: { path: $work/note, size: ">0" }
    hints: ["look into $work with $engine"]
  - id: pid
    answer: { container: db, is: pid }
  - id: cluster
    requires: kubernetes
    process: { command: kubelet }
`,
  '01-one/assignment.md': '# One\n\n```sh\n$engine run -d --name db $image sleep 600\n$engine exec db hostname > $work/note\n```\n',
}

test.before(async () => {
  if (missing) return
  mkdirSync(join(folder.dir, 'either/01-one'), { recursive: true })
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder.dir, 'either', name), text)
  host = await openTestHost()
  if (!noDocker) docker = await openTestDocker(host.environment)
})
test.after(async () => {
  folder.remove()
  await docker?.close()
  await host?.close()
})

for (const engine of ['podman', 'docker'] as const) {
  test.when(engine === 'docker' ? noDocker : missing, `start --engine ${engine}, solve, check, reset, finish`, async () => {
    const lab = (...args: string[]) => run(join(root, 'bin/lab'), args, { ...(docker?.environment ?? host.environment), LAB_TRACKS: folder.dir })
    const started = await lab('start', 'either', '--engine', engine)
    assert.is(started.code, 0, started.err)
    assert.match(started.err, 'note: this host does not offer kubernetes (no daemon of Kubernetes or OpenShift runs)')
    const work = /\/tmp\/lab-\w{8}/.exec(started.out)![0]
    assert.match(started.out, new RegExp(`${engine} run -d --name db localhost/lab-stand-in-busybox sleep 600`))
    assert.ok(existsSync(work))
    assert.match((await lab('hint', 'note')).out, `look into ${work} with ${engine}`)
    const solved = await lab('solve')
    assert.is(solved.code, 0, solved.err)
    assert.match(solved.err, `$ lab answer pid "$(${engine} inspect --format '{{.State.Pid}}' db)"`)
    const { checks } = JSON.parse((await lab('check', '--json')).out)
    assert.equal(checks.map((each: any) => [each.id, each.status]), [['runs', 'pass'], ['note', 'pass'], ['pid', 'pass'], ['cluster', 'skip']])
    assert.match(checks[3].message, 'this host does not offer kubernetes')
    assert.is((await lab('reset')).code, 0)
    assert.equal([existsSync(work), existsSync(`${work}/note`)], [true, false])
    const after = JSON.parse((await lab('check', '--json')).out)
    assert.equal(after.checks.map((each: any) => each.status), ['fail', 'fail', 'fail', 'skip'])
    assert.is((await lab('finish', '--anyway')).code, 0)
    assert.not(existsSync(work))
  })
}

test.when(missing, 'an engine that the track is not about, or that does not exist, is refused', async () => {
  const lab = (...args: string[]) => run(join(root, 'bin/lab'), args, { ...host.environment, LAB_TRACKS: folder.dir })
  assert.equal([(await lab('start', 'first-steps', '--engine', 'docker')).code, (await lab('start', 'either', '--engine', 'crun')).code], [2, 2])
})

test.run()
