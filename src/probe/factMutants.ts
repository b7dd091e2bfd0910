import type { FactSort } from '../core/wideFact.ts'
import type { EngineName, Probe } from '../model/look.ts'
import { cgroups, type CgroupTree, type Controller } from './cgroups.ts'
import { containersOf, type ContainerList } from './containers.ts'
import { ownGroup } from './effectiveLimit.ts'
import { joinContainers } from './joinContainers.ts'
import { processes, type ProcessTable } from './processes.ts'
import { specsOf, type SpecList } from './specs.ts'
import { BETWEEN, ENGINE_MOUNTS, EVERYWHERE, nameContainers } from './wideFacts.ts'

/** The facts of a look with one of them as it was before the work. */
export interface FactMutant {
  what: string
  sort: FactSort
  facts: Map<Probe, unknown>
}

type Seen = ReadonlyMap<Probe, unknown>

/** Other probes, and the sort of their facts. */
const SORTS: Record<string, FactSort> = { files: 'files', mounts: 'mounts', sockets: 'sockets', users: 'accounts', packages: 'packages', images: 'images', 'images:docker': 'images', services: 'the rest of the host', selinux: 'labels' }
/** A group without a limit, by file. */
const UNLIMITED: Record<Controller, Record<string, string>> = { memory: { 'memory.limit_in_bytes': '9223372036854771712', 'memory.max': 'max' }, cpu: { 'cpu.cfs_quota_us': '-1', 'cpu.max': 'max 100000' }, pids: { 'pids.max': 'max' } }
const SHARES: Record<string, string> = { 'cpu.shares': '1024', 'cpu.weight': '100' }

/**
 * One mutant for each fact that the work changed. A thing that was not there is taken away; besides, each property of a process in a container becomes that of a process
 * of the host, which it would be if the work had not set it apart.
 */
