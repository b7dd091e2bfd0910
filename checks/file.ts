import { denies, describeMatcher, matches, matcherOf, type Matcher } from '../src/core/match.ts'
import { plainLine } from '../src/core/plainText.ts'
import { quote } from '../src/core/quote.ts'
import { bytesInWords } from '../src/core/units.ts'
import type { Flaw, Kind, Outcome } from '../src/model/kind.ts'
import { files, type FileEntry, type FileFacts, type FileSubject } from '../src/probe/files.ts'

/** What stands under `file:`. */
export interface FileParams {
  path: string
  exists?: boolean
  type?: 'file' | 'directory' | 'symlink' | 'fifo' | 'socket' | 'block' | 'character'
  mode?: unknown
  owner?: unknown
  group?: unknown
  size?: unknown
  contains?: unknown
  target?: unknown
}

const kind: Kind<FileParams> = {
  summary: 'A file of the host: whether it is there, its type, mode, owner, size, link target and content. A symbolic link is followed, but for `type: symlink` and `target`, which speak about the link itself.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['path'],
    properties: {
      path: { type: 'string', pattern: '^/', description: 'The absolute path.' },
      exists: { type: 'boolean', description: 'false: nothing may be there. true where nothing is said.' },
      type: { enum: ['file', 'directory', 'symlink', 'fifo', 'socket', 'block', 'character'], description: 'What it is: a regular file, a directory, ...' },
      mode: { matcher: 'mode', description: 'Permissions.' },
      owner: { matcher: 'text', description: 'The owner, by name or number.' },
      group: { matcher: 'text', description: 'The group, by name or number.' },
      size: { matcher: 'bytes', description: 'Its size.' },
      contains: { matcher: 'text', description: 'What stands in it (its first 64 KiB): plain text: the content contains it; /re/: some line matches.' },
      target: { matcher: 'text', description: 'What a symbolic link points to, as written in it.' },
    },
  },
  example: `- id: accounts
  title: the table of accounts is there and names root
  file: { path: /etc/passwd, type: file, mode: "0644", owner: root, contains: "/^root:/" }`,
  says: {
    pass: '/etc/passwd is as expected: type file, mode 0644',
    fail: '/etc/passwd has mode 0666, 0644 expected',
    unobservable: '/root/secret cannot be looked at by this account: Permission denied',
  },
  flaws: flawsOf,
  title: params => {
    const fields = FIELDS.filter(field => params[field] !== undefined)
    return `${params.path}${params.exists === false ? ' is not there' : fields.length === 0 ? ' is there' : `: ${fields.map(field => `${field} ${describe(params, field)}`).join(', ')}`}`
  },
  wants: params => ({ looks: [{ probe: files, subject: subjectOf(params) }] }),
  explain: params => `stat ${quote(params.path)}${params.contains === undefined ? '' : `; head -c 65536 ${quote(params.path)}`}`,

  judge(params, facts): Outcome {
    const { path } = params
    const file = facts.of(files).files[path]!
    if (file.trouble !== undefined) return cannot(path, 'looked at', file.trouble)
    const evidence = file.self ? `stat ${path}: ${file.self.type} ${file.self.mode} ${file.self.owner}:${file.self.group} ${file.self.size} bytes${file.target === undefined ? '' : ` -> ${plainLine(file.target)}`}` : `stat ${path}: nothing there`
    if (params.exists === false) return { status: file.exists ? 'fail' : 'pass', message: file.exists ? `${path} is there (a ${TYPE_WORDS[file.self!.type]}), and should not be` : `${path} is not there`, expected: false, actual: file.exists, evidence }
    if (!file.exists) return { status: 'fail', message: `${path} is not there`, expected: true, actual: false, evidence }
    const said: string[] = []
    for (const field of FIELDS) {
      if (params[field] === undefined) continue
      const outcome = judgeField(params, field, file)
      if (outcome.status !== 'pass') return { ...outcome, evidence }
      said.push(outcome.message)
    }
    return { status: 'pass', message: said.length === 0 ? `${path} is there` : `${path} is as expected: ${said.join(', ')}`, evidence }
  },
}

export default kind

const FIELDS = ['type', 'target', 'mode', 'owner', 'group', 'size', 'contains'] as const
type Field = (typeof FIELDS)[number]
const TYPE_WORDS: Record<NonNullable<FileParams['type']>, string> = { file: 'regular file', directory: 'directory', symlink: 'symbolic link', fifo: 'FIFO', socket: 'socket', block: 'block device', character: 'character device' }

