import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { checkBounds } from '../../src/core/checkBounds.ts'
import { suite } from '../suite.ts'

const test = suite('checkBounds')
const many = (text: string): string => text.repeat(20_000)

const refused: Record<string, [text: string, reason: RegExp]> = {
  'one byte too many': ['x'.repeat(1024 * 1024 + 1), /1048577 bytes, the limit is 1048576/],
  'letters count as bytes': ['é'.repeat(600_000), /1200000 bytes/],
  'open brackets': [many('['), /nested deeper than 200/],
  'open braces with keys': [many('{a: '), /nested deeper than 200/],
  'brackets over lines': [many('[\n'), /nested deeper than 200/],
  'brackets that text in quotes seems to close': [many('["]"'), /nested deeper than 200/],
  'brackets that a comment seems to close': [many('[ # ]\n'), /nested deeper than 200/],
  'brackets, more of them opened than closed': [many('][['), /nested deeper than 200/],
  'lists on one line': [many('- '), /on one line/],
  'lists with tabs': [many('-\t'), /on one line/],
  'keys on one line': [many('? '), /on one line/],
  'keys with anchors on one line': [many('? &a '), /on one line/],
  'lists with anchors on one line': [many('- &a '), /on one line/],
  'lists with tags on one line': [many('- !a '), /on one line/],
  'keys and lists in turn': [many('? - '), /on one line/],
  'values on one line': [many('a: '), /on one line/],
  'lines ever further in': [Array.from({ length: 300 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'), /more than 200 columns/],
  'one mapping of all keys': [Array.from({ length: 30_000 }, (_, n) => `k${n}: 1`).join('\n'), /more than 20000 keys/],
}
for (const [name, [text, reason]] of Object.entries(refused)) {
  test(`refuses ${name}`, () => {
    const flaw = checkBounds(text)
    assert.match(flaw?.message ?? 'accepted', reason)
    assert.ok(flaw!.offset >= 0 && flaw!.offset < text.length, 'the place lies in the text')
  })
}

const accepted: Record<string, string> = {
  'a megabyte': 'x'.repeat(1024 * 1024),
  '200 brackets': '['.repeat(200) + ']'.repeat(200),
  'a long list in brackets': `[${many('a, ')}]`,
  'brackets in quotes': `a: "${many('[')}"`,
  'brackets in a script': `run: |\n  ${many('[ -')}`,
  'brackets in a comment': `# ${many('[')}\na: 1`,
  'dashes in prose': `a: b${many(' - b')}`,
  'a thousand checks': Array.from({ length: 1000 }, (_, n) => `  - id: c${n}\n    title: t\n    process: { command: top, in: container, count: 3, selinux: { type: container_t } }\n`).join(''),
  nothing: '',
}
for (const [name, text] of Object.entries(accepted)) test(`accepts ${name}`, () => assert.is(checkBounds(text), undefined))

test('two deep texts in one process do not abort it: that could not be caught', () => {
  const parser = fileURLToPath(new URL('../../src/core/parseYaml.ts', import.meta.url))
  const texts = [...Object.values(refused).map(([text]) => text), ...Object.values(refused).map(([text]) => text)].filter(text => text.length < 200_000)
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', `
    const { parseYaml } = await import(${JSON.stringify(parser)})
    let text = ''
    for await (const chunk of process.stdin) text += chunk
    console.log(JSON.parse(text).map(each => parseYaml(each, 'f').problems[0].code).join())
  `], { input: JSON.stringify(texts), encoding: 'utf8', cwd: fileURLToPath(new URL('../..', import.meta.url)) })
  assert.is(status, 0)
  assert.is(stdout.trim(), texts.map(() => 'too-large').join())
})

test.run()
