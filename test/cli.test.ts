/** The real bin/lab on small tracks of its own. The checks are scripts, so that no container is needed. */
import * as assert from 'uvu/assert'
import { execa, type Options } from 'execa'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isResult } from './isResult.ts'
import { overview } from '../src/help.ts'
import { manPage } from '../src/manPage.ts'
import { makeFolder, scriptFiles, trackFiles } from './folder.ts'
import { suite } from './suite.ts'

const test = suite('cli')
const lab = fileURLToPath(new URL('../bin/lab', import.meta.url))
const state = makeFolder()

interface Said {
  exit: number | undefined
  out: string
  err: string
}

/** Runs lab with these tracks in reach; whatever happens there is no stack trace. */
async function run(args: string[], files: Record<string, string | Uint8Array> = {}, { env, ...more }: Options = {}): Promise<Said> {
  const { exitCode, stdout, stderr } = await execa(lab, args, {
    reject: false, stdin: 'ignore', extendEnv: false, stripFinalNewline: false, timeout: 60_000, cwd: makeFolder(),
    env: { PATH: process.env.PATH, HOME: state, XDG_STATE_HOME: join(state, String(Math.random())), LAB_TRACKS: makeFolder(files), ...env }, ...more,
  })
  const said = { exit: exitCode, out: String(stdout ?? ''), err: String(stderr ?? '') }
  for (const text of [said.out, said.err]) assert.not.match(text, /^\s+at .*[:(]\d+|node:internal|UnhandledPromise/m, text)
  return said
}
const parse = (text: string): any => {
  try {
    return isResult(JSON.parse(text))
  } catch (error) {
    throw new Error(`no JSON as promised: ${JSON.stringify(text.slice(0, 200))}: ${(error as Error).message.slice(0, 500)}`)
  }
}
const statusOf = (result: any, id: string): any => result.checks.find((each: any) => each.id === id)

const states: [name: string, scripts: Record<string, string>, exit: number, statuses: string][] = [
  ['all pass', { a: 'exit 0', 'b.mjs': 'pass()' }, 0, 'pass pass'],
  ['one fails', { a: 'exit 0', b: 'fail "no such user"' }, 1, 'pass fail'],
  ['zx fails', { 'a.mjs': 'fail("no")', b: 'pass' }, 1, 'fail pass'],
  ['one breaks', { a: 'exit 0', b: 'exit 7' }, 4, 'pass error'],
  ['an error wins over a fail', { a: 'exit 1', b: 'no-such-program' }, 4, 'fail error'],
  ['zx throws', { 'a.mjs': 'throw new Error("boom")', b: 'exit 0' }, 4, 'error pass'],
  ['killed by a signal', { a: 'kill -SEGV $$', b: 'exit 0' }, 4, 'error pass'],
  ['a mistake of syntax', { a: 'if then (', b: 'exit 0' }, 4, 'error pass'],
]
for (const [name, scripts, exit, statuses] of states) {
  test(`check: ${name} ends with ${exit}`, async () => {
    const { exit: code, out, err } = await run(['check', 'demo/one', '--json'], scriptFiles(scripts))
    const result = parse(out)
    assert.equal([code, result.checks.map((each: any) => each.status).join(' '), err], [exit, statuses, ''])
    for (const reporter of ['tree', 'plain']) {
      const said = await run(['check', 'demo', '--reporter', reporter], scriptFiles(scripts))
      assert.equal([said.exit, said.err], [exit, ''])
      for (const status of statuses.split(' ')) assert.match(said.out, status.toUpperCase())
    }
  })
}

/** Attacks as check scripts; `b` beside each must be judged as if nothing was. */
const attacks: [name: string, script: string, status: string, message: RegExp][] = [
  ['one that hangs', 'sleep 40', 'error', /no end after 1 s/],
  ['one that hangs and ignores signals', "trap '' TERM INT HUP; while :; do sleep 40; done", 'error', /no end after 1 s/],
  ['one that asks for a password', 'echo "Password:" >&2; sleep 40', 'error', /it asked for input/],
  ['one that reads its input', 'read x && exit 1; exit 0', 'pass', /satisfied/],
  ['100 MB of output', 'head -c 100000000 /dev/zero | tr "\\0" x; exit 0', 'pass', /bytes of output were left out/],
  ['100 MB of errors', 'head -c 100000000 /dev/zero | tr "\\0" x >&2; exit 1', 'fail', /bytes of output were left out/],
  ['a background child that holds the output', 'sleep 40 & pass done', 'pass', /done/],
  ['a text that says FAIL', 'echo FAIL; exit 0', 'pass', /FAIL/],
  ['a text with escapes', 'printf "\\033[2J\\033]0;x\\007\\302\\233" >&2; exit 1', 'fail', /\\x1b\[2J\\x1b\]0;x\\x07\\x9b/],
  ['output that is no UTF-8', 'printf "\\377\\376\\0" >&2; exit 1', 'fail', /./],
]
test('attacks by scripts: each is judged, and the other checks are', async () => {
  const startedAt = performance.now()
  const files = scriptFiles(Object.fromEntries([...attacks.map(([, script], index) => [`a${index}`, script]), ['b', 'exit 0']]), 1)
  // What moves 100 MB gets the time it takes on a busy machine.
  files['demo/01-one/challenge.yaml'] = String(files['demo/01-one/challenge.yaml']).replace(/(a[45]\.sh, seconds): 1/g, '$1: 30')
  const { exit, out } = await run(['check', 'demo', '--json'], files)
  const result = parse(out)
  assert.is(exit, 4)
  for (const [index, [name, , status, message]] of attacks.entries()) {
    const verdict = statusOf(result, `a${index}`)
    assert.is(verdict.status, status, `${name}: ${verdict.message}`)
    assert.match(verdict.message, message, name)
    assert.ok(verdict.message.length < 1000, name)
  }
  assert.is(statusOf(result, 'b').status, 'pass')
  assert.ok(performance.now() - startedAt < 35_000, 'it waited for a sleeper')
})

/** What cannot start: exit code, code word and message, as JSON on stdout and as talk on stderr. */
const good = scriptFiles({ a: 'exit 0' })
const refusals: [args: string[], files: Record<string, string | Uint8Array>, exit: number, code: string, message: RegExp][] = [
  [['chek'], good, 2, 'usage', /no command "chek" \(did you mean "check"\?\)/],
  [['__proto__'], good, 2, 'usage', /no command "__proto__"/],
  [['check', '--strikt'], good, 2, 'usage', /no option --strikt \(did you mean --strict\?\)/],
  [['check', '--reporter'], good, 2, 'usage', /reporter/],
  [['check', '--color', 'pink'], good, 2, 'usage', /--color is auto, always or never/],
  [['check', 'demo', 'demo'], good, 2, 'usage', /takes/],
  [['check', 'dmeo'], good, 2, 'usage', /no track "dmeo" \(did you mean "demo"\?\)/],
  [['check', 'demo/oen'], good, 2, 'usage', /no challenge "oen" in demo \(did you mean "one"\?\)/],
  [['check', 'demo', '--host', 'locl'], good, 2, 'usage', /no kind of host "locl"/],
  [['check', 'demo/one'], trackFiles('title: [\n'), 3, 'invalid-track', /mistake/],
  [['check', 'demo/one'], trackFiles('title: One\nchecks:\n  - id: a\n    script: gone.sh\n'), 3, 'invalid-track', /mistake/],
  [['check', 'demo'], { 'demo/track.yaml': '' }, 3, 'invalid-track', /mistake/],
  [['validate', 'demo'], trackFiles('title: One\ncheks: []\n'), 3, 'invalid-track', /1 mistake/],
]
for (const [args, files, exit, code, message] of refusals) {
  test(`lab ${args.join(' ')} ends with ${exit}: ${message.source.slice(0, 30)}`, async () => {
    const plain = await run(args, files)
    assert.equal([plain.exit, plain.out], [exit, ''])
    assert.match(plain.err, message)
    const json = await run([...args, '--json'], files)
    const { version, error } = parse(json.out)
    assert.equal([json.exit, version, error.code], [exit, 1, code])
    assert.match(error.message, message)
    if (exit === 3) {
      assert.ok(error.problems.length > 0)
      for (const problem of error.problems) assert.equal(Object.keys(problem).sort(), ['code', 'column', 'file', 'line', 'message'])
      assert.match(plain.err, /\.yaml:\d+:\d+: /)
    }
  })
}

test('a check of a kind that looks is judged beside scripts, in one round trip', async () => {
  const { exit, out } = await run(['check', 'demo', '--json'], trackFiles('title: T\nchecks:\n  - { id: a, process: { command: node } }\n  - { id: b, process: { command: no-such-program } }\n  - { id: c, script: c.sh }\n', { 'c.sh': 'exit 0' }))
  const result = parse(out)
  assert.equal([exit, result.roundTrips, result.checks.map((each: any) => each.status).join(' ')], [1, 1, 'pass fail pass'])
})

test('several challenges are `results`, and --strict takes no skip', async () => {
  const needs = trackFiles('title: T\nchecks:\n  - { id: a, script: a.sh, once: true }\n  - { id: b, script: b.sh }\n  - { id: c, needs: b, script: a.sh }\n', { 'a.sh': 'exit 0', 'b.sh': 'exit 1' })
  const said = await run(['check', 'demo', '--json'], { ...needs, 'demo/track.yaml': 'version: 1\ntitle: T\nchallenges: [01-one, 02-two]\n', 'demo/02-two/challenge.yaml': 'title: T\nchecks: [{ id: a, script: a.sh }]\n', 'demo/02-two/a.sh': 'exit 0', 'demo/02-two/assignment.md': 'x' })
  const { version, results } = parse(said.out)
  const once = { 'a.sh': 'exit 0' }
  const skips = trackFiles('title: T\nchecks:\n  - { id: a, script: a.sh }\n  - { id: b, process: { command: node, selinux: { type: /./ } } }\n', once)
  const labels = parse((await run(['check', 'demo', '--json'], skips)).out).summary.skipped
  if (labels > 0) assert.equal([(await run(['check', 'demo'], skips)).exit, (await run(['check', 'demo', '--strict'], skips)).exit], [0, 4])
  assert.equal([said.exit, version, results.length, results[0].checks[2].status, results[0].checks[2].reason], [1, 1, 2, 'skip', 'needs'])
})

test('talk goes to stderr, data to a file where that was asked for', async () => {
  const file = join(makeFolder(), 'out.json')
  const { exit, out, err } = await run(['check', 'demo', '--reporter', 'plain', '--reporter', `json=${file}`], good)
  assert.equal([exit, err], [0, ''])
  assert.match(out, /^PASS demo\/one a: /)
  assert.is(parse(spawnSync('cat', [file], { encoding: 'utf8' }).stdout).summary.passed, 1)
})

test('no colour where NO_COLOR, a dumb terminal or a pipe says so; with --color always there is', async () => {
  for (const env of [{ NO_COLOR: '1', FORCE_COLOR: '1' }, { TERM: 'dumb' }, {}]) assert.not.match((await run(['check', 'demo'], good, { env })).out, '\u001b')
  assert.match((await run(['check', 'demo', '--color', 'always'], good)).out, '\u001b[32mPASS')
})

const verbs = readdirSync(fileURLToPath(new URL('../src/command', import.meta.url))).map(name => name.replace('.ts', ''))
test('--help fits a terminal of 24 lines and 80 columns; so does that of each command', async () => {
  for (const args of [['--help'], ['help'], ['-h'], ...verbs.flatMap(verb => [[verb, '--help'], ...(verb.startsWith('_') ? [] : [['help', verb]])])]) {
    const { exit, out, err } = await run(args)
    assert.equal([exit, err], [0, ''])
    const rows = out.trimEnd().split('\n')
    assert.ok(rows.length <= 24, `lab ${args.join(' ')} takes ${rows.length} lines`)
    for (const row of rows) assert.ok(row.length <= 80, `lab ${args.join(' ')}: ${row}`)
  }
  const { out } = await run(['--help'])
  for (const verb of verbs) assert.is(new RegExp(`\\b${verb}\\b`).test(out), !verb.startsWith('_'), verb)
  assert.match((await run(['--version'])).out, /^\d+\.\d+\.\d+\n$/)
})

test('with many commands the overview still fits: groups are named in a row each', async () => {
  const many = Object.fromEntries(Array.from({ length: 45 }, (_, n) => [`verb${n}`, async () => ({ default: { summary: 'Do a thing, and another, and tell about it in many words that do not fit: at all.', takes: '', most: 0, options: {}, group: (['anyone', 'students', 'authors'] as const)[n % 3]!, run: async () => 0 } })]))
  const rows = (await overview(many)).trimEnd().split('\n')
  assert.ok(rows.length <= 24 && rows.every(row => row.length <= 80), rows.join('\n'))
  for (const name of Object.keys(many)) assert.match(rows.join('\n'), name)
})

const noMan = spawnSync('man', ['--version']).status === 0 ? undefined : 'man is not installed'
test.when(noMan, 'the man page is one', async () => {
  const page = (await run(['help', '--man'])).out
  const { stdout, stderr } = spawnSync('man', ['--warnings', '-E', 'UTF-8', '-l', '-'], { input: page, encoding: 'utf8', env: { PATH: process.env.PATH, MANWIDTH: '80', LC_ALL: 'C.UTF-8' } as unknown as NodeJS.ProcessEnv })
  assert.is(stderr, '')
  const odd = await manPage({ x: async () => ({ default: { summary: '.nothing \\fBis -- lost', takes: '', most: 0, options: {}, group: 'students', run: async () => 0 } }) }, {}, '1')
  assert.match(spawnSync('man', ['-l', '-'], { input: odd, encoding: 'utf8' }).stdout, '.nothing \\fBis -- lost')
  for (const words of ['lab check [TRACK[/CHALLENGE]] [OPTIONS]', '--reporter NAME[=FILE]', 'EXIT STATUS']) assert.ok(stdout.replace(/.\u0008/g, '').includes(words), words)
})

const mine: [name: string, text: string, said: RegExp | '', out: RegExp][] = [
  ['writes', 'export default ({ write }) => ({ begin({ id }) { write(`${id}:`) }, result({ summary }) { write(`${summary.passed}`) }, end(results) { write(` of ${results.length}\\n`) } })', '', /^one:1 of 1\n$/],
  ['has nothing to say', 'export default () => ({})', '', /^$/],
  ['has no default export', 'export const reporter = 1', /^lab: the reporter \.\/mine\.mjs cannot be used: its default export is missing.*; tree takes its place\n$/, /PASS/],
  ['exports no function', 'export default {}', /its default export is no function.*tree takes its place\n$/, /PASS/],
  ['throws at import', 'throw new Error("at import")', /^lab: the reporter \.\/mine\.mjs cannot be loaded: at import; tree takes its place\n$/, /PASS/],
  ['cannot be parsed', 'export default (', /^lab: the reporter \.\/mine\.mjs cannot be loaded: .*tree takes its place\n$/, /PASS/],
  ['throws when it is made', 'export default () => { throw new Error("made") }', /^lab: the reporter \.\/mine\.mjs could not be made: made\n$/, /^$/],
  ['makes nothing', 'export default () => 3', /^lab: the reporter \.\/mine\.mjs could not be made: it returned no reporter\n$/, /^$/],
  ['throws in every method, once told', 'const f = () => { throw new Error("method") }; export default () => ({ begin: f, result: f, end: f })', /^lab: the reporter \.\/mine\.mjs failed in begin: method\n$/, /^$/],
  ['rejects, with no error', 'export default () => ({ result: () => Promise.reject("words") })', /^lab: the reporter \.\/mine\.mjs failed in result: words\n$/, /^$/],
  ['leaves what fails behind', 'export default () => ({ result() { Promise.reject(new Error("stray")) } })', /^lab: the reporter \.\/mine\.mjs left something behind that failed: stray\n$/, /^$/],
  ['would change the result', 'export default () => ({ result(result) { result.summary.failed = 9; result.checks.length = 0 } })', '', /^$/],
]
test("a reporter of one's own works, and where it is broken one message says so and the run goes on", async () => {
  for (const [name, text, said, wanted] of mine) {
    const cwd = makeFolder({ 'mine.mjs': text })
    const alone = await run(['check', 'demo', '--reporter', './mine.mjs'], good, { cwd })
    assert.equal([alone.exit, said === '' ? alone.err === '' : said.test(alone.err), wanted.test(alone.out)], [0, true, true], `${name}: ${alone.err}${alone.out}`)
    const beside = await run(['check', 'demo', '--reporter', join(cwd, 'mine.mjs'), '--reporter', 'json'], good)
    assert.is(beside.exit, 0)
    if (name !== 'writes') assert.is(parse(beside.out).checks.length, 1, name)
  }
  const cwd = makeFolder({ 'a=b.js': 'module.exports = ({ write }) => ({ end() { write("mine\\n") } })' })
  assert.is((await run(['check', 'demo', '--reporter', './a=b.js=out=1.txt', '--reporter', 'json=out.js'], good, { cwd })).err, '')
  assert.equal([readFileSync(join(cwd, 'out=1.txt'), 'utf8'), parse(readFileSync(join(cwd, 'out.js'), 'utf8')).summary.passed], ['mine\n', 1])
})

/** Every kind of word that can be mistyped, and what must be suggested. */
const slips: [args: string[], meant: string][] = [
  [['chek'], '"check"'], [['help', 'chek'], '"check"'], [['check', '--explian'], '--explain'], [['check', '--reportr=json'], '--reporter'], [['list', '--jsn'], '--json'], [['check', 'dmeo'], '"demo"'], [['start', 'dmeo/one'], '"demo"'],
  [['validate', 'demi'], '"demo"'], [['show', 'demo/oen'], '"one"'], [['hint', 'aa'], '"ab"'], [['check', 'demo', '--reporter', 'jnuit'], '"junit"'], [['check', 'demo', '--reporter', './mien.mjs'], '"mine.mjs"'], [['check', 'demo', '--host', 'lcoal'], '"local"'],
  [['schema', 'challange'], '"challenge"'], [['completion', 'zhs'], '"zsh"'], [['new', 'trakc', 'x'], '"track"'], [['new', 'challenge', 'dmeo/x'], '"demo"'], [['check', './dmeo'], '"demo"'],
]
test('every unknown word is answered with the one that was meant, and exit 2', async () => {
  const files = { ...trackFiles('title: T\nchecks: [{ id: ab, script: a.sh }]\n', { 'a.sh': 'exit 0' }), 'state/lab/journal.jsonl': '{"type":"started","at":"","challenge":"demo/one","containers":[]}\n', 'mine.mjs': '' }
  const cwd = makeFolder(files)
  for (const [args, meant] of slips) {
    const { exit, err, out } = await run(args, files, { cwd, env: { XDG_STATE_HOME: join(cwd, 'state') } })
    assert.equal([exit, out], [2, ''], `lab ${args.join(' ')}`)
    assert.ok(err.includes(`did you mean ${meant}`), `lab ${args.join(' ')}: ${err}`)
  }
})

test('a reader that closes the pipe is no trouble', () => {
  const files = scriptFiles(Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`a${n}`, `fail "${'x'.repeat(290)}"`])))
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', `"$0" check demo --explain | head -1`, lab], { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: state, LAB_TRACKS: makeFolder(files) } as NodeJS.ProcessEnv })
  assert.equal([stdout, stderr], ['Scripts  (demo/one)\n', ''])
})

