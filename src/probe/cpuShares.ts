import { matches, type Matcher } from '../core/match.ts'
import type { CgroupTree } from './cgroups.ts'
import { ownGroup } from './effectiveLimit.ts'
import { containerIdOf } from './joinContainers.ts'
import type { Process } from './processes.ts'

/** How much of the CPU a group gets beside its neighbours: shares in v1; in v2 a weight, which a runtime makes of the shares it was asked for. */
export interface CpuShares {
  unit: 'shares' | 'weight'
  value: number
  file: string
}

/** What the kernel takes as shares. */
const [LEAST, MOST] = [2, 262_144]

/** What a group has that nobody set. */
const USUAL = { shares: 1024, weight: 100 }

/**
 * The shares of the container that a process lives in, or of the process's own group. Unlike a limit they are not the lowest on the way to the
 * root: they count beside the neighbours of one group. A runtime may have made a group within the container's own, as crun does with
 * `container` in `libpod-ID.scope`; what was set in either counts. Undefined where no file speaks of it.
 */
export function cpuShares(process: Process, tree: CgroupTree): CpuShares | undefined {
  const own = ownGroup(process, tree, 'cpu')
  if (!own) return undefined
  const id = containerIdOf(process)
  let found: CpuShares | undefined
  for (let folder = own.folder; folder === own.folder || (id !== undefined && folder.includes(id)); folder = folder.slice(0, folder.lastIndexOf('/'))) {
    const unit = own.hierarchy.version === 1 ? 'shares' : 'weight'
    const name = `cpu.${unit}`
    const value = Number(tree.groups[folder]?.[name] ?? NaN)
    if (Number.isNaN(value)) continue
    if (!found || (found.value === USUAL[unit] && value !== USUAL[unit])) found = { unit, value, file: `${folder}/${name}` }
  }
  return found
}

/** What runc before 1.3.2 and crun before 1.23 write to cpu.weight: 2 to 262144 shares become 1 to 10000 in a straight line (runc pull request 2213, crun(1)). */
export function linearWeight(shares: number): number {
  return 1 + Math.floor(((clamp(shares) - 2) * 9999) / 262142)
}

/** What they write since (opencontainers/cgroups pull request 20, crun pull request 1767): a curve that makes the usual 1024 shares the usual weight of 100. */
export function curvedWeight(shares: number): number {
  const power = Math.log2(clamp(shares))
  // Rounded first: 10 ** 2.0000000000000004 is not meant to become 101.
  return Math.ceil(Number((10 ** ((power * power + 125 * power) / 612 - 7 / 34)).toFixed(6)))
}

function clamp(shares: number): number {
  return Math.min(Math.max(shares, LEAST), MOST)
}

/** Whether an expectation of shares holds for what was found. A weight is right where either way of making it of the expected shares leads to it. */
export function sharesMatch(matcher: Matcher, found: CpuShares): boolean {
  if (found.unit === 'shares') return matches(matcher, found.value)
  switch (matcher.op) {
    case 'equals': return WAYS.some(weight => weight(Number(matcher.value)) === found.value)
    case 'compare': return matcher.sign === '!=' ? !sharesMatch({ op: 'equals', value: matcher.value }, found) : WAYS.some(weight => matches({ ...matcher, value: weight(matcher.value) }, found.value))
    case 'all': return matcher.of.every(each => sharesMatch(each, found))
    case 'any': return matcher.of.some(each => sharesMatch(each, found))
    case 'not': return !sharesMatch(matcher.of, found)
    default: return false
  }
}

const WAYS = [linearWeight, curvedWeight]

/** The shares of which a weight may have been made in one of the two ways: `505 to 514`. */
export function sharesOf(value: number, weight: (shares: number) => number): string {
  const least = leastWith(value, weight)
  const most = Math.max(least, leastWith(value + 1, weight) - 1)
  return least >= most ? String(Math.min(least, MOST)) : `${least} to ${most}`
}

/** The fewest shares that give at least such a weight; one more than there are where none do. */
function leastWith(value: number, weight: (shares: number) => number): number {
  if (weight(MOST) < value) return MOST + 1
  let [low, high] = [LEAST, MOST]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (weight(middle) >= value) high = middle
    else low = middle + 1
  }
  return low
}
