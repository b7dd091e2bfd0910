import { parseYaml } from '../core/parseYaml.ts'
import { plainLine } from '../core/plainText.ts'
import type { Problem } from '../model/problem.ts'
import type { Machine } from './providerModel.ts'

type Vars = Record<string, string>

/** A group of an inventory. */
interface Group {
  hosts: Map<string, Vars>
  vars: Vars
  children: Set<string>
}

type Groups = Map<string, Group>

/** Machines that a range may stand for. */
const MOST = 10_000

/** Reads the machines of an inventory of Ansible, INI or YAML: addresses, ports, accounts, keys and jumps. Nothing in it is evaluated. */
export function readInventory(text: string, file: string, problems: Problem[]): Machine[] {
  const groups: Groups = new Map()
  const before = problems.length
  if (/\.(ya?ml|json)$/i.test(file)) readYamlGroups(text, file, groups, problems)
  else readIniGroups(text, file, groups, problems)
  if (problems.length > before) return []
  const vars = varsByHost(groups)
  return [...vars].flatMap(([name, own]) => {
    const machine = machineOf(name, own)
    if (typeof machine !== 'string') return [machine]
    problems.push({ file, line: lineOf(text, name), column: 1, code: 'bad-machine', message: `${plainLine(name, 80)}: ${machine}` })
    return []
  })
}

function machineOf(name: string, vars: Vars): Machine | string {
  const get = (...names: string[]): string | undefined => names.map(each => (Object.hasOwn(vars, each) ? vars[each] : undefined)).find(each => each !== undefined && each !== '')
  const connection = get('ansible_connection')
  if (connection !== undefined && !['ssh', 'smart', 'paramiko'].includes(connection)) return `ansible_connection is ${plainLine(connection, 40)}, and lab reaches machines by ssh`
  const extra = [get('ansible_ssh_common_args'), get('ansible_ssh_extra_args')].filter(each => each !== undefined).join(' ').trim()
  const jump = /^(?:-J\s*|-o\s*ProxyJump=)["']?([^\s"']+)["']?$/.exec(extra)?.[1]
  if (extra !== '' && jump === undefined && !/^-o\s*(?:StrictHostKeyChecking|UserKnownHostsFile)=\S+(?:\s+-o\s*(?:StrictHostKeyChecking|UserKnownHostsFile)=\S+)*$/.test(extra)) return `ansible_ssh_common_args may say -J or -o ProxyJump=, and nothing else: "${plainLine(extra, 80)}"`
  const [user, key] = [get('ansible_user', 'ansible_ssh_user'), get('ansible_ssh_private_key_file', 'ansible_private_key_file')]
  return { name, host: get('ansible_host', 'ansible_ssh_host') ?? name, port: Number(get('ansible_port', 'ansible_ssh_port') ?? 22), ...(user === undefined ? {} : { user }), ...(key === undefined ? {} : { key }), ...(jump === undefined ? {} : { jump }) }
}

/** Every host with its variables: those of all, then of its groups from the outermost, then its own. */
function varsByHost(groups: Groups): Map<string, Vars> {
  const found = new Map<string, Vars>()
  const own = new Map<string, Vars>()
  for (const { hosts } of groups.values()) for (const [name, vars] of hosts) own.set(name, { ...own.get(name), ...vars })
  const inner = new Set([...groups.values()].flatMap(each => [...each.children]))
  const walk = (name: string, outer: Vars, path: string[]): void => {
    const group = groups.get(name)
    if (!group || path.includes(name)) return
    const vars = { ...outer, ...group.vars }
    for (const host of group.hosts.keys()) found.set(host, { ...found.get(host), ...vars })
    for (const child of group.children) walk(child, vars, [...path, name])
  }
  const all = groups.get('all')?.vars ?? {}
  if (groups.has('all')) walk('all', {}, [])
  for (const name of groups.keys()) if (name !== 'all' && !inner.has(name)) walk(name, all, [])
  // Groups that only contain each other.
  for (const name of own.keys()) if (!found.has(name)) found.set(name, all)
  return new Map([...found].map(([name, vars]) => [name, { ...vars, ...own.get(name) }]))
}

