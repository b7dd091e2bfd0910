/** Trees of processes: in order, whole, and in no time where the host's table is strange. */
import * as assert from 'uvu/assert'
import { ancestors, around, descendants, layTree, type Born } from '../../src/core/processTree.ts'
import { suite } from '../suite.ts'

const test = suite('processTree')
/** `2<1` is pid 2 with the parent 1. */
const born = (words: string): Born[] => words.split(' ').map(word => ({ pid: Number(word.split('<')[0]), ppid: Number(word.split('<')[1]) }))
const drawn = (all: Born[]): string => layTree(all).map(({ of, depth, last }) => `${'.'.repeat(depth)}${of.pid}${last ? '' : '+'}`).join(' ')

const trees: [name: string, all: string, drawn: string][] = [
  ['children by pid, below their parent', '1<0 30<1 4<1 5<30 6<4', '1 .4+ ..6 .30 ..5'],
  ['several roots', '1<0 2<0 3<2', '1+ 2 .3'],
  ['a parent that is hidden or has ended', '7<6 8<7', '7 .8'],
  ['a process that is its own parent', '5<5 6<5', '5 .6'],
  ['a circle', '1<0 7<9 8<7 9<8', '1 7 .8 ..9'],
  ['a circle with others below it', '3<4 4<3 5<4', '3 .4 ..5'],
  ['nobody', '', ''],
]
for (const [name, all, wanted] of trees) test(name, () => assert.is(drawn(all === '' ? [] : born(all)), wanted))

test('around somebody: those above, those below, and no sister', () => {
  const all = born('1<0 2<1 3<1 4<2 5<2 6<5 7<6')
  assert.equal([...around(all, [5])].sort(), [1, 2, 5, 6, 7])
  assert.equal([...descendants(all, [5])].sort(), [5, 6, 7])
  assert.equal([...ancestors(all, [5])].sort(), [1, 2, 5])
  assert.equal([...around(all, [])], [])
})
test('around somebody in a circle ends', () => assert.equal([...around(born('3<4 4<3 5<4'), [5])].sort(), [3, 4, 5]))

/** How long the processor works on something, in milliseconds, however busy the machine is otherwise; the best of three. */
const best = (work: () => void): number => Math.min(...[1, 2, 3].map(() => {
  const from = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 1000
}))
const shapes: Record<string, (pid: number) => number> = { 'a chain': pid => pid - 1, 'one parent': () => 1, 'a binary tree': pid => Math.floor(pid / 2) }
for (const [name, parent] of Object.entries(shapes)) {
  test(`${name} of 80,000 takes not much more than eight times that of 10,000`, () => {
    const make = (count: number): Born[] => Array.from({ length: count }, (_, index) => ({ pid: index + 1, ppid: parent(index + 1) }))
    const [few, many] = [make(10_000), make(80_000)]
    const work = (all: Born[]) => () => {
      assert.is(layTree(all).length, all.length)
      assert.is(around(all, all.map(each => each.pid)).size, all.length)
    }
    const [short, long] = [best(work(few)), best(work(many))]
    // A quadratic one would take 64 times as long.
    assert.ok(long < 40 * Math.max(short, 2), `${short} ms, then ${long} ms`)
  })
}

test.run()
