import * as assert from 'uvu/assert'
import { FAMILIES, inTurns, isAccepted, mutate } from '../../src/core/mutate/mutate.ts'
import { readCommandLine } from '../../src/core/mutate/readCommandLine.ts'
import type { Command } from '../../src/model/course.ts'
import { suite } from '../suite.ts'

const test = suite('mutants of commands')
const commands = (...runs: (string | Partial<Command>)[]): Command[] => runs.map(each => ({ times: 1, run: '', ...(typeof each === 'string' ? { run: each } : each) }))
/** What the mutants of a family type in the place of what was there. */
const typed = (family: string, ...runs: (string | Partial<Command>)[]): string[] => mutate(commands(...runs)).filter(each => each.family === family).map(each => [...each.varied].map(({ run, times }) => (times === 1 ? run : `${times} x ${run}`)).join(' ; '))

const DB = 'podman run -td --name db $image top'
const WEB = '$engine run -d --name=web --network container:db $image'

/** For each family what it makes of some commands. */
const CASES: Record<string, [commands: (string | Partial<Command>)[], mutants: string[]][]> = {
  drop: [[['a', 'b'], ['', '']]],
  repeat: [[['a'], ['2 x a']], [[{ run: 'a', times: 3 }], []]],
  times: [[[{ run: 'a', times: 3 }], ['2 x a', '4 x a']]],
  swap: [[['a', 'b', 'c'], ['b ; a', 'c ; b']], [['a', 'a'], []]],
  written: [[['echo 8000000 > "$file"'], ['echo 4000000 > "$file"', 'echo 16000000 > "$file"', 'echo 8004096 > "$file"']], [['echo 20 > $file'], ['echo 10 > $file', 'echo 40 > $file', 'echo 21 > $file']], [['echo yes > $file', 'echo 3'], []]],
  number: [[['chmod 600 $work/x'], ['chmod 300 $work/x', 'chmod 1200 $work/x', 'chmod 601 $work/x']], [['head -n 1 /etc/passwd'], []]],
  file: [[['echo x > "$work/a"', 'touch /tmp/b'], ['echo x > "$work/a.other"']], [['mkdir -p $work/root'], ['mkdir -p $work/root.other']], [['a > /dev/null 2>&1'], []]],
  item: [[[`printf '{"names":["a", "b"],"action":"SCMP_ACT_ERRNO"}'`], [`printf '{"names":["b"],"action":"SCMP_ACT_ERRNO"}'`, `printf '{"names":["a"],"action":"SCMP_ACT_ERRNO"}'`, `printf '{"names":["a", "b"],"action":"SCMP_ACT_LOG"}'`]]],
  answer: [[[{ run: 'pidof top', answers: 'pid' }], [`{ pidof top\n} | sed '$s/$/0/'`, 'pidof top']], [['pidof top'], []]],
  value: [
    [['podman run --memory 20m --cpus=0.5 $image'], ['podman run --memory 10m --cpus=0.5 $image', 'podman run --memory 40m --cpus=0.5 $image', 'podman run --memory 20975616 --cpus=0.5 $image', 'podman run --memory 20m --cpus=0.25 $image', 'podman run --memory 20m --cpus=1 $image']],
    [['podman run --cap-drop all -e A=b -v x:/y:ro $image'], ['podman run --cap-drop MKNOD -e A=b -v x:/y:ro $image', 'podman run --cap-drop all -e A=other -v x:/y:ro $image', 'podman run --cap-drop all -e A=b -v x:/y $image']],
  ],
  name: [[[DB], ['podman run -td --name db-2 $image top']], [[WEB], ['$engine run -d --name=web-2 --network container:db $image']]],
  container: [
    [[DB, WEB], ['podman run -td --name web $image top ; $engine run -d --name=db --network container:db $image']],
    [[DB, 'podman run -d --name web $image top', 'podman exec db ps'], ['podman run -td --name web $image top ; podman run -d --name db $image top', 'podman exec web ps']],
    [[DB, 'podman run -d --name c $image', WEB], ['podman run -td --name c $image top ; podman run -d --name db $image', 'podman run -td --name web $image top ; $engine run -d --name=db --network container:db $image', 'podman run -d --name web $image ; $engine run -d --name=c --network container:db $image', '$engine run -d --name=web --network container:c $image']],
  ],
  state: [[[WEB], ['$engine stop -t 0 web', '$engine pause web']], [['podman run -d $image'], ['podman stop -t 0 $(podman ps -q -l)', 'podman pause $(podman ps -q -l)']], [['podman create --name a $image'], []]],
  created: [[[DB], ['podman create -t --name db $image top']], [['podman run --detach --rm $image'], ['podman create --rm $image']]],
  program: [[[DB], ['podman run -td --name db $image sleep 600']], [['podman run -d $image'], ['podman run -d $image sleep 600', 'podman run -d $image top']], [['podman run -d $image sleep 3600'], ['podman run -d $image top']], [['podman run --rm $image echo a'], ['podman run --rm $image true']], [['podman create $image'], ['podman create $image sleep 600', 'podman create $image top']]],
  argument: [[['podman run -d $image nc -l -p 8080'], ['podman run -d $image nc -l -p 4040', 'podman run -d $image nc -l -p 16160', 'podman run -d $image nc -l -p 8081']], [['podman run -d $image sleep 600'], []]],
  // Without -d it never ends.
  without: [[['podman run -td --privileged -m 9m $image'], ['podman run -d --privileged -m 9m $image', 'podman run -td -m 9m $image', 'podman run -td --privileged $image']]],
  network: [[[WEB], ['$engine run -d --name=web --network none $image', '$engine run -d --name=web --network host $image']], [[DB], []]],
  flag: [
    [['podman run $image'], ['podman run --security-opt label=disable $image', 'podman run --security-opt seccomp=unconfined $image', 'podman run --pid host $image', 'podman run --user 1 $image']],
    [['podman run --security-opt seccomp=x --pid=container:a -u 5 $image'], ['podman run --security-opt label=disable --security-opt seccomp=x --pid=container:a -u 5 $image', 'podman run --security-opt seccomp=unconfined --pid=container:a -u 5 $image', 'podman run --security-opt seccomp=x --pid=host -u 5 $image', 'podman run --security-opt seccomp=x --pid=container:a -u 1 $image']],
  ],
}

