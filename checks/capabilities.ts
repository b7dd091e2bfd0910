import { CAPABILITIES, capabilityName, readCapabilities } from '../src/core/capabilities.ts'
import { didYouMean } from '../src/core/suggest.ts'
import type { Flaw, Kind, Outcome } from '../src/model/kind.ts'
import { findTarget, isOutcome, targetFlaws, targetLooks, targetName, targetPid, targetProperties, type Subject, type Target } from '../src/probe/findTarget.ts'
import { processes, type ProcessTable } from '../src/probe/processes.ts'

/** What stands under `capabilities:`. */
export interface CapabilitiesParams extends Target {
  set?: keyof typeof SETS
  has?: string | string[]
  lacks?: string | string[]
  exactly?: string | string[]
}

/** The sets of a process, by the line of /proc/PID/status that holds each. */
const SETS = { effective: 'CapEff', permitted: 'CapPrm', inheritable: 'CapInh', bounding: 'CapBnd', ambient: 'CapAmb' } as const

const kind: Kind<CapabilitiesParams> = {
  summary: 'The capabilities of a container, or of each process of a program: what it has, lacks, or has exactly, in one of its five sets, as the kernel keeps them.',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      ...targetProperties,
      set: { enum: Object.keys(SETS), description: 'Which set; effective, what the kernel asks, where nothing is said.' },
      has: { type: ['string', 'array'], minLength: 1, minItems: 1, items: { type: 'string' }, description: 'A capability, or a list of them, that must be in it: NET_ADMIN, CAP_NET_ADMIN or net_admin.' },
      lacks: { type: ['string', 'array'], minLength: 1, minItems: 1, items: { type: 'string' }, description: 'A capability, or a list of them, that may not be in it.' },
      exactly: { type: ['string', 'array'], minLength: 1, items: { type: 'string' }, description: 'These and no other; [] for none at all, all for every capability that this host has to give.' },
    },
  },
  example: `- id: no-mknod
  title: web may bind low ports and make no devices
  capabilities: { container: web, has: NET_BIND_SERVICE, lacks: [MKNOD, SYS_ADMIN] }`,
  says: {
    pass: 'container web has CAP_NET_BIND_SERVICE and lacks CAP_MKNOD in its effective set',
    fail: 'container web still has CAP_MKNOD in its effective set',
    unobservable: 'the effective set of process 1824 (top) is not shown on this host',
  },
  flaws: flawsOf,
  title: params => `${targetName(params)} ${wishes(params)} in ${isMany(params) ? 'its' : 'the'} ${setOf(params)} set`,
  wants: (params, { engine }) => ({ looks: targetLooks(params, engine) }),
  explain: (params, { engine }) => `grep ^${SETS[setOf(params)]}: /proc/${targetPid(params, engine)}/status`,

  judge(params, facts, { engine }): Outcome {
    const subjects = findTarget(params, facts, engine)
    if (isOutcome(subjects)) return subjects
    const outcomes = subjects.map(subject => judgeOne(subject, params, facts.of(processes)))
    const bad = outcomes.find(each => each.status === 'fail') ?? outcomes.find(each => each.status !== 'pass')
    if (bad) return bad
    return outcomes.length === 1 ? outcomes[0]! : { ...outcomes[0]!, message: `${outcomes[0]!.message}; and ${outcomes.length - 1} more ${outcomes.length === 2 ? 'does' : 'do'}` }
  },
}

export default kind

function flawsOf(params: CapabilitiesParams): Flaw[] {
  const flaws = targetFlaws(params)
  const { has, lacks, exactly } = params
  if (has === undefined && lacks === undefined && exactly === undefined) flaws.push({ path: [], message: 'it asserts nothing yet: give it has, lacks or exactly' })
  if (exactly !== undefined && (has !== undefined || lacks !== undefined)) flaws.push({ path: ['exactly'], message: 'exactly says all there is to say: leave out has and lacks' })
  for (const key of ['has', 'lacks', 'exactly'] as const) {
    if (key === 'exactly' && exactly === 'all') continue
    for (const [index, word] of listOf(params[key]).entries()) {
      if (CAPABILITIES.includes(capabilityName(word))) continue
      const known = didYouMean(capabilityName(word), CAPABILITIES) || '; `man 7 capabilities` lists them'
      flaws.push({ path: Array.isArray(params[key]) ? [key, index] : [key], message: `there is no capability "${word}"${known}` })
    }
  }
  const both = namesOf(has).filter(name => namesOf(lacks).includes(name))
  if (both.length > 0) flaws.push({ path: ['lacks'], message: `${both.join(', ')} cannot be both had and lacked` })
  return flaws
}

