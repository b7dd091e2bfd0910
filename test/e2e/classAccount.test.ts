import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lab } from '../command/lab.ts'
import { makeFolder, trackFiles, writeFiles } from '../folder.ts'
import { suite } from '../suite.ts'
import { openTestSshd, whyNoSshd, type TestSshd } from './testSshd.ts'

/** A class whose students are ordinary accounts on their hosts: what needs root goes through sudo, and everything else does not. */
const test = suite('class of ordinary accounts')
const missing = whyNoSshd() ?? (spawnSync('sh', ['-c', 'command -v sudo && command -v useradd']).status === 0 ? undefined : 'sudo is not installed')
const account = `lab-class-${process.pid}`
const sudoers = `/etc/sudoers.d/${account}`
const dir = makeFolder()
let sshd: TestSshd
let uid = -1

test.before(async () => {
  if (missing) return
  spawnSync('useradd', ['--create-home', '--password', '*', account]) // without a password sshd takes an account for locked
  const ids = ['-u', '-g'].map(option => Number(spawnSync('id', [option, account], { encoding: 'utf8' }).stdout)) as [number, number]
  uid = ids[0]
  const state = `/home/${account}/.local/state/lab`
  mkdirSync(state, { recursive: true })
  writeFileSync(join(state, 'journal.jsonl'), ['roots/one', 'own/one'].flatMap(challenge => [{ type: 'started', containers: [] }, { type: 'hinted', check: 'may', hint: 1 }].map(event => `${JSON.stringify({ at: '2026-11-22T06:00:00.000Z', challenge, ...event })}\n`)).join(''))
  for (const each of ['.local', '.local/state', '.local/state/lab', '.local/state/lab/journal.jsonl']) chownSync(`/home/${account}/${each}`, ...ids)
  sshd = await openTestSshd()
  const port = /Port (\d+)/.exec(readFileSync(sshd.config, 'utf8'))![1]!
  for (const [name, script, more] of [['roots', 'head -c 1 /etc/shadow >/dev/null && [ "$(id -un)" = root ]', 'requires: [root]\n'], ['own', `[ "$(id -un)" = ${account} ]`, '']] as const) {
    writeFiles(join(dir, 'tracks'), Object.fromEntries(Object.entries(trackFiles('title: One\nchecks:\n  - { id: may, script: { file: may.sh } }\n', { 'may.sh': `${script} || fail "this is $(id -un)"\n` }, more)).map(([path, text]) => [path.replace('demo', name), text])))
  }
  writeFiles(dir, {
    'class.yaml': `version: 1\nname: Accounts\ntracks: [roots, own]\nprovider: { ssh: { known_hosts: ${sshd.dir}/known, key: ${sshd.dir}/user } }\npolicy: { hint_penalty: 10 }\n`,
    'roster.csv': `id,host,port,user\nann,127.0.0.1,${port},${account}\n`,
  })
})
test.after(async () => {
  rmSync(sudoers, { force: true })
  await sshd?.close()
  if (missing) return
  // A podman without root leaves a process that holds its namespaces, and folders by the number of its account.
  for (const pid of spawnSync('ps', ['-o', 'pid=', '-u', account], { encoding: 'utf8' }).stdout.split('\n').map(Number).filter(each => each > 1)) process.kill(pid, 'SIGKILL')
  for (const name of ['containers-user', 'podman-run']) rmSync(`/tmp/${name}-${uid}`, { recursive: true, force: true })
  rmSync(`/dev/shm/libpod_rootless_lock_${uid}`, { force: true })
  for (let tries = 0; tries < 50 && spawnSync('userdel', ['--remove', account]).status !== 0; tries++) await new Promise(later => setTimeout(later, 100))
})

interface Attempt {
  challenge: string
  state: string
  reason?: string
  claims: { hints: Record<string, number> }
  verdicts: { status: string; message: string }[]
}
function grade(): { code: number | null; found: unknown[][]; attempts: Attempt[] } {
  const { code, out, err } = lab(['class', 'grade', '--json'], dir)
  assert.ok(out.startsWith('{'), err)
  const { attempts } = (JSON.parse(out) as { students: { attempts: Attempt[] }[] }).students[0]!
  return { code, attempts, found: attempts.map(each => [each.challenge, each.verdicts.map(({ status }) => status).join(' '), each.claims.hints.may]).sort() }
}

test.when(missing, 'a challenge that needs root is looked at through sudo, any other as the account; the journal is that of the account', () => {
  writeFileSync(sudoers, `${account} ALL=(ALL) NOPASSWD: ALL\n`, { mode: 0o440 })
  const { code, found, attempts } = grade()
  assert.equal([code, found], [0, [['own/one', 'pass', 1], ['roots/one', 'pass', 1]]], JSON.stringify(attempts))
})

test.when(missing, 'where sudo refuses, that challenge is an error that says so, and the other is judged', () => {
  rmSync(sudoers)
  const { code, found, attempts } = grade()
  assert.equal([code, found.find(each => each[0] === 'own/one')], [4, ['own/one', 'pass', 1]], JSON.stringify(attempts))
  const refused = attempts.find(each => each.challenge === 'roots/one')!
  assert.match(refused.reason ?? refused.verdicts[0]!.message, /sudo: a password is required/)
  assert.not.ok(refused.verdicts.some(({ status }) => status === 'fail'))
})

test.run()
