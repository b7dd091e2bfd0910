import * as assert from 'uvu/assert'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileNameOf } from '../../src/class/fileNameOf.ts'
import { makeFolder, trackFiles, writeFiles } from '../folder.ts'
import { suite } from '../suite.ts'
import { openTestHost, whyNoContainers, type Said, type TestHost } from './testHost.ts'

/** A class of which each student has a container of real podman: made, graded from outside, made again where it is gone, removed. */
const test = suite('class with podman')
const missing = await whyNoContainers()
const dir = makeFolder()
const HOSTILE = '$(touch /tmp/lab-forged);`id`"\'--privileged'
const title = 'Über "class" \'; rm -rf /'
const ids = ['ada', HOSTILE, '李小龙', 'taken']
const [ada, hostile, li, taken] = ids.map(id => `lab-${fileNameOf(title)}-${fileNameOf(id)}`) as [string, string, string, string]
let host: TestHost

const lab = (verb: string, ...words: string[]): Promise<Said> => host.lab('class', verb, ...words, '--class', dir)
/** The states of machines, by the id of their student. */
const told = ({ out }: Said): Record<string, string> => Object.fromEntries(JSON.parse(out).machines.map((each: { student: string | null; state: string }) => [String(each.student), each.state]))
const names = async (): Promise<string[]> => (await host.podman('ps', '--all', '--format', '{{.Names}}')).out.trim().split('\n').sort()
const classFile = (settings: string): void => writeFileSync(join(dir, 'class.yaml'), `version: 1\nname: ${JSON.stringify(title)}\ntracks: [demo]\nprovider:\n  podman: ${settings}\n`)
const SETTINGS = '{ image: localhost/lab-stand-in-busybox, memory: 64m, cpus: 0.5, computer: class.example.org }'

test.before(async () => {
  if (missing) return
  host = await openTestHost()
  // The quickest way to an image.
  const started = await host.lab('start', 'first-steps/three-tops')
  assert.is(started.code, 0, started.err)
  writeFiles(join(dir, 'tracks'), trackFiles('title: One\nchecks:\n  - id: done\n    script: { file: done.sh }\n', { 'done.sh': '[ -f /root/done ] || fail "no file done"' }))
  writeFileSync(join(dir, 'roster.csv'), `id,name\nada,Ada <script>\n"${HOSTILE.replaceAll('"', '""')}",\u001b[2JRob\u202e\n李小龙,李\ntaken,Tak\n`)
  classFile(SETTINGS)
  // Strangers': one has the very name, one the label of the class.
  for (const [name, ...more] of [[taken], ['stranger', '--label', `lab.class=${fileNameOf(title)}`]] as const) {
    const run = await host.podman('run', '--detach', '--name', name, ...more, 'localhost/lab-stand-in-busybox', 'sleep', '600')
    assert.is(run.code, 0, run.err)
  }
})
test.after(async () => host?.close())

test.when(missing, 'up makes a container for each student; one that cannot be made stops no other', async () => {
  const said = await lab('up', '--json')
  assert.is(said.code, 4, said.err)
  assert.equal(told(said), { ada: 'made', [HOSTILE]: 'made', 李小龙: 'made', taken: 'failed' }, said.out)
  assert.match(JSON.parse(said.out).machines.find((each: { student: string }) => each.student === 'taken').words, /name .* is already in use/)
  assert.equal(await names(), [ada, hostile, li, taken, 'stranger'].sort())
  assert.throws(() => statSync('/tmp/lab-forged'))
  const { out } = await host.podman('inspect', '--format', '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.Privileged}} {{index .Config.Labels "lab.student"}} {{.Config.Hostname}}', hostile)
  assert.is(out.trim(), `${64 * 1024 * 1024} 500000000 false ${fileNameOf(HOSTILE)} ${fileNameOf(HOSTILE)}`)
})

test.when(missing, 'each student whose machine is there has a sheet that nobody else reads, and names are only names on it', async () => {
  const sheets = join(dir, 'sheets')
  assert.is(statSync(sheets).mode & 0o777, 0o700)
  assert.equal(readdirSync(sheets).sort(), ids.slice(0, 3).map(id => `${fileNameOf(id)}.txt`).sort())
  assert.is(statSync(join(sheets, `${fileNameOf('ada')}.txt`)).mode & 0o777, 0o600)
  const text = readFileSync(join(sheets, `${fileNameOf(HOSTILE)}.txt`), 'utf8')
  assert.not.match(text, /[\u0000-\u0009\u000b-\u001f\u202e]/)
  assert.match(text, `podman exec -it ${hostile} sh\n`)
  assert.match(text, 'class.example.org')
  assert.match(text, 'lab start demo/one\n')
})

