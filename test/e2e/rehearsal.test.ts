/** `lab test` on a course with one defect a challenge: each must be found, and nothing else. Real podman, in rooms of its own. */
import * as assert from 'uvu/assert'
import { execa } from 'execa'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite } from '../suite.ts'
import { networkSettings, readMaybe, root, run, temporaryFolder, whyNoContainers } from './testHost.ts'

const test = suite('rehearsal')
const missing = await whyNoContainers()
const folder = temporaryFolder()
const trace = `/etc/lab-trace-${process.pid}`
const atRoot = `/lab-besides-${process.pid}`

/** Seconds that no other sleep of this machine takes. */
const ENDLESS = `40${process.pid}`
const RUNS = `checks:
  - id: runs
    process: { command: sleep, container: db }
`
const START = `clean: containers
commands:
  - run: podman run -d --name db $image sleep 600
`
/** Challenges by name: their files, and what must be said about them, in order. */
const CHALLENGES: Record<string, { files: Record<string, string>; status: string; findings?: RegExp[]; unproven?: RegExp[] }> = {
  good: {
    files: {
      'challenge.yaml': `title: Good\n${START}${RUNS}  - id: alone\n    needs: runs\n    passes_before: nothing runs yet\n    process: { command: nosuchprogram, count: 0 }\n`,
      'wrong/created.yaml': 'title: Only created\ncommands:\n  - run: podman create --name db $image sleep 600\ncaught_by: [runs]\n',
      'solutions/two.yaml': 'title: In two steps\ncommands:\n  - run: podman create --name db $image sleep 600\n  - run: podman start db\n',
    },
    status: 'proven',
  },
  hollow: { files: { 'challenge.yaml': `title: Hollow\n${START}${RUNS}  - id: nothing\n    script: nothing.sh\n`, 'nothing.sh': 'pass "well done"\n' }, status: 'failed', findings: [/^before nothing: passes before anything is done: well done; let it ask for .* passes_before$/] },
  uncaught: {
    files: { 'challenge.yaml': `title: Uncaught\n${START}${RUNS}`, 'wrong/other.yaml': 'title: Another image name\ncommands:\n  - run: podman run -d --name db $image sleep 500\ncaught_by: [runs]\n' },
    status: 'failed', findings: [/^wrong runs: should fail, and is pass: /],
  },
  unrelated: {
    files: { 'challenge.yaml': `title: Unrelated\n${START}${RUNS}  - id: named\n    container: { name: db }\n`, 'wrong/none.yaml': 'title: Nothing typed\ncommands:\n  - run: "true"\ncaught_by: [runs]\n' },
    status: 'failed', findings: [/^wrong named: is not named in caught_by, and is fail: /],
  },
  unsolved: { files: { 'challenge.yaml': `title: Unsolved\n${START}${RUNS}  - id: more\n    process: { command: top, container: db }\n` }, status: 'failed', findings: [/^after more: fail: /] },
  broken: { files: { 'challenge.yaml': 'title: Broken\nclean: containers\ncommands:\n  - run: podman run --nosuchoption\n' + RUNS }, status: 'failed', findings: [/^solve undefined: `podman run --nosuchoption` ended with 125/] },
  prints: { files: { 'challenge.yaml': `title: Prints\n${START}    output: /^[0-9a-f]{64}$/\n  - run: echo three\n    output: four\n${RUNS}` }, status: 'failed', findings: [/^solve undefined: `echo three` prints three, four expected$/] },
  leaves: { files: { 'challenge.yaml': `title: Leaves\n${START}  - run: echo left > ${trace}\n${RUNS}` }, status: 'failed', findings: [new RegExp(`^cleanup undefined: the host is not as it was: file ${trace} came and stayed$`)] },
  besides: { files: { 'challenge.yaml': `title: Besides\n${START}  - run: echo left > ${atRoot}\n${RUNS}` }, status: 'failed', findings: [new RegExp(`^cleanup undefined: the host is not as it was: file ${atRoot} came and stayed$`)] },
  runsOn: { files: { 'challenge.yaml': `title: Runs on\n${START}  - run: nohup sleep 4321 >/dev/null 2>&1 &\n${RUNS}` }, status: 'failed', findings: [/^cleanup undefined: the host is not as it was: process \d+ \(sleep 4321\) came and stayed$/] },
  touches: { files: { 'challenge.yaml': `title: Touches\n${START}${RUNS}  - id: touch\n    needs: runs\n    script: touch.sh\n`, 'touch.sh': 'podman exec db true || exit 1\ntouch /srv/seen-$$\n' }, status: 'failed', findings: [/^looking undefined: looking changed the host: file \/srv\/seen-\d+ came and stayed$/, /^cleanup /] },
  account: {
    files: {
      'challenge.yaml': 'title: An account\ncleanup: cleanup.sh\ncommands:\n  - run: useradd -m labauthor\nchecks:\n  - id: account\n    user: { name: labauthor }\n', 'cleanup.sh': '#!/bin/bash\n[[ -d / ]] && userdel -r labauthor 2>/dev/null || true\n',
    },
    status: 'proven',
  },
  setup: { files: { 'challenge.yaml': `title: Setup\nsetup: setup.sh\n${START}${RUNS}`, 'setup.sh': 'echo no such thing >&2; exit 3\n' }, status: 'failed', findings: [/^start undefined: setup failed: setup\.sh ended with 3: no such thing$/] },
  hidden: { files: { 'challenge.yaml': `title: Hidden\n${START}${RUNS}  - id: cluster\n    requires: kubernetes\n    process: { command: kubelet }\n` }, status: 'not proven', unproven: [/^before cluster: not observable before the work: this host does not offer kubernetes/, /^after cluster: this host does not offer kubernetes/] },
}
const names = Object.keys(CHALLENGES)
const folderOf = (name: string): string => `${String(names.indexOf(name) + 1).padStart(2, '0')}-${name.toLowerCase()}`
const lab = (...args: string[]) => run(join(root, 'bin/lab'), args, { ...process.env, LAB_TRACKS: folder.dir, CI: undefined })

