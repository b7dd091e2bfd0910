/** What podman may say, malformed, empty and wrong included: "absent" is never read as "no container". */
import * as assert from 'uvu/assert'
import { isUnknown } from '../../src/core/judge.ts'
import type { Answer } from '../../src/model/look.ts'
import { containersOf, type ContainerList } from '../../src/probe/containers.ts'
import { answer, engine } from '../records.ts'
import { suite } from '../suite.ts'

const containers = containersOf.podman

const test = suite('containers')
const read = (said: Partial<Answer>) => containers.read(answer(said), [], { engine, mark: 'm' })
const good = { Id: 'a'.repeat(64), Names: ['web'], State: 'Running', Pid: 7, Image: 'i', Command: ['top', '-b'], ExitCode: 0, Labels: { a: 'b' }, Mounts: ['/d'], PodName: '' }

test('a list as podman writes it', () => {
  const { containers: [web] } = read({ stdout: JSON.stringify([good]) }) as ContainerList
  assert.equal(web, { id: good.Id, names: ['web'], image: 'i', command: ['top', '-b'], state: 'running', pid: 7, exitCode: 0, labels: { a: 'b' }, mounts: ['/d'], pod: '' })
})
test('no container is an empty list', () => {
  for (const stdout of ['[]', '[]\n', '']) assert.equal(read({ stdout }), { containers: [] })
})
test('what a container may lack', () => {
  const { Image: _, Command: __, Labels: ___, Mounts: ____, ...bare } = good
  const list = read({ stdout: JSON.stringify([{ ...bare, Command: null, Labels: null, Mounts: null }]) }) as ContainerList
  assert.equal([list.containers[0]!.command, list.containers[0]!.labels, list.containers[0]!.mounts], [[], {}, []])
})

const unknown: Record<string, Partial<Answer>> = {
  'cut off JSON': { stdout: '[{"Id":' }, 'words': { stdout: 'WARN[0000] something\n' }, 'an object': { stdout: '{}' }, 'null': { stdout: 'null' }, 'a list of null': { stdout: '[null]' }, 'a list of words': { stdout: '["a"]' },
  'no Id': { stdout: JSON.stringify([{ ...good, Id: undefined }]) }, 'a Pid in quotes': { stdout: JSON.stringify([{ ...good, Pid: '7' }]) }, 'Names as a word': { stdout: JSON.stringify([{ ...good, Names: 'web' }]) }, 'State missing': { stdout: JSON.stringify([{ ...good, State: null }]) },
  'an exit status': { code: 125, stdout: '[]', stderr: 'Error: cannot connect' }, 'a missing program': { code: 127 }, 'a hanging engine': { code: 124, timedOut: true }, 'no answer': { code: null, lost: 'the host stopped answering' },
}
for (const [name, said] of Object.entries(unknown)) {
  test(`${name} is unknown, and says where we looked`, () => {
    const found = read(said)
    assert.ok(isUnknown(found), JSON.stringify(found))
    assert.match((found as { unknown: string }).unknown, /podman/)
  })
}

test.run()
