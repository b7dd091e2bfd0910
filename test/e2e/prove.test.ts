/** `lab prove` on a small course: a good challenge kills all, a hollow check is found, and what could not be tried is counted. Real podman, in rooms of its own. */
import * as assert from 'uvu/assert'
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite } from '../suite.ts'
import { networkSettings, root, run, temporaryFolder, whyNoContainers } from './testHost.ts'

const test = suite('lab prove')
const missing = await whyNoContainers()
const folder = temporaryFolder()

const RUN = 'podman run -d --name db $image sleep 600'
const CHALLENGES: Record<string, string> = {
  whole: `title: All is looked at
clean: containers
commands:
  - run: ${RUN}
checks:
  - id: runs
    container: { name: db, state: running, command: sleep 600 }
  - id: as-root
    needs: runs
    process: { command: sleep, container: db, user: 0 }
  - id: apart
    needs: runs
    namespace: { container: db, type: pid, not_shared_with: host }
  - id: filtered
    needs: runs
    seccomp: { container: db, mode: filter }
`,
  hollow: `title: More than one is enough
clean: containers
commands:
  - run: podman run -d $image top
    times: 3
checks:
  - id: three-tops
    process: { command: top, in: container, count: ">=1" }
survivors:
  - mutant: flag-*
    reason: the text asks for containers, and says nothing of their walls
`,
  scripted: `title: By a script
clean: containers
solve: solve.sh
checks:
  - id: runs
    process: { command: sleep, container: db }
`,
  unseen: `title: On another host
commands:
  - run: "true"
  - run: echo kubelet
    requires: kubernetes
    answers: who
checks:
  - id: who
    requires: kubernetes
    answer: { text: kubelet }
`,
  stale: `title: A reason for what is no longer there
clean: containers
commands:
  - run: "true"
checks:
  - id: none
    passes_before: there is nothing to do
    container: { count: 0 }
survivors:
  - mutant: flag-7-user-1
    reason: it was there once
`,
}
const names = Object.keys(CHALLENGES)
const course = join(folder.dir, 'course')
const folderOf = (name: string): string => `${names.indexOf(name) + 1}-${name}`
const lab = (...args: string[]) => run(join(root, 'bin/lab'), args, { ...process.env, LAB_TRACKS: folder.dir, CI: undefined })
const git = (...args: string[]) => run('git', ['-C', course, '-c', 'user.name=a', '-c', 'user.email=a@localhost', ...args], { ...process.env })

test.before(() => {
  const put = (name: string, text: string): void => {
    mkdirSync(dirname(join(course, name)), { recursive: true })
    writeFileSync(join(course, name), text)
  }
  put('track.yaml', `version: 1\ntitle: Proofs\nrequires: [root, podman]\nvars: { image: registry.example/none/busybox }\nchallenges: [${names.map(folderOf).join(', ')}]\nsurvivors:\n  - { mutant: state-1-paused, reason: who pauses it knows how to go on }\n  - { mutant: network-*, reason: it was there once }\n`)
  for (const name of names) {
    put(`${folderOf(name)}/challenge.yaml`, CHALLENGES[name]!)
    const runs = [...CHALLENGES[name]!.matchAll(/^ {2}- run: "?([^"\n]*)"?$/gm)].map(([, line]) => line)
    put(`${folderOf(name)}/assignment.md`, `# ${name}\n\n\`\`\`sh\n${runs.join('\n')}\n\`\`\`\n`)
  }
  put(`${folderOf('scripted')}/solve.sh`, `${RUN}\n`)
})
test.after(() => folder.remove())

test.when(missing, 'a challenge that looks at all of it kills every mutant', async () => {
  const before = networkSettings()
  const { code, out, err } = await lab('prove', 'course/whole', '--json')
  assert.is(code, 0, err)
  const { version, results: [proof] } = JSON.parse(out)
  assert.is(version, 1)
  assert.is(proof.status, 'proven')
  const fates = Object.fromEntries(proof.trials.map((each: any) => [each.id, each.fate]))
  // Without SELinux there is no label that could be switched off.
  const label = existsSync('/sys/fs/selinux/enforce') ? fates['flag-1-security-opt-label-disable'] : 'no effect'
  assert.equal(fates, {
    'drop-1': 'killed', 'repeat-1': 'stillborn', 'name-1-db': 'killed', 'state-1-stopped': 'killed', 'state-1-paused': 'killed', 'created-1': 'killed', 'program-1-top': 'killed', 'without-1-name': 'killed',
    'flag-1-security-opt-label-disable': label, 'flag-1-security-opt-seccomp-unconfined': 'killed', 'flag-1-pid-host': 'killed', 'flag-1-user-1': 'killed',
  })
  assert.is(proof.score.percent, 100)
  const by = (id: string): unknown => proof.trials.find((each: any) => each.id === id).killedBy
  assert.equal([by('flag-1-pid-host'), by('flag-1-user-1'), by('flag-1-security-opt-seccomp-unconfined')], [['apart'], ['as-root'], ['filtered']])
  // What only changes what its own check reads is smoke, and in no score.
  const read = proof.captured.read.map((each: any) => `${each.what}: ${each.by}`)
  for (const line of ['db: state: runs,apart,filtered', 'sleep in db: pid namespace: apart', 'sleep in db: seccomp mode: filtered']) assert.ok(read.includes(line), read.join('\n'))
  assert.ok(proof.captured.read.every((each: any) => each.smoke === true))
  assert.ok(proof.captured.uncovered.some((each: any) => each.what === 'sleep in db: mnt namespace' && each.sort === 'namespaces'))
  assert.equal(networkSettings(), before)
})

