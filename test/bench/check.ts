/**
 * How long `lab check` takes, in relation to what it cannot do without, measured interleaved in one run. Prints milliseconds (medians) and ratios; asserts nothing,
 * since absolute times belong to a machine. `npm run bench`; needs root, podman and a static busybox.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openTestHost, root, temporaryFolder, whyNoContainers } from '../e2e/testHost.ts'

const missing = await whyNoContainers()
if (missing) {
  console.log(`skipped: ${missing}`)
  process.exit(0)
}
const ROUNDS = 15
const folder = temporaryFolder()
const host = await openTestHost()
const image = 'localhost/lab-stand-in-busybox'
const environment = { ...host.environment, LAB_TRACKS: `${join(folder.dir, 'tracks')}:${join(root, 'tracks')}`, image }

/** Medians of some commands, run in turn so that all see the same load. */
function measure(commands: Record<string, string[]>): Record<string, number> {
  const times = new Map(Object.keys(commands).map(name => [name, [] as number[]]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, [program, ...args]] of Object.entries(commands)) {
      const startedAt = performance.now()
      const { error } = spawnSync(program!, args, { env: environment, stdio: 'ignore' })
      if (error) throw error
      times.get(name)!.push(performance.now() - startedAt)
    }
  }
  return Object.fromEntries([...times].map(([name, list]) => [name, list.sort((a, b) => a - b)[ROUNDS >> 1]!]))
}

const show = (found: Record<string, number>): void => {
  for (const [name, time] of Object.entries(found)) console.log(`  ${time.toFixed(0).padStart(6)} ms  ${name}`)
}

function writeTrack(name: string, checks: string[]): void {
  const dir = join(folder.dir, 'tracks', name, '01-all')
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, '../track.yaml'), `version: 1\ntitle: ${name}\nchallenges: [01-all]\n`)
  writeFileSync(join(dir, 'assignment.md'), 'Nothing to do.\n')
  writeFileSync(join(dir, 'challenge.yaml'), `title: ${name}\nchecks:\n${checks.map((check, index) => `  - id: c${index}\n    ${check}\n`).join('')}`)
}

/** The same questions as a track and as a shell script that asks with \`podman inspect\`, \`ps\` and \`grep\`. */
function pair(count: number): { checks: string[]; script: string } {
  const kinds: [string, string][] = [
    ['container: { name: db, state: running }', `podman inspect -f '{{.State.Status}}' db | grep -qx running`],
    ['process: { command: top, count: ">=3" }', `[ $(ps -eo comm | grep -cx top) -ge 3 ]`],
    ['namespace: { container: web, type: net, shared_with: db }', `[ "$(readlink /proc/$(podman inspect -f '{{.State.Pid}}' web)/ns/net)" = "$(readlink /proc/$(podman inspect -f '{{.State.Pid}}' db)/ns/net)" ]`],
    ['process: { command: top, container: db }', `ps -o comm= -p $(podman inspect -f '{{.State.Pid}}' db) | grep -qx top`],
    ['file: { path: /etc/passwd, mode: "0644" }', `stat -c %a /etc/passwd | grep -qx 644`],
  ]
  const chosen = Array.from({ length: count }, (_, index) => kinds[index % kinds.length]!)
  return { checks: chosen.map(each => each[0]), script: chosen.map(each => `${each[1]} && echo pass || echo fail`).join('\n') }
}

try {
  await host.lab('start', 'first-steps/three-tops')
  await host.podman('run', '-td', '--name', 'db', image, 'top')
  await host.podman('run', '-td', '--name', 'web', '--network', 'container:db', image, 'top')
  await host.podman('run', '-td', image, 'top')

  const lab = join(root, 'bin/lab')
  const first = measure({ 'node -e 0': ['node', '-e', '0'], 'podman ps --all, the one engine call': ['podman', 'ps', '--all', '--no-trunc', '--format', 'json'], 'lab check first-steps/three-tops': [lab, 'check', 'first-steps/three-tops'] })
  const [node, engine, check] = Object.values(first) as [number, number, number]
  console.log('challenge 1, local')
  show(first)
  console.log(`  lab adds ${(check - node - engine).toFixed(0)} ms of its own; ${(check / (node + engine)).toFixed(2)} times node and engine together\n`)

  for (const count of [10, 30, 100]) {
    const { checks, script } = pair(count)
    writeTrack(`bench-${count}`, checks)
    const found = measure({ [`lab check, ${count} checks`]: [lab, 'check', `bench-${count}`], [`bash, the same ${count} questions`]: ['bash', '-c', script] })
    show(found)
    const [ours, bash] = Object.values(found) as [number, number]
    console.log(`  bash takes ${(bash / ours).toFixed(2)} times as long\n`)
  }

  writeTrack('bench-1', ['process: { command: top, count: ">=1" }'])
  writeTrack('bench-1000', Array.from({ length: 1000 }, () => 'process: { command: top, count: ">=1" }'))
  const many = measure({ '1 check about processes': [lab, 'check', 'bench-1', '--json'], '1,000 checks about processes': [lab, 'check', 'bench-1000', '--json'] })
  show(many)
  const [one, thousand] = Object.values(many) as [number, number]
  console.log(`  a thousand take ${(thousand / one).toFixed(2)} times as long as one`)
} finally {
  await host.close()
  folder.remove()
}
