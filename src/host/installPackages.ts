import { execa } from 'execa'
import type { Answer } from '../model/look.ts'

/** How each package manager is told to install without asking. */
const COMMANDS: Record<string, { update?: string[]; install: string[] }> = {
  'apt-get': { update: ['update', '-qq'], install: ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'] },
  dnf: { install: ['install', '-y', '-q', '--setopt=install_weak_deps=False'] },
}

/** The command line that would install some packages, for a person to read. */
export function installCommand(manager: string, packages: string[], sudo: boolean): string {
  return [...(sudo ? ['sudo'] : []), manager, 'install', ...packages].join(' ')
}

/** Installs packages of the distribution; minutes on a slow network. The answer's `code` is 0 where all are there. */
export async function installPackages(manager: string, packages: string[], sudo: boolean, stop: AbortSignal): Promise<Pick<Answer, 'code' | 'stderr' | 'stdout'>> {
  const { update, install } = COMMANDS[manager]!
  const prefix = sudo ? ['sudo', '-n', 'DEBIAN_FRONTEND=noninteractive'] : []
  let last = { code: 0, stdout: '', stderr: '' }
  for (const args of [...(update ? [update] : []), [...install, ...packages]]) {
    const [program, ...rest] = [...prefix, manager, ...args]
    const { exitCode, stdout, stderr, shortMessage } = await execa(program!, rest, { reject: false, stdin: 'ignore', env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }, cancelSignal: stop, maxBuffer: 4_000_000 })
    last = { code: exitCode ?? 1, stdout, stderr: exitCode === undefined ? String(shortMessage) : stderr }
    // An update that fails may still leave lists that serve; the installation tells.
    if (last.code !== 0 && args !== update) break
  }
  return last
}