export function factMutants(before: Seen, after: Seen, { engine, words, marked }: { engine: EngineName; words: ReadonlySet<string>; marked: ReadonlySet<number> }): FactMutant[] {
  const found: FactMutant[] = []
  const names = new Set<string>()
  const table = after.get(processes as Probe) as ProcessTable
  const containers = containersOf[engine] as Probe
  const { containers: list } = after.get(containers) as ContainerList
  const knownIds = new Set((before.get(containers) as ContainerList).containers.map(each => each.id))
  const knownPids = new Set((before.get(processes as Probe) as ProcessTable).processes.map(each => each.pid))
  const add = <F>(what: string, sort: FactSort, probe: Probe<any, F>, change: (facts: F) => void): void => {
    let name = what
    for (let number = 2; names.has(name); number++) name = `${what} (${number})`
    names.add(name)
    const copy = structuredClone(after.get(probe as Probe)) as F
    change(copy)
    found.push({ what: name, sort, facts: new Map(after).set(probe as Probe, copy) })
  }
  const called = nameContainers(list, words)
  for (const { id, command, names: own } of list.filter(each => !knownIds.has(each.id))) {
    const name = called.get(id)!
    const change = (what: string, to: Partial<ContainerList['containers'][number]>): void => add(`${name}: ${what}`, what === 'image' ? 'images' : 'containers', containersOf[engine], facts => void Object.assign(facts.containers.find(each => each.id === id)!, to))
    add(`${name}: is there`, 'containers', containersOf[engine], facts => void (facts.containers = facts.containers.filter(each => each.id !== id)))
    change('state', { state: 'created', pid: 0 })
    change('image', { image: 'other' })
    if (command.length > 0) change('command', { command: ['other'] })
    if (own.some(each => words.has(each))) change('name', { names: ['other'] })
    const spec = (after.get(specsOf[engine] as Probe) as SpecList | undefined)?.specs?.[id]
    if (spec?.seccomp) add(`${name}: seccomp filter`, 'seccomp', specsOf[engine], ({ specs }) => void (specs[id]!.seccomp = null))
  }
  const joined = joinContainers(table, list)
  const host = table.processes.find(each => each.pid === 1)
  const tree = after.get(cgroups as Probe) as CgroupTree | undefined
  for (const process of table.processes) {
    const container = joined.get(process.pid)
    if (knownPids.has(process.pid) || BETWEEN.has(process.command) || !(container || marked.has(process.pid))) continue
    const at = `${process.command} in ${container ? called.get(container.id)! : 'the host'}`
    const change = (what: string, sort: FactSort, to: (found: typeof process) => void): void => add(`${at}: ${what}`, sort, processes, facts => to(facts.processes.find(each => each.pid === process.pid)!))
    add(`${at}: runs`, 'programs', processes, facts => void (facts.processes = facts.processes.filter(each => each.pid !== process.pid)))
    if (!host) continue
    if (process.uid !== host.uid || process.gid !== host.gid) change('user', 'accounts of processes', each => void Object.assign(each, { uid: host.uid, gid: host.gid }))
    for (const [type, inode] of Object.entries(table.host)) if (process.namespaces[type] !== undefined && process.namespaces[type] !== inode) change(`${type} namespace`, 'namespaces', each => void (each.namespaces[type] = inode))
    for (const set of Object.keys(host.capabilities)) if (process.capabilities[set] !== host.capabilities[set]) change(set, 'capabilities', each => void (each.capabilities[set] = host.capabilities[set]!))
    if (process.seccomp !== host.seccomp) change('seccomp mode', 'seccomp', each => void (each.seccomp = host.seccomp))
    if (process.noNewPrivs !== host.noNewPrivs) change('no new privileges', 'seccomp', each => void (each.noNewPrivs = host.noNewPrivs))
    if (process.label !== host.label) change('label', 'labels', each => void (each.label = host.label))
    if (!tree?.groups) continue
    for (const [controller, files] of [...Object.entries(UNLIMITED), ['cpu', SHARES]] as [Controller, Record<string, string>][]) {
      const folder = ownGroup(process, tree, controller)?.folder
      const set = Object.entries(folder === undefined ? {} : (tree.groups[folder] ?? {})).filter(([file, value]) => files[file] !== undefined && files[file] !== value)
      if (set.length > 0) add(`${at}: ${files === SHARES ? 'cpu shares' : `limit of ${controller}`}`, 'limits', cgroups, ({ groups }) => set.forEach(([file]) => void (groups[folder!]![file] = files[file]!)))
    }
  }
  for (const [probe, facts] of after) {
    const sort = SORTS[probe.key]
    if (sort === undefined) continue
    for (const { path, undo } of differences(before.get(probe), facts)) if (path[0] !== 'owners' && !EVERYWHERE.test(path.at(-1) ?? '') && !(sort === 'mounts' && ENGINE_MOUNTS.test(path.at(-1) ?? ''))) add(`${probe.key}: ${path.filter(each => !/^\d{6,}$/.test(each)).slice(1).join(' ')}`, sort, probe, copy => undo(copy as Plain))
  }
  return found
}

type Plain = Record<string, any>

/** What is another in plain data, each with how to make it as it was. A list that grew differs by its new items. */
function differences(before: unknown, after: unknown, path: string[] = []): { path: string[]; undo(copy: Plain): void }[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  const holder = (copy: Plain): Plain => path.reduce((at, key) => at[key] as Plain, copy)
  if (Array.isArray(after)) {
    const old = new Set((Array.isArray(before) ? before : []).map(each => JSON.stringify(each)))
    return after.map(each => JSON.stringify(each)).filter(text => !old.has(text)).map(text => ({
      path: [...path, nameOf(JSON.parse(text))],
      undo: copy => {
        const list = holder(copy) as unknown as unknown[]
        list.splice(list.findIndex(each => JSON.stringify(each) === text), 1)
      },
    }))
  }
  if (typeof after !== 'object' || after === null) return []
  const old = (typeof before === 'object' && before !== null ? before : {}) as Plain
  return Object.entries(after as Plain).flatMap(([key, value]) => {
    if (typeof value === 'object' && value !== null && (typeof old[key] === 'object' || Array.isArray(value) || path.length === 0 || path.length === 1 && path[0] === 'tables')) return differences(old[key], value, [...path, key])
    if (JSON.stringify(old[key]) === JSON.stringify(value)) return []
    return [{ path: [...path, key], undo: (copy: Plain) => void (Object.hasOwn(old, key) ? (holder(copy)[key] = structuredClone(old[key])) : delete holder(copy)[key]) }]
  })
}

function nameOf(item: unknown): string {
  const { path, port, protocol, name, names } = (typeof item === 'object' && item !== null ? item : {}) as Plain
  return String(path ?? (port === undefined ? undefined : `${protocol} ${port}`) ?? name ?? names?.[0] ?? JSON.stringify(item))
}
