import { describeMatcher, matches, matcherOf, type MatchType } from '../src/core/match.ts'
import { quote } from '../src/core/quote.ts'
import { didYouMean } from '../src/core/suggest.ts'
import { bytesInWords } from '../src/core/units.ts'
import type { Flaw, Kind, Outcome } from '../src/model/kind.ts'
import type { EngineName } from '../src/model/look.ts'
import { engineNamed } from '../src/probe/containers.ts'
import { engineProperty } from '../src/probe/findTarget.ts'
import { imagesOf, type Image } from '../src/probe/images.ts'

/** What stands under `image:`. */
export interface ImageParams {
  name: string
  exists?: boolean
  engine?: EngineName
  id?: unknown
  command?: unknown
  entrypoint?: unknown
  user?: unknown
  architecture?: unknown
  size?: unknown
  labels?: Record<string, unknown>
  environment?: Record<string, unknown>
}

const kind: Kind<ImageParams> = {
  summary: 'An image in the store of the engine in view: whether it is there, and what it was made to be. Nothing is pulled.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: {
      name: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._/:@-]*$', description: 'Its name, as one gives it to `run`: without a tag :latest is meant; without a registry localhost/ comes first, then any other.' },
      exists: { type: 'boolean', description: 'false: it may not be there. true where nothing is said.' },
      engine: { ...engineProperty, description: 'The engine whose image is meant; the one in view where nothing is said.' },
      id: { matcher: 'text', description: 'Its id: all of it, or the first 12 digits.' },
      command: { matcher: 'text', description: 'What it runs where nothing else is said (CMD): the program, or the whole line.' },
      entrypoint: { matcher: 'text', description: 'What it always runs (ENTRYPOINT): the program, or the whole line.' },
      user: { matcher: 'text', description: 'As whom it runs (USER); root where the image does not say.' },
      architecture: { matcher: 'text', description: 'E.g. amd64, arm64.' },
      size: { matcher: 'bytes', description: 'Its size, with all its layers.' },
      labels: { type: 'object', minProperties: 1, additionalProperties: { matcher: 'text' }, description: 'Labels it must have.' },
      environment: { type: 'object', minProperties: 1, additionalProperties: { matcher: 'text' }, description: 'Variables it sets (ENV).' },
    },
  },
  example: `- id: base
  title: the image busybox is there, and starts a shell
  image: { name: busybox, command: sh, user: root }`,
  says: {
    pass: 'image localhost/busybox:latest is there, with command sh and user root',
    fail: 'there is no image busybox:1.36; there is localhost/busybox:latest',
    unobservable: 'never: an engine that cannot be reached is an error',
  },
  flaws: flawsOf,
  title: params => `image ${params.name} ${params.exists === false ? 'is not there' : `is there${wishes(params)}`}`,
  wants: (params, { engine }) => ({ looks: [undefined, ...Object.keys(params.environment ?? {})].map(subject => ({ probe: imagesOf[params.engine ?? engine.name], ...(subject === undefined ? {} : { subject }) })) }),
  explain: ({ name, exists, engine: chosen }, { engine }) => (exists === false ? `${chosen ?? engine.name} images` : `${chosen ?? engine.name} image inspect ${quote(name)}`),

  judge(params, facts, { engine: inView }): Outcome {
    const engine = engineNamed(params.engine, inView)
    const list = facts.of(imagesOf[engine.name]).images
    const found = resolveImage(params.name, list)
    const wanted = params.exists ?? true
    const looked = `looked at ${engine.where}`
    if (!found) {
      const names = list.flatMap(each => each.names)
      const near = !wanted ? '' : names.length === 0 ? ': there are no images at all' : otherTags(params.name, names) || didYouMean(params.name, names.map(shortName)) || `; there ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`
      return { status: wanted ? 'fail' : 'pass', message: `there is no image ${params.name}${near}; ${looked}`, expected: wanted, actual: false }
    }
    const { image, name } = found
    const evidence = `${name} is ${image.id.slice(0, 12)} in the store of ${engine.where}`
    if (!wanted) return { status: 'fail', message: `image ${name} is there, and should not be`, expected: false, actual: true, evidence }
    for (const field of FIELDS) {
      if (params[field] === undefined) continue
      const values = valuesOf(image, field)
      const matcher = matcherOf(params[field], TYPES[field])
      if (values.length > 0 && matches(matcher, values)) continue
      return { status: 'fail', message: `image ${name} has ${values.length === 0 ? `no ${field}` : `${field} ${show(values[0]!, field)}`}, ${describeMatcher(matcher)} expected`, expected: params[field], actual: values[0] ?? null, evidence }
    }
    for (const [noun, wishes, has] of [['label', params.labels, image.labels], ['variable', params.environment, image.environment]] as const) {
      for (const [key, value] of Object.entries(wishes ?? {})) {
        const actual = Object.hasOwn(has, key) ? has[key] : undefined
        if (matches(matcherOf(value, 'text'), actual)) continue
        return { status: 'fail', message: `image ${name} has ${actual === undefined ? `no ${noun} ${key}` : `the ${noun} ${key}=${actual}`}, ${describeMatcher(matcherOf(value, 'text'))} expected`, expected: value, actual: actual ?? null, evidence }
      }
    }
    return { status: 'pass', message: `image ${name} is there${wishes(params)}`, expected: true, actual: true, evidence }
  },
}

