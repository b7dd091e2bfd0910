import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { flawOfMachine } from '../../src/class/flawOfMachine.ts'
import type { Machine } from '../../src/class/providerModel.ts'
import { readInventory } from '../../src/class/readInventory.ts'
import { readSshConfig } from '../../src/class/readSshConfig.ts'
import { sshConfigText } from '../../src/class/sshConfigText.ts'
import type { Problem } from '../../src/model/problem.ts'
import { makeFolder } from '../folder.ts'
import { suite } from '../suite.ts'

const test = suite('machines')
const read = (reader: typeof readInventory, text: string, file = 'hosts'): { machines: Machine[]; problems: string[] } => {
  const problems: Problem[] = []
  const machines = reader(text, file, problems)
  return { machines, problems: problems.map(each => `${each.line}: ${each.message}`) }
}

const VAGRANT = `Host default
  HostName 127.0.0.1
  User vagrant
  Port 2222
  UserKnownHostsFile /dev/null
  StrictHostKeyChecking no
  PasswordAuthentication no
  IdentityFile "/home/me/my labs/private_key"
  IdentitiesOnly yes
  LogLevel FATAL
`
test('what vagrant ssh-config writes', () => {
  const { machines, problems } = read(readSshConfig, VAGRANT)
  assert.equal([machines, problems], [[{ name: 'default', host: '127.0.0.1', port: 2222, user: 'vagrant', key: '/home/me/my labs/private_key', unchecked: true }], []])
  assert.is(flawOfMachine(machines[0]!), undefined)
  assert.match(flawOfMachine({ ...machines[0]!, host: '192.0.2.1' })!, /without comparing its host key/)
})

test('OpenSSH: the first value counts, patterns fit, = and case and quotes are read', () => {
  const { machines } = read(readSshConfig, 'Host a b !c\n hostname=%h.example.org\nHOST *\n User "me"\n Port 2022\nHost a\n Port 1\n ProxyJump x@gate:22,other\n')
  assert.equal(machines, [{ name: 'a', host: 'a.example.org', port: 2022, user: 'me', jump: 'x@gate:22,other' }, { name: 'b', host: 'b.example.org', port: 2022, user: 'me' }])
})

test('OpenSSH: what runs programs is refused, a slip is told', () => {
  assert.equal(read(readSshConfig, 'Host a\n  ProxyCommand nc %h 22\n  Hostnam x\nMatch exec "true"\nInclude other\n').problems, [
    '2: ProxyCommand is not taken from a class\' configuration: it runs a program or reads further files', '3: unknown setting "Hostnam" (did you mean "hostname"?)',
    '4: Match is not taken from a class\' configuration: it runs a program or reads further files', '5: Include is not taken from a class\' configuration: it runs a program or reads further files',
  ])
})

const INI = `lone ansible_host=192.0.2.9
[web]
w[01:02] ansible_port=23   # a range
[db]
d ansible_host=192.0.2.1 ansible_user='x' ansible_ssh_private_key_file="/k y"
[web:vars]
ansible_user=web
[all:vars]
ansible_user=all
ansible_port=2222
[site:children]
web
[site:vars]
ansible_ssh_common_args=-J gate
`
const YAML = `all:
  vars: { ansible_user: all, ansible_port: 2222 }
  hosts: { lone: { ansible_host: 192.0.2.9 } }
  children:
    site:
      vars: { ansible_ssh_common_args: -o ProxyJump=gate }
      children:
        web:
          hosts: { 'w[01:02]': { ansible_port: 23 } }
          vars: { ansible_user: web }
    db: { hosts: { d: { ansible_host: 192.0.2.1, ansible_user: x, ansible_ssh_private_key_file: /k y } } }
`
const MACHINES = [
  { name: 'd', host: '192.0.2.1', port: 2222, user: 'x', key: '/k y' }, { name: 'lone', host: '192.0.2.9', port: 2222, user: 'all' },
  { name: 'w01', host: 'w01', port: 23, user: 'web', jump: 'gate' }, { name: 'w02', host: 'w02', port: 23, user: 'web', jump: 'gate' },
]
for (const [file, text] of [['hosts.ini', INI], ['hosts.yaml', YAML]] as const) {
  test(`an inventory of Ansible: ${file}`, () => {
    const { machines, problems } = read(readInventory, text, file)
    assert.equal([machines.sort((a, b) => (a.name < b.name ? -1 : 1)), problems], [MACHINES, []])
  })
}

test('an inventory is not evaluated, runs nothing, and does not end the program', () => {
  for (const [text, words] of [
    ['a ansible_ssh_common_args="-o ProxyCommand=\'sh -c id\'"', /may say -J or -o ProxyJump=/], ['a ansible_connection=local', /lab reaches machines by ssh/], ['a[1:99999999]', /too many/],
    ['a[1:5:0]', /too many/], ['[a:what]', /no heading/], ['a nonsense', /no variable/],
  ] as const) assert.match(read(readInventory, text).problems.join(), words)
  assert.equal(read(readInventory, '[a:children]\nb\n[b:children]\na\n[a]\nx\n').machines.map(each => each.name), ['x'], 'groups in a circle')
})

const good: Machine = { name: 'a', host: 'h.example.org', port: 22, user: 'me', key: '/k', jump: 'me@gate:22' }
const EVIL = ['-oProxyCommand=id', 'a b', 'a\nProxyCommand id', '$(id)', '`id`', 'a;id', 'a"', "a'", 'a%h', '', '../x', 'a\0b', '\u202ea', 'é']
for (const key of ['name', 'host', 'user', 'jump'] as const) {
  test(`no ${key} gets through that is more than a word`, () => {
    assert.equal(EVIL.filter(value => flawOfMachine({ ...good, [key]: value }) === undefined), [])
  })
}
test('a key is a path without anything that a configuration reads', () => {
  assert.equal(['/a"b', '/a\nb', '/%d/k', '/${HOME}/k', ''].filter(key => flawOfMachine({ ...good, key }) === undefined), [])
  assert.equal([0, -1, 65536, 1.5, NaN].filter(port => flawOfMachine({ ...good, port }) === undefined), [])
})

const noSsh = spawnSync('ssh', ['-V']).error ? 'ssh is not installed' : undefined
test.when(noSsh, 'the client of OpenSSH reads the same out of what lab writes', () => {
  const machine: Machine = { ...good, key: '/my keys/k', jump: 'me@gate:2200' }
  const dir = makeFolder({ config: sshConfigText([machine, { name: 'other', host: '::1', port: 1 }], { knownHosts: '/my hosts/known' }) })
  const said = (name: string): string => spawnSync('ssh', ['-G', '-F', `${dir}/config`, '--', name], { encoding: 'utf8' }).stdout
  for (const line of ['hostname h.example.org', 'port 22', 'user me', 'identityfile /my keys/k', 'proxyjump me@gate:2200', 'userknownhostsfile /my hosts/known', 'stricthostkeychecking true']) assert.ok(said('a').split('\n').includes(line), `${line}\n${said('a')}`)
  assert.match(said('other'), /^hostname ::1$/m)
  // The way there, which is no machine itself: the same key, and host keys from the same file.
  for (const line of ['identityfile /my keys/k', 'identitiesonly yes', 'userknownhostsfile /my hosts/known', 'stricthostkeychecking true', 'batchmode yes']) assert.ok(said('gate').split('\n').includes(line), `${line}\n${said('gate')}`)
})

test.run()