test.when(missing, 'a hollow check is found, with what changed and who could have looked; reasons are counted and shown', async () => {
  const page = join(folder.dir, 'proof.html')
  const { code, out, err } = await lab('prove', 'course/hollow', '--html', page)
  assert.is(code, 1, err)
  assert.match(out, /^SURVIVORS course\/hollow on podman: \d+ mutants/)
  assert.match(out, /^ {2}times-1-less +\. {2}SURVIVES$/m)
  assert.match(out, /^ {2}drop-1 +x {2}killed$/m)
  assert.match(out, /SURVIVOR times-1-less\n {4}step 1 is typed 2 times instead of 3\n {4}\$ podman run -d \$image top\n {4}what is not as after the solution:\n {6}container 3: state: running -> \(not there\)\n/)
  assert.match(out, /three-tops could have looked/)
  assert.match(out, /accepted: the text asks for containers, and says nothing of their walls\n {6}flag-1-security-opt-seccomp-unconfined flag-1-pid-host flag-1-user-1\n/)
  // A reason of the track; whether one of its reasons is old cannot be known from one challenge.
  assert.match(out, /accepted: who pauses it knows how to go on\n {6}state-1-paused\n/)
  assert.not.match(out, /network-\*/)
  assert.match(out, /\n0 proven, 1 with survivors, 0 unproven\n/)
  assert.ok(out.split('\n').every(line => line.length <= 80 || line.startsWith('    $ ')), out)
  const html = readFileSync(page, 'utf8')
  assert.match(html, /<th scope="row" title="[^"]*">times-1-less<\/th><td class="cell"><\/td><td><span class="word fail">SURVIVES<\/span>/)
  assert.not.match(html, /<script|https?:|src=|url\(/)
})

test.when(missing, 'a reason for what is no longer there is found; a solution in a script proves nothing', async () => {
  const { code, out } = await lab('prove', 'course/stale', '--json')
  const { results: [proof] } = JSON.parse(out)
  assert.equal([code, proof.status, proof.stale], [1, 'survivors', ['flag-7-user-1']])
  const scripted = await lab('prove', 'course/scripted')
  assert.is(scripted.code, 4)
  assert.match(scripted.out, /^UNPROVEN course\/scripted .*\n {2}it has no commands to vary: its solution is a script$/m)
})

test.when(missing, 'what this host cannot show is not proven', async () => {
  const { code, out } = await lab('prove', 'course/unseen', '--json')
  const { results: [proof] } = JSON.parse(out)
  assert.equal([code, proof.status, proof.trouble, proof.hidden], [4, 'unproven', 'this host can show none of its checks', ['who']])
  assert.ok(proof.trials.every((each: any) => each.fate === 'not tried'))
})

test.when(missing, 'a reason of the track that fits none of its challenges is found, and said once', async () => {
  const { code, out } = await lab('prove', 'course', '--budget', '0.001', '--json')
  const { results } = JSON.parse(out)
  assert.is(code, 1)
  assert.equal(results.flatMap((each: any) => each.stale).sort(), ['flag-7-user-1', 'network-*'])
})

test.when(missing, 'after the budget nothing is begun, and it is counted', async () => {
  const { code, out } = await lab('prove', 'course/whole', 'course/hollow', '--budget', '0.001', '--json')
  const { score, results } = JSON.parse(out)
  assert.is(code, 4)
  assert.equal(results.map((each: any) => each.status), ['unproven', 'unproven'])
  assert.equal(score, { killed: 0, survived: 0, accepted: 0, noEffect: 0, stillborn: 0, errors: 0, notTried: results.flatMap((each: any) => each.trials).length })
})

test.when(missing, '--changed proves what git says was touched, and nothing where nothing was', async () => {
  await git('init', '-q', '-b', 'main')
  await git('add', '.')
  await git('commit', '-q', '-m', 'a')
  const none = await lab('prove', 'course', '--changed')
  assert.equal([none.code, none.err], [0, 'nothing was touched: there is nothing to prove\n'])
  await git('checkout', '-q', '-b', 'work')
  appendFileSync(join(course, folderOf('scripted'), 'solve.sh'), 'true\n')
  await git('commit', '-q', '-a', '-m', 'b')
  const one = await lab('prove', 'course', '--changed', '--json')
  assert.equal(JSON.parse(one.out).results.map((each: any) => each.challenge), ['scripted'])
})

test('what cannot be asked is refused', async () => {
  for (const [args, words] of [[['--jobs', '0'], /--jobs takes/], [['--budget', 'x'], /--budget takes/], [['--engine', 'x'], /no engine/], [['nosuchtrack'], /nosuchtrack/]] as const) {
    const { code, err } = await lab('prove', ...args)
    assert.is(code, 2)
    assert.match(err, words)
  }
})

test.run()
