import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fileNameOf } from '../../src/class/fileNameOf.ts'
import { lab as run } from '../command/lab.ts'
import { makeFolder, trackFiles, writeFiles } from '../folder.ts'
import { suite } from '../suite.ts'

/** A class of Vagrant machines, with a stand-in for Vagrant; what real Vagrant says where it has no libvirt is at the end. */
const test = suite('class with vagrant')
const standIn = fileURLToPath(new URL('standInVagrant.mjs', import.meta.url))
const HOSTILE = `#{system('touch /tmp/lab-forged')}"; $(id) 'é`
const IDS = ['ada', HOSTILE, '--force', 'bo', 'cy', 'di']
const slug = (id: string): string => fileNameOf(id)

interface Told {
  code: number | null
  err: string
  out: string
  /** By the id of the student. */
  states: Record<string, string>
  words: Record<string, string>
}

/** A class in a folder of its own. */
function makeClass(ids: string[], settings: string, environment: Record<string, string> = {}) {
  const dir = makeFolder({ ...Object.fromEntries(Object.entries(trackFiles('title: One\nchecks:\n  - id: done\n    file: { path: /done }\n')).map(([name, text]) => [`tracks/${name}`, text])) })
  writeFiles(dir, {
    'class.yaml': `version: 1\nname: Vagrants\ntracks: [demo]\nprovider: { vagrant: ${settings} }\n`,
    'roster.csv': `id\n${ids.map(id => `"${id.replaceAll('"', '""')}"`).join('\n')}\n`,
    'bin/vagrant': `#!/bin/sh\nexec '${process.execPath}' '${standIn}' "$@"\n`,
    'bin/ssh-keyscan': '#!/bin/sh\necho "# 127.0.0.1:$4 SSH-2.0" >&2\necho "[127.0.0.1]:$4 ssh-ed25519 AAAA$4$(cat "$VAGRANT_CWD/rekeyed" 2>/dev/null)"\n',
  })
  for (const name of ['vagrant', 'ssh-keyscan']) chmodSync(join(dir, 'bin', name), 0o755)
  const machines = join(dir, 'machines')
  const lab = (verb: string, ...words: string[]) => run(['class', verb, ...words], dir, { PATH: `${dir}/bin:${process.env.PATH}`, ...environment })
  const json = (verb: string, ...words: string[]): Told => {
    const said = lab(verb, '--json', ...words)
    const rows = (JSON.parse(said.out).machines ?? []) as { student: string | null; state: string; words?: string }[]
    return { ...said, states: Object.fromEntries(rows.map(each => [String(each.student), each.state])), words: Object.fromEntries(rows.map(each => [String(each.student), each.words ?? ''])) }
  }
  /** What Vagrant was told since it was asked last, without the questions. */
  const calls = (): string[] => {
    const all = existsSync(join(machines, 'calls')) ? readFileSync(join(machines, 'calls'), 'utf8').trim().split('\n') : []
    rmSync(join(machines, 'calls'), { force: true })
    return all.filter(each => /^(up|destroy)/.test(each))
  }
  const put = (name: string, text = ''): void => {
    mkdirSync(machines, { recursive: true })
    writeFileSync(join(machines, name), text)
  }
  return { dir, machines, lab, json, calls, put }
}

test('the first comes up alone, then batches; no name of a student is more than data', () => {
  const { dir, machines, json, calls } = makeClass(IDS, '{ box: some, batch: 3 }')
  const said = json('up')
  assert.is(said.code, 0, said.err)
  assert.equal(said.states, Object.fromEntries(IDS.map(id => [id, 'made'])))
  const [first, ...others] = IDS.map(slug)
  assert.equal(calls(), [[first], others.slice(0, 3), others.slice(3)].map(some => `up --provision --machine-readable ${some.join(' ')}`))
  assert.not.ok(existsSync('/tmp/lab-forged'))
  assert.equal(JSON.parse(readFileSync(join(machines, 'machines.json'), 'utf8')).machines, IDS.map(slug))
  for (const file of ['Vagrantfile', 'machines.json', 'ssh_config']) for (const id of [HOSTILE, 'system(']) assert.not.ok(readFileSync(join(machines, file), 'utf8').includes(id), file)
  assert.is(statSync(machines).mode & 0o777, 0o700)
  const sheet = readFileSync(join(dir, 'sheets', `${slug(HOSTILE)}.txt`), 'utf8')
  assert.match(sheet, `ssh -i ${slug(HOSTILE)}.key -p 2201 vagrant@127.0.0.1\n`)
  assert.is(readFileSync(join(dir, 'sheets', `${slug(HOSTILE)}.key`), 'utf8'), `key of ${slug(HOSTILE)}\n`)
  assert.is(statSync(join(dir, 'sheets', `${slug(HOSTILE)}.key`)).mode & 0o777, 0o600)
})

test('host keys are kept for each machine, and compared whatever Vagrant says', () => {
  const { machines, json, put } = makeClass(['ada', 'bo'], '{ box: some }')
  json('up')
  const config = readFileSync(join(machines, 'ssh_config'), 'utf8')
  assert.equal(config.match(/StrictHostKeyChecking \w+/g), ['StrictHostKeyChecking yes', 'StrictHostKeyChecking yes'])
  assert.is(readFileSync(join(machines, 'host_keys', slug('ada')), 'utf8'), '* ssh-ed25519 AAAA2200\n')
  // A machine that runs already may not come with another key.
  put('rekeyed', 'x')
  assert.equal(json('up').states, { ada: 'running', bo: 'running' })
  assert.is(readFileSync(join(machines, 'host_keys', slug('ada')), 'utf8'), '* ssh-ed25519 AAAA2200\n')
  assert.equal(json('down', '--yes', 'ada').states, { ada: 'removed' })
  assert.equal(json('up').states, { ada: 'made', bo: 'running' })
  assert.is(readFileSync(join(machines, 'host_keys', slug('ada')), 'utf8'), '* ssh-ed25519 AAAA2200x\n')
})

