import * as assert from 'uvu/assert'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from '../suite.ts'
import { openTestDocker, whyNoDocker, type TestDocker } from './testDocker.ts'
import { openTestHost, root, run, temporaryFolder, whyNoContainers, type TestHost } from './testHost.ts'

const test = suite('docker')
const missing = (await whyNoContainers()) ?? whyNoDocker()
const folder = temporaryFolder()
const image = 'localhost/lab-stand-in-busybox'
let podman: TestHost
let docker: TestDocker

test.before(async () => {
  if (missing) return
  podman = await openTestHost()
  docker = await openTestDocker({ ...podman.environment, LAB_TRACKS: folder.dir })
  await podman.lab('start', 'first-steps/three-tops')
})
test.after(async () => {
  await docker?.close()
  await podman?.close()
  folder.remove()
})

/** Judges checks, written as YAML, in a track that requires some engines. */
async function judge(name: string, requires: string, checks: string): Promise<Record<string, string>> {
  const dir = join(folder.dir, name, '01-all')
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, '../track.yaml'), `version: 1\ntitle: ${name}\nrequires: [${requires}]\nchallenges: [01-all]\n`)
  writeFileSync(join(dir, 'assignment.md'), 'Nothing to do.\n')
  writeFileSync(join(dir, 'challenge.yaml'), `title: ${name}\nchecks:\n${checks}`)
  const said = await run(join(root, 'bin/lab'), ['check', name, '--json'], docker.environment)
  const result = JSON.parse(said.out)
  assert.is(result.error, undefined, JSON.stringify(result.error))
  return Object.fromEntries(result.checks.map((each: { id: string; status: string; message: string }) => [each.id, `${each.status}: ${each.message}`]))
}

test.when(missing, 'every kind that knows containers knows those of Docker', async () => {
  const profile = join(folder.dir, 'profile.json')
  writeFileSync(profile, JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{ names: ['chmod', 'fchmod', 'fchmodat', 'fchmodat2'], action: 'SCMP_ACT_ERRNO', errnoRet: 1 }] }))
  const more = ['--network', 'none']
  for (const args of [['--name', 'db', '--memory', '8000000', ...more], ['--name', 'web', '--network', 'container:db'], ['--name', 'locked', '--security-opt', `seccomp=${profile}`, ...more]]) {
    const ran = await docker.docker('run', '-td', ...args, image, 'top')
    assert.is(ran.code, 0, ran.err)
  }
  const found = await judge('all-docker', 'docker', [
    '  - { id: runs, container: { name: db, state: running, command: top } }',
    '  - { id: three, process: { command: top, in: container, count: 3 } }',
    '  - { id: shared, namespace: { container: web, type: net, shared_with: db } }',
    '  - { id: limit, cgroup: { container: db, memory: 8000000 } }',
    '  - { id: locked, seccomp: { container: locked, blocks: chmod, behaviour: true } }',
    '  - { id: free, seccomp: { container: db, allows: chmod } }',
    '  - { id: none, container: { name: nobody } }', ''].join('\n'))
  assert.match(found.none!, /^fail: there is no container nobody.*looked at Docker at unix:/)
  for (const id of ['runs', 'three', 'shared', 'limit', 'locked', 'free']) assert.match(found[id]!, /^pass/, `${id}: ${found[id]}`)
  assert.match(found.limit!, '7999488')
})

test.when(missing, 'both engines side by side, each told apart', async () => {
  await podman.podman('run', '-td', image, 'top')
  const found = await judge('both', 'docker, podman', [
    '  - { id: dockers, process: { command: top, in: container, engine: docker, count: 3 } }',
    '  - { id: podmans, process: { command: top, in: container, engine: podman, count: 1 } }',
    '  - { id: wrong, process: { command: top, in: container, count: 2 } }', ''].join('\n'))
  assert.match(found.dockers!, /^pass/)
  assert.match(found.podmans!, /^pass/)
  assert.match(found.wrong!, /^fail: 1 container runs top, 2 expected; \d+ more run in containers that this engine does not know/)
})

test.when(missing, 'a track about Docker: start, check, solve, finish, with images and cleaning in Docker', async () => {
  const dir = join(folder.dir, 'whole', '01-one')
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, '../track.yaml'), 'version: 1\ntitle: Whole\nrequires: [root, docker]\nvars: { image: registry.example/one }\nchallenges: [01-one]\n')
  writeFileSync(join(dir, 'assignment.md'), '```sh\ndocker run -td --name one --network none $image top\n```\n')
  writeFileSync(join(dir, 'challenge.yaml'), 'title: One\nclean: containers\ncommands:\n  - run: docker run -td --name one --network none $image top\nchecks:\n  - { id: one, container: { name: one, state: running } }\n')
  for (const name of ['db', 'web', 'locked']) await docker.docker('rm', '-f', name)
  const lab = (...args: string[]) => run(join(root, 'bin/lab'), args, docker.environment)
  const started = await lab('start', 'whole')
  assert.is(started.code, 0, started.err)
  assert.match(started.out, 'docker run -td --name one --network none localhost/lab-stand-in-busybox top')
  assert.is((await lab('check')).code, 1)
  const solved = await lab('solve')
  assert.is(solved.code, 0, solved.err)
  assert.is((await lab('check')).code, 0)
  const finished = await lab('finish')
  assert.is(finished.code, 0, finished.err)
  assert.is((await docker.docker('ps', '-aq')).out, '')
})

test.when(missing, 'a daemon that is gone is an error, and the other checks are still judged', async () => {
  const { environment } = docker
  docker.environment = { ...environment, DOCKER_HOST: `unix://${folder.dir}/gone.sock` }
  const found = await judge('gone', 'docker', '  - { id: runs, container: { name: db } }\n  - { id: file, file: { path: /etc/passwd } }\n')
  docker.environment = environment
  assert.match(found.runs!, /^error: Docker at unix:.*gone.sock: /)
  assert.match(found.file!, /^pass/)
})

test.run()
