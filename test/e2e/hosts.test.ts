import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { isRefusal } from '../../src/core/isRefusal.ts'
import { openHost } from '../../src/run/openHost.ts'
import { observe } from '../../src/run/observe.ts'
import { packages, type PackageTable } from '../../src/probe/packages.ts'
import { processes, type ProcessTable } from '../../src/probe/processes.ts'
import type { Track } from '../../src/model/course.ts'
import type { Host } from '../../src/model/host.ts'
import { join } from 'node:path'
import { writeFiles } from '../folder.ts'
import { suite } from '../suite.ts'
import { openTestDocker, whyNoDocker, type TestDocker } from './testDocker.ts'
import { openTestHost, root, run, temporaryFolder, whyNoContainers, type TestHost } from './testHost.ts'
import { openTestSshd, whyNoSshd, type TestSshd } from './testSshd.ts'

/** The same questions over every transport. */
const test = suite('hosts')
const noContainers = await whyNoContainers()
const noDocker = noContainers ?? whyNoDocker()
const noSshd = whyNoSshd()
const image = 'localhost/lab-stand-in-busybox'
const track = { id: 'test', requires: [] } as unknown as Track
const reasons = { local: undefined, 'podman:box': noContainers, 'docker:box': noDocker, 'ssh:box': noSshd }
let podman: TestHost
let docker: TestDocker
let sshd: TestSshd
const hosts = new Map<string, Host>()

async function open(word: string, more: Record<string, string> = {}): Promise<Host> {
  const environment = { ...process.env, ...podman?.environment, ...docker?.environment, ...(sshd ? { LAB_SSH_CONFIG: sshd.config } : {}), ...more }
  const host = await openHost([word], track, 'podman', { environment })
  if (isRefusal(host)) throw new Error(host.message)
  return host
}

test.before(async () => {
  if (!noContainers) {
    podman = await openTestHost()
    await podman.lab('start', 'first-steps/three-tops')
    await podman.podman('run', '-td', '--name', 'box', image, 'top')
  }
  if (!noDocker) {
    docker = await openTestDocker({ PATH: process.env.PATH! })
    await docker.docker('run', '-td', '--name', 'box', '--network', 'none', image, 'top')
  }
  if (!noSshd) sshd = await openTestSshd()
  for (const [word, reason] of Object.entries(reasons)) if (!reason) hosts.set(word, await open(word))
})
test.after(async () => {
  for (const host of hosts.values()) await host.close()
  await sshd?.close()
  await docker?.close()
  await podman?.close()
})

