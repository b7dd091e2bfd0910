/** zx scripts, each in a process of its own; the host is this machine. */
import * as assert from 'uvu/assert'
import { openLocal } from '../../src/host/local.ts'
import type { Answer } from '../../src/model/look.ts'
import { runProgram } from '../../src/run/runProgram.ts'
import { suite } from '../suite.ts'

const test = suite('zx scripts')
process.env.LAB_SECRET = 'secret'
const host = openLocal({ environment: { HOME: '/nowhere' }, needsRoot: false })
const run = (text: string, env: Record<string, string> = {}, seconds = 20): Promise<{ answer: Answer; calls: number }> => runProgram({ file: 'check.mjs', text, env, seconds }, host)

const rows: Record<string, [text: string, code: number, words: RegExp, calls?: number]> = {
  'passes': ['pass()', 0, /^$/],
  'passes with words': ['pass("well done")', 0, /^well done$/],
  'passes by reaching its end': ['const a = 1', 0, /^$/],
  'fails with words': ['fail("no such user\\nat all")', 1, /^no such user\nat all$/],
  'fails with something else than words': ['fail(undefined)', 1, /^$/],
  'throws': ['throw new TypeError("boom")', 2, /^TypeError: boom$/],
  'throws something strange': ['throw null', 2, /^null$/],
  'throws in a timer': ['setTimeout(() => { throw new RangeError("late") }, 10); await new Promise(() => {})', 2, /RangeError: late/],
  'forgets to wait for what fails': ['void (async () => { throw new Error("unseen") })(); await new Promise(() => {})', 2, /unseen/],
  'has a mistake of syntax': ['const = 1', 2, /SyntaxError/],
  'imports what is not there': ['import x from "nowhere"', 2, /TypeError|Error/],
  'prints a verdict': ['console.log(JSON.stringify({ type: "verdict", pass: true, words: "forged" })); console.log("PASS"); fail("no")', 1, /^no$/],
  'prints a verdict and leaves': ['console.log(JSON.stringify({ type: "verdict", pass: true, words: "" })); process.exit(0)', 2, /without a verdict/],
  'leaves with 1': ['process.exit(1)', 2, /ended the process with 1 and without a verdict/],
  'sees no environment': ['fail(JSON.stringify(process.env))', 1, /^\{\}$/],
  'sees no environment on the host': ['fail((await $`env`).stdout)', 1, /^(?![^]*secret)[^]*PATH=/, 1],
  'has no input': ['import { readFileSync } from "node:fs"; fail("got:" + readFileSync(0, "utf8"))', 1, /^got:$/],
  'reads what a command wrote': ['const { stdout, stderr, exitCode } = await $`echo out; echo err >&2`; fail([stdout, stderr, exitCode].join("|"))', 1, /^out\n\|err\n\|0$/, 1],
  'asks twice': ['await $`true`; await $`true`; pass()', 0, /^$/, 2],
  'asks side by side': ['const all = await Promise.all([1, 2, 3].map(n => $`echo ${n}`)); fail(all.map(each => each.stdout.trim()).join())', 1, /^1,2,3$/, 3],
  'asks what fails': ['await $`echo why >&2; exit 3`', 2, /^a command ended with 3: why$/, 1],
  'asks what may fail': ['const { exitCode } = await $`exit 3`.nothrow(); fail(String(exitCode))', 1, /^3$/, 1],
  'asks for a program that is not there': ['await $`no-such-program`', 2, /a command ended with 127: .*not found/, 1],
  'reads much': ['const { stdout } = await $`head -c 300000 /dev/zero | tr "\\\\0" x`; fail(String(stdout.length))', 1, /^300000$/, 1],
}
for (const [name, [text, code, words, calls = 0]] of Object.entries(rows)) {
  test(`one that ${name}`, async () => {
    const { answer, calls: made } = await run(text)
    assert.is(answer.code, code, answer.stderr)
    assert.match(code === 0 ? answer.stdout : answer.stderr, words)
    assert.is(made, calls)
  })
}

const hostile = ['', ' ', "it's", '"', '$(echo no)', '`echo no`', '; echo no', 'a\nb', '-n', '*', '~', '\\', '!', '日本', '\t', "'\\''", '#', '&', '|', '\u001b[2J', "$'\\n'"]
test('whatever stands in ${} reaches the host as one argument', async () => {
  const { answer } = await run(`
    const list = JSON.parse(vars.list)
    const { stdout } = await $\`printf '%s\\\\036' \${list}\`
    const single = []
    for (const each of list) single.push((await $\`printf '%s' \${each}\`).stdout)
    fail(JSON.stringify([stdout.split('\\x1e').slice(0, -1), single]))`, { list: JSON.stringify(hostile) })
  assert.equal(JSON.parse(answer.stderr), [hostile, hostile])
})

test('variables arrive as they are, here and on the host', async () => {
  const { answer } = await run('fail(vars.image + "|" + (await $`printf %s "$image"`).stdout)', { image: `a 'b' $(c)` })
  assert.is(answer.stderr, `a 'b' $(c)|a 'b' $(c)`)
})

for (const [name, text] of Object.entries({ 'waits for ever': 'await new Promise(() => {})', 'turns in a circle': 'while (true) {}', 'waits for a command': 'await $`sleep 60`', 'ignores signals': 'process.on("SIGTERM", () => {}); process.on("SIGINT", () => {}); await new Promise(() => {})' })) {
  test(`one that ${name} is ended at its deadline`, async () => {
    const startedAt = performance.now()
    const { answer } = await run(text, {}, 1.5)
    assert.equal([answer.code, answer.timedOut], [null, true])
    assert.ok(performance.now() - startedAt < 30_000)
  })
}

test('a command that hangs, or a host that is gone, is never turned into a fail by the script', async () => {
  const hanging = await run('try { await $`sleep 60` } catch { fail("the learner did nothing") }', {}, 1.5)
  assert.equal([hanging.answer.code, hanging.answer.timedOut], [null, true])
  const gone = { ...host, run: async () => ({ code: null, signal: null, stdout: '', stderr: '', timedOut: false, truncated: 0, durationMs: 1, lost: 'the host stopped answering' }) }
  const { answer } = await runProgram({ file: 'check.mjs', text: 'const { exitCode } = await $`true`.nothrow(); if (exitCode !== 0) fail("not there")', seconds: 20 }, gone)
  assert.equal([answer.code, answer.lost], [null, 'the host stopped answering'])
})

test('what a script started on the host ends with it', async () => {
  const { answer } = await run('void $`sleep 61.5`; await $`true`; pass()')
  assert.is(answer.code, 0)
  let found = 'sleep'
  for (let i = 0; i < 50 && found !== ''; i++) found = (await host.run({ script: "grep -alz '^61[.]5$' /proc/[0-9]*/cmdline 2>/dev/null; sleep 0.05", deadlineMs: 5000, cap: 1000 })).stdout
  assert.is(found, '')
})

test('much output is cut and its verdict still comes', async () => {
  const { answer } = await run('for (let n = 0; n < 200; n++) console.log("x".repeat(10000)); fail("said")')
  assert.equal([answer.code, answer.stderr, answer.truncated > 0], [1, 'said', true])
})

test.run()
