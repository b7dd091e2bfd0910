import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import type { AskContext } from '../../src/model/look.ts'
import { isUnknown } from '../../src/core/judge.ts'
import { workFiles, type FileTree } from '../../src/probe/workFiles.ts'
import { makeFolder } from '../folder.ts'
import { suite } from '../suite.ts'

const test = suite('files of a challenge')
const host = {} as AskContext

function look(files: (dir: string) => Record<string, string>): FileTree {
  const dir = makeFolder()
  const named = makeFolder(files(dir))
  // The folder is known only when it is made: its files are moved to it.
  assert.is(spawnSync('sh', ['-c', 'cp -a "$1/." "$0"', dir, named]).status, 0)
  const { status, stdout } = spawnSync('sh', ['-c', workFiles.ask([dir], host)], { encoding: 'utf8' })
  assert.is(status, 0)
  const tree = workFiles.read({ code: 0, signal: null, stdout, stderr: '', timedOut: false, truncated: 0, durationMs: 1 }, [dir], host)
  if (isUnknown(tree)) throw new Error(tree.unknown)
  return tree
}

test('the same content has the same sum, whatever the folder is called, and other content another', () => {
  const [one, two, three] = ['x', 'x', 'y'].map(word => look(dir => ({ 'a/it is $x': `see ${dir}/a, twice: ${dir} ${word}\n`, plain: word, empty: '' })))
  assert.equal([...one!.keys()].sort(), ['a', 'a/it is $x', 'empty', 'plain'])
  assert.equal(one, two)
  for (const path of ['a/it is $x', 'plain']) assert.is.not(one!.get(path), three!.get(path))
  assert.is(one!.get('empty'), three!.get('empty'))
})

test('a file that holds nothing but a number says it: it may be a pid', () => {
  const tree = look(() => ({ pid: '4711\n', bare: '7', two: '1\n2\n', word: '12a\n', long: '123456789012\n', 'of $(id) things': '9\n' }))
  assert.equal(Object.fromEntries([...tree].map(([path, is]) => [path, is.replace(/^.*, /, '').replace(/^sum .*/, 'sum')])), { pid: 'number 4711', bare: 'number 7', two: 'sum', word: 'sum', long: 'sum', 'of $(id) things': 'number 9' })
})

test.run()