for (const serial of [false, true]) {
  test(`one that breaks stops no other${serial ? ', also where one comes up at a time' : ''}; up again goes on there`, () => {
    const { lab, machines, json, calls, put } = makeClass(IDS, '{ box: some, batch: 5 }')
    if (serial) put('serial')
    put(`fail-${slug('--force')}`)
    const said = json('up')
    assert.is(said.code, 4)
    assert.equal(said.states, { ...Object.fromEntries(IDS.map(id => [id, 'made'])), '--force': 'failed' })
    assert.match(said.words['--force']!, /^Domain \S+ is broken, as this test wants it; `lab class up -- --force` tries it again$/)
    rmSync(join(machines, `fail-${slug('--force')}`))
    calls()
    const again = lab('up')
    assert.is(again.code, 0, again.err)
    assert.match(again.out, /\n6 machines: 1 made, 5 running\. Access sheets: /)
    assert.match(again.err, /^6 of 6|5 of 6/m)
    assert.equal(calls(), [`up --provision --machine-readable ${slug('--force')}`])
  })
}

test('what Vagrant says counts, not what was there: halted starts, destroyed is made, half provisioned is provisioned', () => {
  const { machines, json, calls, put } = makeClass(['ada', 'bo', 'cy', 'di'], '{ box: some }')
  put(`fail-${slug('cy')}`, 'provisioning')
  assert.equal(json('up').states, { ada: 'made', bo: 'made', cy: 'failed', di: 'made' })
  rmSync(join(machines, `fail-${slug('cy')}`))
  writeFileSync(join(machines, '.vagrant/machines', slug('bo'), 'libvirt/state'), 'shutoff')
  rmSync(join(machines, '.vagrant/machines', slug('di')), { recursive: true })
  calls()
  assert.equal(json('up').states, { ada: 'running', bo: 'started', cy: 'made', di: 'made' })
  assert.equal(calls(), [`up --machine-readable ${slug('bo')}`, `up --provision --machine-readable ${slug('cy')} ${slug('di')}`])
})

test('where the first two break with the same words, the others are not tried', () => {
  const { json, calls, put } = makeClass(['ada', 'bo', 'cy', 'di'], '{ box: some }')
  for (const id of ['ada', 'bo', 'cy', 'di']) put(`fail-${slug(id)}`)
  const said = json('up')
  assert.equal([said.code, said.states], [4, { ada: 'failed', bo: 'failed', cy: 'failed', di: 'failed' }])
  assert.match(said.words.di!, /^not tried: 2 others failed with the same words/)
  assert.is(calls().length, 2)
})

test('grading a machine that is not up is an error that says what is next', () => {
  const { lab } = makeClass(['ada'], '{ box: some }')
  const { code, out } = lab('grade', 'demo', '--json')
  assert.is(code, 4)
  assert.match(out, /its machine is not up: `lab class up ada` makes it/)
})

test('down destroys what was made, for those who left the class, too; one that cannot be stops no other', () => {
  const { dir, machines, json, put, calls } = makeClass(['ada', 'bo', 'cy'], '{ box: some }')
  json('up')
  writeFileSync(join(dir, 'roster.csv'), 'id\nada\nbo\nnew\n')
  put(`fail-${slug('ada')}`)
  put('serial')
  calls()
  const said = json('down', '--yes')
  assert.is(said.code, 4)
  assert.equal(said.states, { new: 'absent', ada: 'failed', bo: 'removed', null: 'removed' })
  assert.match(said.words.ada!, /is broken, as this test wants it; `vagrant destroy ada-\w+` in \S+ says more$/)
  assert.not.match(readFileSync(join(machines, 'ssh_config'), 'utf8'), slug('bo'))
  assert.equal(calls().map(each => each.split(' ').length), [6, 4, 4, 4])
})

test('settings that cannot be are told with their place', () => {
  const { lab } = makeClass(['ada'], '{ memory: 1, provision: none.sh }')
  const { code, err } = lab('up')
  assert.is(code, 3)
  assert.match(err, /class\.yaml:4:\d+/)
  assert.match(err, /box/)
})

const noVagrant = spawnSync('vagrant', ['--version']).status === 0 ? undefined : 'vagrant is not installed'
test.when(noVagrant, 'real Vagrant takes the generated folder, and says of each machine why it cannot be made', () => {
  const { dir, machines, json } = makeClass(['ada', HOSTILE, 'bo'], '{ box: some, box_url: "file:///no/such.box", provision: class.yaml, pack: roster.csv }', { LIBVIRT_DEFAULT_URI: 'qemu:///system?socket=/no/such' })
  rmSync(join(dir, 'bin/vagrant'))
  const said = json('up')
  assert.equal([said.code, said.states], [4, { ada: 'failed', [HOSTILE]: 'failed', bo: 'failed' }], said.err + said.out)
  assert.match(said.words.ada!, /libvirt/i)
  assert.match(said.words.bo!, /not tried/)
  const { status, stdout, stderr } = spawnSync('vagrant', ['validate'], { cwd: machines, encoding: 'utf8', env: { PATH: process.env.PATH!, HOME: dir, VAGRANT_CHECKPOINT_DISABLE: '1', VAGRANT_DEFAULT_PROVIDER: 'libvirt' } })
  assert.equal([status, stdout], [0, 'Vagrantfile validated successfully.\n'], stderr)
})

test.run()
