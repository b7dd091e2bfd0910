/** lab look at real containers of podman and of a real Docker daemon. */
import * as assert from 'uvu/assert'
import { join } from 'node:path'
import { suite } from '../suite.ts'
import { openTestDocker, whyNoDocker, type TestDocker } from './testDocker.ts'
import { openTestHost, root, run, whyNoContainers, type TestHost } from './testHost.ts'

const test = suite('look')
const missing = (await whyNoContainers()) ?? whyNoDocker()
const image = 'localhost/lab-stand-in-busybox'
let podman: TestHost
let docker: TestDocker
const lab = (...args: string[]) => run(join(root, 'bin/lab'), ['look', ...args], docker.environment)
const data = async (...args: string[]): Promise<any> => JSON.parse((await lab(...args, '--json')).out)

test.before(async () => {
  if (missing) return
  podman = await openTestHost()
  docker = await openTestDocker(podman.environment)
  await podman.lab('start', 'first-steps/three-tops')
  for (const args of [['--name', 'look-pod', image, 'sh', '-c', 'sleep 3600 & wait'], ['--name', 'look-old', image, 'sh', '-c', 'exit 3']]) assert.is((await podman.podman('run', '-td', ...args)).code, 0)
  const ran = await docker.docker('run', '-td', '--name', 'look-dock', '--network', 'none', '--user', '54321', image, 'top')
  assert.is(ran.code, 0, ran.err)
})
test.after(async () => {
  await docker?.close()
  await podman?.close()
})

test.when(missing, 'all containers of both engines, running or not, each with its processes and who outside started them', async () => {
  const { engines, containers } = await data()
  assert.equal(engines.map((each: any) => [each.name, each.trouble]), [['podman', undefined], ['docker', undefined]])
  const named = (name: string) => containers.find((each: any) => each.name === name)
  const [pod, old, dock] = ['look-pod', 'look-old', 'look-dock'].map(named)
  const shape = ({ processes }: any): unknown => processes.map(({ program, depth, container }: any) => [program, depth, container?.name ?? null])
  assert.equal(shape(pod), [['conmon', 0, null], ['sh', 1, 'look-pod'], ['sleep', 2, 'look-pod']])
  assert.equal(shape(dock), [['containerd-shim-runc-v2', 0, null], ['top', 1, 'look-dock']])
  assert.equal([old.state, old.exitCode, old.processes], ['exited', 3, []])
  assert.equal([pod.engine, dock.engine, dock.processes[1].uid], ['podman', 'docker', 54321])
  const { code, out } = await lab()
  assert.is(code, 0)
  for (const words of [/^podman of root.*:$/m, /^ {2}look-old {2}exited \(3\) {2}localhost\/lab-stand-in-busybox/m, /^ {4}\d+ root \(outside\) conmon .*\n.*root sh -c sleep 3600 & wait .*\+pid.*\+mnt.*\n.*sleep 3600$/m, /^Docker:$/m, /54321 top {2}\+pid \+net \+mnt/]) assert.match(out, words)
})

test.when(missing, 'who starts whom: from the first process to the program in a container', async () => {
  const { processes } = await data('dockerd')
  const named = (program: string): any[] => processes.filter((each: any) => each.program === program)
  assert.ok(named('dockerd').every(each => each.found))
  assert.is(processes[0].pid, 1)
  // The daemon has a child of its own, which starts no container: the shim left it for the first process.
  // Others on this machine may have daemons, too: each has its own.
  assert.equal(named('containerd').map(each => each.ppid).sort(), named('dockerd').map(each => each.pid).sort())
  const top = (await data('top')).processes.filter((each: any) => each.container?.name === 'look-dock')
  assert.equal(top.map((each: any) => [each.found, each.container.engine, each.newNamespaces.includes('pid') && each.newNamespaces.includes('net')]), [[true, 'docker', true]])
  const tree = await lab('sleep')
  assert.is(tree.code, 0, tree.err)
  assert.match(tree.out, /conmon .*\n.*\[podman look-pod\] sh -c sleep 3600 & wait .*\+pid.*\n>.*\[podman look-pod\] sleep 3600\n/)
})

test.when(missing, 'one engine only: what the other one runs keeps the beginning of its id', async () => {
  const { engines, containers } = await data('--engine', 'podman')
  const id = (await docker.docker('inspect', '--format', '{{.Id}}', 'look-dock')).out.trim()
  assert.equal(engines.map((each: any) => each.name), ['podman'])
  assert.equal(containers.filter((each: any) => each.id === id).map((each: any) => [each.engine, each.name]), [[null, id.slice(0, 12)]])
  const { out, err } = await lab('top', '--engine', 'podman')
  assert.match(out, `[container ${id.slice(0, 12)}] top`)
  assert.match(err, /\[container ID\] is one that podman of root.* does not list/)
})

test.when(missing, 'inside a container: its processes only, and no engine', async () => {
  const { code, out } = await lab('sleep', '--host', 'podman:look-pod')
  assert.is(code, 0)
  assert.match(out, /^ {2}1 root sh -c sleep 3600 & wait\n>.* sleep 3600\n$/)
  const all = await lab('--host', 'podman:look-pod')
  assert.is(all.code, 4)
  assert.match(all.out, /podman is not installed on this host/)
})

test.run()
