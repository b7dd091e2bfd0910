import { describeMatcher, matches, matcherOf } from '../src/core/match.ts'
import { quote } from '../src/core/quote.ts'
import type { Flaw, Kind, Outcome } from '../src/model/kind.ts'
import type { Engine, EngineName, Facts } from '../src/model/look.ts'
import { engineProperty, findTarget, insideFlaws, insideOf, isOutcome, targetLooks, targetPid } from '../src/probe/findTarget.ts'
import { mounts, type Mount } from '../src/probe/mounts.ts'

/** What stands under `mount:`. */
export interface MountParams {
  path: string
  in?: string
  engine?: EngineName
  exists?: boolean
  type?: unknown
  source?: unknown
  options?: unknown
}

const kind: Kind<MountParams> = {
  summary: 'What is mounted at a path, on the host or as a container sees it: file system, source and options, as the kernel lists them. Where several are stacked the topmost counts.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['path'],
    properties: {
      path: { type: 'string', pattern: '^/', description: 'The absolute path that something is mounted on.' },
      in: { type: 'string', minLength: 1, description: 'The name of a container: as its processes see it. The host where nothing is said.' },
      engine: engineProperty,
      exists: { type: 'boolean', description: 'false: nothing may be mounted there. true where nothing is said.' },
      type: { matcher: 'text', description: 'The file system: ext4, overlay, tmpfs, proc, ...' },
      source: { matcher: 'text', description: 'Where it comes from: the device or word that the kernel shows, or the folder of a bind mount within its file system.' },
      options: { matcher: 'text', description: 'Options of the mount or of its file system, e.g. ro; a list means that each stands among them.' },
    },
  },
  example: `- id: scratch
  title: web has a scratch space in memory where no program can run
  mount: { path: /scratch, in: web, type: tmpfs, options: [rw, noexec] }`,
  says: {
    pass: '/scratch in container web is a mount of tmpfs, with rw and noexec',
    fail: '/scratch in container web is mounted rw,nosuid,nodev: noexec expected',
    unobservable: 'the mounts of container web cannot be read by this account',
  },
  flaws: flawsOf,
  title: params => `${placeOf(params)} ${params.exists === false ? 'is no mount' : `is a mount${FIELDS.filter(field => params[field] !== undefined).map((field, index) => `${index === 0 ? ': ' : ', '}${field} ${describeMatcher(matcherOf(params[field], 'text'))}`).join('')}`}`,
  wants: (params, { engine }) => ({ looks: [{ probe: mounts }, ...(params.in === undefined ? [] : targetLooks(insideOf(params), engine))] }),
  explain: (params, { engine }) => `cat /proc/${params.in === undefined ? 'self' : targetPid(insideOf(params), engine)}/mountinfo${params.exists === false ? '' : ` | grep -F ${quote(` ${params.path} `)}`}`,

  judge(params, facts, { engine }): Outcome {
    const table = findTable(params, facts, engine)
    if (isOutcome(table)) return table
    const { list, file } = table
    const path = params.path.replace(/(?<=.)\/+$/, '')
    const mount = list.findLast(each => each.path === path)
    const where = placeOf(params)
    if (!mount) {
      if (params.exists === false) return { status: 'pass', message: `nothing is mounted on ${where}`, expected: false, actual: false, evidence: file }
      const under = list.filter(each => path.startsWith(each.path === '/' ? '/' : `${each.path}/`)).sort((a, b) => b.path.length - a.path.length)[0]
      return { status: 'fail', message: `nothing is mounted on ${where}${under ? `: it belongs to what is mounted on ${under.path} (${under.type})` : ''}`, expected: true, actual: false, evidence: file }
    }
    const evidence = `${file}: ${mount.source} on ${mount.path} type ${mount.type} (${mount.options.join(',')})${mount.root === '/' ? '' : `, its ${mount.root}`}`
    if (params.exists === false) return { status: 'fail', message: `${where} is a mount of ${mount.type}, and should be none`, expected: false, actual: true, evidence }
    for (const field of FIELDS) {
      if (params[field] === undefined) continue
      const wanted = matcherOf(params[field], 'text')
      const values = valuesOf(mount, field)
      if (matches(wanted, values)) continue
      const found = { type: `is a mount of ${mount.type}, ${describeMatcher(wanted)}`, source: `comes from ${values.join(' or ')}, ${describeMatcher(wanted)}`, options: `is mounted ${mount.options.join(',')}: ${describeMatcher(wanted)}` }[field]
      return { status: 'fail', message: `${where} ${found} expected`, expected: params[field], actual: field === 'options' ? mount.options : values[0], evidence }
    }
    const said = [params.source === undefined ? '' : `from ${valuesOf(mount, 'source').at(-1)}`, params.options === undefined ? '' : `with ${describeMatcher(matcherOf(params.options, 'text'))}`].filter(part => part !== '')
    return { status: 'pass', message: `${where} is a mount of ${mount.type}${said.map(part => `, ${part}`).join('')}`, expected: true, actual: true, evidence }
  },
}

export default kind

const FIELDS = ['type', 'source', 'options'] as const

function flawsOf(params: MountParams): Flaw[] {
  const field = FIELDS.find(each => params[each] !== undefined)
  const flaws = insideFlaws(params)
  if (flaws.length > 0) return flaws
  return params.exists === false && field ? [{ path: [field], message: `a mount that may not be there has no ${field}` }] : []
}

function placeOf(params: MountParams): string {
  return params.in === undefined ? params.path : `${params.path} in container ${params.in}`
}

/** The mounts of the namespace that is meant, and the file that shows them. */
function findTable(params: MountParams, facts: Facts, engine: Engine): { list: Mount[]; file: string } | Outcome {
  const { host, tables } = facts.of(mounts)
  if (params.in === undefined) return { list: tables[host]!, file: '/proc/self/mountinfo' }
  const found = findTarget(insideOf(params), facts, engine)
  if (isOutcome(found)) return found
  const { process } = found[0]!
  const namespace = process.namespaces.mnt
  if (namespace === undefined) return { status: 'skip', reason: 'not observable', message: `the mounts of container ${params.in} cannot be read by this account`, next: 'run `lab doctor`' }
  const list = tables[namespace]
  if (!list) return { status: 'error', reason: 'could not look', message: `container ${params.in} started or ended during the look: its mounts were not read`, next: 'check again' }
  return { list, file: `/proc/${process.pid}/mountinfo` }
}

/** A bind mount has the device of its file system as source; what its author gave is the folder in it. */
function valuesOf(mount: Mount, field: (typeof FIELDS)[number]): string[] {
  if (field === 'options') return mount.options
  if (field === 'type') return [mount.type]
  return mount.root === '/' ? [mount.source] : [mount.source, mount.root]
}
