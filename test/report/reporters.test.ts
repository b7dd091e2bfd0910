/** What readers see: test/golden/report/SCENARIO.EXIT.REPORTER.txt, from verdicts of the real judge over facts. */
import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import processKind from '../../checks/process.ts'
import scriptKind from '../../checks/script.ts'
import { judge, type Observation } from '../../src/core/judge.ts'
import { planLook, wantKey } from '../../src/core/plan.ts'
import { exitCodeOf, summarize } from '../../src/core/score.ts'
import type { Check } from '../../src/model/course.ts'
import type { Kind } from '../../src/model/kind.ts'
import type { Answer, Probe } from '../../src/model/look.ts'
import type { Reporter, ReporterOptions } from '../../src/model/reporter.ts'
import type { Result } from '../../src/model/result.ts'
import { containersOf, type Container } from '../../src/probe/containers.ts'
import { processes, type Process } from '../../src/probe/processes.ts'
import { allOf, openReporters } from '../../src/report/openReporters.ts'
import { makeStyle, statusWord, wantsColor } from '../../src/report/style.ts'
import { golden } from '../golden.ts'
import { isResult, keepsPromise } from '../isResult.ts'
import { makeFolder, scriptFiles } from '../folder.ts'
import { answer, check, container, context, engine, process as record } from '../records.ts'
import { suite } from '../suite.ts'

const containers = containersOf.podman

const test = suite('reporters')
const kinds = new Map<string, Kind>([['process', processKind], ['script', scriptKind]])

interface Scenario {
  checks: Check[]
  list?: Process[]
  /** Containers of the engine, or how it answered instead. */
  boxes?: Container[] | Partial<Answer>
  /** How each script came back, by file. */
  scripts?: Record<string, Partial<Answer>>
  title?: string
  track?: string
  notes?: string[]
  passedBefore?: string[]
}

function resultOf({ checks, list = [], boxes = [], scripts = {}, title = 'Three containers, three processes', track = 'first-steps', notes = [], passedBefore = [] }: Scenario): Result {
  const full = { ...context, script: (file: string) => ({ file, text: `# ${file}` }) }
  const plan = planLook(checks, kinds, full)
  const facts = new Map<Probe<any, any>, unknown>([[processes, { processes: list, host: {} }]])
  facts.set(containers, Array.isArray(boxes) ? { containers: boxes } : containers.read(answer(boxes), [], { engine, mark: 'm' }))
  const answers = new Map(plan.runs.map(run => [wantKey(run), answer(Object.entries(scripts).find(([file]) => run.script.includes(`# ${file}`))?.[1])]))
  const verdicts = judge(checks, { facts, answers } as Observation, { kinds, host: 'default', context: full, passedBefore: new Set(passedBefore) })
  return {
    version: 1, track, challenge: 'three-tops', title, gradedBy: 'self', hosts: { default: { kind: 'local', roundTrips: 1 } }, roundTrips: 1,
    startedAt: '2026-11-21T20:31:14.835Z', durationMs: 140, notes, checks: verdicts, summary: summarize(verdicts),
  }
}

const [one, two] = [container('a1', 100), container('b2', 200)]
const top = (pid: number, box: Container, more: Partial<Process> = {}): Process => record(pid, 'top', { cgroups: { '': `/machine.slice/libpod-${box.id}.scope` }, ...more })
const tops = (count: number, more: Partial<Check> = {}): Check => check('three-tops', 'process', { command: 'top', in: 'container', count }, { title: `${count} containers run top`, hints: ['A container is started with `podman run`; look at what `-d` and `-t` do.'], ...more })
const labels = check('labels', 'process', { command: 'top', in: 'container', selinux: { type: 'container_t' } }, { title: 'each is confined as container_t' })
const evil = 'evil \u001b[2J\u001b]0;title\u0007\u009b31m \u202etxt.exe\u202c\r\nPASS forged'

