/** For every kind of check: a good one catches a mutant, and a hollow one slipped in its place lets it survive, which `lab prove` finds. Real podman, in a room of its own. */
import * as assert from 'uvu/assert'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadKinds } from '../../src/build/docs.ts'
import { isRefusal } from '../../src/core/isRefusal.ts'
import { mutate } from '../../src/core/mutate/mutate.ts'
import type { Trial } from '../../src/core/proof.ts'
import { loadRegex } from '../../src/core/regex.ts'
import { openChallenge, type OpenChallenge } from '../../src/run/openChallenge.ts'
import { openStages, type Scene, type Stages } from '../../src/run/openStages.ts'
import type { ProofStage } from '../../src/run/play.ts'
import { playAgain, playMutant, playSolution } from '../../src/run/prove.ts'
import { suite } from '../suite.ts'
import { root, temporaryFolder, whyNoContainers } from './testHost.ts'

const test = suite('a hollow check of every kind')
const missing = await whyNoContainers()
const folder = temporaryFolder()
const kinds = [...(await loadKinds()).keys()].sort()
await loadRegex()

interface Case {
  commands: string[]
  /** What follows the first `- run:` line, e.g. `times: 3`. */
  more?: string
  good: string
  hollow: string
  mutant: string
  files?: Record<string, string>
}

const DB = 'podman run -d --name db $image sleep 600'
const PROFILE = `printf '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["chmod","fchmod","fchmodat","fchmodat2"],"action":"SCMP_ACT_ERRNO","errnoRet":1}]}\\n'`
/** Accounts and packages are written to /etc and /var/lib: only where these are a layer that goes with the room. */
const ONLY_IN_LAYER = (path: string): string => `grep -q '^lab-room ${path} ' /proc/mounts || exit 1\n`
const FAKE = `printf 'Package: lab-fake\\nStatus: install ok installed\\nMaintainer: lab\\nArchitecture: all\\nVersion: 2.0\\nDescription: fake\\n\\n' >> /var/lib/dpkg/status`

const CASES: Record<string, Case> = {
  answer: { commands: [DB, `podman inspect -f '{{.State.Pid}}' db`], good: '{ container: db, is: pid }', hollow: '{ text: "/^[0-9]+$/" }', mutant: 'answer-2-other' },
  capabilities: { commands: ['podman run -d --name db --cap-drop CHOWN $image sleep 600'], good: '{ container: db, lacks: CHOWN }', hollow: '{ container: db, lacks: SYS_ADMIN }', mutant: 'without-1-cap-drop-chown' },
  cgroup: { commands: ['podman run -d --name db --memory 8000000 $image sleep 600'], good: '{ container: db, memory: 8000000 }', hollow: '{ container: db, memory: "<1g" }', mutant: 'value-1-memory-double' },
  command: { commands: [DB], good: '{ run: "podman exec db true" }', hollow: '{ run: "true" }', mutant: 'state-1-stopped' },
  container: { commands: [DB], good: '{ name: db, state: running }', hollow: '{ name: db }', mutant: 'state-1-stopped' },
  file: { commands: ['echo hello > $work/note', 'chmod 600 $work/note'], good: '{ path: $work/note, mode: "0600" }', hollow: '{ path: $work/note }', mutant: 'drop-2' },
  image: { commands: ['podman tag $image localhost/mine:2'], good: '{ name: "localhost/mine:2" }', hollow: '{ name: $image }', mutant: 'drop-1' },
  mount: { commands: ['podman run -d --name db --tmpfs /scratch:rw,noexec,size=64k $image sleep 600'], good: '{ path: /scratch, in: db, type: tmpfs, options: size=64k }', hollow: '{ path: /scratch, in: db }', mutant: 'value-1-tmpfs-bare' },
  namespace: { commands: [DB, 'podman run -d --name web --network container:db $image sleep 600'], good: '{ container: web, type: net, shared_with: db }', hollow: '{ container: web, type: net, not_shared_with: host }', mutant: 'without-2-network' },
  package: { commands: [FAKE], good: '{ name: lab-fake, version: "2.0" }', hollow: '{ name: dpkg }', mutant: 'drop-1', files: { 'setup.sh': ONLY_IN_LAYER('/var/lib') } },
  port: { commands: ['podman run -d --name db $image nc -ll -p 8080 -e cat'], good: '{ port: 8080, in: db }', hollow: '{ port: ">1024", in: db }', mutant: 'argument-1-8080-one-more' },
  process: { commands: ['podman run -d $image top'], more: 'times: 3', good: '{ command: top, in: container, count: 3 }', hollow: '{ command: top, in: container, count: ">=1" }', mutant: 'times-1-less' },
  script: { commands: [DB], good: 'check.sh', hollow: 'check.sh', mutant: 'state-1-stopped', files: { 'check.sh': '' } },
  seccomp: { commands: [`${PROFILE} | podman run -d --name db --security-opt seccomp=/dev/stdin $image sleep 600`], good: '{ container: db, blocks: chmod }', hollow: '{ container: db, mode: filter }', mutant: 'item-1-fchmodat' },
  user: { commands: ['useradd -u 1517 lab-alice'], good: '{ name: lab-alice, uid: 1517 }', hollow: '{ name: lab-alice }', mutant: 'number-1-1517-one-more', files: { 'setup.sh': ONLY_IN_LAYER('/etc'), 'cleanup.sh': 'userdel lab-alice 2>/dev/null\n:\n' } },
}
/** Kinds that this host cannot show. */
const UNSEEN: Record<string, string | undefined> = {
  selinux: existsSync('/sys/fs/selinux/enforce') ? undefined : 'SELinux is off on this host', service: existsSync('/run/systemd/system') ? undefined : 'systemd does not run this host',
  package: existsSync('/var/lib/dpkg/status') ? undefined : 'this host has no dpkg',
}
const SCRIPTS = { good: 'podman exec db true || fail "db does not run"\npass "db runs"\n', hollow: 'podman container exists db || fail "no db"\npass "db is there"\n' }

