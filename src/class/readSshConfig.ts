import { didYouMean } from '../core/suggest.ts'
import type { Problem } from '../model/problem.ts'
import type { Machine } from './providerModel.ts'

/** What would run a program, or read further files: not taken from a class' configuration. */
const REFUSED = ['proxycommand', 'localcommand', 'knownhostscommand', 'match', 'include', 'pkcs11provider', 'securitykeyprovider']
const TAKEN = ['host', 'hostname', 'port', 'user', 'identityfile', 'proxyjump', 'userknownhostsfile', 'stricthostkeychecking']

/** Reads the machines of a configuration for OpenSSH, as \`vagrant ssh-config\` writes it or people do. The first value of a setting counts, as there; settings that lab does not know are left alone. */
export function readSshConfig(text: string, file: string, problems: Problem[]): Machine[] {
  const blocks: { patterns: string[]; settings: Map<string, string> }[] = []
  let block: (typeof blocks)[number] = { patterns: ['*'], settings: new Map() }
  blocks.push(block)
  for (const [index, raw] of text.replace(/^\uFEFF/, '').split(/\r?\n/).entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const [, word = '', rest = ''] = /^(\S+?)(?:\s*=\s*|\s+|$)(.*)$/.exec(line) ?? []
    const key = word.toLowerCase()
    const values = [...rest.matchAll(/"([^"]*)"|(\S+)/g)].map(each => each[1] ?? each[2]!)
    const refuse = (code: string, message: string): void => void problems.push({ file, line: index + 1, column: raw.indexOf(word) + 1, code, message })
    if (REFUSED.includes(key) && values[0]?.toLowerCase() !== 'none') refuse('refused', `${word} is not taken from a class' configuration: it runs a program or reads further files`)
    else if (key === 'host') {
      block = { patterns: values, settings: new Map() }
      blocks.push(block)
      if (values.length === 0) refuse('bad-value', 'Host names no machine')
    } else if (TAKEN.includes(key)) {
      if (values.length === 0) refuse('bad-value', `${word} has no value`)
      else if (!block.settings.has(key)) block.settings.set(key, key === 'proxyjump' ? rest.trim() : values[0]!)
    } else if (!/^[A-Za-z0-9]+$/.test(word) || didYouMean(key, TAKEN) !== '') {
      refuse('unknown-key', `unknown setting "${word}"${didYouMean(key, TAKEN)}`)
    }
  }
  const names = [...new Set(blocks.flatMap(each => each.patterns).filter(each => !/[*?!]/.test(each)))]
  return names.map(name => {
    const fit = blocks.filter(each => matches(each.patterns, name))
    const get = (key: string): string | undefined => fit.find(each => each.settings.has(key))?.settings.get(key)
    const [user, key, jump, known] = [get('user'), get('identityfile'), get('proxyjump'), get('userknownhostsfile')]
    const unchecked = ['no', 'off'].includes(get('stricthostkeychecking')?.toLowerCase() ?? '')
    return {
      name, host: (get('hostname') ?? name).replaceAll('%h', name), port: Number(get('port') ?? 22), ...(user === undefined ? {} : { user }), ...(key === undefined ? {} : { key }),
      ...(jump === undefined || jump.toLowerCase() === 'none' ? {} : { jump }), ...(known === undefined || unchecked ? {} : { knownHosts: known }), ...(unchecked ? { unchecked } : {}),
    }
  })
}

function matches(patterns: string[], name: string): boolean {
  const fits = (pattern: string): boolean => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*').replaceAll('?', '.')}$`).test(name)
  return patterns.some(each => !each.startsWith('!') && fits(each)) && !patterns.some(each => each.startsWith('!') && fits(each.slice(1)))
}