const scenarios: Record<string, Scenario> = {
  'pass': { checks: [tops(2), check('by-script', 'script', 'check.sh')], list: [top(100, one), top(200, two)], boxes: [one, two], scripts: { 'check.sh': { stdout: 'well done\n' } } },
  'pass-with-stand-in': { checks: [tops(1)], list: [top(100, one)], boxes: [one], notes: ['image: localhost/lab-busybox is an offline stand-in for registry.access.redhat.com/ubi9/ubi'] },
  'pass-once': { checks: [tops(2, { once: true })], passedBefore: ['three-tops'] },
  'fail-with-hint': { checks: [tops(3)], list: [top(100, one), record(7, 'top')], boxes: [one, { ...two, state: 'exited', pid: 0 }] },
  'skip-needs': { checks: [tops(3), { ...labels, needs: ['three-tops'] }], list: [top(100, one)], boxes: [one] },
  'skip-not-observable': { checks: [tops(1), labels], list: [top(100, one)], boxes: [one] },
  'all-skipped': { checks: [labels], list: [top(100, one)], boxes: [one] },
  'error': { checks: [tops(2)], boxes: { code: 125, stderr: 'Error: cannot connect to Podman: dial unix /run/podman.sock: connection refused' } },
  'mixed': {
    checks: [tops(1), check('script-fails', 'script', 'a.sh', { hints: ['Read the line above.'], points: 3 }), check('script-hangs', 'script', 'b.sh'), { ...labels, needs: ['script-fails'] }, check('broken', 'script', 'c.sh')],
    list: [top(100, one)], boxes: [one], scripts: { 'a.sh': { code: 1, stderr: 'the file /etc/x is not there\n' }, 'b.sh': { code: null, timedOut: true }, 'c.sh': { code: 127, stderr: 'sh: 1: jq: not found\n' } },
  },
  'hostile-names': {
    title: evil, track: 'a\u001b[2Jb', notes: [evil], checks: [check('a', 'script', 'a.sh', { title: evil, hints: [evil] }), check('b', 'process', { command: evil }, { title: evil })],
    scripts: { 'a.sh': { code: 1, stderr: `${evil}\n` } },
  },
}
const REPORTERS = ['tree', 'plain', 'json', 'junit', 'tap']

async function report(names: string[], results: Result[], options: Partial<ReporterOptions> = {}): Promise<string> {
  let text = ''
  const opened = await openReporters(names, { write: more => void (text += more), color: false, live: false, explain: false, strict: false, ...options })
  assert.ok(Array.isArray(opened), String(opened))
  const all = allOf(opened as Reporter[], more => void (text += more))
  for (const result of results) {
    await all.begin({ track: result.track, id: result.challenge, title: result.title, checks: result.checks })
    await all.result(result)
  }
  await all.end(results)
  return text
}

for (const [name, scenario] of Object.entries(scenarios)) {
  const result = resultOf(scenario)
  const exit = exitCodeOf([result], false)
  for (const reporter of REPORTERS) {
    test(`${name} ends with ${exit}, as ${reporter}`, async () => {
      const text = await report([reporter], [result])
      assert.not.match(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/, 'nothing that a terminal obeys')
      assert.not.match(text, /^PASS forged/m)
      if (reporter === 'json') assert.equal(isResult(JSON.parse(text)), JSON.parse(JSON.stringify(result)))
      golden(`report/${name}.${exit}.${reporter}.txt`, text)
    })
  }
}

