import { describeMatcher, matches, matchesSet, matcherOf } from '../src/core/match.ts'
import { quote } from '../src/core/quote.ts'
import type { Flaw, Kind, Outcome } from '../src/model/kind.ts'
import type { Engine, Facts } from '../src/model/look.ts'
import { files } from '../src/probe/files.ts'
import { findTarget, isOutcome, targetFlaws, targetLooks, targetName, targetPid, targetProperties, type Target } from '../src/probe/findTarget.ts'
import { parseLabel, type Label } from '../src/probe/parseLabel.ts'
import { selinux } from '../src/probe/selinux.ts'

/** What stands under `selinux:`. */
export interface SelinuxParams extends Target {
  mode?: 'enforcing' | 'permissive' | 'off'
  policy?: unknown
  path?: string | string[]
  user?: unknown
  role?: unknown
  type?: unknown
  level?: unknown
  categories?: unknown
}

const kind: Kind<SelinuxParams> = {
  summary: 'How SELinux stands on the host, and the label of a container, of each process of a program, or of files.',
  schema: {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    properties: {
      mode: { enum: ['enforcing', 'permissive', 'off'], description: 'How it stands now, whatever its configuration says of the next start.' },
      policy: { matcher: 'text', description: 'The name of the policy, e.g. targeted.' },
      ...targetProperties,
      path: { type: ['string', 'array'], pattern: '^/', minItems: 1, items: { type: 'string', pattern: '^/' }, description: 'The absolute path of a file, or a list of them: the label of each. A symbolic link is followed.' },
      user: { matcher: 'text', description: 'The user of the label, e.g. system_u.' },
      role: { matcher: 'text', description: 'The role, e.g. system_r; object_r for files.' },
      type: { matcher: 'text', description: 'The type, e.g. container_t, container_file_t.' },
      level: { matcher: 'text', description: 'The level, with its categories or without: s0:c1,c2 or s0.' },
      categories: { matcher: 'texts', description: 'The MCS categories, e.g. c1,c2; distinct: no two of several have the same; same: all have.' },
    },
  },
  example: `- id: confined
  title: container web is confined as container_t
  selinux: { container: web, type: container_t }`,
  says: {
    pass: 'container web has the type container_t',
    fail: 'container web has the type spc_t, container_t expected: its label is system_u:system_r:spc_t:s0',
    unobservable: 'SELinux is off on this host: nothing has a label to look at',
  },
  flaws: flawsOf,
  title: params => {
    const state = params.mode === undefined && params.policy === undefined ? [] : [`SELinux is ${[params.mode, params.policy === undefined ? undefined : `with the policy ${describeMatcher(matcherOf(params.policy, 'text'))}`].filter(part => part !== undefined).join(', ')}`]
    const fields = FIELDS.filter(field => params[field] !== undefined)
    return [...state, ...(hasTarget(params) ? [`${nameOf(params)} has ${fields.map(field => `${NOUNS[field]} ${describeField(params, field)}`).join(', ')}`] : [])].join('; ')
  },
  wants: (params, { engine }) => ({ looks: [{ probe: selinux }, ...(isTarget(params) ? targetLooks(params, engine) : []), ...pathsOf(params).map(path => ({ probe: files, subject: { path } }))] }),
  explain: (params, { engine }) => [params.mode !== undefined || params.policy !== undefined ? 'sestatus' : '', isTarget(params) ? `cat /proc/${targetPid(params, engine)}/attr/current` : '', params.path === undefined ? '' : `ls -dLZ ${pathsOf(params).map(quote).join(' ')}`].filter(part => part !== '').join('; '),

  judge(params, facts, { engine }): Outcome {
    const state = facts.of(selinux)
    const evidence = state.mode === 'off' ? '/sys/fs/selinux/enforce: not there' : `/sys/fs/selinux/enforce: ${state.mode === 'enforcing' ? 1 : 0}`
    if (state.mode === 'off' && params.mode !== 'off') return { status: 'skip', reason: 'not observable', message: `SELinux is off on this host: ${params.mode === undefined ? 'nothing has a label to look at' : 'it cannot become so without another start'}`, next: 'run `lab doctor`', evidence }
    if (params.mode !== undefined && params.mode !== state.mode) return { status: 'fail', message: `SELinux is ${state.mode}, ${params.mode} expected`, expected: params.mode, actual: state.mode, evidence }
    if (params.policy !== undefined && !matches(matcherOf(params.policy, 'text'), state.policy)) return { status: 'fail', message: `the policy of SELinux is ${state.policy || 'not named'}, ${describeMatcher(matcherOf(params.policy, 'text'))} expected`, expected: params.policy, actual: state.policy, evidence: '/etc/selinux/config' }
    if (!hasTarget(params)) return { status: 'pass', message: `SELinux is ${state.mode}${params.policy === undefined ? '' : `, with the policy ${state.policy}`}`, ...(params.mode === undefined ? {} : { expected: params.mode, actual: state.mode }), evidence }
    const labels = findLabels(params, facts, engine)
    return isOutcome(labels) ? labels : judgeLabels(params, labels)
  },
}

export default kind

const FIELDS = ['type', 'user', 'role', 'level', 'categories'] as const
type Field = (typeof FIELDS)[number]
const NOUNS: Record<Field, string> = { type: 'the type', user: 'the SELinux user', role: 'the role', level: 'the level', categories: 'the categories' }

/** Something that has a label, and the label. */
interface Labelled {
  name: string
  text: string
  label: Label
  evidence: string
}

function isTarget({ container, process }: SelinuxParams): boolean {
  return container !== undefined || process !== undefined
}

