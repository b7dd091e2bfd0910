import { describeMatcher, matches, matcherOf } from '../src/core/match.ts'
import type { Flaw, Kind, Outcome } from '../src/model/kind.ts'
import type { Engine, EngineName, Facts } from '../src/model/look.ts'
import { engineProperty, findTarget, insideFlaws, insideOf, isOutcome, targetLooks, targetPid } from '../src/probe/findTarget.ts'
import { processes } from '../src/probe/processes.ts'
import { sockets, type Socket } from '../src/probe/sockets.ts'

/** What stands under `port:`. */
export interface PortParams {
  port: unknown
  protocol?: 'tcp' | 'udp'
  address?: unknown
  process?: unknown
  in?: string
  engine?: EngineName
  listening?: boolean
}

const kind: Kind<PortParams> = {
  summary: 'Whether something listens on a port, on the host or in the network namespace of a container; at which address, and which program. Nothing is connected to: the kernel lists its sockets.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['port'],
    properties: {
      port: { matcher: 'count', description: 'The number of the port.' },
      protocol: { enum: ['tcp', 'udp'], description: 'tcp where nothing is said.' },
      address: { matcher: 'text', description: 'The address it listens at: 127.0.0.1, 0.0.0.0 for all of them. What listens at :: takes IPv4 too, so it counts as 0.0.0.0.' },
      process: { matcher: 'text', description: 'The program that holds the socket.' },
      in: { type: 'string', minLength: 1, description: 'The name of a container: in its network namespace. The host where nothing is said.' },
      engine: engineProperty,
      listening: { type: 'boolean', description: 'false: nothing may listen there. true where nothing is said.' },
    },
  },
  example: `- id: web-serves
  title: in web, nc listens on port 8080
  port: { port: 8080, in: web, process: nc }`,
  says: {
    pass: 'nc listens on tcp port 8080 in container web, at 0.0.0.0',
    fail: 'nothing listens on tcp port 8080 in container web; there are tcp 8081 (nc)',
    unobservable: 'which program listens on tcp port 22 cannot be seen by this account',
  },
  flaws: flawsOf,
  title: params => `${params.listening === false ? 'nothing' : params.process === undefined ? 'something' : describeMatcher(matcherOf(params.process, 'text'))} listens on ${portWords(params)}${params.address === undefined ? '' : ` at ${describeMatcher(matcherOf(params.address, 'text'))}`}`,
  wants: (params, { engine }) => ({ looks: [{ probe: sockets }, ...(params.in === undefined ? [{ probe: processes }] : targetLooks(insideOf(params), engine))] }),
  explain: (params, { engine }) => `${params.in === undefined ? '' : `nsenter -n -t ${targetPid(insideOf(params), engine)} `}ss -ln${params.protocol === 'udp' ? 'u' : 't'}p`,

  judge(params, facts, { engine }): Outcome {
    const table = findTable(params, facts, engine)
    if (isOutcome(table)) return table
    const { list, file } = table
    const { owners } = facts.of(sockets)
    const programs = new Map(facts.of(processes).processes.map(each => [each.pid, each.command]))
    const holders = ({ inode }: Socket): string[] => [...new Set((owners[inode] ?? []).flatMap(pid => programs.get(pid) ?? []))]
    const show = (socket: Socket): string => `${socket.protocol} ${socket.address.includes(':') ? `[${socket.address}]` : socket.address}:${socket.port}${holders(socket).length > 0 ? ` (${holders(socket).join(', ')})` : ''}`
    const protocol = params.protocol ?? 'tcp'
    const onPort = list.filter(each => each.protocol === protocol && matches(matcherOf(params.port, 'count'), each.port))
    const there = onPort.filter(each => params.address === undefined || matches(matcherOf(params.address, 'text'), addressesOf(each)))
    const evidence = `${file}${protocol}${onPort.length === 0 ? '' : `: ${onPort.slice(0, 5).map(show).join(', ')}`}`
    const wanted = { expected: params.listening ?? true, evidence }
    const where = portWords(params)
    const address = params.address === undefined ? '' : describeMatcher(matcherOf(params.address, 'text'))
    const program = params.process === undefined ? undefined : matcherOf(params.process, 'text')
    const unseen = there.filter(each => holders(each).length === 0)
    const held = program ? there.filter(each => matches(program, holders(each))) : there
    if (program && held.length === 0 && unseen.length > 0) return { status: 'skip', reason: 'not observable', message: `which program listens on ${where} cannot be seen by this account`, next: 'run `lab doctor`', evidence }
    // Who listens at every address listens at this one, too.
    const open = params.listening === false ? [...held, ...onPort.filter(each => WILDCARDS.includes(each.address) && (!program || matches(program, holders(each))))] : held
    const found = open[0]
    if (params.listening === false) {
      if (!found) return { ...wanted, status: 'pass', message: `${program ? `no ${describeMatcher(program)}` : 'nothing'} listens on ${where}${address && ` at ${address}`}`, actual: false }
      return { ...wanted, status: 'fail', message: `${holders(found).join(', ') || 'something'} listens on ${where}, at ${found.address}, and nothing should`, actual: true }
    }
    if (found) return { ...wanted, status: 'pass', message: `${holders(found).join(', ') || 'something'} listens on ${where}, at ${found.address}`, actual: true }
    if (there.length > 0) return { status: 'fail', message: `${holders(there[0]!).join(', ')} listens on ${where}, ${describeMatcher(program!)} expected`, expected: params.process, actual: holders(there[0]!), evidence }
    if (onPort.length > 0) return { status: 'fail', message: `what listens on ${where} does so at ${onPort.map(each => each.address).join(' and ')}, ${address} expected`, expected: params.address, actual: onPort.map(each => each.address), evidence }
    const others = list.length === 0 ? '' : `; there ${list.length === 1 ? 'is' : 'are'} ${list.slice(0, 5).map(show).join(', ')}${list.length > 5 ? ', …' : ''}`
    return { ...wanted, status: 'fail', message: `nothing listens on ${where}${others}`, actual: false }
  },
}

