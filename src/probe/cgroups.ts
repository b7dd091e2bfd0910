import type { Answer, Probe, Unknown } from '../model/look.ts'
import { plainLine } from '../core/plainText.ts'
import { plainPath } from './plainPath.ts'

/** What the kernel can limit, as checks name it. */
export type Controller = 'memory' | 'cpu' | 'pids'

/** One mounted cgroup hierarchy. */
export interface Hierarchy {
  /** 1 or 2. */
  version: 1 | 2
  /** Its controllers: named by the mount in v1, by cgroup.controllers of the root in v2. */
  controllers: string[]
  /** Where it is mounted. */
  mount: string
  /** The group that is seen at the mount point: `/`, but in a container often another. */
  root: string
}

/** The cgroup hierarchies of a host with the limits that are set in them. */
export interface CgroupTree {
  version: 'v1' | 'v2' | 'hybrid' | 'none'
  hierarchies: Hierarchy[]
  /** By folder, e.g. `/sys/fs/cgroup/memory/libpod_parent/libpod-ID`: the content of its files of limits, by file name. */
  groups: Record<string, Record<string, string>>
}

/** The files that hold limits, in v1 and in v2; cgroup.controllers says what a v2 group has at all. */
const FILES = ['memory.limit_in_bytes', 'memory.max', 'cpu.cfs_quota_us', 'cpu.cfs_period_us', 'cpu.max', 'cpu.shares', 'cpu.weight', 'pids.max', 'cgroup.controllers']

/**
 * One `grep` and one `find` over all mounted hierarchies, whatever the number of groups. `grep -H` names the file before every value, and a
 * group's name can hold no newline, so no group can pose as another. printf turns the octal escapes of mountinfo back into characters.
 */
export const cgroups: Probe<never, CgroupTree> = {
  key: 'cgroups',
  summary: 'all cgroups of v1 and v2 with their limits of memory, cpu and pids, in one read',
  ask: () => `grep -aE ' - cgroup2? ' /proc/self/mountinfo || exit 0
grep -aE ' - (cgroup2 |cgroup .*[, ](memory|cpu|pids)(,|$))' /proc/self/mountinfo | while read -r _ _ _ _ lab_at _; do
  lab_at=$(printf '%bx' "$lab_at")
  find "\${lab_at%x}" -xdev -type f '(' ${FILES.map(file => `-name ${file}`).join(' -o ')} ')' -exec grep -aH '' '{}' + 2>/dev/null
done
:`,
  read: readTree,
}

function readTree(answer: Answer): CgroupTree | Unknown {
  if (answer.code !== 0) return { unknown: `the cgroups could not be read: ${plainLine(answer.stderr) || `ended with ${answer.code}`}` }
  const hierarchies: Hierarchy[] = []
  const groups: CgroupTree['groups'] = {}
  const value = new RegExp(`^(/.*)/(${FILES.join('|').replaceAll('.', '\\.')}):(.*)$`)
  for (const line of answer.stdout.split('\n')) {
    const found = value.exec(line)
    if (found) (groups[found[1]!] ??= {})[found[2]!] = found[3]!
    else {
      const hierarchy = readMount(line)
      if (hierarchy) hierarchies.push(hierarchy)
    }
  }
  for (const each of hierarchies) if (each.version === 2) each.controllers = (groups[each.mount]?.['cgroup.controllers'] ?? '').split(' ').filter(name => name !== '')
  const two = hierarchies.some(each => each.version === 2)
  const one = hierarchies.some(each => each.version === 1)
  return { version: one && two ? 'hybrid' : two ? 'v2' : one ? 'v1' : 'none', hierarchies, groups }
}

/** `35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory`: see proc(5), mountinfo. */
function readMount(line: string): Hierarchy | undefined {
  const [, root, mount, type, options] = /^\d+ \d+ \S+ (\S+) (\S+) .*? - (cgroup2?) \S+ (\S+)$/.exec(line) ?? []
  if (mount === undefined) return undefined
  return { version: type === 'cgroup2' ? 2 : 1, controllers: type === 'cgroup2' ? [] : options!.split(','), mount: plainPath(mount), root: plainPath(root!) }
}
