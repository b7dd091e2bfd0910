#!/usr/bin/env node
/**
 * Stands in for Vagrant: the words it takes and the lines it writes are those of Vagrant 2.3.4 (see readVagrant.test.ts for which were recorded). A file
 * `fail-NAME` beside the Vagrantfile makes that machine break; `serial` makes it take one machine at a time, and stop at the first that breaks.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const dir = process.env.VAGRANT_CWD
const words = process.argv.slice(2)
const [verb, ...rest] = words.filter(each => each !== '--machine-readable')
const names = rest.filter(each => !each.startsWith('--'))
const all = JSON.parse(readFileSync(join(dir, 'machines.json'), 'utf8')).machines
const place = name => join(dir, '.vagrant/machines', name, 'libvirt')
const stateOf = name => (existsSync(join(place(name), 'state')) ? readFileSync(join(place(name), 'state'), 'utf8') : 'not_created')
const line = (...parts) => console.log([1795330646, ...parts].join(','))
const fail = (type, message) => {
  line('', 'ui', 'error', message)
  line('', 'error-exit', type, message)
  process.exit(1)
}
appendFileSync(join(dir, 'calls'), `${words.join(' ')}\n`)

const strange = names.find(each => !all.includes(each))
if (strange !== undefined) fail('Vagrant::Errors::MachineNotFound', `The machine with the name '${strange}' was not found configured for\\nthis Vagrant environment.`)
if (verb === 'status') for (const name of all) line(name, 'state', stateOf(name))
if (verb === 'ssh-config') {
  for (const name of names) {
    if (stateOf(name) !== 'running') process.exit(1)
    console.log(`Host ${name}\n  HostName 127.0.0.1\n  User vagrant\n  Port ${2200 + all.indexOf(name)}\n  UserKnownHostsFile /dev/null\n  StrictHostKeyChecking no\n  PasswordAuthentication no\n  IdentityFile ${place(name)}/private_key\n  IdentitiesOnly yes\n  LogLevel FATAL\n`)
  }
}
if (verb === 'up' || verb === 'destroy') {
  const broken = []
  for (const name of names) {
    line(name, 'action', verb, 'start')
    if (existsSync(join(dir, `fail-${name}`))) {
      broken.push(name)
      // As a script of provisioning that ends with an error leaves it.
      if (verb === 'up' && readFileSync(join(dir, `fail-${name}`), 'utf8') === 'provisioning') made(name)
      if (existsSync(join(dir, 'serial'))) break
      line(name, 'ui', 'error', `==> ${name}: An error occurred. The error will be shown after all tasks complete.`)
      continue
    }
    if (verb === 'up') made(name)
    else rmSync(place(name), { recursive: true, force: true })
    line(name, 'action', verb, 'end')
  }
  if (broken.length > 0) fail('Vagrant::Errors::BatchMultiError', broken.map(name => `Domain ${name} is broken%!(VAGRANT_COMMA) as this test wants it`).join('\\n'))
}

function made(name) {
  mkdirSync(place(name), { recursive: true })
  if (!existsSync(join(place(name), 'id'))) writeFileSync(join(place(name), 'id'), `${Math.random()}`)
  writeFileSync(join(place(name), 'state'), 'running')
  writeFileSync(join(place(name), 'private_key'), `key of ${name}\n`)
}