test('Ctrl-C while a script sleeps ends with 130, and the script with it', async () => {
  const folder = makeFolder()
  const child = execa(lab, ['check', 'demo', '--json'], {
    reject: false, stdin: 'ignore', timeout: 60_000, extendEnv: false,
    env: { PATH: process.env.PATH, HOME: state, LAB_TRACKS: makeFolder(scriptFiles({ a: `echo $$ >${folder}/pid; exec sleep 40`, b: 'exec sleep 40', c: 'exec sleep 40', d: 'exec sleep 40', e: 'exec sleep 40' }, 40)) },
  })
  const startedAt = performance.now()
  let pid = ''
  while (pid === '' && performance.now() - startedAt < 20_000) {
    await new Promise(done => setTimeout(done, 50))
    pid = spawnSync('cat', [`${folder}/pid`], { encoding: 'utf8' }).stdout.trim()
  }
  child.kill('SIGINT')
  const { exitCode, stderr } = await child
  assert.is(exitCode, 130)
  assert.not.match(stderr, '    at ')
  assert.ok(performance.now() - startedAt < 30_000, 'it waited for the sleeper')
  assert.throws(() => process.kill(Number(pid), 0), /ESRCH/)
})

/** An engine behind a socket: the way to one that hangs or is gone, since PATH is fixed. */
const noPodman = spawnSync('podman', ['--version']).status === 0 ? undefined : 'podman is not installed'
const engineTrack = trackFiles('title: T\nchecks:\n  - { id: a, process: { command: top, in: container, count: 0 } }\n  - { id: b, process: { command: node } }\n  - { id: c, script: c.sh }\n', { 'c.sh': 'exit 0' })
const REMOTE = 'CONTAINER_HOST'