function groupOf(groups: Groups, name: string): Group {
  let group = groups.get(name)
  if (!group) groups.set(name, (group = { hosts: new Map(), vars: {}, children: new Set() }))
  return group
}

function readIniGroups(text: string, file: string, groups: Groups, problems: Problem[]): void {
  let [name, part] = ['ungrouped', 'hosts']
  for (const [index, raw] of text.replace(/^\uFEFF/, '').split(/\r?\n/).entries()) {
    const line = raw.replace(/(^|\s)[#;].*$/, '').trim()
    const refuse = (message: string): void => void problems.push({ file, line: index + 1, column: 1, code: 'inventory', message })
    if (line === '') continue
    if (line.startsWith('[')) {
      const [, group, after = 'hosts'] = /^\[([^\]:]+)(?::(\w+))?\]$/.exec(line) ?? []
      if (group === undefined || !['hosts', 'vars', 'children'].includes(after)) refuse(`"${plainLine(line, 60)}" is no heading: [GROUP], [GROUP:vars] or [GROUP:children]`)
      else [name, part] = [group.trim(), after]
      continue
    }
    const group = groupOf(groups, name)
    if (part === 'children') {
      group.children.add(line)
      groupOf(groups, line)
    } else if (part === 'vars') {
      const [, key, value] = /^([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(line) ?? []
      if (key === undefined) refuse(`"${plainLine(line, 60)}" is no variable: NAME=VALUE`)
      else group.vars[key] = unquote(value!)
    } else {
      const words = [...line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(each => each[0])
      const vars: Vars = {}
      for (const word of words.slice(1)) {
        const at = word.indexOf('=')
        if (at < 1) refuse(`"${plainLine(word, 60)}" is no variable: NAME=VALUE`)
        else vars[word.slice(0, at)] = unquote(word.slice(at + 1))
      }
      const hosts = expand(words[0]!)
      if (!hosts) refuse(`"${plainLine(words[0]!, 60)}" stands for too many machines, or none`)
      for (const host of hosts ?? []) group.hosts.set(host, { ...group.hosts.get(host), ...vars })
    }
  }
}

function readYamlGroups(text: string, file: string, groups: Groups, problems: Problem[]): void {
  const parsed = parseYaml(text, file)
  problems.push(...parsed.problems)
  const mapping = (value: unknown): [string, unknown][] => (typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [])
  const plain = (value: unknown): Vars => Object.fromEntries(mapping(value).filter(([, each]) => ['string', 'number', 'boolean'].includes(typeof each)).map(([key, each]) => [key, String(each)]))
  const walk = (name: string, value: unknown): void => {
    const group = groupOf(groups, name)
    for (const [key, inner] of mapping(value)) {
      if (key === 'vars') Object.assign(group.vars, plain(inner))
      else if (key === 'hosts') for (const [pattern, vars] of mapping(inner)) for (const host of expand(pattern) ?? []) group.hosts.set(host, { ...group.hosts.get(host), ...plain(vars) })
      else if (key === 'children') {
        for (const [child, below] of mapping(inner)) {
          group.children.add(child)
          walk(child, below)
        }
      } else problems.push(parsed.problem([name, key], 'inventory', `a group has hosts, vars and children, and no "${plainLine(key, 40)}"`, 'key'))
    }
  }
  for (const [name, value] of mapping(parsed.data)) walk(name, value)
}

/** `web[01:03]` is web01, web02, web03. */
function expand(pattern: string): string[] | undefined {
  const [, before, from, to, step = '1', after] = /^(.*?)\[(\d+):(\d+)(?::(\d+))?\](.*)$/.exec(pattern) ?? []
  if (before === undefined) return [pattern]
  const count = Math.floor((Number(to) - Number(from)) / Number(step)) + 1
  if (!(count >= 1 && count <= MOST)) return undefined
  return Array.from({ length: count }, (_, index) => `${before}${String(Number(from) + index * Number(step)).padStart(from!.length, '0')}${after}`)
}

function unquote(value: string): string {
  return /^(["']).*\1$/s.test(value) ? value.slice(1, -1) : value
}

function lineOf(text: string, name: string): number {
  const at = text.indexOf(name)
  return at < 0 ? 1 : text.slice(0, at).split('\n').length
}
