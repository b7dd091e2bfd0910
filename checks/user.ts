import { describeMatcher, matches, matcherOf, type MatchType } from '../src/core/match.ts'
import { quote } from '../src/core/quote.ts'
import { didYouMean } from '../src/core/suggest.ts'
import type { Flaw, Kind, Outcome } from '../src/model/kind.ts'
import { users } from '../src/probe/users.ts'

/** What stands under `user:`. */
export interface UserParams {
  name: string
  exists?: boolean
  uid?: unknown
  gid?: unknown
  home?: unknown
  shell?: unknown
  groups?: unknown
}

const kind: Kind<UserParams> = {
  summary: 'An account of the host: whether it is there, its number, home, shell and groups, as the name service tells.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: {
      name: { type: 'string', pattern: '^[^-:\\s][^:\\s]*$', description: 'The name of the account.' },
      exists: { type: 'boolean', description: 'false: there may be no such account. true where nothing is said.' },
      uid: { matcher: 'count', description: 'Its number.' },
      gid: { matcher: 'count', description: 'The number of its primary group.' },
      home: { matcher: 'text', description: 'Its home folder.' },
      shell: { matcher: 'text', description: 'What is started when it logs in.' },
      groups: { matcher: 'text', description: 'The names of its groups, the primary one among them; a list means that each stands among them.' },
    },
  },
  example: `- id: root
  title: the account root is what it always is
  user: { name: root, uid: 0, home: /root, groups: root }`,
  says: {
    pass: 'user root has uid 0, home /root and groups root',
    fail: 'user alice is in the groups alice and audio, docker expected',
    unobservable: 'never: everybody may read the accounts',
  },
  flaws: flawsOf,
  title: params => `user ${params.name} ${params.exists === false ? 'is not there' : fieldsOf(params).length === 0 ? 'is there' : `has ${fieldsOf(params).map(field => `${field} ${describe(params, field)}`).join(', ')}`}`,
  wants: ({ name }) => ({ looks: [{ probe: users, subject: name }] }),
  explain: ({ name, exists }) => (exists === false ? `getent passwd ${quote(name)}` : `getent passwd ${quote(name)}; id ${quote(name)}`),

  judge(params, facts): Outcome {
    const { users: table, names } = facts.of(users)
    const user = Object.hasOwn(table, params.name) ? table[params.name] : undefined
    const wanted = params.exists ?? true
    if (!user) {
      const near = wanted ? didYouMean(params.name, names) : ''
      return { status: wanted ? 'fail' : 'pass', message: `there is no user ${params.name}${near}`, expected: wanted, actual: false, evidence: `getent passwd ${params.name}: nothing` }
    }
    const evidence = `getent passwd: ${user.name}:${user.uid}:${user.gid}:${user.home}:${user.shell}; groups ${user.groups.join(',')}`
    if (!wanted) return { status: 'fail', message: `user ${user.name} is there (uid ${user.uid}), and should not be`, expected: false, actual: true, evidence }
    for (const field of fieldsOf(params)) {
      if (matches(matcherOf(params[field], TYPES[field]), user[field])) continue
      const found = field === 'groups' ? `is in the ${user.groups.length === 1 ? 'group' : 'groups'} ${listWords(user.groups)}` : `has ${field} ${user[field] === '' ? 'empty' : String(user[field])}`
      return { status: 'fail', message: `user ${user.name} ${found}, ${describe(params, field)} expected`, expected: params[field], actual: user[field], evidence }
    }
    const said = fieldsOf(params).map(field => `${field} ${field === 'groups' ? listWords(user.groups) : String(user[field])}`)
    return { status: 'pass', message: `user ${user.name} ${said.length === 0 ? 'is there' : `has ${said.join(', ')}`}`, expected: true, actual: true, evidence }
  },
}

export default kind

type Field = 'uid' | 'gid' | 'home' | 'shell' | 'groups'
const TYPES: Record<Field, MatchType> = { uid: 'count', gid: 'count', home: 'text', shell: 'text', groups: 'text' }

function fieldsOf(params: UserParams): Field[] {
  return (Object.keys(TYPES) as Field[]).filter(field => params[field] !== undefined)
}

function flawsOf(params: UserParams): Flaw[] {
  const [field] = fieldsOf(params)
  return params.exists === false && field ? [{ path: [field], message: `a user that may not be there has no ${field}` }] : []
}

function describe(params: UserParams, field: Field): string {
  return describeMatcher(matcherOf(params[field], TYPES[field]))
}

function listWords(names: string[]): string {
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