test.when(noPodman, 'the engine\'s socket is gone: an error, never a fail or a pass, and the other checks are judged', async () => {
  const { exit, out } = await run(['check', 'demo', '--json'], engineTrack, { env: { [REMOTE]: `unix://${join(makeFolder(), 'gone.sock')}` } })
  const result = parse(out)
  assert.equal([exit, result.checks.map((each: any) => each.status).join(' ')], [4, 'error pass pass'])
  assert.match(statusOf(result, 'a').message, /gone\.sock/)
})

test.when(noPodman, 'an engine that never answers costs its own check, no other', async () => {
  const sockets: Socket[] = []
  const server: Server = createServer(socket => void sockets.push(socket))
  const file = join(makeFolder(), 'deaf.sock')
  await new Promise<void>(done => server.listen(file, done))
  try {
    const startedAt = performance.now()
    const { exit, out } = await run(['check', 'demo', '--json'], engineTrack, { env: { [REMOTE]: `unix://${file}` } })
    const result = parse(out)
    assert.equal([exit, result.checks.map((each: any) => each.status).join(' ')], [4, 'error pass pass'])
    assert.match(statusOf(result, 'a').message, /no answer, the command was stopped after its time limit|cannot connect|unable to connect/i)
    assert.ok(performance.now() - startedAt < 40_000)
  } finally {
    sockets.forEach(each => each.destroy())
    server.close()
  }
})