for (const { id } of FAMILIES) {
  test(`${id}: what it makes`, () => {
    assert.ok(CASES[id], `no case for the family ${id}`)
    for (const [runs, mutants] of CASES[id]!) assert.equal(typed(id, ...runs), mutants)
  })
}

test('no mutant types what the solution types, and no two the same', () => {
  for (const runs of [[DB, WEB], [{ run: DB, times: 3 }], ['podman run -d $image top', 'podman run  -d $image top']]) {
    const solution = commands(...runs)
    const text = (list: Command[]): string => JSON.stringify(list.flatMap(({ run, times, answers }) => Array.from({ length: times }, () => [run.replace(/ +/g, ' '), answers])))
    const all = mutate(solution).map(each => text(each.commands))
    assert.is(new Set(all).size, all.length)
    assert.not(all.includes(text(solution)))
  }
})

test('ids are stable, unique, and of characters that a pattern takes', () => {
  const ids = mutate(commands(DB, 'podman run --cap-add A --cap-add B -v /x:/y:Z -e A=b --memory 8m $image', `printf '["a/b","A B"]'`)).map(each => each.id)
  assert.is(new Set(ids).size, ids.length)
  assert.ok(ids.every(id => /^[a-z0-9-]+$/.test(id)), ids.join('\n'))
  assert.ok(ids.includes('value-2-memory-half'))
})

test('a command line that is not understood is still dropped and repeated, and never edited', () => {
  assert.is(readCommandLine('podman run "$image'), undefined)
  assert.equal(mutate(commands('podman run --name a "$image')).map(each => each.id), ['drop-1', 'repeat-1'])
})

test('words inside other words, in quotes and after pipes are edited where they stand', () => {
  assert.equal(typed('name', `x=$(podman create --name "my db" $image); echo é | podman run --name 'b' -i $image cat`), [`x=$(podman create --name "my db-2" $image); echo é | podman run --name 'b' -i $image cat`, `x=$(podman create --name "my db" $image); echo é | podman run --name 'b-2' -i $image cat`])
})

test('an accepted survivor may be a pattern', () => {
  for (const [id, pattern, good] of [['flag-1-user-1', 'flag-1-user-1', true], ['flag-1-user-1', 'flag-*', true], ['flag-1-user-1', '*', true], ['flag-1-user-1', '*-user-*', true], ['flag-1-user-1', 'flag-1', false], ['flag-1-user-1', '*-user', false], ['ab', 'a*b*b', false]] as const) assert.is(isAccepted(id, pattern), good, `${id} ${pattern}`)
})

test('every challenge and every family gets its turn first', () => {
  const groups = [['a1', 'a2', 'b1', 'b2'], ['a3', 'c1']].map(ids => ids.map(id => ({ id, family: id[0]! })))
  assert.equal(inTurns(groups).map(({ group, item }) => `${group}${item.id}`), ['0a1', '1a3', '0b1', '1c1', '0a2', '0b2'])
})

test('with a seed another order, in which everybody still gets a turn first; the same seed, the same', () => {
  const groups = [0, 1].map(() => ['a', 'b', 'c'].flatMap(family => [1, 2, 3, 4].map(number => ({ id: `${family}${number}`, family }))))
  const order = (seed?: string): string[] => inTurns(groups, seed).map(({ group, item }) => `${group}${item.id}`)
  const firsts = new Set<string>()
  for (const seed of Array.from({ length: 40 }, (_, index) => `seed ${index}`)) {
    const all = order(seed)
    assert.equal(all, order(seed))
    assert.equal([...all].sort(), [...order()].sort())
    for (let turn = 0; turn < 4; turn++) assert.is(new Set(all.slice(turn * 6, turn * 6 + 6).map(each => each.slice(0, 2))).size, 6)
    for (const each of all.slice(0, 6)) firsts.add(each)
  }
  assert.is(firsts.size, 24)
})

test.run()
