import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from './folder.ts'
import { suite } from './suite.ts'

/** What can be said of vagrant/ without a virtual machine. */
const test = suite('vagrant')
const root = new URL('..', import.meta.url).pathname
const dir = makeFolder()
const lacks = (...programs: string[]): string | undefined => {
  const missing = programs.find(program => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0)
  return missing && `${missing} is not installed`
}

/** Runs Vagrant with all that it writes in a folder of the test's own. */
function vagrant(words: string[], environment: Record<string, string> = {}) {
  const env = { ...process.env, VAGRANT_HOME: join(dir, 'home'), VAGRANT_DOTFILE_PATH: join(dir, 'dot'), VAGRANT_CHECKPOINT_DISABLE: '1', VAGRANT_CWD: join(root, 'vagrant'), VAGRANT_DEFAULT_PROVIDER: 'libvirt', ...environment }
  const { status, stdout, stderr } = spawnSync('vagrant', words, { cwd: root, env, encoding: 'utf8', timeout: 60_000 })
  return { status, said: stdout + stderr }
}

test.when(lacks('vagrant'), 'Vagrant takes the Vagrantfile, without a network', () => {
  assert.equal(vagrant(['validate']), { status: 0, said: 'Vagrantfile validated successfully.\n' })
})
test.when(lacks('vagrant'), 'and with a box and a Node of your own', () => {
  assert.equal(vagrant(['validate'], { LAB_BOX: 'some/box', LAB_NODE: process.execPath }), { status: 0, said: 'Vagrantfile validated successfully.\n' })
  const { status, said } = vagrant(['validate'], { LAB_NODE: join(dir, 'no-node') })
  assert.is(status, 1)
  assert.match(said, /no-node/)
})
test.when(lacks('vagrant'), 'and no memory that is no number', () => {
  const { status, said } = vagrant(['validate'], { LAB_MEMORY: 'plenty' })
  assert.is(status, 1)
  assert.match(said, /invalid value for Integer\(\): "plenty"/)
})

const sh = (script: string, environment: Record<string, string> = {}) => spawnSync('sh', ['-c', script], { cwd: dir, env: { ...process.env, ...environment }, encoding: 'utf8' })
test.when(lacks('gpg', 'gpgv', 'curl'), 'the digest of a box is read from what the publisher signed, and from nothing else', () => {
  const digest = createHash('sha256').update('the box').digest('hex')
  const forged = createHash('sha256').update('another').digest('hex')
  mkdirSync(join(dir, 'gnupg'), { mode: 0o700 })
  writeFileSync(join(dir, 'list'), `# two boxes\nSHA256 (other-${digest}.box) = ${forged}\nSHA256 (a.box) = ${digest}\n`)
  const made = sh(`gpg --batch --quiet --passphrase '' --quick-generate-key 'Publisher <p@example.org>' && gpg --batch --quiet --export >keys &&
    gpg --batch --quiet --clearsign list && { echo "SHA256 (added.box) = ${forged}"; cat list.asc; } >around.asc && sed 's/${digest}$/${forged}/' list.asc >changed.asc; gpgconf --kill all`, { GNUPGHOME: join(dir, 'gnupg') })
  assert.is(made.status, 0, made.stderr)
  const ask = (list: string, file: string) => sh(`sh ${join(root, 'vagrant/checksum.sh')} "file://$PWD/${list}" "$PWD/keys" ${file}`)
  assert.is(ask('list.asc', 'a.box').stdout, `${digest}\n`)
  assert.is(ask('around.asc', 'a.box').stdout, `${digest}\n`)
  for (const [list, file, words] of [['changed.asc', 'a.box', /the signature of .* is not good: .*BAD signature/], ['around.asc', 'added.box', /does not name added.box/], ['list.asc', 'b.box', /does not name b.box; or give the digest yourself/], ['none.asc', 'a.box', /could not be fetched/]] as const) {
    const { status, stdout, stderr } = ask(list, file)
    assert.equal([status, stdout], [1, ''], `${list} ${file}`)
    assert.match(stderr, words)
  }
})

const noSandbox = process.getuid!() === 0 ? lacks('unshare', 'podman') : 'not root'
test.when(noSandbox, 'provisioning installs a student pack, twice alike; a broken one leaves what was there; none is fine', () => {
  // In a mount namespace of its own: what it installs is seen by this test only. It is told that all packages are there.
  const place = makeFolder({ 'stub/dpkg-query': '#!/bin/sh\necho installed\n', 'pack/bin/lab': '#!/bin/sh\necho 1.2.3\n', 'other/readme': '', 'junk.tgz': 'nonsense', 'opt/.keep': '', 'bin/.keep': '' })
  const { stdout, stderr, status } = sh(`cd ${place} && chmod +x stub/* pack/bin/lab && ln -s ${process.execPath} stub/node && tar -czf good.tgz pack && tar -czf other.tgz other &&
    unshare --mount --propagation private sh -c 'mount --bind opt /opt && mount --bind bin /usr/local/bin && PATH=$PWD/stub:$PATH && for pack in none good good other junk; do
      said=$(sh ${join(root, 'vagrant/provision.sh')} $PWD/$pack.tgz 2>&1); echo "$pack $? $(lab 2>/dev/null) $(ls /opt) $(echo "$said" | grep -c "no student pack")"
    done'`)
  assert.equal([status, stdout.trim().split('\n')], [0, ['none 0   1', 'good 0 1.2.3 lab 0', 'good 0 1.2.3 lab 0', 'other 1 1.2.3 lab 1', 'junk 1 1.2.3 lab 1']], stderr)
})

test.when(lacks('shellcheck'), 'shellcheck finds nothing in the scripts', () => {
  const scripts = ['vagrant', 'test'].flatMap(place => readdirSync(join(root, place), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.sh')).map(name => join(place, name)))
  assert.ok(scripts.length > 5)
  assert.is(spawnSync('shellcheck', ['--shell=sh', ...scripts], { cwd: root, encoding: 'utf8' }).stdout, '')
})

test.run()