const mixed = resultOf(scenarios.mixed!)
test('with --explain each verdict has its native command', async () => {
  for (const reporter of ['tree', 'plain']) golden(`report/mixed-explain.4.${reporter}.txt`, await report([reporter], [mixed], { explain: true }))
})
test('in colour the words are the same', async () => {
  const text = await report(['tree'], [mixed], { color: true })
  assert.match(text, '\u001b[31mFAIL\u001b[39m')
  assert.is(text.replace(/\u001b\[\d+m/g, ''), await report(['tree'], [mixed]))
})
test('several results are `results`, and valid too', async () => {
  assert.equal(isResult(JSON.parse(await report(['json'], [mixed, mixed]))).results.length, 2)
})
test('the schema of results refuses what is not promised', () => {
  const good = JSON.parse(JSON.stringify(mixed))
  const broken: [string, (value: any) => void][] = [
    ['another version', value => (value.version = 2)], ['a key of its own', value => (value.extra = 1)], ['a status of its own', value => (value.checks[0].status = 'ok')],
    ['an error without a reason', value => delete value.checks.find((each: any) => each.status === 'error').reason], ['a key of its own in a check', value => (value.checks[0].secret = 1)], ['no summary', value => delete value.summary],
  ]
  for (const [name, change] of broken) {
    const value = structuredClone(good)
    change(value)
    assert.not(keepsPromise(value), name)
  }
})

test('a reporter that breaks sinks no other, and its file is named', async () => {
  const text = await report(['json=/nowhere/x.json', 'plain'], [mixed])
  assert.match(text, /DONE first-steps\/three-tops/)
  assert.match(text, /a reporter failed: .*\/nowhere\/x\.json/)
  assert.match(String(await openReporters(['plian'], {} as ReporterOptions)), /no reporter "plian" \(did you mean "plain"\?\)/)
  assert.match(String(await openReporters(['__proto__'], {} as ReporterOptions)), /no reporter "__proto__"/)
})
test('two reporters do not write into one file', async () => {
  for (const [first, second] of [['json=same', 'junit=same'], ['html=same', 'html=./same'], ['tap=same', 'plain=x/../same']] as const) {
    const cwd = makeFolder({ same: 'of last week' })
    assert.is(await openReporters([first, second], {} as ReporterOptions, { cwd, complain: () => {} }), `--reporter ${first} and --reporter ${second} would write into the same file: give each a file of its own`)
    assert.is(readFileSync(join(cwd, 'same'), 'utf8'), 'of last week', 'what is refused is not begun')
  }
  assert.not(existsSync('same'))
})
test('into a file goes what goes to the screen, without colour', async () => {
  const file = join(makeFolder(), 'a=b.txt')
  await report([`tree=${file}`], [mixed], { color: true, live: true })
  assert.is(readFileSync(file, 'utf8'), await report(['tree'], [mixed]))
})

const colors: [flag: 'auto' | 'always' | 'never', environment: Record<string, string>, terminal: boolean, wanted: boolean][] = [
  ['auto', {}, true, true], ['auto', {}, false, false], ['auto', { TERM: 'dumb' }, true, false], ['auto', { NO_COLOR: '1' }, true, false], ['auto', { NO_COLOR: '' }, true, true],
  ['auto', { FORCE_COLOR: '1' }, false, true], ['auto', { FORCE_COLOR: '0' }, false, false], ['auto', { CLICOLOR_FORCE: '1' }, false, true], ['auto', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ['always', { NO_COLOR: '1' }, false, true], ['never', { FORCE_COLOR: '1' }, true, false],
]
for (const [flag, environment, terminal, wanted] of colors) test(`colour ${flag} ${JSON.stringify(environment)} ${terminal ? 'on a terminal' : 'in a pipe'}: ${wanted}`, () => assert.is(wantsColor(flag, environment, terminal), wanted))
test('a word carries each status', () => {
  assert.equal((['pass', 'fail', 'error', 'skip', 'waived'] as const).map(each => statusWord(each, makeStyle(false))), ['PASS', 'FAIL', 'ERROR', 'SKIP', 'WAIVED'])
})

const noScript = existsSync('/usr/bin/script') ? undefined : 'script (util-linux) is not installed'
const lab = fileURLToPath(new URL('../../bin/lab', import.meta.url))
const files = makeFolder(scriptFiles({ a: 'sleep 0.3; exit 0', b: 'fail "no such user"', c: 'exit 7' }))
const environment = { PATH: process.env.PATH, HOME: files, LAB_TRACKS: files }
for (const columns of [80, 40]) {
  test.when(noScript, `on a live terminal of ${columns} columns the last screen holds the same text`, () => {
    const plain = spawnSync(lab, ['check', 'demo/one'], { encoding: 'utf8', env: environment as NodeJS.ProcessEnv })
    const live = spawnSync('script', ['-qec', `stty cols ${columns} rows 30; '${lab}' check demo/one --color never`, '/dev/null'], { encoding: 'utf8', env: { ...environment, TERM: 'xterm' } as NodeJS.ProcessEnv, stdio: ['ignore', 'pipe', 'pipe'] })
    const screen = live.stdout.replaceAll('\r\n', '\n')
    assert.equal([plain.status, live.status], [4, 4])
    // A narrow terminal gets the same words in more lines.
    const words = (text: string): string => text.replace(/\u001b\[[?\d;]*[a-zA-Z]/g, '').split(/\s+/).join(' ').trim()
    assert.ok(words(screen).endsWith(words(plain.stdout)), JSON.stringify(screen))
    const last = screen.slice(screen.lastIndexOf('Scripts  (demo/one)')).replace(/\u001b\[[?\d;]*[a-zA-Z]/g, '')
    assert.ok(last.split('\n').every(line => line.length <= columns || !line.startsWith(' ')), JSON.stringify(last.split('\n').map(line => [line.length, line])))
    assert.ok(screen.length > plain.stdout.length, 'it was drawn while it looked')
    assert.ok(screen.lastIndexOf('\u001b[?25h') >= screen.lastIndexOf('\u001b[?25l'), 'the cursor is there again')
  })
}
test.when(noScript, 'a dumb terminal is not redrawn', () => {
  const dumb = spawnSync('script', ['-qec', `'${lab}' check demo/one`, '/dev/null'], { encoding: 'utf8', env: { ...environment, TERM: 'dumb' } as NodeJS.ProcessEnv, stdio: ['ignore', 'pipe', 'pipe'] })
  assert.not.match(dumb.stdout, '\u001b')
  assert.match(dumb.stdout, /FAIL/)
})

test.run()
