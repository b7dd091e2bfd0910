import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Offers } from '../probe/offers.ts'
import { closeStore } from './closeStore.ts'
import { engineSettings, writeSettings, type Setting } from './engineSettings.ts'

/** A container store and a state folder of its own, which touch nothing that was there. */
export interface PrivateStore {
  dir: string
  /** Selects the store and the state folder in place of the account's own. */
  environment: Record<string, string | undefined>
  /** Removes its containers, mounts, cgroups and files. Safe to call twice. */
  close(): Promise<void>
}

/** Where stores are made: not on /tmp, which may be small or in memory. */
const PLACE = '/var/tmp'
const PREFIX = 'lab-private-'
/** After this many milliseconds a folder without an owner is no longer one that is being made. */
const HALF_MADE_MS = 3_600_000

/** Makes a private store on this machine, configured for what the machine offers. Sweeps what a killed run left first. */
export async function openPrivateStore(offers: Offers, environment: Record<string, string | undefined>): Promise<PrivateStore> {
  await sweepStores(environment)
  const dir = mkdtempSync(join(PLACE, PREFIX))
  writeFileSync(join(dir, 'owner'), ownerNow())
  const own: Setting[] = [
    ...(offers.systemd ? [] : [{ table: 'engine', key: 'cgroup_manager', value: '"cgroupfs"', why: 'systemd does not run this machine' } as const]),
    { table: 'engine', key: 'events_logger', value: '"file"', why: 'nothing in the journal of the host' },
    { table: 'containers', key: 'netns', value: '"none"', why: 'a bridge would change the firewall and ip_forward of the host' },
    { table: 'engine', key: 'lock_type', value: '"file"', why: 'shared memory would be shared with other stores' },
    { table: 'engine', key: 'tmp_dir', value: JSON.stringify(join(dir, 'tmp')), why: 'nothing outside this folder' },
  ]
  const settings = [...engineSettings(offers).filter(each => each.key !== 'netns'), ...own]
  writeFileSync(join(dir, 'containers.conf'), `${writeSettings(settings)}\n[network]\nnetwork_backend = "netavark"\nnetwork_config_dir = ${JSON.stringify(join(dir, 'networks'))}\n`)
  const roots = process.getuid!() === 0 ? { graph: join(dir, 'graph'), run: join(dir, 'run') } : { graph: join(dir, 'data/containers/storage'), run: join(dir, 'runtime/containers') }
  const storage = `[storage]\ndriver = "overlay"\ngraphroot = ${JSON.stringify(roots.graph)}\nrunroot = ${JSON.stringify(roots.run)}\n`
  for (const folder of ['state', 'runtime', 'config/containers', 'data']) mkdirSync(join(dir, folder), { recursive: true, mode: 0o700 })
  writeFileSync(join(dir, 'storage.conf'), storage)
  writeFileSync(join(dir, 'config/containers/storage.conf'), storage)
  return { dir, environment: { ...environment, ...selectors(dir) }, close: () => closeStore(dir, { ...environment, ...selectors(dir) }) }
}

/** Everything that leads an engine to the store. A rootless podman goes by the XDG folders instead of CONTAINERS_STORAGE_CONF. */
function selectors(dir: string): Record<string, string | undefined> {
  const rootless = process.getuid!() === 0 ? {} : { XDG_RUNTIME_DIR: join(dir, 'runtime'), XDG_CONFIG_HOME: join(dir, 'config'), XDG_DATA_HOME: join(dir, 'data') }
  return { ...rootless, CONTAINERS_CONF: join(dir, 'containers.conf'), CONTAINERS_STORAGE_CONF: join(dir, 'storage.conf'), XDG_STATE_HOME: join(dir, 'state'), CONTAINER_HOST: undefined, DOCKER_HOST: undefined }
}

/** Pid and start time: a pid alone may belong to another process by now. And the namespace in which that pid counts: from another one nobody can tell whether it is gone. */
function ownerNow(): string {
  return `${process.pid} ${startTime(process.pid)} ${readlinkSync('/proc/self/ns/pid')}`
}

/** Field 22 of /proc/PID/stat (proc(5)), counted behind the name, which may hold spaces. A zombie is gone: it only waits for its parent. */
function startTime(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
    return fields[0] === 'Z' ? 'gone' : fields[19]!
  } catch {
    return 'gone'
  }
}

/** Takes away private stores of this account whose process is gone. */
async function sweepStores(environment: Record<string, string | undefined>): Promise<void> {
  for (const name of readdirSync(PLACE).filter(each => each.startsWith(PREFIX))) {
    const dir = join(PLACE, name)
    if (isLeft(dir)) await closeStore(dir, { ...environment, ...selectors(dir) })
  }
}

/** Whether a store is this account's and nobody's any more. */
function isLeft(dir: string): boolean {
  try {
    const stat = lstatSync(dir)
    if (!stat.isDirectory() || stat.uid !== process.getuid!()) return false
    if (!existsSync(join(dir, 'owner'))) return Date.now() - stat.mtimeMs > HALF_MADE_MS
    const [pid, started, counted] = readFileSync(join(dir, 'owner'), 'utf8').split(' ')
    return counted === readlinkSync('/proc/self/ns/pid') && startTime(Number(pid)) !== started
  } catch {
    return false // It went this very moment.
  }
}
