/**
 * Grading real hosts from outside: the same ten facts of 50 addresses of a real sshd, by `lab class`, with cold and with live connections, by Ansible and by testinfra, each with 8
 * hosts at once, in one run; and the memory of lab for 1,000 addresses. `npm run bench:hosts`, as root: it runs in a network namespace of its own, in which all of 127.0.0.0/8 is
 * this sshd. Prints hosts a second and ratios; asserts nothing, since absolute numbers belong to a machine. Ansible and testinfra are left out by name where they are not installed.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gradeClass } from '../../src/class/gradeClass.ts'
import type { GradedStudent } from '../../src/class/gradeStudent.ts'
import { keepConnections } from '../../src/class/keepConnections.ts'
import { openAll } from '../../src/class/openAll.ts'
import { openTestSshd, type TestSshd } from '../e2e/testSshd.ts'
import { makeFolder, trackFiles, writeFiles } from '../folder.ts'

const AT_ONCE = 8
const LIVE_ROUNDS = 3

const [mode, ...words] = process.argv.slice(2)
const [HOSTS = 50, MANY = 1000] = words.map(Number)
const here = fileURLToPath(import.meta.url)
const root = join(here, '../../..')

/** Ten facts, as lab's words. */
const CHECKS = (port: string): string => `title: One
checks:
  - { id: passwd-mode, file: { path: /etc/passwd, mode: "0644" } }
  - { id: passwd-owner, file: { path: /etc/passwd, owner: root } }
  - { id: passwd-root, file: { path: /etc/passwd, contains: "/^root:/" } }
  - { id: group-mode, file: { path: /etc/group, mode: "0644" } }
  - { id: hosts, file: { path: /etc/hosts } }
  - { id: root, user: { name: root, uid: 0 } }
  - { id: daemon, user: { name: daemon } }
  - { id: package, package: { name: openssh-server } }
  - { id: sshd, process: { command: sshd, count: ">=1" } }
  - { id: port, port: { port: ${port} } }
`
/** The same for testinfra. */
const TESTINFRA = (port: string): string => `def test_ten(host):
    assert host.file('/etc/passwd').mode == 0o644
    assert host.file('/etc/passwd').user == 'root'
    assert host.file('/etc/passwd').contains('^root:')
    assert host.file('/etc/group').mode == 0o644
    assert host.file('/etc/hosts').exists
    assert host.user('root').uid == 0
    assert host.user('daemon').exists
    assert host.package('openssh-server').is_installed
    assert len(host.process.filter(comm='sshd')) >= 1
    assert host.socket('tcp://0.0.0.0:${port}').is_listening
`
/** The same for Ansible: modules where it has one, commands where that is what its users write. */
const PLAYBOOK = (port: string): string => `- hosts: all
  gather_facts: false
  tasks:
    - { stat: { path: /etc/passwd }, register: passwd }
    - assert:
        that: [passwd.stat.mode == '0644', passwd.stat.pw_name == 'root']
    - command: 'grep -q ^root: /etc/passwd'
      changed_when: false
    - { stat: { path: /etc/group }, register: group }
    - assert:
        that: group.stat.mode == '0644'
    - { stat: { path: /etc/hosts }, register: hosts }
    - assert:
        that: hosts.stat.exists
    - { getent: { database: passwd, key: root } }
    - assert:
        that: getent_passwd.root[1] == '0'
    - { getent: { database: passwd, key: daemon } }
    - { command: dpkg-query -W openssh-server, changed_when: false }
    - { command: pgrep -x sshd, changed_when: false }
    - { wait_for: { port: ${port}, timeout: 1 } }
`
const addressOf = (index: number): string => `127.0.${1 + Math.floor(index / 250)}.${1 + (index % 250)}`

function writeClass(sshd: TestSshd, hosts: number): string {
  const port = /Port (\d+)/.exec(readFileSync(sshd.config, 'utf8'))![1]!
  const names = Array.from({ length: hosts }, (_, index) => `h${index}`)
  const hostKey = readFileSync(`${sshd.dir}/host.pub`, 'utf8').split(' ').slice(0, 2).join(' ')
  const dir = makeFolder({
    known_hosts: names.map((_, index) => `[${addressOf(index)}]:${port} ${hostKey}\n`).join(''),
    'hosts.ini': `[all:vars]\nansible_user=root\nansible_port=${port}\nansible_ssh_private_key_file=${sshd.dir}/user\n[all]\n${names.map((name, index) => `${name} ansible_host=${addressOf(index)}\n`).join('')}`,
    'roster.csv': `id,name,email,host\n${names.map((name, index) => `s${index},Student ${index},,${name}\n`).join('')}`,
    'class.yaml': `version: 1\nname: Bench\ntracks: [demo]\nprovider: { ssh: { inventory: hosts.ini, known_hosts: known_hosts } }\nlimits: { hosts: ${AT_ONCE} }\n`,
    'ssh_config': `${names.map((name, index) => `Host ${name}\n  HostName ${addressOf(index)}\n`).join('')}Host *\n  Port ${port}\n  User root\n  IdentityFile ${sshd.dir}/user\n  IdentitiesOnly yes\n  UserKnownHostsFile known_hosts\n`,
    'ansible.cfg': `[defaults]\nforks = ${AT_ONCE}\ninventory = hosts.ini\n[ssh_connection]\npipelining = true\nssh_args = -o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=known_hosts\n`,
    'playbook.yaml': PLAYBOOK(port), 'test_hosts.py': TESTINFRA(port),
  })
  mkdirSync(join(dir, 'tracks'))
  writeFiles(join(dir, 'tracks'), trackFiles(CHECKS(port)))
  return dir
}

