import { describeMatcher, matches, matchesSet, matcherOf } from '../src/core/match.ts'
import { quote } from '../src/core/quote.ts'
import { plural } from '../src/core/words.ts'
import type { Kind, Outcome } from '../src/model/kind.ts'
import type { EngineName } from '../src/model/look.ts'
import { containersOf, engineNamed, type Container } from '../src/probe/containers.ts'
import { containerIdOf, joinContainers } from '../src/probe/joinContainers.ts'
import { ancestorsOf } from '../src/probe/ancestorsOf.ts'
import { environments, type Environments } from '../src/probe/environments.ts'
import { processes, type Process } from '../src/probe/processes.ts'
import { engineProperty, findContainer, isOutcome } from '../src/probe/findTarget.ts'
import { parseLabel } from '../src/probe/parseLabel.ts'

/** What stands under `process:`. */
export interface ProcessParams {
  command?: unknown
  args?: unknown
  in?: 'container' | 'host'
  container?: string
  engine?: EngineName
  count?: unknown
  user?: unknown
  parent?: unknown
  ancestor?: unknown
  selinux?: { type?: unknown; categories?: unknown }
  apparmor?: unknown
  environment?: Record<string, unknown>
}

const kind: Kind<ProcessParams> = {
  summary: 'Processes of the host: which program, with which arguments, in a container or not, how many; started by whom, with which label, profile and environment.',
  schema: {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    properties: {
      command: { matcher: 'text', description: 'The name of the executed program, without its folder.' },
      args: { matcher: 'text', description: 'The arguments after the program; a list means that each stands among them.' },
      in: { enum: ['container', 'host'], description: 'container: in a container of the engine in view, and `count` counts containers. host: in no container.' },
      container: { type: 'string', minLength: 1, description: 'In the container of this name.' },
      engine: engineProperty,
      count: { matcher: 'count', description: 'How many; ">=1" where nothing is said.' },
      user: { matcher: 'count', description: 'The effective user id on the host.' },
      parent: { matcher: 'text', description: 'The program of the process that started each of them, or took it over.' },
      ancestor: { matcher: 'text', description: 'A program somewhere above each of them.' },
      apparmor: { matcher: 'text', description: 'The AppArmor profile of each of them with its mode, e.g. "docker-default (enforce)".' },
      environment: { type: 'object', minProperties: 1, additionalProperties: { matcher: 'text' }, description: 'Variables that each of them was started with.' },
      selinux: {
        type: 'object', additionalProperties: false, minProperties: 1, description: 'The SELinux label of each of them.',
        properties: {
          type: { matcher: 'text', description: 'The type, e.g. container_t.' },
          categories: { matcher: 'texts', description: 'The MCS categories, e.g. c1,c2; distinct: no two have the same.' },
        },
      },
    },
  },
  example: `- id: three-tops
  title: three containers run top
  process: { command: top, in: container, count: 3 }`,
  says: {
    pass: '3 containers run top',
    fail: '2 containers run top, 3 expected',
    unobservable: 'SELinux is off on this host: processes have no label to look at',
  },
  title: params => `${describeCount(params)} ${noun(params)}`,
  wants: (params, { engine }) => ({ looks: [{ probe: processes }, ...(aboutContainers(params) ? [{ probe: containersOf[params.engine ?? engine.name] }] : []), ...Object.keys(params.environment ?? {}).map(subject => ({ probe: environments, subject }))] }),
  explain: ({ container, engine: wanted }, { engine }) => (container === undefined ? 'ps -eo pid,label,user,args,cgroup' : (wanted ?? engine.name) === 'docker' ? `docker top ${quote(container)} -o pid,label,args` : `podman top ${quote(container)} hpid label args`),

  judge(params, facts, { engine: inView }): Outcome {
    const engine = engineNamed(params.engine, inView)
    const table = facts.of(processes)
    const list = aboutContainers(params) ? facts.of(containersOf[engine.name]).containers : []
    if (params.container !== undefined) {
      const named = findContainer(params.container, list, engine)
      if (isOutcome(named)) return named
    }
    const joined = joinContainers(table, list)
    const count = matcherOf(params.count ?? '>=1', 'count')
    const candidates = table.processes.filter(process => isMeant(process, params))
    const found = candidates.filter(process => isPlaced(process, params, joined))
    const inside = new Set(found.map(process => joined.get(process.pid)))
    const number = params.in === 'container' ? inside.size : found.length
    const evidence = found.length === 0 ? undefined : `pids ${found.map(each => each.pid).join(', ')}`
    const name = describeProgram(params)
    if (!matches(count, number)) {
      const counted = params.in === 'container' ? `${plural(number, 'container')} ${number === 1 ? 'runs' : 'run'} ${name}` : `${plural(number, 'process', 'processes')} ${name}${placeWords(params)}`
      const asides = explainOthers(params, candidates, found, list)
      if (number === 0 && aboutContainers(params)) asides.push(`looked at ${engine.where}`)
      return {
        status: 'fail', message: `${counted}, ${describeMatcher(count)} expected${asides.length > 0 ? `; ${asides.join('; ')}` : ''}`,
        expected: params.count ?? '>=1', actual: number, ...(evidence ? { evidence } : {}),
      }
    }
    const wrong = judgeLineage(params, table.processes, found) ?? judgeLabels(params.selinux, table.processes, found) ?? judgeProfile(params.apparmor, table.processes, found)
      ?? (params.environment ? judgeEnvironment(params.environment, facts.of(environments), found) : undefined)
    if (wrong) return { ...(evidence ? { evidence } : {}), ...wrong }
    return { status: 'pass', message: params.in === 'container' ? `${plural(number, 'container')} ${number === 1 ? 'runs' : 'run'} ${name}` : `${plural(number, 'process', 'processes')} ${name}${placeWords(params)}`, expected: params.count ?? '>=1', actual: number, ...(evidence ? { evidence } : {}) }
  },
}

