import { spawnSync } from 'node:child_process'
import { temporaryFolder } from './testHost.ts'

/** Why stand-ins with redis and nginx cannot be built here; undefined where they can. */
export function whyNoPackages(): string | undefined {
  if (spawnSync('sh', ['-c', 'command -v redis-server && command -v nginx']).status === 0) return undefined
  if (spawnSync('sh', ['-c', 'command -v apt-get']).status !== 0) return 'neither redis-server with nginx nor apt-get is installed'
  if (spawnSync('apt-cache', ['show', 'redis-server', 'nginx']).status !== 0) return 'apt has no lists here: run apt-get update'
  const dir = temporaryFolder()
  const tried = spawnSync('apt-get', ['download', '-q', '-o', 'APT::Sandbox::User=root', '-o', 'Acquire::Retries=0', 'redis-server'], { cwd: dir.dir })
  dir.remove()
  return tried.status === 0 ? undefined : 'packages cannot be downloaded here'
}
