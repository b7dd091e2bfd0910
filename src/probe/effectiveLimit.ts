import type { CgroupTree, Controller, Hierarchy } from './cgroups.ts'
import type { Process } from './processes.ts'

/** The limit that holds for a process, and the file it stands in. */
export interface Limit {
  /** Bytes, cores or number of processes; Infinity where there is none. */
  value: number
  /** Where it stands: the lowest one on the way to the root. Missing where no file speaks of it, as for a process in the root group. */
  file?: string
  /** What stands in that file. */
  text?: string
  /** The file belongs to a group further up, not to the process's own. */
  inherited: boolean
}

/** v1 writes "no limit" as the largest number of whole pages that a 64-bit long holds: 9223372036854771712 with pages of 4096. Nothing real comes near. */
const UNLIMITED = 2 ** 60

/**
 * The limit that the kernel applies to a process: the lowest one of its own group and of all groups above it. Undefined where the
 * hierarchy does not show one: no such controller, or a group that is out of view.
 */
export function effectiveLimit(process: Pick<Process, 'cgroups'>, tree: CgroupTree, controller: Controller): Limit | undefined {
  const found = ownGroup(process, tree, controller)
  if (!found) return undefined
  const { groups } = tree
  const { hierarchy, folder: own } = found
  let limit: Limit | undefined
  for (let folder = own; ; folder = folder.slice(0, folder.lastIndexOf('/'))) {
    const found = readLimit(folder, groups[folder] ?? {}, controller)
    if (found && (!limit || found.value < limit.value)) limit = { ...found, inherited: folder !== own }
    if (folder === hierarchy.mount) break
  }
  // The root group has no files of limits of its own: who lives there has none.
  return limit ?? (own === hierarchy.mount && hierarchy.controllers.includes(controller) ? { value: Infinity, inherited: false } : undefined)
}

/** The group of a process where a controller is: its folder, and the hierarchy that has it. Undefined where it is out of view. */
export function ownGroup({ cgroups }: Pick<Process, 'cgroups'>, { hierarchies }: CgroupTree, controller: Controller): { hierarchy: Hierarchy; folder: string } | undefined {
  const hierarchy = hierarchies.find(each => each.version === 1 && each.controllers.includes(controller)) ?? hierarchies.find(each => each.version === 2)
  const path = cgroups[hierarchy?.version === 1 ? controller : '']
  const folder = hierarchy && path !== undefined ? folderOf(path, hierarchy) : undefined
  return hierarchy && folder !== undefined ? { hierarchy, folder } : undefined
}

function folderOf(path: string, { mount, root }: Hierarchy): string | undefined {
  const inside = root === '/' ? path : path === root ? '/' : path.startsWith(`${root}/`) ? path.slice(root.length) : undefined
  // `/../x` is a group outside the cgroup namespace of whoever looked.
  if (inside === undefined || inside.startsWith('/..')) return undefined
  return inside === '/' ? mount : mount + inside
}

function readLimit(folder: string, files: Record<string, string>, controller: Controller): Omit<Limit, 'inherited'> | undefined {
  const of = (file: string, value: number, text = files[file]!): Omit<Limit, 'inherited'> => ({ value, file: `${folder}/${file}`, text })
  if (controller === 'cpu') {
    const quota = files['cpu.cfs_quota_us']
    const period = files['cpu.cfs_period_us']
    if (quota !== undefined && period !== undefined) return of('cpu.cfs_quota_us', share(quota, period), `${quota} of ${period}`)
    const [max, per] = files['cpu.max']?.split(' ') ?? []
    return max === undefined ? undefined : of('cpu.max', share(max, per ?? '100000'))
  }
  const names = controller === 'memory' ? ['memory.limit_in_bytes', 'memory.max'] : ['pids.max']
  const name = names.find(each => files[each] !== undefined)
  if (name === undefined) return undefined
  const value = files[name] === 'max' ? Infinity : Number(files[name])
  return Number.isNaN(value) ? undefined : of(name, value >= UNLIMITED || value < 0 ? Infinity : value)
}

/** Cores: microseconds of running in each period. */
function share(quota: string, period: string): number {
  return quota === 'max' || Number(quota) < 0 ? Infinity : Number(quota) / Number(period)
}
