/**
 * The host vagrant:NAME against a real sshd. What stands in for \`vagrant\` here prints an ssh-config of the shape that the real one prints, and counts
 * how often it is asked: with the real one, which needs a virtual machine, this takes a minute (test/vagrantUp).
 */
import * as assert from 'uvu/assert'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRefusal } from '../../src/core/isRefusal.ts'
import type { Track } from '../../src/model/course.ts'
import type { Host } from '../../src/model/host.ts'
import { openHost } from '../../src/run/openHost.ts'
import { suite } from '../suite.ts'
import { temporaryFolder } from './testHost.ts'
import { openTestSshd, whyNoSshd, type TestSshd } from './testSshd.ts'

const test = suite('vagrant')
const missing = whyNoSshd()
const folder = temporaryFolder()
const file = (name: string): string => join(folder.dir, name)
const track = { id: 'any', requires: [] } as unknown as Track
let sshd: TestSshd

/** The machine as Vagrant would describe it now. */
function describe(): void {
  const [, port] = /Port (\d+)/.exec(readFileSync(sshd.config, 'utf8'))!
  writeFileSync(file('ssh-config'), `Host default\n  HostName 127.0.0.1\n  User root\n  Port ${port}\n  UserKnownHostsFile /dev/null\n  StrictHostKeyChecking no\n  PasswordAuthentication no\n  IdentityFile ${join(sshd.dir, 'user')}\n  IdentitiesOnly yes\n  LogLevel FATAL\n`)
}
const asked = (): number => readFileSync(file('asked'), 'utf8').length

async function ask(name = 'default', cwd = folder.dir): Promise<{ out: string; lost?: string; asked: number }> {
  const before = asked()
  const host = await openHost([`vagrant:${name}`], track, 'podman', { environment: { PATH: `${folder.dir}/bin:${process.env.PATH}`, HOME: folder.dir, VAGRANT_CWD: cwd } })
  if (isRefusal(host)) throw new Error(host.message)
  const { stdout, lost } = await (host as Host).run({ script: 'echo hello', deadlineMs: 8000, cap: 4096 })
  await host.close()
  return { out: stdout, ...(lost === undefined ? {} : { lost }), asked: asked() - before }
}

test.before(async () => {
  if (missing) return
  sshd = await openTestSshd()
  mkdirSync(file('bin'))
  writeFileSync(file('asked'), '')
  writeFileSync(file('bin/vagrant'), `#!/bin/sh\nprintf x >>'${file('asked')}'\n[ "$2" = default ] && exec cat '${file('ssh-config')}'\n[ "$2" = halted ] && echo 'The provider for this Vagrant-managed machine is reporting that it\nis not yet ready for SSH. Depending on your provider this can carry' >&2 && exit 1\n[ "$2" = lone ] && echo 'A Vagrant environment or target machine is required to run this\ncommand.' >&2 && exit 1\n[ "$2" = broken ] && echo 'Vagrant failed to initialize' >&2 && exit 1\necho "The machine with the name '$2' was not found configured for this Vagrant environment." >&2; exit 1\n`)
  chmodSync(file('bin/vagrant'), 0o755)
  describe()
})
test.after(async () => {
  await sshd?.close()
  folder.remove()
})

test.when(missing, 'Vagrant is asked once, and what it said is kept for the next time', async () => {
  assert.equal([await ask(), await ask()], [{ out: 'hello\n', asked: 1 }, { out: 'hello\n', asked: 0 }])
})

test.when(missing, 'a machine that was made anew is asked for again', async () => {
  await sshd.close()
  sshd = await openTestSshd()
  describe()
  assert.equal(await ask(), { out: 'hello\n', asked: 1 })
})

test.when(missing, 'a machine that is down is lost, with what to do next', async () => {
  await sshd.stop()
  const { out, lost } = await ask()
  assert.is(out, '')
  assert.match(lost!, /^ssh default: .*; `vagrant status default` says how the machine is, `vagrant up default` brings it up$/)
})

test.when(missing, 'where Vagrant has no machine to give, lab says what is next', async () => {
  for (const [name, words] of [
    ['other', /^vagrant, in \S+: The machine with the name 'other' was not found.*; `vagrant status` lists the machines$/],
    ['halted', /^vagrant, in \S+: machine halted is not running; `vagrant up halted` brings it up$/],
    ['lone', /^vagrant: \S+ has no Vagrantfile; .*VAGRANT_CWD$/],
    ['broken', /^vagrant, in \S+: Vagrant failed to initialize; `vagrant status broken` says more$/],
  ] as const) assert.match((await ask(name)).lost!, words)
  assert.match((await ask('default', file('nowhere'))).lost!, /^vagrant: there is no folder \S+nowhere; VAGRANT_CWD names that of the Vagrantfile$/)
})

test.run()
