import type { Flaw, Kind, Outcome } from '../src/model/kind.ts'
import type { Engine, Facts } from '../src/model/look.ts'
import { containersOf, engineNamed } from '../src/probe/containers.ts'
import { findFirstProcess, findTarget, isOutcome, targetFlaws, targetLooks, targetName, targetPid, targetProperties, type Subject, type Target } from '../src/probe/findTarget.ts'
import { processes } from '../src/probe/processes.ts'

/** What stands under `namespace:`. */
export interface NamespaceParams extends Target {
  type: string | string[]
  shared_with?: string
  not_shared_with?: string
}

/** The types that the kernel has links for, with the words for a reader. */
const TYPES: Record<string, string> = { net: 'network', pid: 'pid', mnt: 'mount', uts: 'UTS (host name)', ipc: 'IPC', user: 'user', cgroup: 'cgroup' }

const kind: Kind<NamespaceParams> = {
  summary: 'Whether a container, or the processes of a program, live in the namespaces of another container or of the host. To share means to be in the same one on purpose: two containers that are both in the host\'s do not share theirs.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['type'],
    properties: {
      ...targetProperties,
      type: { type: ['string', 'array'], minLength: 1, minItems: 1, items: { type: 'string' }, description: `${Object.keys(TYPES).join(', ')}: one, or a list of which each must be so.` },
      shared_with: { type: 'string', minLength: 1, description: 'The container whose namespace it lives in; host: the namespace of the host.' },
      not_shared_with: { type: 'string', minLength: 1, description: 'The container whose namespace it does not live in; host: it has left the namespace of the host.' },
    },
  },
  example: `- id: shared-network
  title: web lives in the network namespace of db
  namespace: { container: web, type: net, shared_with: db }`,
  says: {
    pass: 'container web lives in the network namespace of container db',
    fail: 'container web and container db are both in the network namespace of the host: neither has one of its own',
    unobservable: 'the network namespace of container web cannot be read by this account',
  },
  flaws: flawsOf,
  title: params => {
    const types = `${typesOf(params).map(type => TYPES[type] ?? type).join(', ')} namespace`
    const parts = [params.shared_with === undefined ? '' : `shares the ${types} of ${otherName(params.shared_with)}`, params.not_shared_with === undefined ? '' : `does not share the ${types} of ${otherName(params.not_shared_with)}`]
    return `${targetName(params)} ${parts.filter(part => part !== '').join(' and ')}`
  },
  wants: (params, { engine }) => ({ looks: [...targetLooks(params, engine), ...(othersOf(params).some(other => other !== 'host') ? [{ probe: containersOf[params.engine ?? engine.name] }] : [])] }),
  explain: (params, { engine }) => `readlink ${typesOf(params).flatMap(type => [targetPid(params, engine), ...othersOf(params).map(other => (other === 'host' ? 'self' : targetPid({ ...params, container: other }, engine)))].map(pid => `/proc/${pid}/ns/${type}`)).join(' ')}`,

  judge(params, facts, { engine }): Outcome {
    const subjects = findTarget(params, facts, engine)
    if (isOutcome(subjects)) return subjects
    const said: string[] = []
    const evidence: string[] = []
    for (const subject of subjects) {
      for (const type of typesOf(params)) {
        for (const [other, shared] of [[params.shared_with, true], [params.not_shared_with, false]] as const) {
          if (other === undefined) continue
          const outcome = compare(subject, type, other, shared, facts, engineNamed(params.engine, engine))
          if (outcome.status !== 'pass') return outcome
          said.push(outcome.message)
          if (outcome.evidence !== undefined) evidence.push(outcome.evidence)
        }
      }
    }
    return { status: 'pass', message: said.length > 3 ? `${said.slice(0, 3).join('; ')}; and ${said.length - 3} more` : said.join('; '), evidence: evidence.slice(0, 4).join('; ') }
  },
}

export default kind

function flawsOf(params: NamespaceParams): Flaw[] {
  const flaws = targetFlaws(params)
  for (const [index, type] of typesOf(params).entries()) {
    if (!Object.hasOwn(TYPES, type)) flaws.push({ path: Array.isArray(params.type) ? ['type', index] : ['type'], message: `there is no namespace "${type}"; there are ${Object.keys(TYPES).join(', ')}` })
  }
  if (othersOf(params).length === 0) flaws.push({ path: [], message: 'it asserts nothing yet: give it shared_with or not_shared_with' })
  for (const key of ['shared_with', 'not_shared_with'] as const) {
    if (params[key] !== undefined && params[key] === params.container) flaws.push({ path: [key], message: 'a container always shares its namespaces with itself' })
  }
  return flaws
}

function typesOf({ type }: NamespaceParams): string[] {
  return Array.isArray(type) ? type : [type]
}

function othersOf({ shared_with: one, not_shared_with: two }: NamespaceParams): string[] {
  return [one, two].filter(each => each !== undefined)
}

function otherName(other: string): string {
  return other === 'host' ? 'the host' : `container ${other}`
}

/** One subject, one type, one other: both must be seen before anything is said. */
function compare({ name, process }: Subject, type: string, other: string, shared: boolean, facts: Facts, engine: Engine): Outcome {
  const table = facts.of(processes)
  const second = other === 'host' ? undefined : findFirstProcess(other, table, facts.of(containersOf[engine.name]).containers, engine)
  if (second && isOutcome(second)) return second
  const own = process.namespaces[type]
  const its = second ? second.namespaces[type] : table.host[type]
  const host = table.host[type]
  const words = `${TYPES[type]} namespace`
  const unread = !own ? name : !its ? otherName(other) : !host ? 'the host' : undefined
  if (!own || !its || !host) return { status: 'skip', reason: 'not observable', message: `the ${words} of ${unread} cannot be read by this account`, next: 'run `lab doctor`' }
  const place = (pid: number | string, inode: string): string => `/proc/${pid}/ns/${type} is ${type}:[${inode}]`
  const evidence = `${place(process.pid, own)}, ${place(second?.pid ?? 'self', its)}`
  const seen = { expected: shared ? `${type}:[${its}]` : `not ${type}:[${its}]`, actual: `${type}:[${own}]`, evidence }
  if (shared && second && own === its && own === host) return { ...seen, status: 'fail', message: `${name} and ${otherName(other)} are both in the ${words} of the host: neither has one of its own`, expected: `a ${words} that is not the host's` }
  if (shared) return { ...seen, status: own === its ? 'pass' : 'fail', message: own === its ? `${name} lives in the ${words} of ${otherName(other)}` : `${name} lives in ${own === host ? `the ${words} of the host` : `another ${words}`}, that of ${otherName(other)} expected` }
  return { ...seen, status: own === its ? 'fail' : 'pass', message: own === its ? `${name} lives in the ${words} of ${otherName(other)}${second && own === host ? ': both are in that of the host' : ''}, another expected` : `${name} does not live in the ${words} of ${otherName(other)}` }
}
