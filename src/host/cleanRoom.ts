import type { Engine } from '../model.ts'

/** Where programs are looked for on a host, whatever the account's own PATH says. */
export const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The variables that select the engine's socket, store and configuration for an account; nothing else passes. */
export const SELECTORS = ['CONTAINERS_CONF', 'CONTAINERS_STORAGE_CONF', 'CONTAINERS_REGISTRIES_CONF', 'CONTAINER_HOST', 'DOCKER_HOST', 'XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'HOME']

/** The environment of everything that looks at a host: fixed PATH and language, and the selectors of the engine. */
export function cleanEnvironment(environment: Record<string, string | undefined>): Record<string, string> {
  const clean: Record<string, string> = { PATH, LC_ALL: 'C', TZ: 'UTC' }
  for (const name of SELECTORS) {
    const value = environment[name]
    if (value !== undefined) clean[name] = value
  }
  return clean
}

/** Which engine an account has in view, told by its id and environment alone. */
export function engineInView(uid: number, environment: Record<string, string | undefined>): Engine {
  const rootless = uid !== 0
  const remote = environment.CONTAINER_HOST
  const store = environment.CONTAINERS_STORAGE_CONF
  const whose = rootless ? 'rootless podman of this user' : 'podman of root'
  const where = remote ? `podman at ${remote}` : store ? `${whose}, with the store of ${store}` : whose
  return { name: 'podman', rootless, where }
}
