import { describeMatcher, matches, matcherOf, type Matcher } from '../src/core/match.ts'
import { bytesInWords } from '../src/core/units.ts'
import type { Flaw, Kind, Outcome } from '../src/model/kind.ts'
import { cgroups, type Controller } from '../src/probe/cgroups.ts'
import { cpuShares, curvedWeight, linearWeight, sharesMatch, sharesOf } from '../src/probe/cpuShares.ts'
import { effectiveLimit } from '../src/probe/effectiveLimit.ts'
import { findTarget, isOutcome, targetFlaws, targetLooks, targetName, targetPid, targetProperties, type Subject, type Target } from '../src/probe/findTarget.ts'

/** What stands under `cgroup:`. */
export interface CgroupParams extends Target {
  memory?: unknown
  cpu?: unknown
  pids?: unknown
  cpu_shares?: unknown
}

/** The kernel keeps a limit of memory in whole pages of so many bytes. */
const PAGE = 4096

const kind: Kind<CgroupParams> = {
  summary: 'The limits that the kernel applies to a container, or to the processes of a program: the lowest one of its cgroup and of all above it, however it was set; and its share of the CPU, which is its own alone. What `podman inspect` reports is not asked: it misses changes at run time.',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      ...targetProperties,
      memory: { matcher: 'memory', description: `Bytes; none: no limit. A number is rounded down to whole pages of ${PAGE}, as the kernel does.` },
      cpu: { matcher: 'cores', description: 'Cores, e.g. 0.5; none: no limit.' },
      pids: { matcher: 'tasks', description: 'Processes and threads together; none: no limit.' },
      cpu_shares: { matcher: 'count', description: 'Shares of the CPU beside its neighbours, e.g. 512, as the engine was asked for them; 1024 where nobody asked. In v2 a runtime makes a weight of them, in one way or, since runc 1.3.2 and crun 1.23, in another: a weight of either is right.' },
    },
  },
  example: `- id: memory
  title: container db may use 8000000 bytes of memory
  cgroup: { container: db, memory: 8000000 }`,
  says: {
    pass: 'container db may use 7999488 (7.63 MiB) of memory: 8000000 bytes read back as 7999488, as the kernel keeps whole pages of 4096',
    fail: 'container db may use 8998912 (8.58 MiB) of memory, 8000000 (read back as 7999488) expected',
    unobservable: 'this host has no cgroup controller memory for container db',
  },
  flaws: flawsOf,
  title: params => `${targetName(params)}: ${[...CONTROLLERS.filter(each => params[each] !== undefined).map(each => `${each} ${describeLimit(params, each)}`), ...(params.cpu_shares === undefined ? [] : [`${describeMatcher(sharesMatcher(params))} cpu shares`])].join(', ')}`,
  wants: (params, { engine }) => ({ looks: [...targetLooks(params, engine), { probe: cgroups }] }),
  explain: (params, { engine }) => {
    const files = (Object.keys(FILES) as (keyof typeof FILES)[]).filter(each => params[each] !== undefined).flatMap(each => {
      const { controller, v1, v2 } = FILES[each]
      return [`/sys/fs/cgroup$(sed -n s/^0:://p /proc/$pid/cgroup)/${v2}`, `/sys/fs/cgroup/${controller}$(sed -n 's/^[0-9]*:\\([^:]*,\\)*${controller}\\(,[^:]*\\)*://p' /proc/$pid/cgroup)/${v1}`]
    })
    return `pid=${targetPid(params, engine)}; grep -sH . ${files.join(' ')}`
  },

  judge(params, facts, { engine }): Outcome {
    const subjects = findTarget(params, facts, engine)
    if (isOutcome(subjects)) return subjects
    const passed: Outcome[] = []
    for (const subject of subjects) {
      for (const controller of CONTROLLERS) {
        if (params[controller] === undefined) continue
        const outcome = judgeLimit(subject, controller, params, facts.of(cgroups))
        if (outcome.status !== 'pass') return outcome
        passed.push(outcome)
      }
      if (params.cpu_shares === undefined) continue
      const outcome = judgeShares(subject, params, facts.of(cgroups))
      if (outcome.status !== 'pass') return outcome
      passed.push(outcome)
    }
    if (passed.length === 1) return passed[0]!
    return { status: 'pass', message: passed.slice(0, 3).map(each => each.message).join('; ') + (passed.length > 3 ? `; and ${passed.length - 3} more` : ''), evidence: passed.slice(0, 3).flatMap(each => each.evidence ?? []).join('; ') }
  },
}

export default kind

const CONTROLLERS: Controller[] = ['memory', 'cpu', 'pids']
/** Where a learner sees it. */
const FILES = {
  memory: { controller: 'memory', v1: 'memory.limit_in_bytes', v2: 'memory.max' }, cpu: { controller: 'cpu', v1: 'cpu.cfs_quota_us', v2: 'cpu.max' },
  pids: { controller: 'pids', v1: 'pids.max', v2: 'pids.max' }, cpu_shares: { controller: 'cpu', v1: 'cpu.shares', v2: 'cpu.weight' },
}
const NOUNS: Record<Controller, string> = { memory: 'of memory', cpu: 'cores', pids: 'processes' }

