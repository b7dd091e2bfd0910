import type { WideFact, WideFacts } from '../core/wideFact.ts'
import type { CgroupTree } from './cgroups.ts'
import type { Container, ContainerList } from './containers.ts'
import { cpuShares } from './cpuShares.ts'
import { effectiveLimit } from './effectiveLimit.ts'
import type { Environments } from './environments.ts'
import type { Footprint } from './footprint.ts'
import type { Image, ImageList } from './images.ts'
import { joinContainers } from './joinContainers.ts'
import type { MountTables } from './mounts.ts'
import { parseLabel } from './parseLabel.ts'
import type { Process, ProcessTable } from './processes.ts'
import type { SocketTables } from './sockets.ts'
import type { SpecList } from './specs.ts'
import type { FileTree } from './workFiles.ts'

/** What a host was before something was done to it. */
export interface Untouched {
  footprint: Footprint
  /** As `imageWords` has them. */
  images: ReadonlySet<string>
}

/** An image in words: ids and sizes are others each time one is made. */
export function imageWords({ names, command, entrypoint, user, environment, labels }: Image): string {
  return JSON.stringify([names, { command, entrypoint, user, environment, labels }])
}

/** What a wide look brought. What could not be learnt is missing. */
export interface WideSight {
  table: ProcessTable
  containers: ContainerList
  specs?: SpecList
  cgroups?: CgroupTree
  mounts?: MountTables
  sockets?: SocketTables
  environments?: Environments
  footprint?: Footprint
  images?: ImageList
  /** The host before the commands: of its files, images and such, only what is another since then is a fact. */
  untouched: Untouched
  files?: FileTree
  /** Processes that look: they are no part of the picture. */
  own: ReadonlySet<number>
  /** Words of the commands: the name of a container that is none of these was made up by its engine. */
  words: ReadonlySet<string>
  /** The folder of the challenge. */
  work?: string
}

/** Programs between an engine and a container: how they do it is not the learner's work. */
export const BETWEEN = new Set(['conmon', 'containerd', 'containerd-shim', 'containerd-shim-runc-v2', 'dockerd', 'docker-proxy', 'runc', 'crun', 'fuse-overlayfs'])
/** What is mounted in every container. */
export const EVERYWHERE = /^\/(proc|sys|dev|run\/\.containerenv|run\/secrets|etc\/(hosts|hostname|resolv\.conf))(\/|$)/

/** Where engines keep layers, shared memory and network namespaces: mounted for every container, under a path of its id. And every container has a root. */
export const ENGINE_MOUNTS = /^\/$|^\/var\/tmp\/lab-private-|^\/(var\/lib|var\/run|run)\/(containers|containerd|docker|netns)(\/|$)/

/**
 * Everything a wide look saw of the work, in words that two plays of the same commands share. What is another every time, though the same was done, is said in other
 * words or not at all; what differs all the same between two plays of the solution is left out of comparisons too:
 * - processes: pid, ppid, state letter; inode numbers of namespaces become who shares them; ids in arguments and labels become names
 * - containers: id, pid, names that the engine made up
 * - cgroups: paths; limits are those that hold for a process
 * - specs: paths
 * - environments: HOSTNAME, container
 * - images: ids, sizes
 * - mounts: the engine's own: layers, shared memory, roots of containers
 * - sockets: inodes
 * - footprint: times of files, options of mounts; /run, which others share, and the locks of podman
 * - workFiles: times, the name of the folder, pids that are all that a file holds
 */
