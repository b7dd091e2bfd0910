import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run, type Said } from './testHost.ts'

/** A real Docker daemon in a network namespace and folders of its own, with the image `localhost/lab-stand-in-busybox`. */
export interface TestDocker {
  environment: Record<string, string>
  docker(...args: string[]): Promise<Said>
  close(): Promise<void>
}

/** Why there can be no Docker daemon here; undefined where there can. */
export function whyNoDocker(): string | undefined {
  if (process.getuid!() !== 0) return 'not root'
  for (const program of ['dockerd', 'docker', 'unshare']) if (spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0) return `${program} is not installed`
  return existsSync('/bin/busybox') ? undefined : 'there is no static busybox'
}

/** Starts one. In a network namespace of its own it can change no firewall; its pid ends it. */
export async function openTestDocker(environment: Record<string, string>): Promise<TestDocker> {
  const dir = mkdtempSync('/var/tmp/lab-docker-')
  const socket = `unix://${dir}/d.sock`
  const daemon = spawn('unshare', ['-n', 'dockerd', '--host', socket, '--data-root', `${dir}/d`, '--exec-root', `${dir}/x`, '--pidfile', `${dir}/pid`, '--iptables=false', '--bridge=none'], { stdio: 'ignore' })
  const own = { ...environment, DOCKER_HOST: socket }
  const docker = (...args: string[]): Promise<Said> => run('docker', args, own)
  let up = false
  for (let tries = 0; tries < 150 && !up; tries++) {
    await new Promise(later => setTimeout(later, 100))
    up = (await docker('version')).code === 0
  }
  if (!up) throw new Error('the Docker daemon did not start')
  const made = spawnSync('sh', ['-c', `set -e; cd '${dir}'; mkdir -p i/bin i/proc i/sys i/dev i/tmp i/etc; cp /bin/busybox i/bin/; for n in $(/bin/busybox --list); do [ $n = busybox ] || ln -s busybox i/bin/$n; done; chmod 1777 i/tmp; echo 'root:x:0:0:root:/:/bin/sh' >i/etc/passwd; tar -C i -c . | docker import --change 'ENV PATH=/bin' - localhost/lab-stand-in-busybox >/dev/null`], { env: { ...process.env, DOCKER_HOST: socket }, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stderr)
  return { environment: own, docker, close: () => close(daemon, dir, docker) }
}

async function close(daemon: ChildProcess, dir: string, docker: TestDocker['docker']): Promise<void> {
  const ids = (await docker('ps', '-aq')).out.trim().split('\n').filter(id => id !== '')
  if (ids.length > 0) await docker('rm', '-f', ...ids)
  const ended = new Promise(done => daemon.once('exit', done))
  if (existsSync(join(dir, 'pid'))) process.kill(Number(readFileSync(join(dir, 'pid'), 'utf8')))
  await ended
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').map(line => line.split(' ')[4] ?? '').filter(point => point.startsWith(`${dir}/`))
  for (const mount of mounts.reverse()) spawnSync('umount', ['-l', mount])
  rmSync(dir, { recursive: true, force: true })
  // The daemon leaves the parent of its containers' cgroups; rmdir takes it only where nothing is in it.
  spawnSync('sh', ['-c', 'rmdir /sys/fs/cgroup/*/docker 2>/dev/null'])
}