const hostile = `$(echo forged) \`echo forged\` "'; echo forged; '\n-n é`
for (const [word, reason] of Object.entries(reasons)) {
  const ask = (script: string, more: object = {}) => hosts.get(word)!.run({ script, deadlineMs: 8000, cap: 65536, ...more })
  test.when(reason, `${word}: output, errors and status of a script come back`, async () => {
    const { stdout, stderr, code, lost } = await ask('echo out; echo err >&2; exit 3')
    assert.equal([stdout, stderr, code, lost], ['out\n', 'err\n', 3, undefined])
  })
  test.when(reason, `${word}: a variable is a value, never code, and nothing else is in the environment`, async () => {
    const { stdout } = await ask('printf "%s|" "$image"; env', { env: { image: hostile } })
    assert.ok(stdout.startsWith(`${hostile}|`), stdout)
    const names = [...stdout.slice(hostile.length).matchAll(/^([A-Z_]+)=/gm)].map(each => each[1]!).filter(name => !['PWD', 'OLDPWD', 'SHLVL', '_', 'LC_ALL', 'TZ', 'PATH', 'HOME'].includes(name))
    assert.equal(names.filter(name => !/^(CONTAINER|XDG_|DOCKER_HOST|SUDO_)/.test(name)), [])
  })
  test.when(reason, `${word}: a script that hangs is ended at its deadline, its children too`, async () => {
    const { timedOut, stdout } = await ask('echo before; sleep 4711 & sleep 4711', { deadlineMs: 1500 })
    assert.equal([timedOut, stdout], [true, 'before\n'])
    await new Promise(later => setTimeout(later, 1500))
    assert.not.match((await ask('ps -ef 2>/dev/null || ps')).stdout, /sleep 4711/)
  })
  test.when(reason, `${word}: a background child that keeps the output open holds nothing up`, async () => {
    const { stdout, code, durationMs } = await ask('sleep 20 & echo done')
    assert.equal([stdout, code], ['done\n', 0])
    assert.ok(durationMs < 8000)
  })
  test.when(reason, `${word}: endless output is cut`, async () => {
    const { stdout, truncated } = await ask('yes | head -c 3000000', { cap: 4096 })
    assert.ok(truncated > 2_000_000 && stdout.length < 10_000, `${truncated} left out, ${stdout.length} kept`)
  })
  test.when(reason, `${word}: looking is one round trip, and shows the processes over there`, async () => {
    const look = await observe({ questions: [{ probe: processes as never, subjects: [] }], runs: [], programs: [] }, hosts.get(word)!)
    assert.is(look.roundTrips, 1)
    const table = look.facts.get(processes as never) as ProcessTable
    assert.ok(table.processes.some(each => each.pid === 1), JSON.stringify(table).slice(0, 300))
    assert.is(table.processes.some(each => each.pid === process.pid), !word.includes('podman') && !word.includes('docker'))
  })
  test.when(reason, `${word}: a capture of it is judged offline as the host was`, async () => {
    const folder = temporaryFolder()
    try {
      writeFiles(folder.dir, {
        'tracks/seen/track.yaml': 'version: 1\ntitle: Seen\nchallenges: [01-one]\n', 'tracks/seen/01-one/assignment.md': 'Look.\n',
        'tracks/seen/01-one/challenge.yaml': 'title: One\nchecks:\n  - id: users\n    file: { path: /etc/passwd, contains: "/^root:/" }\n  - id: nobody\n    process: { command: no-such-program }\n  - id: asks\n    command: { run: "id -u", output: "0" }\n',
      })
      const environment = { ...process.env, ...podman?.environment, ...docker?.environment, ...(sshd ? { LAB_SSH_CONFIG: sshd.config } : {}), LAB_TRACKS: join(folder.dir, 'tracks') }
      const file = join(folder.dir, 'a.capture.gz')
      const taken = await run(join(root, 'bin/lab'), ['capture', 'seen/one', '--host', word, '-o', file], environment)
      assert.is(taken.code, 0, taken.err)
      const statuses = async (...args: string[]): Promise<unknown> => JSON.parse((await run(join(root, 'bin/lab'), [...args, '--json'], environment)).out).checks.map((each: { id: string; status: string }) => [each.id, each.status])
      const live = await statuses('check', 'seen/one', '--host', word)
      assert.equal(live, [['users', 'pass'], ['nobody', 'fail'], ['asks', 'pass']])
      assert.equal(await statuses('judge', file), live)
    } finally {
      folder.remove()
    }
  })
}

test.when(noContainers, 'podman:box: a host without a package database has no packages to look at, though busybox has an rpm', async () => {
  const look = await observe({ questions: [{ probe: packages as never, subjects: ['busybox'] }], runs: [], programs: [] }, hosts.get('podman:box')!)
  assert.is((look.facts.get(packages as never) as PackageTable).manager, 'none')
})

for (const word of ['podman:nobody', 'docker:nobody'] as const) {
  test.when(reasons[word.startsWith('podman') ? 'podman:box' : 'docker:box'], `${word}: a container that is not there is lost, never a failed check`, async () => {
    const { lost, code } = await (await open(word)).run({ script: 'true', deadlineMs: 5000, cap: 4096 })
    assert.equal([code, /cannot be looked into: .*(no container|No such container)/i.test(lost ?? '')], [null, true], lost)
  })
}

