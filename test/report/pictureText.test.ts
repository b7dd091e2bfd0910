/** How the tree is drawn: in UTF-8 and ASCII, cut to the terminal, with nothing from a host that a terminal would obey. */
import * as assert from 'uvu/assert'
import { columnsOf, cutColumns } from '../../src/core/columns.ts'
import type { ContainerView, Seen } from '../../src/core/picture.ts'
import { layTree } from '../../src/core/processTree.ts'
import { containersText, isUtf8, surroundingText, type Drawing } from '../../src/report/pictureText.ts'
import { makeStyle } from '../../src/report/style.ts'
import { suite } from '../suite.ts'

const test = suite('pictureText')
const seen = (pid: number, ppid: number, program: string, more: Partial<Seen> = {}): Seen => ({ pid, ppid, uid: 0, user: 'root', program, argv: [`/usr/bin/${program}`], state: 'S', found: false, container: null, newNamespaces: [], ...more })
const db = { name: 'db', id: 'd'.repeat(64), engine: 'docker' as const }
const host = [
  seen(1, 0, 'init'), seen(20, 1, 'dockerd', { argv: ['/usr/bin/dockerd', '-H', 'fd://'] }), seen(21, 20, 'containerd'),
  seen(30, 1, 'containerd-shim'), seen(31, 30, 'redis-server', { user: '999', argv: ['redis-server *:6379   '], found: true, container: db, newNamespaces: ['pid', 'net', 'mnt'] }),
]
const plain: Drawing = { style: makeStyle(false), utf8: true }
const draw = (all: Seen[], drawing: Partial<Drawing> = {}): string => surroundingText({ way: 'program', lines: layTree(all) }, { ...plain, ...drawing })
const width = (line: string): number => [...line].reduce((sum, char) => sum + columnsOf(char), 0)

test('a tree', () => {
  assert.is(draw(host), [
    '  1 root init', '  ├─ 20 root dockerd -H fd://', '  │  └─ 21 root containerd', '  └─ 30 root containerd-shim', '>    └─ 31 999 [docker db] redis-server *:6379  +pid +net +mnt', ''].join('\n'))
  assert.is(draw(host, { utf8: false }), ['  1 root init', '  |- 20 root dockerd -H fd://', '  |  `- 21 root containerd', '  `- 30 root containerd-shim', '>    `- 31 999 [docker db] redis-server *:6379  +pid +net +mnt', ''].join('\n'))
})

