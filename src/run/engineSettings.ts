import type { Offers } from '../probe/offers.ts'

/** One setting of containers.conf that this host needs, and why. */
export interface Setting {
  table: 'containers' | 'engine'
  key: string
  /** As TOML writes it. */
  value: string
  why: string
}

/** Most processes a container may be given here: runc refuses more where the account may not raise its limits. */
const MOST_PROCESSES = 32768
/** Open files podman asks for by itself when root runs it. */
const PODMAN_FILES = 1048576

/** What podman must be told on this host so that a plain \`podman run\` works; nothing where it works as it is. */
export function engineSettings(offers: Offers): Setting[] {
  const settings: Setting[] = []
  if (offers.uid === 0 && !offers.mayRaiseLimits && offers.hardFiles < PODMAN_FILES) {
    const files = Math.min(offers.hardFiles, 4096)
    const processes = Math.min(offers.hardProcesses, MOST_PROCESSES)
    settings.push({ table: 'containers', key: 'default_ulimits', value: `["nofile=${files}:${files}", "nproc=${processes}:${processes}"]`, why: 'this account may not raise its limits (no CAP_SYS_RESOURCE), and podman asks for more than it has' })
  }
  if (offers.uid === 0 && !offers.tools.iptables) {
    settings.push({ table: 'containers', key: 'netns', value: '"none"', why: 'there is no iptables, without which podman cannot bridge a network: containers get a network namespace with loopback only' })
  }
  if (offers.cgroups === 'hybrid' && offers.unifiedControllers.length > 0 && offers.tools.crun && offers.tools.runc) {
    settings.push({ table: 'engine', key: 'runtime', value: '"runc"', why: `crun refuses to run where the unified cgroup tree holds controllers (${offers.unifiedControllers.join(', ')})` })
  }
  return settings
}

/** Settings as a containers.conf, each with its reason. */
export function writeSettings(settings: Setting[]): string {
  const lines: string[] = []
  for (const table of ['containers', 'engine'] as const) {
    const own = settings.filter(each => each.table === table)
    if (own.length > 0) lines.push(`[${table}]`, ...own.flatMap(({ key, value, why }) => [`# ${why}`, `${key} = ${value}`]), '')
  }
  return lines.join('\n')
}
