import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, symlinkSync, writeFileSync, copyFileSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLocal } from '../src/host/local.ts'
import type { Host } from '../src/model.ts'

/** A container store of a test's own, with an image `busybox` made of this machine's static busybox. */
export interface PrivateStore {
  dir: string
  host: Host
  /** Runs podman on this store; throws with its words where it fails. */
  podman(...args: string[]): string
  /** The same without throwing. */
  tryPodman(...args: string[]): { code: number; output: string }
  /** Removes all containers of the store and what they leave: mounts, cgroups. */
  empty(): void
  /** Leaves nothing behind. */
  close(): void
}

/** Where busybox comes from: Debian's package busybox-static puts it there. */
const BUSYBOX = '/bin/busybox'

/** Why this machine cannot run containers in a store of their own; undefined where it can. */
export function noContainers(): string | undefined {
  if (process.getuid?.() !== 0) return 'not root'
  if (spawnSync('podman', ['--version']).status !== 0) return 'podman is not installed'
  if (spawnSync('runc', ['--version']).status !== 0) return 'runc is not installed'
  return existsSync(BUSYBOX) ? undefined : `${BUSYBOX} is not installed`
}

/** Opens one. The settings are those under which runc works in an unprivileged machine with hybrid cgroups, and change no firewall: no network, small limits. */
export function openPrivateStore(): PrivateStore {
  const dir = mkdtempSync(join(tmpdir(), 'lab-store-'))
  writeFileSync(join(dir, 'storage.conf'), `[storage]\ndriver = "overlay"\ngraphroot = "${dir}/graph"\nrunroot = "${dir}/run"\n`)
  writeFileSync(join(dir, 'containers.conf'), `[containers]
netns = "none"
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "${dir}/tmp"
[network]
network_backend = "netavark"
network_config_dir = "${dir}/networks"
`)
  const environment = { ...process.env, CONTAINERS_STORAGE_CONF: join(dir, 'storage.conf'), CONTAINERS_CONF: join(dir, 'containers.conf'), CONTAINER_HOST: undefined }
  const parents = new Set(libpodParents())
  const ids = new Set<string>()

  const tryPodman = (...args: string[]): { code: number; output: string } => {
    const { status, stdout, stderr } = spawnSync('podman', args, { cwd: dir, env: environment, encoding: 'utf8' })
    return { code: status ?? -1, output: status === 0 ? stdout.trim() : `${stdout}${stderr}`.trim() }
  }
  const podman = (...args: string[]): string => {
    const { code, output } = tryPodman(...args)
    if (code !== 0) throw new Error(`podman ${args.join(' ')}: ${output}`)
    return output
  }
  const empty = (): void => {
    for (const id of tryPodman('ps', '--all', '--quiet', '--no-trunc').output.split('\n')) if (/^[0-9a-f]{64}$/.test(id)) ids.add(id)
    // A container that another one joined is removed in the second round.
    for (let round = 0; round < 3 && tryPodman('ps', '--all', '--quiet').output !== ''; round++) tryPodman('rm', '--force', '--all', '--time', '0')
    // With a parent of the container's choosing the groups are not under libpod_parent.
    for (const folder of spawnSync('find', ['/sys/fs/cgroup', '-depth', '-type', 'd', '-name', 'libpod-*'], { encoding: 'utf8' }).stdout.split('\n')) if (ids.has(folder.slice(-64))) removeGroup(folder)
  }
  importBusybox(dir, podman)
  return {
    dir, podman, tryPodman, empty,
    host: openLocal({ environment, needsRoot: true }),
    close() {
      empty()
      for (const parent of libpodParents()) if (!parents.has(parent)) removeGroup(parent)
      // podman cleans up behind a container in a process of its own, which may mount the store once more.
      for (let round = 0; existsSync(dir) && round < 20; round++) {
        if (round > 0) spawnSync('sleep', ['0.1'])
        const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').map(line => line.split(' ')[4] ?? '').filter(path => path.startsWith(`${dir}/`))
        for (const path of mounts.reverse()) spawnSync('umount', ['--lazy', path])
        spawnSync('rm', ['-rf', '--one-file-system', dir])
      }
    },
  }
}

function importBusybox(dir: string, podman: PrivateStore['podman']): void {
  const root = join(dir, 'image')
  for (const folder of ['bin', 'etc', 'proc', 'sys', 'dev', 'root', 'tmp']) mkdirSync(join(root, folder), { recursive: true })
  chmodSync(join(root, 'tmp'), 0o1777)
  copyFileSync(BUSYBOX, join(root, 'bin/busybox'))
  for (const name of spawnSync(BUSYBOX, ['--list'], { encoding: 'utf8' }).stdout.trim().split('\n')) if (name !== 'busybox') symlinkSync('busybox', join(root, 'bin', name))
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n')
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\n')
  spawnSync('tar', ['-C', root, '-cf', join(dir, 'image.tar'), '.'])
  rmSync(root, { recursive: true })
  podman('import', '--quiet', '--change', 'ENV PATH=/bin:/usr/bin:/usr/sbin', '--change', 'CMD ["sh"]', join(dir, 'image.tar'), 'localhost/busybox')
  rmSync(join(dir, 'image.tar'))
}

/** The folders in which podman makes its groups, one a hierarchy. */
function libpodParents(): string[] {
  const root = '/sys/fs/cgroup'
  return [root, ...readdirSync(root, { withFileTypes: true }).filter(each => each.isDirectory()).map(each => join(root, each.name))].map(each => join(each, 'libpod_parent')).filter(existsSync)
}

/** Removes an empty cgroup; false where it is still in use. */
export function removeGroup(folder: string): boolean {
  try {
    rmdirSync(folder)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
  return true
}