test('what was found is bold where there is colour, and marked where there is none', () => {
  const bold = draw(host, { style: makeStyle(true) }).split('\n').filter(line => line.includes('\x1b['))
  assert.equal(bold.length, 1)
  assert.match(bold[0]!, /^\x1b\[1m>.*redis-server.*\x1b\[22m$/)
})

test('the name of a program stands first, whatever its command line says', () => {
  const lines = draw([
    seen(1, 0, 'entry.sh', { argv: ['/bin/sh', '/entry.sh'] }), seen(2, 0, 'nginx', { argv: ['nginx: master process nginx'] }), seen(3, 0, 'top', { argv: [], state: 'Z' }), seen(4, 0, 'kworker/0:1', { argv: [] }), seen(5, 0, 'bash', { argv: ['-bash'] }),
  ]).split('\n').map(line => line.trim())
  assert.equal(lines.slice(0, 5), ['1 root entry.sh (/bin/sh /entry.sh)', '2 root nginx: master process nginx', '3 root top (zombie)', '4 root [kworker/0:1]', '5 root bash (-bash)'])
})

const hostile = ['\x1b[2J', 'a\nb', '\r', '\x9b31m', '\u202e', '\0', '\u2028', '日本語', 'e\u0301', '😀', '\ud800', '\t', 'x'.repeat(100_000)]
test('whatever a process is called, a line is a line, no wider than the terminal', () => {
  for (const text of hostile) {
    for (const columns of [1, 40, 80, 200]) {
      const all = [seen(1, 0, text), seen(2, 1, 'sh', { argv: ['sh', text.repeat(3), text] }), seen(3, 2, text, { user: text, argv: [text], found: true, container: { ...db, name: text }, newNamespaces: ['pid', 'net', 'mnt', 'uts', 'ipc', 'user', 'cgroup', 'time'] })]
      for (const utf8 of [true, false]) {
        const lines = draw(all, { columns, utf8 }).split('\n')
        assert.is(lines.length, 4, JSON.stringify(text.slice(0, 9)))
        for (const line of lines) {
          assert.ok(width(line) <= Math.max(40, columns), `${width(line)} in ${columns}: ${JSON.stringify(line.slice(0, 99))}`)
          assert.not.match(line, utf8 ? /[\x00-\x1f\x7f-\x9f\u2028-\u202e]/ : /[^ -~]/, JSON.stringify(text.slice(0, 9)))
        }
      }
    }
  }
  assert.ok(draw([seen(1, 0, 'sh', { argv: ['sh', 'x'.repeat(1_000_000)] })]).length < 600, 'also without a terminal')
})

test('what is new stays on the line where a command is cut', () => {
  const [line] = draw([seen(1, 0, 'conmon', { argv: ['conmon', 'x'.repeat(100)], newNamespaces: ['net'] })], { columns: 40 }).split('\n')
  assert.match(line!, /^ {2}1 root conmon x+…  \+net$/)
  assert.is(width(line!), 40)
})

test('deep trees are not drawn wider than the terminal, and say how deep they are', () => {
  const deep = Array.from({ length: 5000 }, (_, index) => seen(index + 1, index, 'sh'))
  const drawn = draw(deep, { columns: 80 })
  assert.match(drawn, /\(4999 deep\) └─ 5000 root sh\n$/)
  assert.ok(drawn.length < 5000 * 90)
})

test('containers, engine by engine', () => {
  const views: ContainerView[] = [
    { engine: 'docker', name: 'db', id: db.id, image: 'redis', state: 'running', exitCode: 0, lines: layTree([host[3]!, host[4]!]) },
    { engine: 'docker', name: 'once', id: 'e'.repeat(64), image: 'ubi9', state: 'exited', exitCode: 3, lines: [] },
    { engine: null, name: 'ffffffffffff', id: 'f'.repeat(64), image: '', state: 'running', exitCode: 0, lines: layTree([seen(50, 1, 'sh', { container: { name: 'ffffffffffff', id: 'f'.repeat(64), engine: null } })]) },
  ]
  assert.is(containersText(views, [{ name: 'podman', where: 'podman of root', trouble: 'podman is not installed on this host' }, { name: 'docker', where: 'Docker' }], plain), [
    'podman of root: podman is not installed on this host', '', 'Docker:', '  db  running  redis', '    30 root (outside) containerd-shim', '    └─ 31 999 redis-server *:6379  +pid +net +mnt', '  once  exited (3)  ubi9', '',
    'in no list of these, but the kernel shows them:', '  ffffffffffff  running', '    50 root sh', ''].join('\n'))
  assert.is(containersText([], [{ name: 'docker', where: 'Docker' }], plain), 'Docker: no containers\n')
})

test('the locale: as the system reads it', () => {
  const cases: [Record<string, string>, boolean][] = [[{}, false], [{ LANG: 'C.UTF-8' }, true], [{ LANG: 'nl_NL.utf8' }, true], [{ LANG: 'C' }, false], [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, false], [{ LANG: 'en_US.UTF-8', LC_CTYPE: 'POSIX' }, false], [{ LANG: 'en_US.UTF-8', LC_ALL: '' }, true]]
  for (const [environment, wanted] of cases) assert.is(isUtf8(environment), wanted, JSON.stringify(environment))
})

test('cut at columns, never in a character', () => {
  const cases: [string, number, string][] = [['abc', 3, 'abc'], ['abcd', 3, 'ab…'], ['日本語', 6, '日本語'], ['日本語', 5, '日本…'], ['日本語', 4, '日…'], ['😀😀', 3, '😀…'], ['abc', 0, ''], ['e\u0301e\u0301', 2, 'e\u0301e\u0301'], ['', 0, '']]
  for (const [text, room, wanted] of cases) assert.is(cutColumns(text, room), wanted, `${text} in ${room}`)
})

test.run()