export default kind

const WILDCARDS = ['0.0.0.0', '::']

function flawsOf({ port, listening, process, ...inside }: PortParams): Flaw[] {
  const flaws = insideFlaws(inside)
  if (/^-?\d+$/.test(String(port)) && (Number(port) < 1 || Number(port) > 65_535)) flaws.push({ path: ['port'], message: `${String(port)} is no port: there are 1 to 65535` })
  if (listening === false && process !== undefined && typeof process !== 'string') flaws.push({ path: ['process'], message: 'with listening: false it names one program, or none' })
  return flaws
}

function portWords(params: PortParams): string {
  return `${params.protocol ?? 'tcp'} port ${describeMatcher(matcherOf(params.port, 'count'))}${params.in === undefined ? '' : ` in container ${params.in}`}`
}

function findTable(params: PortParams, facts: Facts, engine: Engine): { list: Socket[]; file: string } | Outcome {
  const { host, tables } = facts.of(sockets)
  if (params.in === undefined) return { list: tables[host]!, file: '/proc/net/' }
  const found = findTarget(insideOf(params), facts, engine)
  if (isOutcome(found)) return found
  const { process } = found[0]!
  const namespace = process.namespaces.net
  if (namespace === undefined) return { status: 'skip', reason: 'not observable', message: `the network of container ${params.in} cannot be read by this account`, next: 'run `lab doctor`' }
  const list = tables[namespace]
  if (!list) return { status: 'error', reason: 'could not look', message: `container ${params.in} started or ended during the look: its sockets were not read`, next: 'check again' }
  return { list, file: `/proc/${process.pid}/net/` }
}

/** A socket of IPv6 takes IPv4 as well, unless its program forbids it, which the kernel does not show. */
function addressesOf({ address }: Socket): string[] {
  if (address === '::') return ['::', '0.0.0.0']
  return address.startsWith('::ffff:') ? [address, address.slice(7)] : [address]
}