test('a journal that cannot be read or written ends with 4 and one message', async () => {
  for (const env of [{ XDG_STATE_HOME: '/dev/null' }, { XDG_STATE_HOME: makeFolder({ 'lab/journal.jsonl/x': '' }) }]) {
    const { exit, out, err } = await run(['check', 'demo', '--json'], good, { env })
    assert.equal([exit, parse(out).error.code], [4, 'state'])
    assert.match(err, /journal/)
  }
})
test('LAB_TRACKS that names a file is one message', async () => {
  const { exit, err } = await run(['check', 'demo'], good, { env: { LAB_TRACKS: '/etc/passwd' } })
  assert.equal([exit, err.includes('no track "demo"')], [2, true])
})
test('a report that could not be written ends with 4', async () => {
  assert.is((await run(['check', 'demo', '--reporter', 'plain', '--reporter', 'json=/nowhere/x'], good)).exit, 4)
})
test('a closed pipe hides no failed check from `set -o pipefail`', () => {
  const files = scriptFiles(Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`a${n}`, `fail "${'x'.repeat(290)}"`])))
  const { stdout } = spawnSync('bash', ['-c', `"$0" check demo | true; echo \${PIPESTATUS[0]}`, lab], { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: state, LAB_TRACKS: makeFolder(files) } as NodeJS.ProcessEnv })
  assert.is(stdout, '1\n')
})
test('Ctrl-C with --json is JSON, too', async () => {
  const child = execa(lab, ['check', 'demo', '--json'], { reject: false, stdin: 'ignore', extendEnv: false, env: { PATH: process.env.PATH, HOME: state, LAB_TRACKS: makeFolder(scriptFiles({ a: 'sleep 20' })) } })
  setTimeout(() => child.kill('SIGINT'), 1500)
  const { exitCode, stdout } = await child
  assert.equal([exitCode, parse(stdout).error.code], [130, 'interrupted'])
})

