import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { openPrivateDocker, whyNoPrivateDocker } from '../../src/run/privateDocker.ts'
import { run, type Said } from './testHost.ts'

/** A real Docker daemon in a network namespace and folders of its own, with the image `localhost/lab-stand-in-busybox`. */
export interface TestDocker {
  environment: Record<string, string>
  docker(...args: string[]): Promise<Said>
  close(): Promise<void>
}

/** Why there can be no Docker daemon here; undefined where there can. */
export function whyNoDocker(): string | undefined {
  return whyNoPrivateDocker() ?? (existsSync('/bin/busybox') ? undefined : 'there is no static busybox')
}

/** What makes an image of the host's static busybox. */
const IMAGE = `set -e; dir=$(mktemp -d); cd "$dir"; mkdir -p i/bin i/proc i/sys i/dev i/tmp i/etc; cp /bin/busybox i/bin/; for n in $(/bin/busybox --list); do [ $n = busybox ] || ln -s busybox i/bin/$n; done
chmod 1777 i/tmp; echo 'root:x:0:0:root:/:/bin/sh' >i/etc/passwd; tar -C i -c . | docker import --change 'ENV PATH=/bin' - localhost/lab-stand-in-busybox >/dev/null; rm -r "$dir"`

/** Starts one. In a network namespace of its own it can change no firewall; its pid ends it. */
export async function openTestDocker(environment: Record<string, string>): Promise<TestDocker> {
  const daemon = await openPrivateDocker(environment)
  const own = daemon.environment as Record<string, string>
  const made = spawnSync('sh', ['-c', IMAGE], { env: { ...process.env, DOCKER_HOST: own.DOCKER_HOST }, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stderr)
  return { environment: own, docker: (...args) => run('docker', args, own), close: daemon.close }
}