function flawsOf(params: FileParams): Flaw[] {
  const flaws: Flaw[] = []
  const fields = FIELDS.filter(field => params[field] !== undefined)
  if (params.exists === false && fields.length > 0) flaws.push({ path: [fields[0]!], message: `a file that may not be there has no ${fields[0]}` })
  if (params.target !== undefined && params.type !== undefined && params.type !== 'symlink') flaws.push({ path: ['target'], message: 'only a symbolic link has a target' })
  if (params.contains !== undefined && params.type !== undefined && params.type !== 'file') flaws.push({ path: ['contains'], message: 'only a regular file is read: use type: file, or leave it out' })
  return flaws
}

function subjectOf({ path, contains }: FileParams): FileSubject {
  return contains === undefined ? { path } : { path, content: true }
}

function cannot(path: string, done: string, trouble: string): Outcome {
  const denied = trouble === 'Permission denied'
  return { status: denied ? 'skip' : 'error', reason: denied ? 'not observable' : 'could not look', message: `${path} cannot be ${done}${denied ? ' by this account' : ''}: ${trouble}`, next: 'run `lab doctor`' }
}

function matcherFor(params: FileParams, field: Field): Matcher {
  return matcherOf(params[field], field === 'mode' ? 'mode' : field === 'size' ? 'bytes' : 'text')
}

function describe(params: FileParams, field: Field): string {
  const matcher = matcherFor(params, field)
  const words = describeMatcher(matcher, value => (field === 'contains' ? `"${value}"` : String(value)))
  return field === 'contains' && matcher.op === 'regex' ? `a line ${words}` : words
}

function judgeField(params: FileParams, field: Field, file: FileFacts): Outcome {
  const { path } = params
  const expected = params[field]
  const self = file.self!
  if (field === 'target') {
    if (file.target === undefined) return { status: 'fail', message: `${path} is no symbolic link but a ${TYPE_WORDS[self.type]}, a link to ${describe(params, field)} expected`, expected, actual: null }
    return verdict(params, field, [file.target], `points to ${file.target}`)
  }
  if (field === 'type' && expected === 'symlink') return verdict(params, field, [self.type], `is a ${TYPE_WORDS[self.type]}`)
  const end = file.end
  if (!end) return { status: 'fail', message: `${path} is a symbolic link to ${plainLine(file.target ?? '')}, where there is nothing`, expected, actual: null }
  switch (field) {
    case 'type': return verdict(params, field, [end.type], `is a ${TYPE_WORDS[end.type]}`)
    case 'mode': return verdict(params, field, [end.mode], `has mode ${end.mode}`)
    case 'owner': return verdict(params, field, [end.owner, end.uid], `belongs to ${end.owner} (${end.uid})`)
    case 'group': return verdict(params, field, [end.group, end.gid], `belongs to the group ${end.group} (${end.gid})`)
    case 'size': return verdict(params, field, [end.size], `has ${bytesInWords(end.size)} bytes`)
    case 'contains': return judgeContent(params, file, end.type)
  }
}

function verdict(params: FileParams, field: Field, found: (string | number)[], words: string): Outcome {
  const good = matches(matcherFor(params, field), found)
  const seen = { expected: params[field], actual: found[0] }
  return { ...seen, status: good ? 'pass' : 'fail', message: good ? `${field} ${found[0]}` : `${params.path} ${words}, ${describe(params, field)} expected` }
}

function judgeContent(params: FileParams, { content, truncated, unreadable }: FileFacts, type: FileEntry['type']): Outcome {
  const { path } = params
  if (type !== 'file') return { status: 'fail', message: `${path} is a ${TYPE_WORDS[type]}, a regular file that contains ${describe(params, 'contains')} expected`, expected: 'file', actual: type }
  if (content === undefined) return cannot(path, 'read', unreadable ?? 'it changed during the look')
  const matcher = matcherFor(params, 'contains')
  const good = contains(matcher, content)
  // What comes after the first 64 KiB can turn "does not contain" around, but never "contains".
  if (truncated && (!good || denies(matcher))) return { status: 'error', reason: 'could not tell', message: `${path} is larger than 64 KiB, and only that much is read: whether it contains ${describe(params, 'contains')} cannot be told`, next: 'tell the author of the track: a script can read it whole' }
  return { status: good ? 'pass' : 'fail', message: good ? `contains ${describe(params, 'contains')}` : `${path} does not contain ${describe(params, 'contains')}`, expected: params.contains, actual: good }
}

function contains(matcher: Matcher, content: string): boolean {
  switch (matcher.op) {
    case 'equals': return content.includes(String(matcher.value))
    case 'regex': return content.split('\n').some(line => matcher.test(line))
    case 'all': return matcher.of.every(each => contains(each, content))
    case 'any': return matcher.of.some(each => contains(each, content))
    case 'not': return !contains(matcher.of, content)
    default: return false
  }
}