function listOf(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}

function namesOf(value: string | string[] | undefined): string[] {
  return [...new Set(listOf(value).map(capabilityName))]
}

function setOf({ set }: CapabilitiesParams): keyof typeof SETS {
  return set ?? 'effective'
}

function isMany({ container }: CapabilitiesParams): boolean {
  return container !== undefined
}

function judgeOne({ name, process }: Subject, params: CapabilitiesParams, table: ProcessTable): Outcome {
  const set = setOf(params)
  const mask = process.capabilities[SETS[set]]
  if (mask === undefined || !/^[0-9a-f]+$/.test(mask)) return { status: 'skip', reason: 'not observable', message: `the ${set} set of ${name} is not shown on this host` }
  const found = readCapabilities(mask)
  const seen = { actual: found, evidence: `/proc/${process.pid}/status: ${SETS[set]} ${mask}` }
  const where = `in its ${set} set`
  if (params.exactly !== undefined) {
    const wanted = params.exactly === 'all' ? allOf(table) : namesOf(params.exactly)
    const missing = wanted.filter(each => !found.includes(each))
    const extra = found.filter(each => !wanted.includes(each))
    if (missing.length + extra.length === 0) return { ...seen, status: 'pass', message: `${name} has ${params.exactly === 'all' ? `all ${found.length} capabilities of this host` : sentence(found)} ${where}${found.length === 0 || params.exactly === 'all' ? '' : ', and no other'}`, expected: wanted }
    const parts = [missing.length > 0 ? `lacks ${sentence(missing)}` : '', extra.length > 0 ? `has ${sentence(extra)} too much` : '']
    return { ...seen, status: 'fail', message: `${name} ${parts.filter(part => part !== '').join(' and ')} ${where}, exactly ${wanted.length === 0 ? 'none' : params.exactly === 'all' ? 'all' : sentence(wanted)} expected`, expected: wanted }
  }
  const expected = { ...(params.has === undefined ? {} : { has: namesOf(params.has) }), ...(params.lacks === undefined ? {} : { lacks: namesOf(params.lacks) }) }
  const missing = namesOf(params.has).filter(each => !found.includes(each))
  const extra = namesOf(params.lacks).filter(each => found.includes(each))
  if (missing.length + extra.length > 0) {
    const parts = [missing.length > 0 ? `does not have ${sentence(missing)}` : '', extra.length > 0 ? `still has ${sentence(extra)}` : '']
    return { ...seen, status: 'fail', message: `${name} ${parts.filter(part => part !== '').join(' and ')} ${where}`, expected }
  }
  return { ...seen, status: 'pass', message: `${name} ${wishes(params)} ${where}`, expected }
}

/** What a host has to give: what any of its processes may still come to have. On a machine that was itself cut down, that is less than the kernel knows. */
function allOf({ processes: list }: ProcessTable): string[] {
  const masks = list.map(each => each.capabilities.CapBnd).filter(mask => mask !== undefined && /^[0-9a-f]+$/.test(mask))
  return readCapabilities(masks.reduce((sum, mask) => sum | BigInt(`0x${mask}`), 0n).toString(16))
}

function wishes({ has, lacks, exactly }: CapabilitiesParams): string {
  if (exactly !== undefined) return `has exactly ${exactly === 'all' ? 'all capabilities of this host' : sentence(namesOf(exactly))}`
  return [has === undefined ? '' : `has ${sentence(namesOf(has))}`, lacks === undefined ? '' : `lacks ${sentence(namesOf(lacks))}`].filter(part => part !== '').join(' and ')
}

/** `CAP_A, CAP_B and CAP_C`; at most eight of them by name. */
function sentence(names: string[]): string {
  if (names.length === 0) return 'no capability at all'
  if (names.length === 1) return names[0]!
  if (names.length > 8) return `${names.slice(0, 6).join(', ')} and ${names.length - 6} more`
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