let stages: Stages | undefined
let scene: Scene | undefined

test.before(async () => {
  if (missing) return
  const folders: string[] = []
  for (const [kind, each] of Object.entries(CASES)) for (const way of ['good', 'hollow'] as const) {
    const name = `${String(folders.length + 1).padStart(2, '0')}-${kind}-${way}`
    folders.push(name)
    const dir = join(folder.dir, 'course', name)
    mkdirSync(dir, { recursive: true })
    const runs = each.commands.map((run, index) => `  - run: ${JSON.stringify(run)}\n${index === 0 && each.more ? `    ${each.more}\n` : ''}${kind === 'answer' && index === 1 ? '    answers: it\n' : ''}`).join('')
    const scripts = ['setup', 'cleanup'].filter(script => each.files?.[`${script}.sh`]).map(script => `${script}: ${script}.sh\n`).join('')
    writeFileSync(join(dir, 'challenge.yaml'), `title: ${kind}\nclean: containers\n${scripts}commands:\n${runs}checks:\n  - id: it\n    ${kind}: ${each[way]}\n`)
    writeFileSync(join(dir, 'assignment.md'), `# ${kind}\n\n\`\`\`sh\n${each.commands.filter((_, index) => kind !== 'answer' || index === 0).join('\n')}\n\`\`\`\n`)
    for (const [file, text] of Object.entries(each.files ?? {})) writeFileSync(join(dir, file), kind === 'script' ? SCRIPTS[way] : text)
  }
  writeFileSync(join(folder.dir, 'course/track.yaml'), `version: 1\ntitle: Hollow\nrequires: [root, podman]\nvars: { image: registry.example/none/busybox }\nchallenges: [${folders.join(', ')}]\n`)
  const opened = await openStages({ environment: { ...process.env, LAB_TRACKS: folder.dir }, stop: new AbortController().signal }, () => {})
  if (isRefusal(opened)) throw new Error(opened.message)
  stages = opened
})
test.after(async () => {
  if (scene) stages?.giveBack(scene)
  await stages?.close()
  folder.remove()
})

/** Plays in the same scene for all kinds; in a new one where something was left. */
async function inScene<T>(name: string, act: (stage: ProofStage) => Promise<{ came: T; spoiled: boolean }>): Promise<T> {
  scene ??= await stages!.take()
  const surroundings = { root, cwd: folder.dir, environment: scene.environment, ...(scene.room ? { room: scene.room.pid } : {}) }
  const open = (): ReturnType<typeof openChallenge> => openChallenge(`course/${name}`, [], surroundings)
  const { came, spoiled } = await act({ open, mark: `lab-${randomBytes(8).toString('hex')}`, stop: new AbortController().signal })
  if (spoiled) {
    await stages!.discard(scene)
    scene = undefined
  }
  return came
}

async function tryMutant(name: string, id: string, baseline: Exclude<Awaited<ReturnType<typeof playSolution>>['came'], string>): Promise<Trial> {
  return inScene(name, async stage => {
    const open = (await stage.open()) as OpenChallenge
    const mutant = mutate(open.challenge.commands).find(each => each.id === id)
    assert.ok(mutant, `no mutant ${id}: ${mutate(open.challenge.commands).map(each => each.id).join(' ')}`)
    return playMutant(open.challenge, mutant, baseline, stage)
  })
}

test('no kind is left out', () => {
  assert.equal(kinds.filter(kind => !CASES[kind] && UNSEEN[kind] === undefined), [])
})

for (const kind of kinds) {
  const each = CASES[kind]
  test.when(missing ?? UNSEEN[kind], `${kind}: a hollow check lets a mutant survive that a good one catches`, async () => {
    const before = readFileSync('/etc/passwd', 'utf8')
    const challengeOf = async (stage: ProofStage) => ((await stage.open()) as OpenChallenge).challenge
    const first = await inScene(`${kind}-hollow`, async stage => playSolution(await challengeOf(stage), stage))
    if (typeof first === 'string') throw new Error(first)
    const baseline = await inScene(`${kind}-hollow`, async stage => playAgain(await challengeOf(stage), first, stage))
    if (typeof baseline === 'string') throw new Error(baseline)
    const survivor = await tryMutant(`${kind}-hollow`, each!.mutant, baseline)
    assert.is(survivor.fate, 'survivor', survivor.message)
    assert.ok(survivor.changed!.length > 0)
    const killed = await tryMutant(`${kind}-good`, each!.mutant, baseline)
    assert.is(killed.fate, 'killed', killed.message)
    assert.equal(killed.killedBy, ['it'])
    assert.is(readFileSync('/etc/passwd', 'utf8'), before)
  })
}

test.run()
