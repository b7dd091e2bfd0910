import type { Engine, EngineName } from '../model/look.ts'

/** Where programs are looked for on a host, whatever the account's own PATH says. */
export const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The variables that select the engine's socket, store and configuration for an account, and where it keeps downloads; nothing else passes. */
export const SELECTORS = ['CONTAINERS_CONF', 'CONTAINERS_STORAGE_CONF', 'CONTAINERS_REGISTRIES_CONF', 'CONTAINER_HOST', 'DOCKER_HOST', 'XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'HOME']

/** The environment of everything that looks at a host: fixed PATH and language, and the selectors of the engine. */
export function cleanEnvironment(environment: Record<string, string | undefined>): Record<string, string> {
  const clean: Record<string, string> = { PATH, LC_ALL: 'C', TZ: 'UTC' }
  for (const name of SELECTORS) {
    const value = environment[name]
    if (value !== undefined) clean[name] = value
  }
  return clean
}

/** Whose engine it is, and how its socket or store is chosen: what tells one engine in view from another. */
export function engineInView(name: EngineName, rootless: boolean, environment: Record<string, string | undefined>, place = ''): Engine {
  const at = place === '' ? '' : ` on ${place}`
  if (name === 'docker') return { name, rootless, where: `Docker${environment.DOCKER_HOST ? ` at ${environment.DOCKER_HOST}` : ''}${at}` }
  if (environment.CONTAINER_HOST) return { name, rootless, where: `podman at ${environment.CONTAINER_HOST}${at}` }
  const whose = rootless ? 'rootless podman of this user' : 'podman of root'
  return { name, rootless, where: `${whose}${at}${environment.CONTAINERS_STORAGE_CONF ? `, with the store of ${environment.CONTAINERS_STORAGE_CONF}` : ''}` }
}