function hasTarget(params: SelinuxParams): boolean {
  return isTarget(params) || params.path !== undefined
}

function pathsOf({ path }: SelinuxParams): string[] {
  return path === undefined ? [] : [path].flat()
}

function nameOf(params: SelinuxParams): string {
  return params.path === undefined ? targetName(params) : pathsOf(params).join(', ')
}

function describeField(params: SelinuxParams, field: Field): string {
  return describeMatcher(matcherOf(params[field], field === 'categories' ? 'texts' : 'text'))
}

function flawsOf(params: SelinuxParams): Flaw[] {
  const fields = FIELDS.filter(field => params[field] !== undefined)
  const flaws: Flaw[] = []
  if (params.path !== undefined && isTarget(params)) flaws.push({ path: ['path'], message: 'container, process and path exclude each other: make it two checks' })
  else if (isTarget(params) || params.engine !== undefined) flaws.push(...targetFlaws(params))
  if (fields.length > 0 && !hasTarget(params)) flaws.push({ path: [fields[0]!], message: `whose ${fields[0]}? Give it container, process or path` })
  if (hasTarget(params) && fields.length === 0) flaws.push({ path: [], message: `it asserts nothing of the label yet: give it ${FIELDS.join(', ')}` })
  if (params.mode === 'off' && fields.length > 0) flaws.push({ path: ['mode'], message: 'where SELinux is off nothing has a label' })
  const single = params.container !== undefined || pathsOf(params).length === 1
  if (single && (params.categories === 'distinct' || params.categories === 'same')) flaws.push({ path: ['categories'], message: `"${params.categories}" speaks about several: give it process, or a list of paths` })
  return flaws
}

function findLabels(params: SelinuxParams, facts: Facts, engine: Engine): Labelled[] | Outcome {
  const labels: Labelled[] = []
  const add = (name: string, text: string | undefined, evidence: string): Outcome | undefined => {
    const label = parseLabel(text ?? '')
    if (!label) return { status: 'skip', reason: 'not observable', message: `the label of ${name} cannot be read by this account`, next: 'run `lab doctor`' }
    labels.push({ name, text: text!, label, evidence: `${evidence}: ${text}` })
    return undefined
  }
  if (params.path === undefined) {
    const subjects = findTarget(params, facts, engine)
    if (isOutcome(subjects)) return subjects
    for (const { name, process } of subjects) {
      const outcome = add(name, process.label.trim(), `/proc/${process.pid}/attr/current`)
      if (outcome) return outcome
    }
  }
  for (const path of pathsOf(params)) {
    const file = facts.of(files).files[path]!
    if (file.trouble !== undefined) return file.trouble === 'Permission denied' ? add(path, undefined, '')! : { status: 'error', reason: 'could not look', message: `${path} cannot be looked at: ${file.trouble}`, next: 'run `lab doctor`' }
    if (!file.exists) return { status: 'fail', message: `${path} is not there`, expected: true, actual: false }
    if (!file.end) return { status: 'fail', message: `${path} is a symbolic link that leads to nothing`, expected: true, actual: false }
    // A file system without labels has none for its files, whatever the policy.
    if (file.label === undefined) return { status: 'fail', message: `${path} has no label`, expected: params.type ?? null, actual: null, evidence: `stat -c %C ${path}` }
    const outcome = add(path, file.label.trim(), `stat -c %C ${path}`)
    if (outcome) return outcome
  }
  return labels
}

function judgeLabels(params: SelinuxParams, labels: Labelled[]): Outcome {
  const said: string[] = []
  for (const field of FIELDS) {
    if (params[field] === undefined) continue
    const matcher = matcherOf(params[field], field === 'categories' ? 'texts' : 'text')
    if (matcher.op === 'set') {
      const values = labels.map(each => each.label.categories)
      const seen = { expected: matcher.word, actual: values, evidence: labels.slice(0, 4).map(each => each.evidence).join('; ') }
      // Two that have no categories at all are not kept apart by any.
      const good = matchesSet(matcher.word, values) && (matcher.word === 'same' || !values.includes(''))
      const shown = labels.map((each, index) => `${each.name} ${values[index] || 'none'}`).join(', ')
      if (labels.length < 2) return { ...seen, status: 'fail', message: `only ${labels[0]!.name} is there, with the categories ${values[0] || 'none'}: at least two expected` }
      if (!good) return { ...seen, status: 'fail', message: `the categories are ${describeMatcher(matcher) === 'all the same' ? 'not the same' : 'not all different'}: ${shown}` }
      said.push(`the categories are ${describeMatcher(matcher)}: ${shown}`)
      continue
    }
    const wrong = labels.find(each => !matches(matcher, valuesOf(each.label, field)))
    if (wrong) {
      const found = valuesOf(wrong.label, field)[0]!
      return { status: 'fail', message: `${wrong.name} has ${found ? `${NOUNS[field]} ${found}` : `no ${field}`}, ${describeMatcher(matcher)} expected: its label is ${wrong.text}`, expected: params[field], actual: found, evidence: wrong.evidence }
    }
    said.push(`${labels.length === 1 ? labels[0]!.name : `each of ${labels.length}`} has ${NOUNS[field]} ${valuesOf(labels[0]!.label, field)[0] || 'none'}`)
  }
  return { status: 'pass', message: said.join('; '), evidence: labels.slice(0, 4).map(each => each.evidence).join('; ') }
}

function valuesOf({ user, role, type, level, categories }: Label, field: Field): string[] {
  if (field === 'level') return categories === '' ? [level] : [`${level}:${categories}`, level]
  return [{ user, role, type, categories }[field]]
}