/** What one process needs for a cold round and some live ones: seconds of each, and the most memory it had. */
interface Rounds {
  cold: number
  live: number[]
  /** Live rounds as `lab class watch` has them: no capture is made. */
  watch: number[]
  rss: number
}

async function rounds(cwd: string, liveRounds: number): Promise<Rounds> {
  const environment = { PATH: process.env.PATH!, HOME: cwd }
  const whole = await openAll(cwd, { cwd, environment, root, err: () => {} })
  if ('exit' in whole) throw new Error(whole.message)
  const connections = await keepConnections(whole.open.machines, environment)
  if ('exit' in connections) throw new Error(connections.message)
  const one = async (more: object): Promise<number> => {
    const began = performance.now()
    const done = ({ lost, attempts }: GradedStudent): void => {
      if (lost !== undefined || attempts.some(each => each.verdicts.some(({ status }) => status !== 'pass'))) throw new Error(lost ?? JSON.stringify(attempts[0]!.verdicts.filter(({ status }) => status !== 'pass')))
    }
    const refused = await gradeClass({ ...whole, environment, version: 'bench', students: whole.open.students, stop: new AbortController().signal, done, ...more })
    if (refused) throw new Error(refused.message)
    return (performance.now() - began) / 1000
  }
  const cold = await one({})
  const [live, watch]: [number[], number[]] = [[], []]
  // The first of these opens the connections.
  if (liveRounds > 0) await one({ connect: connections.connect })
  for (let round = 0; round < liveRounds; round++) {
    live.push(await one({ connect: connections.connect }))
    watch.push(await one({ connect: connections.connect, onlyLook: true }))
  }
  await connections.close()
  await whole.book.close()
  return { cold, live, watch, rss: process.resourceUsage().maxRSS * 1024 }
}

/** Seconds that a program takes; what is wrong where it fails. */
function secondsOf(argv: [string, ...string[]], cwd: string): number | string {
  const began = performance.now()
  const { status, stdout, stderr, error } = spawnSync(argv[0], argv.slice(1), { cwd, encoding: 'utf8', maxBuffer: 1e8, env: { PATH: process.env.PATH, HOME: cwd, ANSIBLE_CONFIG: join(cwd, 'ansible.cfg'), LC_ALL: 'C.UTF-8' } })
  if (error) return 'not installed'
  return status === 0 ? (performance.now() - began) / 1000 : `ended with ${status}: ${`${stdout}${stderr}`.trim().split('\n').slice(-3).join(' ')}`
}

async function measure(): Promise<void> {
  const sshd = await openTestSshd(['MaxStartups 1000'], '0.0.0.0')
  try {
    const dir = writeClass(sshd, HOSTS)
    const inProcess = (cwd: string, liveRounds: number): Rounds => JSON.parse(spawnSync(process.execPath, ['--import', 'tsx', here, 'rounds', cwd, String(liveRounds)], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).stdout)
    const [few, many] = [inProcess(dir, LIVE_ROUNDS), inProcess(writeClass(sshd, MANY), 0)]
    const median = (all: readonly number[]): number => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)]!
    const hosts = Array.from({ length: HOSTS }, (_, index) => `ssh://h${index}`).join(',')
    const rows: [string, number | string][] = [
      ['lab class watch, live connections', median(few.watch)], ['lab class grade, live connections', median(few.live)], ['lab class grade, cold connections', few.cold],
      ['lab class grade, the whole command', secondsOf([join(root, 'bin/lab'), 'class', 'grade'], dir)],
      ['ansible-playbook, cold', secondsOf(['ansible-playbook', 'playbook.yaml'], dir)], ['ansible-playbook, live', secondsOf(['ansible-playbook', 'playbook.yaml'], dir)],
      [`testinfra, ${AT_ONCE} workers`, secondsOf(['py.test-3', '-q', '-p', 'no:cacheprovider', '-n', String(AT_ONCE), `--hosts=${hosts}`, '--ssh-config=ssh_config', 'test_hosts.py'], dir)],
    ]
    for (const [name, seconds] of rows) console.log(`${name.padEnd(36)} ${typeof seconds === 'string' ? seconds : `${seconds.toFixed(2).padStart(7)} s  ${(HOSTS / seconds).toFixed(1).padStart(6)} hosts/s  ${(seconds / few.cold).toFixed(2).padStart(6)} times lab's cold round`}`)
    console.log(`memory of lab: ${(few.rss / 2 ** 20).toFixed(0)} MiB for ${HOSTS} hosts, ${(many.rss / 2 ** 20).toFixed(0)} MiB for ${MANY}: ${(many.rss / few.rss).toFixed(2)} times; a cold host takes ${((many.cold / MANY) / (few.cold / HOSTS)).toFixed(2)} times as long among ${MANY}`)
  } finally {
    await sshd.close()
  }
}

if (mode === 'rounds') console.log(JSON.stringify(await rounds(words[0]!, Number(words[1]))))
else if (mode === 'inside') await measure()
else {
  // Nothing of it can be reached from outside, and no address of this machine is used.
  const child = spawn('unshare', ['--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', process.execPath, '--import', 'tsx', here, 'inside', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
  child.on('error', error => {
    console.error(`unshare could not be started: ${error.message}`)
    process.exitCode = 1
  })
  child.on('close', code => (process.exitCode ??= code ?? 1))
}