export default kind

function aboutContainers({ in: where, container }: ProcessParams): boolean {
  return where !== undefined || container !== undefined
}

function isMeant(process: Process, { command, args, user }: ProcessParams): boolean {
  if (process.state === 'Z') return false
  if (command !== undefined && !matches(matcherOf(command, 'text'), process.command)) return false
  if (args !== undefined && !matches(matcherOf(args, 'text'), process.argv.slice(1))) return false
  return user === undefined || matches(matcherOf(user, 'count'), process.uid)
}

function isPlaced(process: Process, { in: where, container }: ProcessParams, joined: ReadonlyMap<number, Container>): boolean {
  const home = joined.get(process.pid)
  if (container !== undefined) return home?.names.includes(container) ?? false
  if (where === 'container') return home !== undefined
  // Not in this engine's containers is not enough: another engine's container is no plain process of the host.
  return where !== 'host' || (home === undefined && containerIdOf(process) === undefined)
}

/** Why others do not count: what a learner would otherwise wonder about. */
function explainOthers({ in: where, command }: ProcessParams, candidates: Process[], found: Process[], list: Container[]): string[] {
  if (where !== 'container') return []
  const asides: string[] = []
  const others = candidates.filter(each => !found.includes(each))
  const plain = others.filter(each => containerIdOf(each) === undefined)
  const strange = others.filter(each => containerIdOf(each) !== undefined)
  if (plain.length > 0) asides.push(`${plain.length} more ${plain.length === 1 ? 'runs' : 'run'} on the host itself, in no container (${pids(plain)})`)
  if (strange.length > 0) asides.push(`${strange.length} more ${strange.length === 1 ? 'runs' : 'run'} in containers that this engine does not know (${pids(strange)}): another engine's, another user's, or another store's`)
  if (command !== undefined) {
    const program = matcherOf(command, 'text')
    const stopped = list.filter(each => each.state !== 'running' && each.command[0] !== undefined && matches(program, each.command[0].split('/').at(-1)))
    if (stopped.length > 0) asides.push(`${plural(stopped.length, 'container')} with that command ${stopped.length === 1 ? 'is' : 'are'} not running (${stopped.map(each => `${each.names[0]}: ${each.state}`).join(', ')})`)
  }
  return asides
}

function judgeLineage({ parent, ancestor }: ProcessParams, all: Process[], found: Process[]): Outcome | undefined {
  for (const process of found) {
    const line = ancestorsOf(process, all)
    const names = line.map(each => each.command)
    const evidence = `pid ${process.pid}: ${line.map(each => `${each.command} (${each.pid})`).join(' < ')}`
    if (parent !== undefined && !matches(matcherOf(parent, 'text'), names[0])) return { status: 'fail', message: `the parent of process ${process.pid} is ${names[0] ?? 'outside of what can be seen'}, ${describeMatcher(matcherOf(parent, 'text'))} expected`, expected: parent, actual: names[0] ?? null, evidence }
    if (ancestor !== undefined && !names.some(name => matches(matcherOf(ancestor, 'text'), name))) return { status: 'fail', message: `above process ${process.pid} there is ${names.join(', ') || 'nothing that can be seen'}, and no ${describeMatcher(matcherOf(ancestor, 'text'))}`, expected: ancestor, actual: names, evidence }
  }
  return undefined
}

