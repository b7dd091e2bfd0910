import { describeMatcher, matches, matcherOf, type MatchType } from '../src/core/match.ts'
import { didYouMean } from '../src/core/suggest.ts'
import { plural } from '../src/core/words.ts'
import type { Flaw, Kind, Outcome } from '../src/model/kind.ts'
import type { EngineName } from '../src/model/look.ts'
import { readRegex } from '../src/core/regex.ts'
import { containersOf, engineNamed, type Container } from '../src/probe/containers.ts'
import { engineProperty, nearbyWords } from '../src/probe/findTarget.ts'

/** What stands under `container:`. */
export interface ContainerParams {
  name?: unknown
  image?: unknown
  command?: unknown
  state?: unknown
  count?: unknown
  exit_code?: unknown
  engine?: EngineName
}

const kind: Kind<ContainerParams> = {
  summary: 'Containers of the engine in view, running or not: name, image, command, state, exit code, and how many. With `name` every container of that name must fit the rest; without it at least one must, or `count`.',
  schema: {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    properties: {
      name: { matcher: 'text', description: 'The name. A container that is named must be there before anything is said about it.' },
      image: { matcher: 'text', description: 'The image, with or without tag; a name without a registry fits any: busybox, ubi9/ubi.' },
      command: { matcher: 'text', description: 'The command it was given: the program (top) or the whole line (top -b).' },
      state: { matcher: 'text', description: 'created, running, paused, exited, ...' },
      exit_code: { matcher: 'count', description: 'The status that its first process ended with; only a container that ended has one.' },
      count: { matcher: 'count', description: 'How many containers fit all the rest; 0 means none.' },
      engine: engineProperty,
    },
  },
  example: `- id: db-runs
  title: container db runs top
  container: { name: db, command: top, state: running }`,
  says: {
    pass: 'container db is running',
    fail: 'container db is exited, running expected',
    unobservable: 'never: an engine that cannot be reached is an error',
  },
  flaws: flawsOf,
  title: describe,
  wants: (params, { engine }) => ({ looks: [{ probe: containersOf[params.engine ?? engine.name] }] }),
  explain: (params, { engine }) => `${params.engine ?? engine.name} ps --all --format '{{.Names}} {{.Image}} {{.Command}} {{.Status}}'`,

  judge(params, facts, { engine: inView }): Outcome {
    const engine = engineNamed(params.engine, inView)
    const list = facts.of(containersOf[engine.name]).containers
    const named = params.name === undefined ? list : list.filter(each => matches(matcherOf(params.name, 'text'), each.names))
    const fields = FIELDS.filter(field => params[field] !== undefined)
    const fitting = named.filter(each => fields.every(field => fits(each, field, params)))
    const evidence = named.length === 0 ? {} : { evidence: `${engine.name} ps --all: ${named.slice(0, 5).map(each => `${nameOf(each)} ${each.id.slice(0, 12)} (${each.state})`).join(', ')}${named.length > 5 ? ', …' : ''}` }
    const looked = `looked at ${engine.where}`
    if (named.length === 0 && params.name !== undefined && (params.count === undefined || fields.length > 0)) {
      const name = describeMatcher(matcherOf(params.name, 'text'))
      return { status: 'fail', message: `there is no container ${name}${nearbyWords(name, list)}; ${looked}`, expected: params.name, actual: list.map(nameOf) }
    }
    if (params.count !== undefined) {
      const count = matcherOf(params.count, 'count')
      const good = matches(count, fitting.length)
      const message = `${plural(fitting.length, 'container')}${rest(params)}${good ? '' : `, ${describeMatcher(count)} expected${whyNot(named, fitting, fields, params)}`}${fitting.length === 0 ? `; ${looked}` : ''}`
      return { status: good ? 'pass' : 'fail', message, expected: params.count, actual: fitting.length, ...evidence }
    }
    const wrong = named.find(each => !fitting.includes(each))
    if (params.name !== undefined && wrong) {
      const field = fields.find(each => !fits(wrong, each, params))!
      return { status: 'fail', message: `container ${nameOf(wrong)} ${miss(wrong, field, params)}`, expected: params[field], actual: valueOf(wrong, field) ?? null, ...evidence }
    }
    if (fitting.length === 0) {
      return { status: 'fail', message: `no container${rest(params)}${whyNot(named, fitting, fields, params)}; ${looked}`, expected: '>=1', actual: 0, ...evidence }
    }
    const names = fitting.slice(0, 3).map(nameOf).join(', ')
    return { status: 'pass', message: `container ${names}${fitting.length > 3 ? ', …' : ''} ${fields.length === 0 ? 'is there' : fields.map(field => `${VERBS[field]} ${String(valueOf(fitting[0]!, field))}`).join(' and ')}`, ...evidence }
  },
}