test.before(() => {
  const put = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder.dir, 'course', name)), { recursive: true })
    writeFileSync(join(folder.dir, 'course', name), text)
  }
  put('track.yaml', `version: 1\ntitle: Defects\nrequires: [root, podman]\nvars: { image: registry.example/none/busybox }\nchallenges: [${names.map(folderOf).join(', ')}]\n`)
  for (const name of names) {
    const { files } = CHALLENGES[name]!
    for (const [file, text] of Object.entries(files)) put(`${folderOf(name)}/${file}`, text)
    const runs = [...files['challenge.yaml']!.matchAll(/^ {2}- run: (.*)$/gm)].map(([, line]) => line)
    put(`${folderOf(name)}/assignment.md`, `# ${name}\n\n\`\`\`sh\n${runs.join('\n')}\n\`\`\`\n`)
  }
  put('../endless/track.yaml', 'version: 1\ntitle: Endless\nrequires: [root]\nchallenges: [01-one]\n')
  put('../endless/01-one/challenge.yaml', `title: Endless\ncommands:\n  - run: sleep ${ENDLESS}\nchecks:\n  - id: a\n    file: { path: /tmp/x }\n`)
  put('../endless/01-one/assignment.md', `\`\`\`sh\nsleep ${ENDLESS}\n\`\`\`\n`)
})
test.after(() => folder.remove())

let results: any[] = []
test.when(missing, 'the whole course is played, and the machine is as it was', async () => {
  const before = networkSettings()
  const { code, out, err } = await lab('test', 'course', '--json')
  assert.is(code, 1, err)
  results = JSON.parse(out).results
  assert.is(results.length, names.length)
  assert.equal([trace, atRoot].filter(existsSync), [])
  assert.not(readdirSync('/srv').some(name => name.startsWith('seen-')))
  assert.equal(networkSettings(), before)
})