function judgeProfile(apparmor: unknown, all: Process[], found: Process[]): Outcome | undefined {
  if (apparmor === undefined) return undefined
  // AppArmor gives every process a label of one part; SELinux labels have three or more.
  if (!all.some(each => each.label !== '' && !parseLabel(each.label))) return { status: 'skip', reason: 'not observable', message: 'AppArmor is off on this host: processes have no profile to look at' }
  const profile = matcherOf(apparmor, 'text')
  const wrong = found.find(each => !matches(profile, each.label))
  return wrong && { status: 'fail', message: `process ${wrong.pid} has the profile ${wrong.label || 'none'}, ${describeMatcher(profile)} expected`, expected: apparmor, actual: wrong.label, evidence: `/proc/${wrong.pid}/attr/current` }
}

function judgeEnvironment(wanted: Record<string, unknown>, known: Environments, found: Process[]): Outcome | undefined {
  for (const process of found) {
    const environment = known[process.pid]
    if (!environment) return { status: 'skip', reason: 'not observable', message: `the environment of process ${process.pid} may only be read by root or its own user` }
    for (const [name, value] of Object.entries(wanted)) {
      const actual = Object.hasOwn(environment, name) ? environment[name] : undefined
      if (matches(matcherOf(value, 'text'), actual)) continue
      return { status: 'fail', message: `process ${process.pid} has ${actual === undefined ? `no variable ${name}` : `${name}=${actual}`}, ${describeMatcher(matcherOf(value, 'text'))} expected`, expected: value, actual: actual ?? null, evidence: `/proc/${process.pid}/environ` }
    }
  }
  return undefined
}

function judgeLabels(selinux: ProcessParams['selinux'], all: Process[], found: Process[]): Outcome | undefined {
  if (!selinux) return undefined
  if (!all.some(each => parseLabel(each.label))) {
    return { status: 'skip', reason: 'not observable', message: 'SELinux is off on this host: processes have no label to look at' }
  }
  const labels = found.map(each => ({ pid: each.pid, label: parseLabel(each.label), text: each.label }))
  if (selinux.type !== undefined) {
    const type = matcherOf(selinux.type, 'text')
    const wrong = labels.find(each => !matches(type, each.label?.type))
    if (wrong) return { status: 'fail', message: `process ${wrong.pid} has the type ${wrong.label?.type ?? 'none'}, ${describeMatcher(type)} expected`, expected: selinux.type, actual: wrong.label?.type ?? null }
  }
  if (selinux.categories !== undefined) {
    const categories = matcherOf(selinux.categories, 'texts')
    const values = labels.map(each => each.label?.categories ?? '')
    const good = categories.op === 'set' ? matchesSet(categories.word, values) : values.every(each => matches(categories, each))
    if (!good) return { status: 'fail', message: `the categories are ${values.map(each => each || 'none').join(' and ')}; expected ${describeMatcher(categories)}`, expected: selinux.categories, actual: values }
  }
  return undefined
}

function describeProgram({ command, args }: ProcessParams): string {
  const program = command === undefined ? 'any program' : describeMatcher(matcherOf(command, 'text'))
  return args === undefined ? program : `${program} with ${describeMatcher(matcherOf(args, 'text'))}`
}

function describeCount({ count }: ProcessParams): string {
  return count === undefined ? 'at least 1' : describeMatcher(matcherOf(count, 'count'))
}

function noun(params: ProcessParams): string {
  return params.in === 'container' ? `containers run ${describeProgram(params)}` : `processes of ${describeProgram(params)}${placeWords(params)}`
}

function placeWords({ in: where, container }: ProcessParams): string {
  if (container !== undefined) return ` in container ${container}`
  return where === 'host' ? ' on the host itself' : ''
}

function pids(list: Process[]): string {
  return `${list.length === 1 ? 'pid' : 'pids'} ${list.slice(0, 5).map(each => each.pid).join(', ')}${list.length > 5 ? ', …' : ''}`
}
