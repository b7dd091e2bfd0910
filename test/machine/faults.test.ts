import * as assert from 'uvu/assert'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { start } from './playChallenge.ts'
import { suite } from '../suite.ts'
import { openTestMachine, whyNoMachine, type TestMachine } from './testMachine.ts'

/**
 * Trouble that only a machine can have; test/e2e/hosts.test.ts has what an sshd alone can show: a refused key, a changed host key, a noisy login. Each is
 * an error with what to do next, in bounded time, never a fail; and the journal stays whole.
 */
const test = suite('faults of the machine')
const missing = whyNoMachine()
let machine: TestMachine
let track: string

test.before(async () => {
  if (missing) return
  machine = await openTestMachine()
  track = join(machine.dir, 'faults')
  mkdirSync(join(track, '01-slow'), { recursive: true })
  writeFileSync(join(track, 'track.yaml'), 'version: 1\ntitle: Faults\nrequires: [root]\nchallenges: [01-slow]\n')
  writeFileSync(join(track, '01-slow/assignment.md'), '# Faults\n')
  writeFileSync(join(track, '01-slow/challenge.yaml'), 'title: Slow\nchecks:\n  - id: looked\n    process: { command: sshd }\n  - id: slow\n    title: that takes its time\n    script: { file: slow.sh, seconds: 90 }\n')
  writeFileSync(join(track, '01-slow/slow.sh'), 'if [ -e /tmp/slow ]; then touch /tmp/begun; sleep 80; fi\npass "there it is"\n')
  assert.is((await machine.lab('check', track, '--host', 'ssh:default')).code, 0)
})
test.after(async () => machine?.close())

interface Checked {
  code: number
  err: string
  seconds: number
  checks: { id: string; status: string; message: string; next?: string }[]
}

/** Looks, and does something to the machine in the middle where that is given. */
async function check(middle?: () => Promise<unknown> | void): Promise<Checked> {
  const before = journal()
  if (middle) await machine.ssh('touch /tmp/slow; rm -f /tmp/begun')
  const began = Date.now()
  const going = machine.lab('check', track, '--host', 'ssh:default', '--json')
  if (middle) {
    assert.is((await machine.ssh('for n in $(seq 60); do [ -e /tmp/begun ] && exit; sleep 1; done; exit 1')).code, 0, 'the slow check never began')
    await middle()
  }
  const { code, out, err } = await going
  assert.ok(journal().startsWith(before), 'the journal was changed')
  for (const line of journal().trim().split('\n')) JSON.parse(line)
  return { code, err, seconds: (Date.now() - began) / 1000, checks: out === '' ? [] : JSON.parse(out).checks }
}
const journal = (): string => readFileSync(join(machine.dir, 'state/lab/journal.jsonl'), 'utf8')
const isGood = async (): Promise<void> => {
  const { code, checks, err } = await check()
  assert.equal([code, checks.map(each => each.status)], [0, ['pass', 'pass']], err)
}

test.when(missing, 'the clock of the machine may be wrong by years: it is not asked', async () => {
  try {
    for (const date of ['2001-02-03', '2037-01-01']) {
      assert.is((await machine.ssh(`sudo date -s ${date}`)).code, 0)
      await isGood()
    }
  } finally {
    await machine.ssh(`sudo date -s @${Math.floor(Date.now() / 1000)}`)
  }
})

test.when(missing, 'a full disk is an error that says so, and looking goes on', async () => {
  try {
    await machine.ssh('sudo sh -c "fallocate -l 100G /full; cat /dev/zero >>/full"')
    assert.match((await machine.ssh('df --output=avail / | tail -n 1')).out, /^\s*0$/m)
    await isGood()
    const words = await start('first-steps/no-chmod', machine.environment, 'ssh:default').then(() => 'it started', (error: Error) => error.message)
    assert.match(words, /no space left on device.*the disk is full: `df -h` on the host shows which one; make room and start again/i)
  } finally {
    await machine.ssh('sudo rm -f /full')
  }
})

const NEXT = /; `ssh -F \S+ default true` says whether it can be reached/
/** What a check says that has no answer. `most`: seconds that lab itself gives a machine of which it hears nothing, and as many again for this side to be busy. */
function isTrouble({ code, err, seconds, checks }: Checked, most: number, words: RegExp): void {
  assert.is(code, 4, err)
  assert.ok(seconds < most, `${seconds} s`)
  assert.equal(checks.map(each => each.id), ['looked', 'slow'], err)
  assert.is(checks.some(each => each.status === 'fail'), false, JSON.stringify(checks))
  assert.match(checks[1]!.message, words, checks[1]!.message)
  assert.match(checks[1]!.message, NEXT)
  assert.is(checks[1]!.status, 'error')
}

test.when(missing, 'a machine that freezes in the middle is an error, long before the check has used up its time', async () => {
  try {
    isTrouble(await check(() => machine.tell('stop')), 80, /the host stopped answering/)
  } finally {
    await machine.tell('cont')
    await machine.ssh('rm -f /tmp/slow')
  }
})

test.when(missing, 'a machine that is frozen before it is asked is an error; when it goes on, all is as before', async () => {
  await machine.tell('stop')
  try {
    isTrouble(await check(), 60, /no connection within|timed out/i)
  } finally {
    await machine.tell('cont')
  }
  await isGood()
})

test.when(missing, 'a machine that goes down in the middle is an error, and so is one that is down', async () => {
  isTrouble(await check(() => machine.kill()), 60, /the host stopped answering/)
  isTrouble(await check(), 40, /Connection refused/)
})

test.run()
