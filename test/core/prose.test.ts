/** What a learner is told to type is what is declared, wherever it stands in a text, and what a terminal shows as such. */
import * as assert from 'uvu/assert'
import { fencedCommands, findDrift } from '../../src/core/findDrift.ts'
import { assignmentText } from '../../src/report/assignmentText.ts'
import { makeStyle } from '../../src/report/style.ts'
import { suite } from '../suite.ts'

const test = suite('prose')
const declaredAt = (index: number) => ({ file: 'challenge.yaml', line: 10 + index, column: 1, code: 'drift', message: 'never' })
const drift = (markdown: string, ...commands: string[]): string[] => findDrift(markdown, 'assignment.md', commands.map(run => ({ run, times: 1 })), declaredAt).map(({ file, line, message }) => `${file}:${line} ${message}`)
const fence = (name: string, line = 'rm x'): string => `\`\`\`${name}\n${line}\n\`\`\`\n`

/** Texts, and the lines in them that are typed. */
const texts: [where: string, markdown: string, typed: string[]][] = [
  ['in a list', '1. do\n\n    ```sh\n    rm x\n    ```\n', ['4 rm x']],
  ['in a list, right behind its mark', '- ```sh\n  rm x\n  ```\n- end\n', ['2 rm x']],
  ['in a list in a list', '- a\n  - b\n\n    ```sh\n    rm x\n    ```\n', ['5 rm x']],
  ['in a quotation', '> Do:\n> ```sh\n> rm x\n> ```\n', ['3 rm x']],
  ['in a quotation in a list', '1. a\n   > ~~~sh\n   > rm x\n   > ~~~\n', ['3 rm x']],
  ['without an end', 'a\n```sh\nrm x\n', ['3 rm x']],
  ['with a longer mark', '````sh\n```\nrm x\n````\n', ['2 ```', '3 rm x']],
  ['in lines that end as those of another system', '```sh\r\nrm x\r\n```\r\n', ['2 rm x']],
  ['behind an old line end', 'a\r```sh\rrm x\r```\r', ['3 rm x']],
  ...['bash', 'shell', 'SH', 'Bash', 'zsh', 'ksh', ' sh', 'sh{.x}', 'sh {.x}', '{.sh}', '{ .bash #id }', 'sh,linenos', 'sh title="x"', 's&#104;'].map((name): [string, string, string[]] => [`in a fence called ${name}`, fence(name), ['2 rm x']]),
  ...['console', 'text', 'yaml', 'shell-session', 'shed', 'dockerfile'].map((name): [string, string, string[]] => [`in a fence called ${name}`, fence(name), []]),
  ['in a comment', `<!--\n${fence('sh')}-->\n`, []],
  ['in a line of prose', '```sh rm x```\n', []],
]
for (const [where, markdown, typed] of texts) {
  test(`what is typed ${where}`, () => {
    assert.equal(fencedCommands(markdown).map(({ line, text }) => `${line} ${text}`), typed)
    const command = typed.map(each => each.replace(/^\d+ /, ''))
    assert.equal(drift(markdown, ...command), [])
    assert.equal(drift(markdown).map(each => each.split(' ')[0]), typed.map(each => `assignment.md:${each.split(' ')[0]}`))
    if (typed.length === 0) assert.equal(drift(markdown, 'rm x'), ['challenge.yaml:10 never'])
  })
  test(`a terminal shows as typed what is typed ${where}`, () => {
    const shown = [...assignmentText(markdown, {}, makeStyle(true), 80).matchAll(/\u001b\[1m(.*?)\u001b\[22m/g)].map(([, bold]) => bold)
    assert.equal(shown, typed.map(each => each.replace(/^\d+ /, '')))
  })
}

test('code without a name is neither: it is asked for one', () => {
  const words = 'this code has no name, so nobody knows whether it is typed: put it in a fence marked sh, or console or text where it only shows something'
  assert.equal(drift(`a\n\n${fence('')}`), [`assignment.md:3 ${words}`])
  assert.equal(drift('a\n\n    rm x\n', 'ls'), [`assignment.md:3 ${words}`, 'challenge.yaml:10 never'])
  assert.equal(drift('```\n\n```\n'), [])
})

test('a fence that HTML swallows is told, and one behind an empty line is a fence', () => {
  assert.equal(drift(`<details>\n${fence('sh')}</details>\n`), ['assignment.md:2 this fence is a part of the HTML before it, and no code: put an empty line before it'])
  assert.equal(fencedCommands(`<details>\n\n${fence('sh')}\n</details>\n`), [{ text: 'rm x', line: 4 }])
  assert.equal(drift('<p>\na\n</p>\n'), [])
})

test('blanks are compared, and told', () => {
  assert.equal(drift(fence('sh', 'touch  /x'), 'touch /x'), ['assignment.md:2 the text tells the learner to type this, and commands declares it with other blanks: touch  /x here, touch /x there'])
  assert.equal(drift(fence('sh', 'touch\t/x')), ['assignment.md:2 the text tells the learner to type this, and commands does not declare it: touch\\t/x'])
  assert.match(drift(fence('sh', `echo \u001b[2J${'x'.repeat(200)}`))[0]!, /: echo \\x1b\[2Jx+…$/)
})

test('a text of a megabyte that only nests is read', () => {
  for (const mark of ['> ', '- ', '```sh\n', '<!--']) assert.type(fencedCommands(mark.repeat(1_000_000 / mark.length)).length, 'number')
})

test.run()
