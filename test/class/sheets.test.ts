import * as assert from 'uvu/assert'
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileNameOf } from '../../src/class/fileNameOf.ts'
import { sheetText } from '../../src/class/sheetText.ts'
import { lab } from '../command/lab.ts'
import { makeFolder } from '../folder.ts'
import { suite } from '../suite.ts'

const test = suite('sheets')
const sheet = (id: string, name: string, title = 'A class'): string => sheetText({ id, name }, { commands: ['ssh there'], notes: ['Go.'] }, { title, challenge: 'demo/one' })

test('a sheet says the way and the first commands', () => {
  assert.match(sheet('s1', 'Ada'), /^A class\n=======\n\nFor Ada \(s1\)\n[^]*\n {4}ssh there\n[^]*\n {4}lab list .*\n {4}lab start demo\/one\n {4}lab check /)
})

test('no name adds a line, or anything that cannot be seen', () => {
  const lines = sheet('s1', 'Ada').split('\n').length
  for (const name of ['a\n    rm -rf /\n', '\u001b]0;owned\u0007\u001b[2J', '\u202edrowssap', 'x'.repeat(5000), '\u0000']) {
    const text = sheet(`${name}1`, name, name)
    assert.is(text.split('\n').length, lines, JSON.stringify(name))
    assert.not.match(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
  }
})

const settings = 'version: 1\nname: Ours\ntracks: [first-steps]\nprovider: { ssh: { user: teacher, key: secret-key } }\n'
test('machines that exist already get sheets without a key of the instructor, and are neither made nor removed', () => {
  const dir = makeFolder({ 'class.yaml': settings, 'roster.csv': 'id,host,port,jump,account\ns1,192.0.2.7,2222,gate.example.org,ada\n../x,192.0.2.8,,,\n', 'secret-key': '' })
  const { code, err } = lab(['class', 'sheets'], dir)
  assert.is(code, 0, err)
  assert.equal(readdirSync(join(dir, 'sheets')).sort(), ['s1', '../x'].map(id => `${fileNameOf(id)}.txt`).sort())
  assert.is(statSync(join(dir, 'sheets')).mode & 0o777, 0o700)
  const text = readFileSync(join(dir, 'sheets', `${fileNameOf('s1')}.txt`), 'utf8')
  assert.match(text, '    ssh -J gate.example.org -p 2222 ada@192.0.2.7\n')
  assert.not.match(text, 'secret-key')
  for (const words of [['up'], ['down', '--yes'], ['down']]) {
    const said = lab(['class', ...words], dir)
    assert.is(said.code, 2, words.join(' '))
    assert.match(said.err, /exist already \(provider ssh\): lab neither makes nor removes them/)
  }
})

test('a link in place of the folder is not followed', () => {
  const dir = makeFolder({ 'class.yaml': settings, 'roster.csv': 'id,host\ns1,192.0.2.7\n' })
  mkdirSync(join(dir, 'public'))
  symlinkSync('public', join(dir, 'sheets'))
  const { code, err } = lab(['class', 'sheets'], dir)
  assert.is(code, 4)
  assert.match(err, /is no folder of its own/)
  assert.equal(readdirSync(join(dir, 'public')), [])
})

test.run()
