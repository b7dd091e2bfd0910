import { plainLine } from '../core/plainText.ts'
import { spawn } from '../host/spawn.ts'
import type { Problem } from '../model/problem.ts'
import { flawOfMachine } from './flawOfMachine.ts'
import type { Machine } from './providerModel.ts'
import { readSshConfig } from './readSshConfig.ts'
import { endedOf, errorOf, readVagrant, statesOf } from './readVagrant.ts'

/** Seconds for a question: Vagrant loads Ruby and asks its provider, machine by machine. */
const ASK_SECONDS = 300

/** Vagrant in one folder, asked in its machine-readable way. */
export interface Vagrant {
  /** How its machines are; words say why that cannot be known. */
  states(): Promise<Map<string, string> | string>
  /** Brings machines up, or destroys them: those for which that came to its end, and words for what went wrong. */
  act(action: 'up' | 'destroy', options: string[], names: readonly string[], seconds: number): Promise<{ ended: Set<string>; words?: string }>
  /** How machines that run are reached, with their host keys; words for those that cannot be. */
  lookUp(names: readonly string[]): Promise<{ machines: Machine[]; lost: Map<string, string> }>
  /** The key that a machine shows, for any address of it; undefined where none can be had. */
  hostKey(machine: Machine): Promise<string | undefined>
}

/** Vagrant, started in a folder. Names are safe words; nothing else reaches its command line. */
export function openVagrantIn(folder: string, provider: string, environment: Record<string, string | undefined>): Vagrant {
  const env = { ...Object.fromEntries(Object.entries(environment).filter((each): each is [string, string] => each[1] !== undefined && !each[0].startsWith('VAGRANT_DOTFILE') && each[0] !== 'VAGRANT_VAGRANTFILE')), VAGRANT_CWD: folder, VAGRANT_DEFAULT_PROVIDER: provider, VAGRANT_CHECKPOINT_DISABLE: '1' }
  // What a provider starts may outlive Vagrant: the machines themselves.
  const call = (words: string[], seconds: number) => spawn({ argv: ['vagrant', ...words], env, cwd: folder, deadlineMs: seconds * 1000, cap: 16 * 1024 * 1024, keepChildren: true })
  return {
    async states() {
      const { code, lost, timedOut, stdout, stderr } = await call(['status', '--machine-readable'], ASK_SECONDS)
      if (lost?.startsWith('vagrant could not be started')) return 'vagrant is not installed on this computer'
      if (timedOut) return `\`vagrant status\` did not end within ${ASK_SECONDS} s`
      const lines = readVagrant(stdout)
      return code === 0 ? statesOf(lines) : plainLine(lost ?? errorOf(lines) ?? stderr, 400)
    },
    async act(action, options, names, seconds) {
      const { code, lost, timedOut, stdout, stderr } = await call([action, ...options, '--machine-readable', ...names], seconds)
      const lines = readVagrant(stdout)
      const ended = endedOf(lines, action)
      if (code === 0) return { ended: new Set([...names]) }
      return { ended, words: timedOut ? `not done within ${seconds} s` : plainLine(lost ?? errorOf(lines) ?? (stderr || `vagrant ended with ${code}`), 400) }
    },
    async lookUp(names) {
      const machines: Machine[] = []
      const lost = new Map<string, string>()
      if (names.length === 0) return { machines, lost }
      const { stdout, stderr, code } = await call(['ssh-config', ...names], ASK_SECONDS)
      const problems: Problem[] = []
      const told = code === 0 ? readSshConfig(stdout, 'vagrant ssh-config', problems) : []
      for (const name of names) {
        const machine = told.find(each => each.name === name)
        // Its host key is compared all the same, by lab's own list.
        const { unchecked: _, ...plain } = machine ?? { name, host: name, port: 22 }
        const flaw = machine ? problems[0]?.message ?? flawOfMachine(plain) : plainLine(stderr, 300) || 'it is not named there'
        if (flaw === undefined) machines.push(plain)
        else lost.set(name, `\`vagrant ssh-config\`: ${flaw}`)
      }
      return { machines, lost }
    },
    async hostKey({ host, port }) {
      const { stdout } = await spawn({ argv: ['ssh-keyscan', '-T', '10', '-p', String(port), host], env, cwd: folder, deadlineMs: 30_000, cap: 65536 })
      // A machine may come up at another address, with the same key.
      const keys = stdout.split('\n').flatMap(line => /^[^#\s]\S* ([a-z0-9@.-]+) ([A-Za-z0-9+/=]+)$/.exec(line.trim())?.slice(1, 3).join(' ') ?? [])
      return keys.length === 0 ? undefined : keys.map(each => `* ${each}\n`).join('')
    },
  }
}