test.when(noSshd, 'ssh: many errands at once use one connection', async () => {
  const before = sshd.connections()
  const host = await open('ssh:box')
  const answers = await Promise.all(Array.from({ length: 5 }, (_, n) => host.run({ script: `echo ${n}`, deadlineMs: 8000, cap: 4096 })))
  await host.close()
  assert.equal(answers.map(each => each.stdout.trim()), ['0', '1', '2', '3', '4'])
  assert.is(sshd.connections() - before, 1)
})
test.when(noSshd, 'ssh: a banner and start-up files that print are noise', async () => {
  const noisy = await openTestSshd([`ForceCommand sh -c 'echo WELCOME; echo lab-0 end 0; echo oops >&2; eval "$SSH_ORIGINAL_COMMAND"; echo BYE'`])
  const host = await open('ssh:box', { LAB_SSH_CONFIG: noisy.config })
  const { stdout, stderr, code } = await host.run({ script: 'echo data; exit 1', deadlineMs: 8000, cap: 4096 })
  await host.close()
  await noisy.close()
  assert.equal([stdout, stderr, code], ['data\n', '', 1])
})
test.when(noSshd, 'ssh: a host that is down, a refused key, a changed host key, an unknown name: each is lost, with words', async () => {
  const words = async (config: string, name = 'box'): Promise<string> => {
    const host = await open(`ssh:${name}`, { LAB_SSH_CONFIG: config })
    const { lost } = await host.run({ script: 'true', deadlineMs: 8000, cap: 4096 })
    await host.close()
    return lost ?? 'answered'
  }
  const own = await openTestSshd(['DenyUsers root'])
  assert.match(await words(own.config), /Permission denied/)
  await own.close()
  const other = await openTestSshd()
  await other.changeHostKey()
  assert.match(await words(other.config), /the key of this host is not the one that is known.*ssh-keygen -R/)
  await other.stop()
  assert.match(await words(other.config), /Connection refused/)
  await other.close()
  assert.match(await words(sshd.config, 'no-such-host.invalid'), /ssh no-such-host.invalid: /)
})
test.when(noSshd, 'ssh: a host that goes down in the middle leaves what it said before', async () => {
  const own = await openTestSshd()
  const host = await open('ssh:box', { LAB_SSH_CONFIG: own.config })
  const asked = host.run({ script: 'echo first; sleep 20', deadlineMs: 15_000, cap: 4096 })
  await new Promise(later => setTimeout(later, 1500))
  spawnSync('pkill', ['-KILL', '-f', `sshd: root@notty`])
  const { lost, stdout } = await asked
  await host.close()
  await own.close()
  assert.is(stdout, 'first\n')
  assert.match(lost!, /^the host stopped answering; `ssh -F \S+ box true` says whether it can be reached$/)
})

const user = `lab-ssh-${process.pid}`
const noSudo = noSshd ?? (spawnSync('sh', ['-c', 'command -v sudo && command -v useradd']).status === 0 ? undefined : 'sudo is not installed')
test.when(noSudo, 'ssh: a track that needs root goes through sudo -n, and says so where that is refused', async () => {
  const { writeFileSync, readFileSync, rmSync } = await import('node:fs')
  spawnSync('useradd', ['--create-home', '--password', '*', user]) // without a password sshd takes an account for locked
  const folder = temporaryFolder()
  try {
    const config = `${folder.dir}/config`
    writeFileSync(config, readFileSync(sshd.config, 'utf8').replace('User root', `User ${user}`))
    const ask = async (): Promise<string> => {
      const host = (await openHost(['ssh:box'], { ...track, requires: [{ name: 'root' }] } as Track, 'podman', { environment: { ...process.env, LAB_SSH_CONFIG: config } })) as Host
      const { stdout, lost } = await host.run({ script: 'id -un; echo $HOME', deadlineMs: 8000, cap: 4096 })
      await host.close()
      return lost ?? stdout
    }
    assert.match(await ask(), /ssh box: sudo: a password is required/)
    writeFileSync(`/etc/sudoers.d/${user}`, `${user} ALL=(ALL) NOPASSWD: ALL\n`, { mode: 0o440 })
    assert.is(await ask(), 'root\n/root\n')
  } finally {
    rmSync(`/etc/sudoers.d/${user}`, { force: true })
    spawnSync('userdel', ['--remove', user])
    folder.remove()
  }
})

test.run()
