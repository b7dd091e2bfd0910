/**
 * Records what a real host answers: `npm run record [NAME...]`. Brings each state of scenarios.ts about in a container store of its own, asks the real
 * questions of the probes, and writes one capture a state beside this one. Leaves nothing behind.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import command from '../../checks/command.ts'
import seccomp from '../../checks/seccomp.ts'
import { CAPTURE_FORMAT, CAPTURE_VERSION } from '../../src/core/capture.ts'
import type { Plan, Question } from '../../src/core/plan.ts'
import { openLocal } from '../../src/host/local.ts'
import type { Host } from '../../src/model/host.ts'
import type { Answer } from '../../src/model/look.ts'
import { containerIdOf } from '../../src/probe/joinContainers.ts'
import { processes, type ProcessTable } from '../../src/probe/processes.ts'
import { observe } from '../../src/run/observe.ts'
import { saveRecord } from '../../src/run/saveRecord.ts'
import { noContainers, openPrivateStore, removeGroup, type PrivateStore } from '../privateStore.ts'
import { PROBES as RECORDED } from './loadReply.ts'
import type { Reply } from './Reply.ts'
import { scenarios, type Scenario } from './scenarios.ts'

const PROBES = new Map(RECORDED.map(probe => [probe.key, probe]))

async function record(name: string, scenario: Scenario, store: PrivateStore): Promise<Reply> {
  const env = { ...process.env, CONTAINERS_STORAGE_CONF: join(store.dir, 'storage.conf'), CONTAINERS_CONF: join(store.dir, 'containers.conf'), STORE: store.dir }
  for (const command of scenario.commands) {
    const { status, stderr } = spawnSync('sh', ['-c', command], { env, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], timeout: 60_000 })
    if (status !== 0) throw new Error(`${command}: ${stderr}`)
  }
  const host = hostOf(scenario, store)
  const questions = scenario.probes.map((name): Question => {
    const subjects = name === 'files' ? scenario.files!.map(each => ({ ...each, path: each.path.replace('$STORE', store.dir) })) : (scenario.subjects?.[name] ?? [])
    return { probe: PROBES.get(name)!, subjects }
  })
  const kindContext = { dir: '', engine: host.engine, vars: {}, script: () => undefined }
  const tried = [...(scenario.behaviour ?? []).map(container => seccomp.wants({ container, blocks: 'chmod', behaviour: true }, kindContext)), ...(scenario.tries ?? []).map(run => command.wants({ run }, kindContext))]
  // One after the other: what one tries in a container must not meet another.
  const plan: Plan = { questions, runs: tried.flatMap(each => each.runs!).map(run => ({ ...run, serial: true })), programs: [] }
  const at = new Date()
  const { record: asked } = await observe(plan, host)
  const kept = keptPids(asked!.questions.find(each => each.probe === 'processes')?.answer, store)
  const filtered = { ...asked!, questions: asked!.questions.map(each => ({ ...each, answer: filter(each.probe, each.answer, kept) })) }
  return {
    format: CAPTURE_FORMAT, version: CAPTURE_VERSION, lab: 'development', state: scenario.state, commands: scenario.commands,
    filtered: 'processes, mounts and sockets: only those in containers, and those that the commands started; users: only those that every Debian has; cgroups: only the roots and the groups of containers',
    versions: versions(store), at: at.toISOString(), host: { kind: 'local', where: `local (kernel ${release()})` }, engine: host.engine, mark: asked!.mark,
    track: 'replies', challenge: name, title: scenario.state, vars: {}, images: {}, claims: { answers: {}, passedOnce: [] },
    ...saveRecord(filtered, plan, new Set(), host.engine).saved, verdicts: [], cut: [],
  }
}

function hostOf({ engine, asNobody }: Scenario, store: PrivateStore): Host {
  if (asNobody) return { ...store.host, run: async ({ script }) => askAsNobody(script) }
  if (engine === undefined) return store.host
  const conf = join(store.dir, `${engine}.conf`)
  writeFileSync(conf, engine === 'broken' ? '[storage]\ndriver = "nonsense"\n' : `[storage]\ndriver = "vfs"\ngraphroot = "${store.dir}/other/graph"\nrunroot = "${store.dir}/other/run"\n`)
  return openLocal({ environment: { ...process.env, CONTAINERS_STORAGE_CONF: conf, CONTAINERS_CONF: join(store.dir, 'containers.conf'), CONTAINER_HOST: undefined }, needsRoot: true })
}

function askAsNobody(script: string): Answer {
  const { status, stdout, stderr } = spawnSync('setpriv', ['--reuid', '65534', '--regid', '65534', '--clear-groups', 'sh', '-c', 'lab_script=$(cat) && eval "$lab_script"'], { input: script, encoding: 'utf8', cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' }, maxBuffer: 64 * 1024 * 1024 })
  return { code: status, signal: null, stdout, stderr, timedOut: false, truncated: 0, durationMs: 0 }
}

/** The processes that belong to the state: in a container of this store, or started by the commands. */
function keptPids(answer: Answer | undefined, store: PrivateStore): Set<string> {
  if (!answer) return new Set()
  const table = processes.read(answer, [], { engine: store.host.engine, mark: '' }) as ProcessTable
  const ids = new Set(store.podman('ps', '--quiet', '--no-trunc').split('\n').filter(id => id !== ''))
  return new Set(['self', ...table.processes.filter(each => ids.has(containerIdOf(each)!)).map(each => String(each.pid)), ...startedPids(store)])
}

