/** lab capture of a real host with real containers, and lab judge without one. */
import * as assert from 'uvu/assert'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { makeFolder, writeFiles } from '../folder.ts'
import { isResult } from '../isResult.ts'
import { suite } from '../suite.ts'
import { openTestHost, root, run, whyNoContainers, type Said, type TestHost } from './testHost.ts'

const test = suite('capture')
const missing = await whyNoContainers()
const folder = makeFolder()
const IMAGE = 'localhost/lab-stand-in-busybox'
const PLANTED = ['pl4nted-Env!', 'pl4nted-Arg!', 'pl4nted-Two\nlines!', 'pl4nted-Vendor!']
let host: TestHost
const lab = (...args: string[]): Promise<Said> => run(join(root, 'bin/lab'), args, { ...host.environment, LAB_TRACKS: join(folder, 'tracks') })
const checked = async (...args: string[]): Promise<any> => {
  const { code, out, err } = await lab(...args, '--json')
  const { startedAt: _, durationMs: __, roundTrips: ___, hosts: ____, notes: _____, changes, ...rest } = isResult(JSON.parse(out))
  return { code, err, changes, rest, status: Object.fromEntries(rest.checks.map((each: any) => [each.id, each.status])) }
}
const at = (name: string): string => join(folder, name)

const CHECKS = `title: One
checks:
  - id: runs
    process: { command: top, container: db }
  - id: blue
    process: { command: top, container: db, environment: { COLOR: blue } }
  - id: host
    file: { path: /etc/passwd, contains: "/^root:/" }
  - id: by-sh
    script: check.sh
  - id: by-zx
    script: check.mjs
  - id: pid
    answer: { container: db, is: pid }
`
const SH = 'test "$(id -u)" = 0 || fail "not root"\npodman exec db sh -c \'echo "$DB_PASSWORD"\'\n'
const MJS = 'const { stdout } = await $`uname -s`\nconst { exitCode } = await $`podman container exists db`.nothrow()\nexitCode === 0 && stdout.trim() === "Linux" ? pass("db is there") : fail("there is no db")\n'
const write = (files: Record<string, string>): void => writeFiles(folder, Object.fromEntries(Object.entries({ 'challenge.yaml': CHECKS, 'check.sh': SH, 'check.mjs': MJS, ...files }).map(([name, text]) => [`tracks/seen/01-one/${name}`, text])))
const states: Record<string, { status: Record<string, string>; code: number; make(): Promise<unknown> }> = {
  nothing: { status: { runs: 'fail', blue: 'fail', host: 'pass', 'by-sh': 'error', 'by-zx': 'fail', pid: 'fail' }, code: 4, make: async () => {} },
  red: { status: { runs: 'pass', blue: 'fail', host: 'pass', 'by-sh': 'pass', 'by-zx': 'pass', pid: 'fail' }, code: 1, make: () => host.podman('run', '-td', '--name', 'db', '-e', 'COLOR=red', '-e', `DB_PASSWORD=${PLANTED[0]}`, '-e', `VENDOR_SPECIFIC=${PLANTED[3]}`, IMAGE, 'top') },
  blue: {
    status: { runs: 'pass', blue: 'pass', host: 'pass', 'by-sh': 'pass', 'by-zx': 'pass', pid: 'pass' }, code: 0,
    make: async () => {
      await host.podman('rm', '-f', '-t', '0', 'db')
      await host.podman('run', '-td', '--name', 'db', '-e', 'COLOR=blue', '-e', `DB_PASSWORD=${PLANTED[0]}`, IMAGE, 'top')
      await host.podman('run', '-td', '--name', 'talks', '-e', `API_TOKEN=${PLANTED[2]}`, IMAGE, 'sh', '-c', 'sleep 1000 & wait', 'sh', '--password', PLANTED[1]!, `ROOT_TOKEN=${PLANTED[2]}`)
      await lab('start', 'seen')
      await lab('answer', 'pid', (await host.podman('container', 'inspect', '-f', '{{.State.Pid}}', 'db')).out.trim())
    },
  },
}

test.before(async () => {
  if (missing) return
  host = await openTestHost()
  writeFiles(folder, { 'tracks/seen/track.yaml': 'version: 1\ntitle: Seen\nrequires: [root, podman]\nchallenges: [01-one]\n', 'tracks/seen/01-one/assignment.md': 'Run db.\n' })
  write({})
  // Its image is built here, without a registry.
  await host.lab('start', 'first-steps/three-tops')
  await host.lab('finish')
})
test.after(async () => host?.close())

