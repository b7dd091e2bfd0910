import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from '../suite.ts'
import { openTestDocker, whyNoDocker, type TestDocker } from './testDocker.ts'
import { openTestHost, root, run, temporaryFolder, whyNoContainers, type Said, type TestHost } from './testHost.ts'
import { whyNoPackages } from './whyNoPackages.ts'

const test = suite('stand-ins from packages')
const packages = whyNoPackages()
const noPodman = (await whyNoContainers()) ?? packages
const noDocker = noPodman ?? whyNoDocker()
const folder = temporaryFolder()
const cache = join(folder.dir, 'cache')
let podman: TestHost
let docker: TestDocker

test.before(async () => {
  if (noPodman) return
  podman = await openTestHost()
  for (const [engine, net] of [['podman', ''], ['docker', '--network none ']] as const) {
    const dir = join(folder.dir, `on-${engine}`, '01-one')
    mkdirSync(dir, { recursive: true })
    const commands = [`${engine} run -d ${net}--name db $redis_image`, `${engine} run -d ${net}--name web $nginx_image`, `${engine} run -dt ${net}--name seen $nginx_image`]
    writeFileSync(join(dir, '../track.yaml'), `version: 1\ntitle: One\nrequires: [root, ${engine}]\nvars: { redis_image: registry.example/redis, nginx_image: registry.example/nginx }\nstand_ins: { redis_image: redis, nginx_image: nginx }\nchallenges: [01-one]\n`)
    writeFileSync(join(dir, 'assignment.md'), `\`\`\`sh\n${commands.join('\n')}\n\`\`\`\n`)
    writeFileSync(join(dir, 'challenge.yaml'), `title: One\nclean: containers\ncommands:\n${commands.map(each => `  - run: ${each}\n`).join('')}checks:
  - { id: redis, process: { command: redis-server, container: db, user: 999 } }
  - { id: none, capabilities: { container: db, set: permitted, exactly: [] } }
  - { id: nginx, process: { command: nginx, container: web } }
`)
  }
})
test.after(async () => {
  await docker?.close()
  await podman?.close()
  folder.remove()
})

/** lab with the cache of this test; with a network that leads nowhere where nothing may be downloaded. */
function lab(environment: Record<string, string>, offline: boolean, ...args: string[]): Promise<Said> {
  const own = { ...environment, LAB_TRACKS: folder.dir, XDG_CACHE_HOME: cache }
  return offline ? run('unshare', ['--net', join(root, 'bin/lab'), ...args], own) : run(join(root, 'bin/lab'), args, own)
}

/** Name, time and inode of what is in the cache. */
function kept(): string[] {
  const dir = join(cache, 'lab/packages')
  return readdirSync(dir).sort().map(name => `${name} ${statSync(join(dir, name)).mtimeMs} ${statSync(join(dir, name)).ino}`)
}

async function eventually(look: () => Promise<Said>): Promise<Said> {
  for (let tries = 0; ; tries++) {
    const said = await look()
    if (said.code === 0 || tries === 100) return said
    await new Promise(later => setTimeout(later, 100))
  }
}

/** Both programs answer from inside, as the official images do, with a terminal and without. */
async function works(engine: (...args: string[]) => Promise<Said>): Promise<void> {
  const ping = await eventually(() => engine('exec', 'db', 'redis-cli', 'ping'))
  assert.is(ping.out.trim(), 'PONG', ping.err)
  assert.match((await engine('exec', 'db', 'cat', '/proc/1/status')).out, /^Name:\s+redis-server\n[^]*^Uid:\s+999\s+999\s+999\s+999\nGid:\s+1000[^]*^CapPrm:\s+0+\nCapEff:\s+0+\n/m)
  assert.match((await engine('exec', 'db', 'env')).out, /^REDIS_VERSION=\d+\.\d+/m)
  assert.is((await engine('exec', 'db', 'sh', '-c', 'pwd; stat -c %u:%g .')).out, '/data\n999:1000\n')
  assert.is((await engine('exec', '--user', 'redis', 'db', 'sh', '-c', 'redis-cli save')).out.trim(), 'OK', 'it may write to /data')
  for (const name of ['web', 'seen']) {
    const page = await eventually(() => engine('exec', name, 'wget', '-qO-', 'http://127.0.0.1/'))
    assert.match(page.out, '<h1>Welcome to nginx!</h1>', `${name}: ${page.err}`)
    assert.match((await engine('exec', name, 'ps')).out, /1 root .*nginx: master process nginx -g daemon off;\n[^]*nginx .*nginx: worker process/)
    const logs = await engine('logs', name)
    assert.match(logs.out, 'GET / HTTP/1.1" 200', name)
    assert.match(logs.out + logs.err, 'start worker processes', name)
  }
  assert.match((await engine('exec', 'web', 'env')).out, /^NGINX_VERSION=\d+\.\d+/m)
}

async function solve(track: string, environment: Record<string, string>, offline: boolean): Promise<void> {
  const started = await lab(environment, offline, 'start', track)
  assert.is(started.code, 0, started.err)
  assert.match(started.out + started.err, /registry\.example\/redis: no registry answered; localhost\/lab-stand-in-redis, built here from the static busybox and the distribution's redis-server, stands in for it/)
  const solved = await lab(environment, offline, 'solve')
  assert.is(solved.code, 0, solved.err)
}

test.when(noPodman, 'without a network and a cache the refusal says what is missing', async () => {
  if (spawnSync('sh', ['-c', 'command -v redis-server']).status === 0) return
  const { code, err } = await lab(podman.environment, true, 'start', 'on-podman')
  assert.is(code, 4, err)
  assert.match(err.replace(/\s+/g, ' '), /no stand-in could be built: .*the packages of redis-server could not be downloaded: E: .*connect to a network, or install busybox-static and redis-server/)
})

test.when(noPodman, 'podman: redis and nginx are built from packages, and behave as the official images', async () => {
  await solve('on-podman', podman.environment, false)
  await works(podman.podman)
  const checked = await lab(podman.environment, true, 'check')
  assert.is(checked.code, 0, checked.out)
})

test.when(noDocker, 'docker: the same, and the second build downloads nothing; a damaged package is not used', async () => {
  const before = kept()
  docker = await openTestDocker(podman.environment)
  await solve('on-docker', docker.environment, true)
  assert.equal(kept(), before)
  await works(docker.docker)
  const checked = await lab(docker.environment, true, 'check')
  assert.is(checked.code, 0, checked.out)
  assert.is((await lab(docker.environment, true, 'finish')).code, 0)
  const damaged = readdirSync(join(cache, 'lab/packages')).find(name => name.startsWith('nginx_'))
  if (damaged === undefined) return
  await docker.docker('rmi', 'localhost/lab-stand-in-nginx')
  writeFileSync(join(cache, 'lab/packages', damaged), 'not a package')
  const refused = await lab(docker.environment, true, 'start', 'on-docker')
  assert.is(refused.code, 4)
  assert.match(refused.err.replace(/\s+/g, ' '), 'the packages of nginx could not be downloaded')
})

test.run()
