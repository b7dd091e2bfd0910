import type { EngineName } from '../model/look.ts'
import type { ContainerView, Inside, Seen, Surrounding, Way } from '../core/picture.ts'
import { didYouMean } from '../core/suggest.ts'
import { ancestors, around, descendants, layTree } from '../core/processTree.ts'
import type { Container } from './containers.ts'
import { containerIdOf, joinContainers } from './joinContainers.ts'
import type { Looker } from './looker.ts'
import type { Process, ProcessTable } from './processes.ts'

/** The order in which namespaces are named: as they are spoken of, the common ones first. */
const TYPES = ['pid', 'net', 'mnt', 'uts', 'ipc', 'user', 'cgroup', 'time']

/** All that one look brought. */
export interface Scene {
  table: ProcessTable
  looker: Looker
  /** Containers with the engine that lists them. */
  containers: { engine: EngineName; container: Container }[]
  /** Processes of lab itself, besides the shell that asks: what is below them is no part of the host's picture. */
  own: number[]
}

/** A scene without the one who looks, joined: ready to be asked for pictures. */
export interface Joined {
  processes: Process[]
  byPid: ReadonlyMap<number, Process>
  inside: ReadonlyMap<number, Inside>
  /** Those that lead to the one who looks: their command lines hold what was asked for. */
  above: ReadonlySet<number>
  seen(process: Process, found: boolean): Seen
}

/** Joins what was seen: who runs in which container, and which namespaces came with whom. */
export function joinScene({ table, looker, containers, own }: Scene): Joined {
  const selves = [looker.pid, ...own]
  const above = ancestors(table.processes, selves)
  const ours = descendants(table.processes, selves)
  const self = table.processes.find(each => each.pid === looker.pid)
  const processes = table.processes.filter(each => !ours.has(each.pid))
  const byPid = new Map(processes.map(each => [each.pid, each]))
  const engines = new Map(containers.map(({ engine, container }) => [container, engine]))
  const inside = new Map<number, Inside>([...joinContainers({ ...table, processes }, containers.map(each => each.container))].map(([pid, container]) => [pid, { name: nameOf(container), id: container.id, engine: engines.get(container)! }]))
  // A lab that runs in a container itself sees everybody in that one: it tells nobody apart.
  const common = self && containerIdOf(self)
  for (const each of processes) {
    const id = inside.has(each.pid) ? undefined : containerIdOf(each)
    if (id !== undefined && id !== common) inside.set(each.pid, { name: id.slice(0, 12), id, engine: null })
  }
  return {
    processes, byPid, inside, above,
    seen: (each, found) => ({
      pid: each.pid, ppid: each.ppid, uid: each.uid, user: looker.accounts.get(each.uid) ?? String(each.uid), program: each.command, argv: each.argv, state: each.state,
      found, container: inside.get(each.pid) ?? null, newNamespaces: newNamespaces(each, byPid.get(each.ppid)),
    }),
  }
}

/** The processes around a name. Where it is no program's, a part counts if it means one program only; else words say why nothing was found. */
export function lookAround(word: string, joined: Joined): Surrounding | string {
  const { processes, byPid, above, seen } = joined
  const others = processes.filter(each => !above.has(each.pid) && !isKernelThread(each, byPid))
  const ways: [way: Way, among: Process[], means: (each: Process) => boolean][] = [
    ['pid', /^\d+$/.test(word) ? processes : [], each => each.pid === Number(word)],
    ['program', processes, each => each.command === word],
    ['executable', processes, each => programOf(each.exe) === word],
    ['part of the name', others, each => each.command.includes(word)],
    ['part of the command line', others, each => each.argv.join(' ').includes(word)],
  ]
  for (const [way, among, means] of ways) {
    const found = new Set(among.filter(means).map(each => each.pid))
    if (found.size === 0) continue
    const programs = [...new Set([...found].map(pid => byPid.get(pid)!.command))].sort()
    if (way.startsWith('part') && programs.length > 1) return `no program is called ${word}, and it is ${way} of several: ${programs.slice(0, 8).join(', ')}${programs.length > 8 ? ', ...' : ''}`
    const kept = around(processes, found)
    return { way, lines: layTree(processes.filter(each => kept.has(each.pid)).map(each => seen(each, found.has(each.pid)))) }
  }
  return `no process is called ${word}${word.length > 64 ? '' : didYouMean(word, new Set(others.map(each => each.command)))}`
}

/** All containers, each with its processes and with who outside started them; at the end those that no engine lists. */
export function lookAtContainers(containers: Scene['containers'], { processes, byPid, inside, seen }: Joined): ContainerView[] {
  const members = new Map<string, Process[]>()
  for (const each of processes) {
    const id = inside.get(each.pid)?.id
    if (id === undefined) continue
    const others = members.get(id)
    if (others) others.push(each)
    else members.set(id, [each])
  }
  const linesOf = (id: string): ContainerView['lines'] => {
    const own = members.get(id) ?? []
    const outside = new Set(own.map(each => byPid.get(each.ppid)).filter((each): each is Process => each !== undefined && inside.get(each.pid)?.id !== id))
    return layTree([...outside, ...own].map(each => seen(each, false)))
  }
  const listed = new Set(containers.map(each => each.container.id))
  return [
    ...containers.map(({ engine, container }): ContainerView => ({ engine, name: nameOf(container), id: container.id, image: container.image, state: container.state, exitCode: container.exitCode, lines: linesOf(container.id) })),
    ...[...members.keys()].filter(id => !listed.has(id)).map((id): ContainerView => ({ engine: null, name: id.slice(0, 12), id, image: '', state: 'running', exitCode: 0, lines: linesOf(id) })),
  ]
}

function nameOf(container: Container): string {
  return container.names[0] ?? container.id.slice(0, 12)
}

/** The types of namespaces that a process does not share with its parent; nothing where either is hidden. */
function newNamespaces(process: Process, parent: Process | undefined): string[] {
  return TYPES.filter(type => parent?.namespaces[type] !== undefined && process.namespaces[type] !== undefined && process.namespaces[type] !== parent.namespaces[type])
}

function isKernelThread(process: Process, byPid: ReadonlyMap<number, Process>): boolean {
  const root = process.ppid === 0 ? process : byPid.get(process.ppid)
  return process.argv.length === 0 && root?.command === 'kthreadd' && root.argv.length === 0 && root.ppid === 0
}

function programOf(exe: string): string {
  return exe.replace(/ \(deleted\)$/, '').replace(/^.*\//, '')
}
