/** Every row of the table of attacks on a check runner. Times are only compared with what the attack would have taken. */
import * as assert from 'uvu/assert'
import { Capped } from '../../src/host/Capped.ts'
import { spawn, type SpawnOptions } from '../../src/host/spawn.ts'
import { suite } from '../suite.ts'

const test = suite('spawn')
const LONG = 20
const env = { PATH: '/usr/bin:/bin' }
const sh = (script: string, more: Partial<SpawnOptions> = {}) => spawn({ argv: ['/bin/sh', '-c', script], env, deadlineMs: LONG * 1000, cap: 1024, ...more })

/** The answer, after asserting that it came long before the attack would have let go. */
async function early<T>(doing: Promise<T>): Promise<T> {
  const startedAt = performance.now()
  const result = await doing
  assert.ok(performance.now() - startedAt < LONG * 500, 'it waited for the attacker')
  return result
}
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
const isGone = async (pid: number): Promise<boolean> => {
  for (let i = 0; i < 100 && isAlive(pid); i++) await new Promise(done => setTimeout(done, 20))
  return !isAlive(pid)
}

test('what it wrote and how it ended', async () => {
  const { code, stdout, stderr, timedOut, truncated, signal, lost } = await sh('echo out; echo err >&2; exit 3')
  assert.equal([code, stdout, stderr, timedOut, truncated, signal, lost], [3, 'out\n', 'err\n', false, 0, null, undefined])
})

test('one that hangs is ended at the deadline, with what it wrote before', async () => {
  const said = await early(sh(`echo before; sleep ${LONG}`, { deadlineMs: 200 }))
  assert.equal([said.code, said.timedOut, said.signal, said.stdout], [null, true, null, 'before\n'])
})

test('one that ignores SIGTERM is ended just the same', async () => {
  assert.ok((await early(sh(`trap '' TERM INT HUP; while :; do sleep ${LONG}; done`, { deadlineMs: 200 }))).timedOut)
})

test('a background child that holds the output is not waited for, and ended', async () => {
  const said = await early(sh(`sleep ${LONG} & echo $!`))
  assert.is(said.code, 0)
  assert.ok(await isGone(Number(said.stdout)), 'the background child lives on')
})

test('the grandchildren of one that hangs end with it', async () => {
  const said = await early(sh(`(sleep ${LONG} & echo $!; sleep ${LONG})`, { deadlineMs: 300 }))
  assert.ok(said.timedOut)
  assert.ok(await isGone(Number(said.stdout)))
})

test('a child in a session of its own does not hold the answer', async () => {
  const said = await early(sh(`setsid sleep ${LONG} & echo $!; sleep 0.1`))
  assert.is(said.code, 0)
  try {
    process.kill(Number(said.stdout), 'SIGKILL')
  } catch {
    // It did not survive: the better.
  }
})

test('children live on where that was asked for', async () => {
  const said = await early(sh(`sleep ${LONG} & echo $!`, { keepChildren: true }))
  assert.ok(isAlive(Number(said.stdout)))
  process.kill(Number(said.stdout), 'SIGKILL')
})

for (const [name, redirect] of [['output', ''], ['errors', '>&2']]) {
  test(`endless ${name}: head and tail stay, the rest is counted`, async () => {
    const said = await early(sh(`echo first ${redirect}; yes ${redirect}`, { deadlineMs: 400 }))
    const text = redirect ? said.stderr : said.stdout
    assert.ok(said.timedOut && said.truncated > 100_000)
    assert.match(text, /^first\ny\n[^]*\n\[\d+ bytes left out\]\n[^]*y\n/)
    assert.ok(text.length < 1200)
  })
}

test('100 MB without a newline leave the memory flat', async () => {
  const before = process.memoryUsage.rss()
  let most = 0
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5)
  const said = await sh(`head -c 100000000 /dev/zero | tr '\\0' x`, { cap: 64 * 1024 })
  clearInterval(watch)
  assert.equal([said.code, said.truncated], [0, 100_000_000 - 64 * 1024])
  assert.ok(most - before < 60 * 1024 * 1024, `it took ${Math.round((most - before) / 1e6)} MB`)
})