for (const [name, { status, findings = [], unproven = [] }] of Object.entries(CHALLENGES)) {
  test.when(missing, `${name}: ${status}`, () => {
    const told = results.find(each => each.challenge === name.toLowerCase())
    const lines = (list: any[]): string[] => list.map(({ phase, check, message }) => `${phase} ${check}: ${message}`)
    assert.is(told.status, status, lines(told.findings).join('\n'))
    // What is held against it is nothing but its own defect.
    for (const [list, patterns] of [[lines(told.findings), findings], [lines(told.unproven), unproven]] as const) {
      assert.ok(list.every(line => patterns.some(pattern => pattern.test(line))), list.join('\n'))
      for (const pattern of patterns) assert.ok(list.some(line => pattern.test(line)), `${pattern} in ${list.join('\n')}`)
    }
  })
}

test.when(missing, 'the exit code: 0 proven, 4 not proven, 0 where the host is known to lack it', async () => {
  const codes = []
  for (const args of [['course/good'], ['course/hidden'], ['course/hidden', '--without', 'kubernetes']]) codes.push((await lab('test', ...args)).code)
  assert.equal(codes, [0, 4, 0])
})

test.when(missing, 'interrupted while a command never ends, it stops at once and leaves nothing', async () => {
  for (const verb of ['test', 'prove']) {
    const child = execa(join(root, 'bin/lab'), [verb, join(folder.dir, 'endless')], { reject: false, stdin: 'ignore', extendEnv: false, env: { ...process.env, LAB_TRACKS: folder.dir } as Record<string, string> })
    const until = async (what: () => boolean): Promise<void> => {
      for (let tries = 0; tries < 300 && !what(); tries++) await new Promise(later => setTimeout(later, 100))
      assert.ok(what())
    }
    const sleepers = (): string[] => readdirSync('/proc').filter(pid => /^\d+$/.test(pid) && readMaybe(`/proc/${pid}/cmdline`) === `sleep\0${ENDLESS}\0`)
    await until(() => sleepers().length > 0)
    child.kill('SIGINT')
    // Far less than the 300 seconds that the command may take.
    const ended = await Promise.race([child, new Promise<undefined>(later => setTimeout(later, 60_000, undefined))])
    if (!ended) child.kill('SIGKILL')
    assert.is(ended?.exitCode, 130, verb)
    assert.equal(sleepers(), [])
    assert.not(readdirSync('/var/tmp').some(name => name.startsWith('lab-private-') && readMaybe(`/var/tmp/${name}/owner`).startsWith(`${child.pid} `)))
  }
})

test.when(missing, 'killed half way its room ends with it, and the next run takes the store away', async () => {
  const child = execa(join(root, 'bin/lab'), ['test', 'course/good'], { reject: false, stdin: 'ignore', extendEnv: false, env: { ...process.env, LAB_TRACKS: folder.dir } as Record<string, string> })
  const mine = (): string | undefined => readdirSync('/var/tmp').find(name => name.startsWith('lab-private-') && readMaybe(`/var/tmp/${name}/owner`).startsWith(`${child.pid} `))
  const processesOf = (store: string): string[] => readdirSync('/proc').filter(pid => /^\d+$/.test(pid) && ['cmdline', 'environ'].some(file => readMaybe(`/proc/${pid}/${file}`).includes(store)))
  const until = async (what: () => boolean): Promise<void> => {
    for (let tries = 0; tries < 600 && !what(); tries++) await new Promise(later => setTimeout(later, 100))
    assert.ok(what())
  }
  await until(() => mine() !== undefined && processesOf(mine()!).length > 2)
  const store = mine()!
  child.kill('SIGKILL')
  await child
  await until(() => processesOf(store).length === 0)
  assert.is((await lab('test', 'course/good')).code, 0)
  assert.not(existsSync(join('/var/tmp', store)))
})

test.run()