test.when(missing, 'three states: judged offline as they were on the host', async () => {
  for (const [name, { status, code, make }] of Object.entries(states)) {
    await make()
    const file = at(`${name}.capture${name === 'red' ? '.gz' : ''}`)
    const before = await checked('check', 'seen/one')
    const taken = await lab('capture', 'seen/one', '-o', file)
    assert.equal([taken.code, taken.err], [0, ''], name)
    assert.is(statSync(file).mode & 0o7777, 0o600)
    assert.equal([before.code, before.status], [code, status], JSON.stringify([name, before.rest.checks]))
    const judged = await checked('judge', file)
    const told = (result: any): unknown => ({ ...result.rest, checks: result.rest.checks.map((each: any) => (each.id === 'by-sh' ? { ...each, message: '' } : each)) })
    assert.equal([judged.code, told(judged), judged.changes], [code, told(before), []], name)
    assert.is((await checked('check', '--host', `capture:${file}`)).code, code)
  }
  assert.match((await lab('judge', at('blue.capture'))).out, /^capture: taken \d{4}.* from local \(.*claimed by the capture, and seen by nobody: the answers to pid$/ms)
})

test.when(missing, 'no secret of an environment or of a command line is in the file; what a check asks for is', async () => {
  for (const name of ['red.capture.gz', 'blue.capture']) {
    const bytes = readFileSync(at(name))
    const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
    for (const secret of PLANTED) for (const part of secret.split('\n')) assert.not.match(text, part, `${part} in ${name}`)
    assert.match(text, name.startsWith('red') ? 'COLOR=red' : 'COLOR=blue')
    assert.not.match(text, 'VENDOR_SPECIFIC')
  }
  const { checks } = (await checked('judge', at('blue.capture'))).rest
  assert.match(checks.find((each: any) => each.id === 'by-sh').message, '(left out)')
  write({ 'challenge.yaml': 'title: One\nchecks:\n  - id: secret\n    process: { command: top, container: db, environment: { DB_PASSWORD: "pl4nted-Env!" } }\n' })
  try {
    assert.is((await lab('capture', 'seen/one', '-o', at('asked.capture'))).code, 0)
    assert.match(readFileSync(at('asked.capture'), 'utf8'), PLANTED[0]!)
    assert.equal((await checked('judge', at('asked.capture'))).status, { secret: 'pass' })
    // Asked of a capture that was taken when nobody asked: no old answer.
    assert.equal((await checked('judge', at('blue.capture'))).status, { secret: 'error' })
  } finally {
    write({})
  }
})

test.when(missing, 'other checks: what changed is said, what was not asked is no answer', async () => {
  const judgeWith = async (files: Record<string, string>): Promise<any> => {
    write(files)
    try {
      return await checked('judge', at('blue.capture'))
    } finally {
      write({})
    }
  }
  const stricter = await judgeWith({ 'challenge.yaml': CHECKS.replace('container: db }\n', 'container: db, count: 2 }\n') })
  assert.equal([stricter.code, stricter.changes], [1, [{ id: 'runs', was: 'pass', is: 'fail' }]])
  assert.match(stricter.err, 'changed since the capture was taken:\n  runs: was pass, is fail\n')

  const more = await judgeWith({ 'challenge.yaml': `${CHECKS.replace(/ {2}- id: pid\n.*\n/, '')}  - id: wide\n    user: { name: root, uid: 0 }\n  - id: far\n    file: { path: /etc/hostname }\n  - id: other\n    process: { command: top, container: db, environment: { PATH: x } }\n  - id: command\n    command: { run: "uname -s" }\n` })
  assert.equal(more.status, { runs: 'pass', blue: 'pass', host: 'pass', 'by-sh': 'pass', 'by-zx': 'pass', wide: 'pass', far: 'error', other: 'error', command: 'error' })
  assert.equal([more.code, more.changes.at(-1)], [4, { id: 'pid', was: 'pass', is: null }])
  for (const each of more.rest.checks.filter(({ status }: any) => status === 'error')) assert.equal([each.reason, /^not captured: /.test(each.message)], ['not captured', true])

  const otherText = await judgeWith({ 'check.sh': `${SH}# more\n`, 'check.mjs': `${MJS}// more\n` })
  assert.equal([otherText.status['by-sh'], otherText.status['by-zx']], ['error', 'pass'])
  const fewer = await judgeWith({ 'check.mjs': 'const { stdout } = await $`uname -s`\nfail(`it is ${stdout.trim()}`)\n' })
  assert.is(fewer.rest.checks[4].message, 'it is Linux')
  const otherCall = await judgeWith({ 'check.mjs': 'const { exitCode } = await $`uname -m`.nothrow()\npass()\n' })
  assert.equal([otherCall.code, otherCall.status['by-zx'], otherCall.rest.checks[4].reason], [4, 'error', 'not captured'])
  assert.match(otherCall.rest.checks[4].message, /^not captured: `uname -m` of check.mjs was not run then$/)
})

test.when(missing, 'lab look at a capture draws what it drew of the host', async () => {
  const shape = async (...args: string[]): Promise<unknown> => {
    const { code, out } = await lab('look', '--json', ...args)
    return [code, JSON.parse(out).containers.filter((each: any) => each.engine === 'podman').map(({ name, state, processes }: any) => [name, state, processes.map((each: any) => [each.pid, each.program, each.container?.name])])]
  }
  assert.equal(await shape('--host', `capture:${at('blue.capture')}`), await shape())
  const tree = await lab('look', 'top', '--host', `capture:${at('blue.capture')}`)
  assert.is(tree.code, 0)
  assert.match(tree.out, '[podman db] top')
  assert.not.match((await lab('look', 'systemd-or-init', '--host', `capture:${at('blue.capture')}`)).out, 'node')
})

test.when(missing, 'a capture is no part of the reader\'s progress, takes no other engine, and is taken of no capture', async () => {
  const before = await lab('list', '--json')
  await lab('check', '--host', `capture:${at('red.capture.gz')}`)
  assert.equal((await lab('list', '--json')).out, before.out)
  const other = await lab('check', '--engine', 'docker', '--host', `capture:${at('blue.capture')}`)
  assert.equal([other.code, other.err], [2, 'lab: the capture is of podman, and --engine asks for docker\n'])
  const again = await lab('capture', '--host', `capture:${at('blue.capture')}`, '-o', at('again'))
  assert.equal([again.code, again.err], [4, 'lab: a capture is taken from a host, and not from another capture\n'])
})

test.run()