test.when(missing, 'they are graded from outside, each for itself', async () => {
  assert.is((await host.podman('exec', hostile, 'touch', '/root/done')).code, 0)
  // Theirs, and not what the class asks about.
  assert.is((await host.podman('exec', taken, 'touch', '/root/done')).code, 0)
  const graded = await lab('grade', 'demo/one', '--json', '--student', 'ada', '--student', HOSTILE, '--student', '李小龙')
  assert.is(graded.code, 0, graded.out + graded.err)
  const points = Object.fromEntries(JSON.parse(graded.out).students.map((each: { student: string; host: string; attempts: { points: number; state: string }[] }) => [each.student, [each.host, each.attempts[0]?.state, each.attempts[0]?.points]]))
  assert.equal(points, { ada: [ada, 'graded', 0], [HOSTILE]: [hostile, 'graded', 1], 李小龙: [li, 'graded', 0] })
})

test.when(missing, 'a container that is gone is an error of its own', async () => {
  assert.is((await host.podman('rm', '--force', '--time', '0', li)).code, 0)
  const graded = await lab('grade', 'demo/one', '--json', '--student', '李小龙')
  assert.is(graded.code, 4)
  assert.match(JSON.parse(graded.out).students[0].lost, /cannot be looked into: .*no such container/i)
})

test.when(missing, 'up again makes what is missing, starts what was stopped with what was done in it, and leaves alone what runs', async () => {
  assert.is((await host.podman('stop', '--time', '0', hostile)).code, 0)
  const before = (await host.podman('inspect', '--format', '{{.Id}} {{.State.Pid}}', ada)).out
  const said = await lab('up', '--json', 'ada', HOSTILE, '李小龙')
  assert.is(said.code, 0, said.err + said.out)
  assert.equal(told(said), { ada: 'running', [HOSTILE]: 'started', 李小龙: 'made' })
  assert.is((await host.podman('inspect', '--format', '{{.Id}} {{.State.Pid}}', ada)).out, before)
  assert.is((await host.podman('exec', hostile, 'test', '-f', '/root/done')).code, 0)
})

test.when(missing, 'a container that ends at once, or an image that is not there, leaves nothing behind and says what is next', async () => {
  await lab('down', '--yes', '李小龙')
  for (const [settings, words] of [['{ image: localhost/lab-stand-in-busybox, command: [sh, -c, "exit 7"] }', /it ended at once, with exit status 7/], ['{ image: localhost/lab-stand-in-busybox, command: [/no/such] }', /no such file or directory/], ['{ image: localhost/none-such }', /`podman pull IMAGE` says/]] as const) {
    classFile(settings)
    const said = await lab('up', '李小龙')
    assert.is(said.code, 4, said.out)
    assert.match(said.out, words)
    assert.match(said.out, /1 machine: 1 failed/)
    assert.not.ok((await names()).includes(li), settings)
  }
  classFile(SETTINGS)
})

test.when(missing, 'down asks, and where nobody can be asked it removes nothing', async () => {
  const refused = await lab('down')
  assert.is(refused.code, 2)
  assert.match(refused.err, /nobody can be asked: --yes does it/)
  assert.ok((await names()).includes(ada))
})

test.when(missing, 'down removes what the class made, for those who left, too, and no container of a stranger', async () => {
  assert.is((await lab('up', '李小龙')).code, 0)
  // The hostile one leaves.
  writeFileSync(join(dir, 'roster.csv'), 'id,name\nada,Ada\n李小龙,李\ntaken,Tak\n')
  const one = await lab('down', '--yes', '--json', 'ada')
  assert.equal(told(one), { ada: 'removed' })
  assert.equal(await names(), [hostile, li, taken, 'stranger'].sort())
  const all = await lab('down', '--yes', '--json')
  assert.is(all.code, 0, all.err)
  assert.equal(told(all), { ada: 'absent', 李小龙: 'removed', taken: 'absent', null: 'removed' })
  assert.equal(await names(), [taken, 'stranger'].sort())
})

test.run()