function startedPids({ dir }: PrivateStore): string[] {
  const file = join(dir, 'pids')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
}

/** What every Linux host has mounted: of this machine's own mounts no more is recorded. */
const USUAL = /^self\/mountinfo:\d+ \d+ \S+ \S+ (?:\/|\/proc|\/sys|\/dev|\/dev\/pts|\/sys\/fs\/cgroup) /

/** Accounts and groups that every Debian has, and the lines between. */
const USUAL_USERS = /^(lab-|(root|daemon|bin|sys|nobody|nogroup|adm|tty|disk|audio)(:|$))/

/** A socket at one of the ports that the states use on the host: 47808 to 47823. */
const OURS = /^[^ :]+: *\d+: [0-9A-F]+:BAC[0-9A-F] /

function filter(name: string, answer: Answer, kept: ReadonlySet<string>): Answer {
  const isKept = (line: string): boolean => kept.has(/^'?(self|\d+)\//.exec(line)?.[1] ?? '')
  const kinds: Record<string, (line: string) => boolean> = {
    processes: isKept,
    environments: line => isKept(line) || line === '--',
    mounts: line => isKept(line) && (!line.startsWith('self/mountinfo') || USUAL.test(line) || line.includes('/lab-private-')),
    sockets: line => isKept(line) && (!line.startsWith('self/net') || line.includes(' sl ') || OURS.test(line)),
    users: line => USUAL_USERS.test(line),
    cgroups: line => !line.startsWith('/') || /^\/sys\/fs\/cgroup\/\w+\/((libpod_parent\/(libpod-[0-9a-f]{64}\/)?|lab-above\/(libpod-[0-9a-f]{64}\/)?)?[\w.]+:)/.test(line),
  }
  return { ...answer, stdout: Object.hasOwn(kinds, name) ? answer.stdout.split('\n').filter(kinds[name]!).join('\n') + '\n' : answer.stdout }
}

function versions(store: PrivateStore): Record<string, string> {
  return { podman: store.podman('--version'), runc: spawnSync('runc', ['--version'], { encoding: 'utf8' }).stdout.split('\n')[0]!, kernel: release(), stat: spawnSync('stat', ['--version'], { encoding: 'utf8' }).stdout.split('\n')[0]! }
}

/** The group that one state makes, in every hierarchy; whoever lived in it may take a moment to end. */
function removeAbove(): void {
  for (const hierarchy of readdirSync('/sys/fs/cgroup')) {
    const above = `/sys/fs/cgroup/${hierarchy}/lab-above`
    for (let round = 0; round < 20; round++) {
      removeGroup(`${above}/conmon`)
      if (removeGroup(above)) break
      spawnSync('sleep', ['0.1'])
    }
  }
}

const reason = noContainers()
if (reason) throw new Error(`cannot record here: ${reason}`)
const wanted = process.argv.slice(2)
for (const [name, scenario] of Object.entries(scenarios)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const store = await openPrivateStore()
  try {
    const reply = await record(name, scenario, store)
    writeFileSync(new URL(`./${name}.json`, import.meta.url), `${JSON.stringify(reply, null, 1)}\n`)
    console.log(`recorded ${name}`)
  } finally {
    for (const pid of startedPids(store)) spawnSync('kill', ['-9', pid])
    await store.close()
    removeAbove()
  }
}