export default kind

type Field = 'image' | 'command' | 'state' | 'exit_code'
const FIELDS: Field[] = ['image', 'command', 'state', 'exit_code']
const VERBS: Record<Field, string> = { image: 'comes from', command: 'was given', state: 'is', exit_code: 'ended with' }
const TYPES: Record<Field, MatchType> = { image: 'text', command: 'text', state: 'text', exit_code: 'count' }

function flawsOf({ state, exit_code: exitCode }: ContainerParams): Flaw[] {
  const known = ['created', 'initialized', 'running', 'paused', 'exited', 'stopped', 'stopping', 'removing', 'configured']
  if (typeof state === 'string' && !readRegex(state) && !known.includes(state)) return [{ path: ['state'], message: `"${state}" is no state of a container${didYouMean(state, known) || `; there are ${known.join(', ')}`}` }]
  return exitCode !== undefined && state === 'running' ? [{ path: ['exit_code'], message: 'a running container has no exit code yet' }] : []
}

/** What the author may mean by a field; for a reader, the first one. */
function valuesOf(container: Container, field: Field): (string | number)[] {
  switch (field) {
    case 'image': return imageNames(container.image)
    case 'command': return container.command.length === 0 ? [] : [container.command.join(' '), container.command[0]!.split('/').at(-1)!]
    case 'state': return [container.state]
    case 'exit_code': return container.state === 'exited' || container.state === 'stopped' ? [container.exitCode] : []
  }
}

function valueOf(container: Container, field: Field): string | number | undefined {
  return valuesOf(container, field)[0]
}

/** `localhost/busybox:latest` is also localhost/busybox, busybox:latest and busybox. */
function imageNames(image: string): string[] {
  const bare = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '')
  return [image, bare].flatMap(name => name.split('/').map((_, from, parts) => parts.slice(from).join('/')))
}

function fits(container: Container, field: Field, params: ContainerParams): boolean {
  const values = valuesOf(container, field)
  // What is not there fits nothing, not even `{not: 0}`: a negative must first see the thing.
  return values.length > 0 && matches(matcherOf(params[field], TYPES[field]), values)
}

function miss(container: Container, field: Field, params: ContainerParams): string {
  const expected = `${describeMatcher(matcherOf(params[field], TYPES[field]))} expected`
  const value = valueOf(container, field)
  if (value !== undefined) return `${VERBS[field]} ${value}, ${expected}`
  return field === 'exit_code' ? `is ${container.state} and has no exit code yet, ${expected}` : `was given no ${field}, ${expected}`
}

/** Near misses: what a learner would otherwise wonder about. */
function whyNot(named: Container[], fitting: Container[], fields: Field[], params: ContainerParams): string {
  const others = named.filter(each => !fitting.includes(each))
  if (others.length === 0 || fields.length === 0) return ''
  return `; ${others.slice(0, 3).map(each => `${nameOf(each)} ${miss(each, fields.find(field => !fits(each, field, params))!, params)}`).join('; ')}${others.length > 3 ? '; …' : ''}`
}

function nameOf({ names, id }: Container): string {
  return names[0] ?? id.slice(0, 12)
}

/** ` named web with state running`, for a sentence about containers. */
function rest(params: ContainerParams): string {
  const name = params.name === undefined ? '' : ` named ${describeMatcher(matcherOf(params.name, 'text'))}`
  return `${name}${fieldWords(params) && ` with ${fieldWords(params)}`}`
}

function fieldWords(params: ContainerParams): string {
  return FIELDS.filter(field => params[field] !== undefined).map(field => `${field.replace('_', ' ')} ${describeMatcher(matcherOf(params[field], TYPES[field]))}`).join(' and ')
}

function describe(params: ContainerParams): string {
  if (params.count !== undefined) return `${describeMatcher(matcherOf(params.count, 'count'))} containers${rest(params)}`
  if (params.name === undefined) return `a container${rest(params)}`
  return `container ${describeMatcher(matcherOf(params.name, 'text'))} ${fieldWords(params) === '' ? 'is there' : `has ${fieldWords(params)}`}`
}