test('output and errors are capped apart', async () => {
  const said = await sh(`head -c 5000 /dev/zero | tr '\\0' e >&2; echo whole`)
  assert.is(said.stdout, 'whole\n')
  assert.is(said.truncated, 5000 - 1024)
})

test('standard input ends at once; input is given whole', async () => {
  assert.is((await early(sh('cat; echo end'))).stdout, 'end\n')
  assert.is((await sh('wc -c', { input: 'x'.repeat(1_000_000) })).stdout.trim(), '1000000')
  assert.is((await sh('exec <&-; echo closed', { input: 'x'.repeat(1_000_000) })).stdout, 'closed\n')
})

test('there is no terminal', async () => {
  assert.is((await sh('test -t 0 || test -t 1 || test -t 2 || (: </dev/tty) 2>/dev/null || echo none')).stdout, 'none\n')
})

test('a signal is named', async () => {
  const said = await sh('kill -SEGV $$')
  assert.equal([said.code, said.signal, said.timedOut], [null, 'SIGSEGV', false])
})

const unstartable: Record<string, [argv: [string, ...string[]], reason: RegExp, environment?: Record<string, string>]> = {
  'a missing program': [['/nowhere/prog'], /^\/nowhere\/prog could not be started: ENOENT$/],
  'a folder': [['/'], /could not be started: EACCES/],
  'a file that is no program': [['/etc/passwd'], /could not be started: EACCES/],
  'a NUL in an argument': [['/bin/echo', 'a\0b'], /could not be started: ERR_INVALID_ARG_VALUE/],
  'a NUL in a variable': [['/bin/echo'], /could not be started: ERR_INVALID_ARG_VALUE/, { a: 'b\0c' }],
  'an argument that the kernel does not take': [['/bin/echo', 'x'.repeat(3_000_000)], /could not be started: E2BIG/],
}
for (const [name, [argv, reason, environment]] of Object.entries(unstartable)) {
  test(`${name} is an answer, not an exception`, async () => {
    const said = await spawn({ argv, env: environment ?? env, deadlineMs: 5000, cap: 100 })
    assert.equal([said.code, said.timedOut], [null, false])
    assert.match(said.lost!, reason)
  })
}

test('stop ends it, and what comes after does not begin', async () => {
  const stop = new AbortController()
  const running = sh(`sleep ${LONG}`, { stop: stop.signal })
  setTimeout(() => stop.abort(), 100)
  assert.is((await early(running)).signal, 'SIGKILL')
  const late = await early(sh(`sleep ${LONG}`, { stop: stop.signal }))
  assert.equal([late.code, late.lost], [null, 'interrupted before it began'])
})

test('what may not be killed, as under sudo, is not waited for', async () => {
  const kill = process.kill
  let pid = 0
  process.kill = (target => {
    pid = -target
    throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' })
  }) as typeof kill
  try {
    const said = await early(sh(`sleep ${LONG}`, { deadlineMs: 100 }))
    assert.equal([said.code, said.timedOut], [null, true])
  } finally {
    process.kill = kill
    kill(-pid, 'SIGKILL')
  }
})

const caps: [cap: number, chunks: string[], text: string, dropped: number][] = [
  [10, [], '', 0],
  [10, ['0123456789'], '0123456789', 0],
  [10, ['0123456789a'], '01234\n[1 bytes left out]\n6789a', 1],
  [10, [...'0123456789abc'], '01234\n[3 bytes left out]\n89abc', 3],
  [10, ['abcd', 'efghijklmnop'], 'abcde\n[6 bytes left out]\nlmnop', 6],
  [8, ['aéé', 'é'], 'aééé', 0],
]
for (const [cap, chunks, text, dropped] of caps) {
  test(`capped at ${cap}: ${chunks.join('|')}`, () => {
    const capped = new Capped(cap)
    for (const chunk of chunks) capped.add(Buffer.from(chunk))
    assert.equal([capped.text(), capped.dropped], [text, dropped])
  })
}

test.run()