test.when(spawnSync('sh', ['-c', 'command -v script']).status === 0 ? undefined : 'script is not installed', 'Ctrl-C on a terminal ends the drawing, too', async () => {
  const startedAt = performance.now()
  const child = execa('script', ['-qec', `${lab} check demo`, '/dev/null'], { reject: false, stdin: 'pipe', extendEnv: false, env: { PATH: process.env.PATH, HOME: state, TERM: 'xterm', LAB_TRACKS: makeFolder(scriptFiles({ a: 'sleep 60' })) } })
  setTimeout(() => child.stdin.write('\x03'), 2000)
  const { exitCode, stdout } = await child
  assert.is(exitCode, 130)
  assert.match(stdout, 'interrupted')
  assert.ok(performance.now() - startedAt < 30_000, 'it did not wait for the script')
})

test('a process that made a session of its own is ended and named', async () => {
  const { out } = await run(['check', 'demo', '--json'], scriptFiles({ a: 'setsid sleep 4321 >/dev/null 2>&1 & sleep 1; fail no' }))
  assert.match(parse(out).checks[0].message, /it left sleep \(\d+\) running, ended now/)
  assert.not.match(spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).stdout, /sleep 4321/)
})

const asking = 'title: One\nchecks:\n  - id: fs\n    title: you found the file system\n    answer: { text: Overlay }\n  - id: a\n    script: check.sh\n'

