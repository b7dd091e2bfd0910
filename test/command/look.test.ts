/** lab look on this machine, at processes of the test's own. */
import * as assert from 'uvu/assert'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { copyFileSync, readFileSync, readlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { makeFolder } from '../folder.ts'
import { suite } from '../suite.ts'
import { lab, program as bin } from './lab.ts'

const test = suite('look')
const folder = makeFolder()
/** Nobody else's process has it. */
const word = basename(folder).replace('lab-test-', 'look')
const program = join(folder, `a-${word}-with-a-long-name`)
const other = join(folder, `b-${word}`)
for (const copy of [program, other]) copyFileSync('/bin/cat', copy)
const children: ChildProcess[] = []
test.after(() => children.forEach(child => child.stdin!.end()))
const noUnshare = process.getuid!() === 0 && spawnSync('unshare', ['--net', 'true']).status === 0 ? undefined : 'may not make namespaces'

/** A shell that starts a program and waits for it, once it has. The program reads what nobody writes, and ends with this test. */
async function start(script: string, ...args: string[]): Promise<number> {
  const child = spawn('sh', ['-c', `${script}; :`, 'sh', ...args], { stdio: ['pipe', 'ignore', 'ignore'] })
  children.push(child)
  const isThere = (): boolean => readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ').some(pid => pid !== '' && readlinkSync(`/proc/${pid}/exe`) === args[0])
  while (!isThere()) await new Promise(later => setTimeout(later, 20))
  return child.pid!
}
const parse = (args: string[]): any => JSON.parse(lab([...args, '--json']).out)
let top = 0
test.before(async () => {
  top = await start('"$1" -', program)
})

test('a tree from the first process down to the one that was asked for', () => {
  const { code, out, err } = lab(['look', basename(program)])
  assert.equal([code, err], [0, ''])
  const lines = out.trimEnd().split('\n')
  assert.match(lines[0]!, /^ {2}1 /)
  assert.match(lines.at(-2)!, new RegExp(`^ +.- ${top} .*sh \\(?.*${word}|^.*\`- ${top} `))
  assert.match(lines.at(-1)!, new RegExp(`^> +\`- \\d+ .* ${basename(program)} -$`))
  assert.match(lab(['look', basename(program)], folder, { LANG: 'C.UTF-8' }).out, /└─ /)
  assert.match(lab(['look', basename(program), '--color', 'always']).out, /\x1b\[1m> .*a-look.*\x1b\[22m\n/)
})

test('the same as data', () => {
  const said = parse(['look', basename(program)])
  const [self, parent] = [...said.processes].reverse()
  assert.equal([said.version, said.host.kind, said.name, said.way, said.engines.map((each: any) => each.name)], [1, 'local', basename(program), 'program', ['podman', 'docker']])
  assert.equal([self.program, self.argv, self.found, self.ppid, self.uid, self.container, self.newNamespaces], [basename(program), [program, '-'], true, top, process.getuid!(), null, []])
  assert.equal([parent.pid, parent.found, parent.depth], [top, false, self.depth - 1])
  assert.equal([said.processes[0].pid, said.processes[0].depth], [1, 0])
})

test('by pid, by a part of the name, and what is below', () => {
  const { code, out, err } = lab(['look', String(top)])
  assert.equal([code, err], [0, ''])
  assert.match(out, new RegExp(`> .*- ${top} .*\n.*${basename(program)} -\n$`))
  const part = lab(['look', `${word}-with`])
  assert.equal([part.code, part.err], [0, `lab: no program is called ${word}-with: it is part of the name\n`])
})

test('nothing of that name ends with 1, also where lab and the shell above it were given the word', () => {
  const nothing = `nobody-${word}`
  const { status, stderr, stdout } = spawnSync('sh', ['-c', `"$1" look ${nothing}; exit $?`, 'sh', bin], { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: folder } as unknown as NodeJS.ProcessEnv })
  assert.equal([status, stdout, stderr], [1, '', `lab: no process is called ${nothing}\n`])
  const json = lab(['look', nothing, '--json'])
  assert.equal([json.code, JSON.parse(json.out).error.code], [1, 'not-found'])
})

test('an ambiguous part names those it may mean', async () => {
  await start('"$1" -', other)
  const { code, out, err } = lab(['look', word])
  assert.equal([code, out], [1, ''])
  assert.match(err, `part of the name of several: ${basename(program)}, ${basename(other)}`)
})

test('wrong usage, and a host that is not there', () => {
  const cases: [args: string[], code: number, words: RegExp][] = [
    [['--engine', 'podmn'], 2, /no engine "podmn"; there are podman and docker/], [['a', 'b'], 2, /takes \[NAME\|PID\]/], [[' '], 2, /is empty/], [['--host', 'locl'], 2, /no kind of host/], [['--host', 'podman:nobody-is-called-this'], 4, /cannot be looked into/],
  ]
  for (const [args, wanted, words] of cases) {
    const { code, out, err } = lab(['look', ...args])
    assert.equal([code, out], [wanted, ''], args.join(' '))
    assert.match(err, words)
    assert.is(JSON.parse(lab(['look', ...args, '--json']).out).version, 1)
  }
})

test('what a terminal would obey is shown as an escape', async () => {
  const pid = await start('"$1" - "$2"', program, `\x1b[2J\n${word}\r\x9b`)
  const { code, out } = lab(['look', String(pid)])
  assert.is(code, 0)
  assert.not.match(out, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/)
  assert.match(out, `- \\x1b[2J ${word}\\r\\x9b\n`)
})

test.when(noUnshare, 'a namespace that came with a process is told', async () => {
  const pid = await start('unshare --net --uts "$1" - three', program)
  const lines = lab(['look', String(pid)]).out.trimEnd().split('\n')
  assert.match(lines.at(-1)!, / - three {2}\+net \+uts$/)
  assert.not.match(lines.at(-2)!, '+net')
})

const AS_NOBODY = ['--reuid', '65534', '--regid', '65534', '--clear-groups', bin]
const asNobody = (...args: string[]) => spawnSync('setpriv', [...AS_NOBODY, ...args], { encoding: 'utf8', cwd: '/', env: { PATH: process.env.PATH, HOME: '/' } as unknown as NodeJS.ProcessEnv })
test.when(process.getuid!() === 0 && asNobody('--version').status === 0 ? undefined : 'not root, or nobody may not read this folder', 'without root the look is told apart, and still one', () => {
  const { status, stdout, stderr } = asNobody('look', '1')
  assert.is(status, 0, stderr)
  assert.match(stderr, /^lab: without root only your own/)
  assert.match(stdout, /^> 1 root /)
})

test.run()