export default kind

const FIELDS = ['id', 'command', 'entrypoint', 'user', 'architecture', 'size'] as const
type Field = (typeof FIELDS)[number]
const TYPES: Record<Field, MatchType> = { id: 'text', command: 'text', entrypoint: 'text', user: 'text', architecture: 'text', size: 'bytes' }

function flawsOf(params: ImageParams): Flaw[] {
  const field = [...FIELDS, 'labels', 'environment'].find(each => params[each as keyof ImageParams] !== undefined)
  return params.exists === false && field !== undefined ? [{ path: [field], message: `an image that may not be there has no ${field}` }] : []
}

function wishes(params: ImageParams): string {
  const said = [
    ...FIELDS.filter(field => params[field] !== undefined).map(field => `${field} ${describeMatcher(matcherOf(params[field], TYPES[field]))}`),
    ...Object.entries(params.labels ?? {}).map(([key, value]) => `label ${key} ${describeMatcher(matcherOf(value, 'text'))}`),
    ...Object.entries(params.environment ?? {}).map(([key, value]) => `variable ${key} ${describeMatcher(matcherOf(value, 'text'))}`),
  ]
  return said.length === 0 ? '' : `, with ${said.join(', ')}`
}

/**
 * The image that `run` would take for a name: exactly this one, then localhost/, then the same path in any registry.
 * A name that begins with a registry (it holds a dot or a colon, or is localhost) stands for itself alone, and docker.io/x for docker.io/library/x.
 */
function resolveImage(name: string, list: Image[]): { image: Image; name: string } | undefined {
  const byId = /^[0-9a-f]{12,64}$/.test(name) ? list.find(each => each.id.startsWith(name)) : undefined
  if (byId) return { image: byId, name: byId.names[0] ?? byId.id.slice(0, 12) }
  const full = hasTag(name) ? name : `${name}:latest`
  const first = full.split('/')[0]!
  const registry = full.includes('/') && (/[.:]/.test(first) || first === 'localhost')
  const wanted = registry ? [full, full.replace(/^docker\.io\/(?=[^/]+$)/, 'docker.io/library/')] : [full, `localhost/${full}`, `docker.io/library/${full}`]
  for (const each of wanted) {
    const image = list.find(one => one.names.includes(each))
    if (image) return { image, name: each }
  }
  if (registry) return undefined
  for (const image of list) {
    const same = image.names.find(each => each.endsWith(`/${full}`))
    if (same !== undefined) return { image, name: same }
  }
  return undefined
}

function hasTag(name: string): boolean {
  return /[:@][^/]*$/.test(name)
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(/:latest$/, '')
}

/** The same image under another tag: the likeliest slip. */
function otherTags(name: string, names: string[]): string {
  const bare = name.replace(/[:@][^/]*$/, '')
  const same = names.filter(each => each.replace(/:[^/:]*$/, '').endsWith(`/${bare}`) || each.replace(/:[^/:]*$/, '') === bare)
  return same.length === 0 ? '' : `; there is ${same.slice(0, 3).join(', ')}`
}

function valuesOf(image: Image, field: Field): (string | number)[] {
  switch (field) {
    case 'id': return [image.id, image.id.slice(0, 12), `sha256:${image.id}`]
    case 'command': case 'entrypoint': return image[field].length === 0 ? [] : [image[field].join(' '), image[field][0]!.split('/').at(-1)!]
    case 'user': return image.user === '' ? ['root', '0'] : [image.user, image.user.split(':')[0]!]
    default: return image[field] === '' ? [] : [image[field]]
  }
}

function show(value: string | number, field: Field): string {
  return field === 'size' ? bytesInWords(Number(value)) : field === 'id' ? String(value).slice(0, 12) : String(value)
}