function flawsOf(params: CgroupParams): Flaw[] {
  const flaws = targetFlaws(params)
  if (CONTROLLERS.every(each => params[each] === undefined) && params.cpu_shares === undefined) flaws.push({ path: [], message: `it asserts nothing yet: give it ${CONTROLLERS.join(', ')}, cpu_shares` })
  for (const each of CONTROLLERS) if (params[each] === 0) flaws.push({ path: [each], message: 'engines call no limit 0; here it is none' })
  const shares = Number(params.cpu_shares)
  if (shares < 2 || shares > 262_144) flaws.push({ path: ['cpu_shares'], message: `the kernel takes 2 to 262144 shares${shares === 0 ? '; engines call the usual 1024 by 0' : ''}` })
  return flaws
}

function limitMatcher(params: CgroupParams, controller: Controller): Matcher {
  return matcherOf(params[controller], controller === 'memory' ? 'memory' : controller === 'cpu' ? 'cores' : 'tasks')
}

function judgeLimit({ name, process }: Subject, controller: Controller, params: CgroupParams, tree: Parameters<typeof effectiveLimit>[1]): Outcome {
  const limit = effectiveLimit(process, tree, controller)
  if (!limit) return { status: 'skip', reason: 'not observable', message: `this host has no cgroup controller ${controller} for ${name}`, next: 'run `lab doctor`' }
  const matcher = limitMatcher(params, controller)
  const pages = controller === 'memory' ? inPages(matcher) : matcher
  const found = limit.value === Infinity ? `has no limit of ${controller}` : `may use ${show(limit.value, controller)} ${NOUNS[controller]}`
  const from = limit.inherited && limit.value !== Infinity ? `, which a group above its own sets (${limit.file})` : ''
  const seen = {
    expected: params[controller], actual: limit.value === Infinity ? 'none' : limit.value,
    evidence: limit.file === undefined ? `/proc/${process.pid}/cgroup: it is in the root group` : `${limit.file}: ${limit.text}`,
  }
  if (!matches(pages, limit.value)) return { ...seen, status: 'fail', message: `${name} ${found}${from}, ${describeLimit(params, controller)} expected` }
  const rounded = matcher.op === 'equals' && Number(matcher.value) !== limit.value ? `: ${matcher.value} bytes read back as ${limit.value}, as the kernel keeps whole pages of ${PAGE}` : ''
  return { ...seen, status: 'pass', message: `${name} ${found}${from}${rounded}` }
}

function sharesMatcher(params: CgroupParams): Matcher {
  return matcherOf(params.cpu_shares, 'count')
}

function judgeShares({ name, process }: Subject, params: CgroupParams, tree: Parameters<typeof effectiveLimit>[1]): Outcome {
  const found = cpuShares(process, tree)
  if (!found) return { status: 'skip', reason: 'not observable', message: `this host has no cgroup controller cpu for ${name}`, next: 'run `lab doctor`' }
  const { unit, value, file } = found
  const words = unit === 'shares' ? `${name} has ${value} cpu shares` : `${name} has a cpu weight of ${value}, which a runtime makes of ${sharesOf(value, curvedWeight)} shares, an older one of ${sharesOf(value, linearWeight)}`
  const good = sharesMatch(sharesMatcher(params), found)
  return { status: good ? 'pass' : 'fail', message: good ? words : `${words}${unit === 'shares' ? ',' : ';'} ${describeMatcher(sharesMatcher(params))} expected`, expected: params.cpu_shares, actual: unit === 'shares' ? value : `weight ${value}`, evidence: `${file}: ${value}` }
}

function show(value: number, controller: Controller): string {
  return controller === 'memory' ? bytesInWords(value) : String(Number(value.toFixed(3)))
}

function floor(value: number): number {
  return value === Infinity ? value : Math.floor(value / PAGE) * PAGE
}

/** The same expectation in what the kernel keeps. Only where it makes a difference: a limit of whole pages is below 8000000 if and only if it is at most 7999488. */
function inPages(matcher: Matcher): Matcher {
  switch (matcher.op) {
    case 'equals': return { op: 'equals', value: floor(Number(matcher.value)) }
    case 'compare': return matcher.sign === '>=' || matcher.sign === '!=' ? { ...matcher, value: floor(matcher.value) } : matcher
    case 'all': case 'any': return { op: matcher.op, of: matcher.of.map(inPages) }
    case 'not': return { op: 'not', of: inPages(matcher.of) }
    default: return matcher
  }
}

function describeLimit(params: CgroupParams, controller: Controller): string {
  const matcher = limitMatcher(params, controller)
  return describeMatcher(matcher, value => {
    if (value === Infinity) return 'no limit'
    const kept = floor(Number(value))
    return controller === 'memory' && matcher.op === 'equals' && kept !== value ? `${value} (read back as ${kept})` : String(value)
  })
}