test('answer: kept until the next start, compared at the next check, never guessed', async () => {
  const files = trackFiles(asking, { 'check.sh': 'exit 0\n' })
  const env = { LAB_TRACKS: makeFolder(files), XDG_STATE_HOME: makeFolder() }
  const lab = (...args: string[]): Promise<Said> => run(args, {}, { env })
  const verdict = async (): Promise<string> => statusOf(parse((await lab('check', 'demo/one', '--json')).out), 'fs').message
  assert.is((await lab('answer', 'fs', 'x')).exit, 2)
  assert.is((await lab('start', 'demo/one')).exit, 0)
  assert.is(await verdict(), 'not answered yet: type `lab answer fs VALUE`')
  assert.equal(await lab('answer'), { exit: 0, out: 'fs: you found the file system\n  not answered yet: lab answer fs VALUE\n', err: '' })
  assert.match((await lab('answer', 'fs', 'ext4')).out, /^fs: .*\n  ext4\nKept\. /)
  assert.is(await verdict(), 'you answered ext4, which is not it')
  assert.equal(JSON.parse((await lab('answer', 'fs', ' over', 'lay ', '--json')).out), { version: 1, challenge: 'demo/one', answers: [{ id: 'fs', title: 'you found the file system', answer: 'over lay' }] })
  assert.is(await verdict(), 'you answered over lay, which is not it')
  assert.is((await lab('answer', 'fs', 'overlay')).exit, 0)
  assert.is(await verdict(), 'overlay is right')
  for (const [args, message] of [[['f', 'x'], /demo\/one does not ask "f"/], [['a', 'x'], /"a" asks for no answer: do it on the host.*by fs/], [['fs', ' '], /the answer is empty/], [['fs', 'x'.repeat(1001)], /has 1001 characters, the limit is 1000/]] as const) {
    const said = await lab('answer', ...args)
    assert.is(said.exit, 2)
    assert.match(said.err, message)
  }
  assert.is(await verdict(), 'overlay is right')
  assert.is((await lab('start', 'demo/one', '--yes')).exit, 0)
  assert.match(await verdict(), /^not answered yet/)
})

test.run()
