import type { EngineName } from '../../src/model/look.ts'
import * as assert from 'uvu/assert'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment, engineInView } from '../../src/host/cleanRoom.ts'
import { openLocal } from '../../src/host/local.ts'
import { makeFolder } from '../folder.ts'
import { suite } from '../suite.ts'

const test = suite('the clean room')

const evil = makeFolder({ podman: '#!/bin/sh\necho forged\n', id: '#!/bin/sh\necho forged\n', 'rc.sh': 'echo forged; id() { echo forged; }\n', 'home/.profile': 'echo forged\n', 'home/.bashrc': 'echo forged\n' })
for (const name of ['podman', 'id']) chmodSync(join(evil, name), 0o755)
const hostile: Record<string, string> = {
  PATH: `${evil}:.:${process.env.PATH}`, HOME: join(evil, 'home'), BASH_ENV: join(evil, 'rc.sh'), ENV: join(evil, 'rc.sh'), LD_PRELOAD: join(evil, 'rc.sh'), LD_LIBRARY_PATH: evil,
  'BASH_FUNC_id%%': '() { echo forged; }', 'BASH_FUNC_podman%%': '() { echo forged; }', PROMPT_COMMAND: 'echo forged', SHELLOPTS: 'xtrace', PS4: '$(echo forged)', IFS: 'x', CDPATH: evil,
  LANG: 'tr_TR.UTF-8', LC_ALL: 'de_DE', TZ: 'Asia/Kathmandu', COLUMNS: '7', GREP_OPTIONS: '-v', NODE_OPTIONS: '--require /nowhere', SSH_CONNECTION: 'a b c d', SHLVL: '0',
  CONTAINER_HOST: 'unix:///x.sock', CONTAINERS_STORAGE_CONF: '/s.conf', XDG_RUNTIME_DIR: '/run/u',
}

test('only the selectors of an engine pass; path, language and time zone are fixed', () => {
  assert.equal(cleanEnvironment(hostile), {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC', HOME: join(evil, 'home'),
    CONTAINER_HOST: 'unix:///x.sock', CONTAINERS_STORAGE_CONF: '/s.conf', XDG_RUNTIME_DIR: '/run/u',
  })
  assert.equal(Object.keys(cleanEnvironment({})), ['PATH', 'LC_ALL', 'TZ'])
})

const host = openLocal({ environment: hostile, needsRoot: false })
const tell = async (script: string, env = {}): Promise<string> => (await host.run({ script, env, deadlineMs: 10_000, cap: 10_000 })).stdout

test('no trick of the account reaches a question in sh, in bash, or in a child', async () => {
  for (const script of ['id -u', 'bash -c "id -u"', 'bash --noprofile --norc -c "id -u"', 'sh -c "id -u"', 'command -v podman id; id -u']) {
    const said = await tell(script)
    assert.not.match(said, 'forged', script)
    assert.match(said, new RegExp(`(^|\\n)${process.getuid!()}\\n$`), script)
  }
})
test('what a question sees of the environment', async () => {
  const names = (await tell('env')).split('\n').filter(line => line !== '').map(line => line.split('=')[0]).sort()
  assert.equal(names.filter(name => !['PWD', 'OLDPWD', '_', 'SHLVL'].includes(name!)), ['CONTAINERS_STORAGE_CONF', 'CONTAINER_HOST', 'HOME', 'LC_ALL', 'PATH', 'TZ', 'XDG_RUNTIME_DIR'])
  assert.equal((await tell('pwd; date +%Z; printf "%s|" "$IFS" "$image"', { image: 'a b' })).split('\n').slice(0, 2), ['/', 'UTC'])
})
test('a script that reads its input finds none, and its own text is safe from it', async () => {
  assert.is(await tell('read line || echo none\ncat\necho end'), 'none\nend\n')
})
test('variables of a track are values, never code', async () => {
  const value = `$(echo forged) \`echo forged\` "'; echo forged; '\n-n`
  assert.is(await tell('printf %s "$image"', { image: value }), value)
})

const views: [name: EngineName, rootless: boolean, environment: Record<string, string>, where: string][] = [
  ['podman', false, {}, 'podman of root'],
  ['podman', true, {}, 'rootless podman of this user'],
  ['podman', false, { CONTAINERS_STORAGE_CONF: '/a.conf' }, 'podman of root, with the store of /a.conf'],
  ['podman', true, { CONTAINER_HOST: 'unix:///a.sock', CONTAINERS_STORAGE_CONF: '/a.conf' }, 'podman at unix:///a.sock'],
  ['docker', false, { DOCKER_HOST: 'unix:///d.sock', CONTAINER_HOST: 'unix:///a.sock' }, 'Docker at unix:///d.sock'],
]
for (const [name, rootless, environment, where] of views) test(`where we looked: ${where}`, () => assert.equal(engineInView(name, rootless, environment), { name, rootless, where }))

test.run()
