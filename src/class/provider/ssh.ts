import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { EXIT } from '../../core/score.ts'
import type { Problem, Refusal } from '../../model/problem.ts'
import { flawOfMachine } from '../flawOfMachine.ts'
import type { Machine, Provider, ProviderContext } from '../providerModel.ts'
import { readInventory } from '../readInventory.ts'
import { readSshConfig } from '../readSshConfig.ts'
import { sshConfigText } from '../sshConfigText.ts'

/** Bytes of a list of machines: 10,000 take about one mebibyte. */
const MAX_BYTES = 16 * 1024 * 1024

interface Settings {
  config?: string
  inventory?: string
  known_hosts?: string
  user?: string
  key?: string
}

const NOT_OURS: Refusal = { exit: EXIT.usage, code: 'not-ours', message: 'the machines of this class exist already (provider ssh): lab neither makes nor removes them. The providers podman and vagrant make machines' }

const file = (description: string) => ({ type: 'string', minLength: 1, pattern: '^[^\\u0000]*$', description })

/** Machines that exist already. They come from a configuration for OpenSSH, from an inventory of Ansible, or from the roster's own columns host, port, user, key and jump. */
const provider: Provider = {
  summary: 'machines that exist already, reached by ssh',
  schema: {
    type: ['object', 'null'], additionalProperties: false, description: 'Where the machines are described; in the roster where nothing is said.',
    properties: {
      config: file('A configuration for OpenSSH, as `vagrant ssh-config` writes it.'),
      inventory: file('An inventory of Ansible, INI or YAML.'),
      known_hosts: file('The host keys of the machines; those that the account knows where nothing is said.'),
      user: file('The account to log in to, where a machine names none.'),
      key: file('The private key, where a machine names none.'),
    },
  },
  async open(written, context, problems) {
    const settings = (written ?? {}) as Settings
    const path = (name: string): string => pathOf(name, context)
    const found: { machine: Machine; at: (code: string, message: string) => Problem }[] = []
    for (const [key, read] of [['config', readSshConfig], ['inventory', readInventory]] as const) {
      const name = settings[key]
      if (name === undefined) continue
      const text = readList(path(name))
      if (text === undefined) problems.push(context.problem([key], 'missing-file', `${path(name)} cannot be read`))
      else for (const machine of read(text, path(name), problems)) found.push({ machine, at: (code, message) => context.problem([key], code, message) })
    }
    if (settings.config === undefined && settings.inventory === undefined) {
      for (const { host, fields: { port = '', user = '', key = '', jump = '' }, line } of context.students) {
        const [, name = host, at] = /^(?:(.*)@)?([^@]*)$/.exec(host) ?? []
        const machine: Machine = { name: host, host: at ?? name, port: port === '' ? 22 : Number(port), ...(user !== '' ? { user } : host.includes('@') ? { user: name } : {}), ...(key === '' ? {} : { key }), ...(jump === '' ? {} : { jump }) }
        found.push({ machine, at: (code, message) => ({ ...context.problem([], code, `line ${line} of the roster: ${message}`) }) })
      }
    }
    const all = new Map<string, Machine>()
    for (const { machine, at } of found) {
      const whole: Machine = {
        ...machine, ...(machine.user === undefined && settings.user !== undefined ? { user: settings.user } : {}),
        ...(machine.key === undefined ? (settings.key === undefined ? {} : { key: path(settings.key) }) : { key: path(machine.key) }),
        ...(machine.knownHosts === undefined ? {} : { knownHosts: path(machine.knownHosts) }),
      }
      const flaw = flawOfMachine(whole)
      if (flaw !== undefined) problems.push(at('bad-machine', flaw))
      else all.set(whole.name, whole)
    }
    const knownHosts = settings.known_hosts === undefined ? undefined : path(settings.known_hosts)
    return {
      all,
      async configFor() {
        const key = settings.key === undefined ? undefined : path(settings.key)
        for (const [name, at] of [['key', key], ['known_hosts', knownHosts]] as const) {
          if (at !== undefined && !existsSync(at)) return { exit: EXIT.usage, code: 'usage', message: `${name} in class.yaml: ${at} is not there` }
        }
        try {
          const dir = mkdtempSync(join(tmpdir(), 'lab-class-'))
          const config = join(dir, 'ssh_config')
          // All of them: one may be the way to another.
          writeFileSync(config, sshConfigText(all.values(), knownHosts === undefined ? {} : { knownHosts }), { mode: 0o600 })
          return { config, close: async () => rmSync(dir, { recursive: true, force: true }) }
        } catch (error) {
          return { exit: EXIT.unknown, code: 'system', message: `no configuration for ssh could be written: ${(error as Error).message}` }
        }
      },
      fixed: NOT_OURS,
      up: async () => NOT_OURS,
      down: async () => NOT_OURS,
      access({ host: name, account }) {
        // The key in our configuration is the instructor's: nobody else's business.
        const { host, port, user, jump } = all.get(name)!
        const who = account ?? user
        return { commands: [`ssh${jump === undefined ? '' : ` -J ${jump}`}${port === 22 ? '' : ` -p ${port}`} ${who === undefined ? '' : `${who}@`}${host}`], notes: ['Log in with the key or the password that you were given for it.'] }
      },
    }
  },
}

export default provider

function pathOf(name: string, { dir, environment }: Pick<ProviderContext, 'dir' | 'environment'>): string {
  if (name.startsWith('~/') && environment.HOME) return join(environment.HOME, name.slice(2))
  return isAbsolute(name) ? name : resolve(dir, name)
}

function readList(name: string): string | undefined {
  try {
    const bytes = readFileSync(name)
    return bytes.length > MAX_BYTES ? undefined : bytes.toString('utf8')
  } catch {
    return undefined
  }
}
