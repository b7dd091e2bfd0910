import * as assert from 'uvu/assert'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import type { JournalEvent } from '../../src/core/progress.ts'
import { appendJournal, journalFile, readJournal } from '../../src/run/journal.ts'
import { makeFolder } from '../folder.ts'
import { suite } from '../suite.ts'

const test = suite('journal')
const solved = (challenge: string): JournalEvent => ({ type: 'solved', at: 'now', challenge })
const names = (file: string): string[] => readJournal(file).events.map(each => (each as { challenge: string }).challenge)

/** A program that appends events NAME/0, NAME/1, ... and prints each number once the journal has it. */
const dir = makeFolder()
const writer = join(dir, 'writer.mjs')
buildSync({
  stdin: { contents: `import { appendJournal } from './journal.ts'; import { writeSync } from 'node:fs'; const [, , file, name, count] = process.argv
    for (let n = 0; n < Number(count); n++) { appendJournal(file, { type: 'solved', at: 'now', challenge: name + '/' + n, padding: 'x'.repeat(n % 7 * 100) }); writeSync(1, n + '\\n') }`,
    resolveDir: fileURLToPath(new URL('../../src/run', import.meta.url)), loader: 'ts' },
  bundle: true, platform: 'node', format: 'esm', outfile: writer,
})
const start = (file: string, name: string, count: number) => spawn(process.execPath, [writer, file, name, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] })

test('where it is', () => {
  assert.is(journalFile({ XDG_STATE_HOME: '/s', HOME: '/h' }), '/s/lab/journal.jsonl')
  assert.is(journalFile({ HOME: '/h', XDG_STATE_HOME: '' }), '/h/.local/state/lab/journal.jsonl')
})

test('no journal yet is an empty one; its folder is made; others cannot read it', () => {
  const file = join(makeFolder(), 'a/b/journal.jsonl')
  assert.equal(readJournal(file), { events: [], unreadable: 0 })
  appendJournal(file, solved('one\n"quoted" \u2028 日本'))
  appendJournal(file, solved('two'))
  assert.equal(names(file), ['one\n"quoted" \u2028 日本', 'two'])
  assert.is(statSync(file).mode & 0o777, 0o600)
})

const torn = ['{"type":"sol', '{', '"', 'null', '5', '[]', '{}', '{"type":"checked","challenge":"a"}', '{"type":"seen","challenge":"a"}', '\u0000\u0000\u0000', '{"type":"solved","at":"now","challenge":"x"']
for (const line of torn) {
  test(`a last line ${JSON.stringify(line)} is dropped, nothing else, and the next event is whole`, () => {
    const file = join(makeFolder(), 'j')
    appendJournal(file, solved('one'))
    appendFileSync(file, line)
    assert.equal([names(file), readJournal(file).unreadable], [['one'], 1])
    appendJournal(file, solved('two'))
    assert.equal([names(file), readJournal(file).unreadable], [['one', 'two'], 1])
  })
}

test('a line torn inside a letter spoils only itself', () => {
  const file = join(makeFolder(), 'j')
  appendJournal(file, solved('one'))
  writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from('{"a":"é').subarray(0, -1)]))
  appendJournal(file, solved('two'))
  assert.equal(names(file), ['one', 'two'])
})

test('a journal that is a folder, or cannot be read, is not taken for an empty one', () => {
  assert.throws(() => readJournal(makeFolder()), /EISDIR/)
})

test('two processes at once lose nothing and mix nothing', async () => {
  const file = join(makeFolder(), 'j')
  const writers = ['a', 'b'].map(name => start(file, name, 200))
  await Promise.all(writers.map(each => once(each, 'close')))
  const { events, unreadable } = readJournal(file)
  assert.equal([events.length, unreadable], [400, 0])
  for (const name of ['a', 'b']) assert.equal(names(file).filter(each => each.startsWith(name)), Array.from({ length: 200 }, (_, n) => `${name}/${n}`))
})

test('kill -9 in the middle of writing loses no event that was acknowledged', async () => {
  const file = join(makeFolder(), 'j')
  const acknowledged: string[] = []
  for (let round = 0; round < 8; round++) {
    const child = start(file, `r${round}`, 100_000)
    let said = ''
    child.stdout.on('data', chunk => (said += chunk))
    await once(child.stdout, 'data')
    await new Promise(done => setTimeout(done, 5 + round * 7))
    child.kill('SIGKILL')
    await once(child, 'close')
    acknowledged.push(...said.split('\n').slice(0, -1).map(n => `r${round}/${n}`))
  }
  const kept = new Set(names(file))
  assert.ok(acknowledged.length > 8)
  assert.equal(acknowledged.filter(each => !kept.has(each)), [])
})

test('a full disk acknowledges nothing that is not there', () => {
  const file = join(makeFolder(), 'j')
  // The shell's limit is counted in blocks of 512 bytes.
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', 'trap "" XFSZ; ulimit -f 4; exec "$@"', 'sh', process.execPath, writer, file, 'a', '100'], { encoding: 'utf8' })
  assert.is.not(status, 0)
  assert.match(stderr, /EFBIG/)
  const acknowledged = stdout.split('\n').slice(0, -1).map(n => `a/${n}`)
  assert.ok(acknowledged.length > 2)
  assert.equal(names(file), acknowledged)
})

test.run()