export function wideFacts(sight: WideSight): WideFacts {
  const { table, containers: { containers }, own } = sight
  const names = nameContainers(containers, sight.words)
  const joined = joinContainers({ ...table, processes: table.processes.filter(each => !own.has(each.pid)) }, containers)
  const marked = new Set([...(sight.footprint?.keys() ?? [])].flatMap(what => (what.startsWith('process ') ? [Number(what.slice(8))] : [])))
  const facts: WideFacts = new Map()
  const plain = (text: string): string => plainWords(text, names, sight.work)
  const say = (what: string, sort: WideFact['sort'], value: string): void => {
    for (let name = what, number = 2; ; name = `${what} (${number++})`) if (!facts.has(name)) return void facts.set(name, { sort, value })
  }
  for (const each of containers) {
    const name = names.get(each.id)!
    say(`${name}: state`, 'containers', each.state)
    if (each.state === 'exited' || each.state === 'stopped') say(`${name}: exit code`, 'containers', String(each.exitCode))
    say(`${name}: image`, 'images', each.image)
    say(`${name}: command`, 'containers', plain(each.command.join(' ')))
    const spec = sight.specs?.specs[each.id]
    if (!spec) continue
    if (spec.seccomp !== undefined) say(`${name}: seccomp filter`, 'seccomp', spec.seccomp === null ? 'none' : JSON.stringify(spec.seccomp))
    if (spec.readOnly) say(`${name}: root file system`, 'mounts', 'read-only')
  }
  const holders = new Map<string, Set<string>>()
  const nameOf = (process: Process): string => (joined.has(process.pid) ? names.get(joined.get(process.pid)!.id)! : 'the host')
  const ours = table.processes.filter(each => !own.has(each.pid) && !BETWEEN.has(each.command) && (joined.has(each.pid) || marked.has(each.pid)))
  for (const process of ours) for (const [type, inode] of Object.entries(process.namespaces)) holders.set(`${type}:${inode}`, (holders.get(`${type}:${inode}`) ?? new Set()).add(nameOf(process)))
  const whose = (type: string, inode: string, name: string): string => (inode === table.host[type] ? 'that of the host' : [...(holders.get(`${type}:${inode}`) ?? [])].filter(other => other !== name).sort().map(other => `with ${other}`).join(', ') || 'its own')
  const ordered = ours.map(process => ({ process, name: nameOf(process), argv: plain(process.argv.join(' ')) })).sort((a, b) => order(`${a.name} ${a.process.command} ${a.argv}`, `${b.name} ${b.process.command} ${b.argv}`) || a.process.pid - b.process.pid)
  for (const { process, name, argv } of ordered) {
    let at = `${process.command} in ${name}`
    for (let number = 2; facts.has(at); number++) at = `${process.command} in ${name} (${number})`
    say(at, 'programs', argv)
    say(`${at}: user`, 'accounts of processes', `${process.uid}:${process.gid}`)
    for (const [type, inode] of Object.entries(process.namespaces)) say(`${at}: ${type} namespace`, 'namespaces', whose(type, inode, name))
    for (const [set, mask] of Object.entries(process.capabilities)) say(`${at}: ${set}`, 'capabilities', mask)
    say(`${at}: seccomp mode`, 'seccomp', `${process.seccomp}${process.noNewPrivs ? ', no new privileges' : ''}`)
    if (process.label !== '') say(`${at}: label`, 'labels', labelWords(process, ours))
    if (!sight.cgroups) continue
    for (const controller of ['memory', 'cpu', 'pids'] as const) say(`${at}: limit of ${controller}`, 'limits', String(effectiveLimit(process, sight.cgroups, controller)?.value ?? 'unknown').replace('Infinity', 'none'))
    say(`${at}: cpu shares`, 'limits', String(cpuShares(process, sight.cgroups)?.value ?? 'unknown'))
  }
  const first = new Map(ordered.map(({ process, name }) => [name, process] as const).reverse())
  for (const [name, process] of first) {
    if (name === 'the host') continue
    for (const [variable, value] of Object.entries(sight.environments?.[process.pid] ?? {})) if (!/^(HOSTNAME|container|container_uuid)$/.test(variable)) say(`${name}: variable ${variable}`, 'environments', plain(value))
    for (const { path, type, options } of sight.mounts?.tables[process.namespaces.mnt ?? ''] ?? []) if (!EVERYWHERE.test(path)) say(`${name}: mount ${path}`, 'mounts', type === 'overlay' ? type : plain(`${type} ${options.join(',')}`))
  }
  for (const [inode, sockets] of Object.entries(sight.sockets?.tables ?? {})) {
    const who = inode === table.host.net ? 'the host' : [...(holders.get(`net:${inode}`) ?? [])].sort().join(', ')
    if (who !== '') for (const { protocol, address, port } of sockets) say(`${who}: ${protocol} ${port}`, 'sockets', address)
  }
  for (const each of (sight.images?.images ?? []).map(imageWords).filter(each => !sight.untouched.images.has(each))) {
    const [names, rest] = JSON.parse(each) as [string[], object]
    say(`image ${names.join(' ') || 'without a name'}`, 'images', JSON.stringify(rest))
  }
  for (const [path, is] of sight.files ?? []) say(`$work/${path}`, 'files', plain(is.replace(/number (\d+)$/, (whole, pid) => pidWords(Number(pid), table) ?? whole)))
  for (const [what, is] of sight.footprint ?? []) if (sight.untouched.footprint.get(what) !== is) sayPrint(what, is, sight.work, say)
  for (const what of sight.footprint ? sight.untouched.footprint.keys() : []) if (!sight.footprint!.has(what)) sayPrint(what, 'gone', sight.work, say)
  return facts
}

/** A pid is another each time: whose it is stands for it. */
function pidWords(pid: number, { processes }: ProcessTable): string | undefined {
  const found = processes.find(each => each.pid === pid)
  return found && `the pid of ${found.command}`
}

function sayPrint(what: string, is: string, work: string | undefined, say: (what: string, sort: WideFact['sort'], value: string) => void): void {
  const [word = ''] = what.split(' ')
  if (word === 'process' || word === 'listener' || /^(file|mount) (\/run|\/dev\/shm\/libpod|\/(var\/)?tmp\/lab-|\/var\/lib\/(containers|docker|cni)|\/proc|\/sys)/.test(what) || (work !== undefined && what.includes(work))) return
  const sort = word === 'file' ? 'files' : word === 'mount' ? 'mounts' : word === 'account' ? 'accounts' : word === 'packages' ? 'packages' : 'the rest of the host'
  // Of a file its mode, owner and size, of a mount its file system, of packages the size of their list: the rest is times and paths of layers.
  const [first = '', second = '', third = ''] = is.split(' ')
  say(what, sort, is === 'gone' ? is : word === 'file' ? `${first} ${second}${third === '' ? '' : ` ${third}`}` : word === 'mount' ? (first === '-' ? second : first) : word === 'packages' ? `${second} bytes` : is)
}

/** Names that were given, and numbers for those that the engine named: in the order of what they are, not of when. */
export function nameContainers(containers: Container[], words: ReadonlySet<string>): Map<string, string> {
  const named = new Map<string, string>()
  const unnamed: Container[] = []
  for (const each of containers) {
    const name = each.names.find(name => words.has(name))
    if (name === undefined) unnamed.push(each)
    else named.set(each.id, name)
  }
  unnamed.sort((a, b) => order(`${a.image} ${a.command.join(' ')} ${a.state}`, `${b.image} ${b.command.join(' ')} ${b.state}`))
  for (const [index, { id }] of unnamed.entries()) named.set(id, `container ${index + 1}`)
  return named
}

function plainWords(text: string, names: ReadonlyMap<string, string>, work: string | undefined): string {
  const short = (work === undefined ? text : text.replaceAll(work, '$work')).replace(/\b[0-9a-f]{64}\b|\b[0-9a-f]{12}\b/g, id => names.get([...names.keys()].find(each => each.startsWith(id)) ?? '') ?? 'ID')
  return short.replace(/\/var\/tmp\/lab-private-\w+/g, 'STORE')
}

/** Categories are drawn anew for each container: what counts is who shares them. */
function labelWords(process: Process, all: Process[]): string {
  const label = parseLabel(process.label)
  if (!label || label.categories === '') return process.label
  return `${label.user}:${label.role}:${label.type}:${label.level}, categories ${all.some(each => each !== process && each.label === process.label) ? 'shared' : 'of its own'}`
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
