import * as assert from 'uvu/assert'
import { assignmentText } from '../../src/report/assignmentText.ts'
import { makeStyle } from '../../src/report/style.ts'
import { suite } from '../suite.ts'

const test = suite('assignmentText')
const show = (markdown: string, columns?: number, color = false): string => assignmentText(markdown, { image: 'busybox' }, makeStyle(color), columns)

const cases: [name: string, markdown: string, columns: number | undefined, shown: string][] = [
  ['a heading loses its marks', '## Do it\n\nNow.', undefined, 'Do it\n\nNow.'],
  ['a paragraph is filled to the width', 'one two\nthree four five', 22, 'one two three four\nfive'],
  ['without a width it is one line', 'one two\nthree', undefined, 'one two three'],
  ['an item hangs below itself', '- one two three four five six', 22, '- one two three four\n  five six'],
  ['what is typed is indented, with its values, and never filled', '```sh\npodman run -td $image top with many more words than fit\n```', 22, '    podman run -td busybox top with many more words than fit'],
  ['a table that fits stays one', '| a | b |\n|---|---|\n| 1 | 2 |\n\nEnd.\n', 20, '| a | b |\n| 1 | 2 |\n\nEnd.\n'],
  ['a table that is too wide becomes a list', 'See:\n\n| what | here | there |\n|---|---|---|\n| the first of them | yes | no |\n| `a \\| b` | | yes |\n\nEnd.\n', 30, 'See:\n\n- the first of them: here:\n  yes; there: no\n- `a | b`: there: yes\n\nEnd.\n'],
  ['a drawing is named', 'See:\n\n```mermaid\nflowchart LR\n```\n', undefined, 'See:\n\n(A drawing: assignment.md shows it.)\n'],
  ['a table keeps its rows', '| a | b |\n|---|---|\n| 1 | 2 |', 10, '| a | b |\n| 1 | 2 |'],
  ['what is typed in a list stands below its item', '1. do\n\n    ```bash {.x}\n    podman run $image\n      top\n    ```\n2. end', 30, '1. do\n\n        podman run busybox\n          top\n2. end'],
  ['a fence that begins an item', '- ```sh\n  ls\n  ```\n- end', 30, '-\n      ls\n- end'],
  ['what is typed in a quotation keeps its mark', '> ```sh\n> ls\n> ```\n\nEnd.', 30, '>     ls\n\nEnd.'],
  ['a comment is not shown', 'a\n\n<!--\n```sh\nls\n```\n-->\n\nb', undefined, 'a\n\nb'],
  ['code in a line that looks like a fence stays in it', '```sh ls```\nis short', undefined, '```sh ls``` is short'],
  ['a control character is shown, not obeyed', 'a\x1b[2Jb', undefined, 'a\\x1b[2Jb'],
]
for (const [name, markdown, columns, shown] of cases) test(name, () => assert.is(show(markdown, columns), shown))

test('what is emphasised is bold, also where the line is broken in it', () => {
  assert.is(show('a **bold** word', undefined, true), 'a \x1b[1mbold\x1b[22m word')
  assert.is(show('twelve chars **and then bold words**', 22, true), 'twelve chars \x1b[1mand\x1b[22m\n\x1b[1mthen bold words\x1b[22m')
  assert.is(show('a **plain** word'), 'a plain word')
})

test('the value of a variable opens no fence', () => assert.is(assignmentText('a $x b', { x: '\n```sh\nls\n```\n' }, makeStyle(true)), "a ' ```sh ls ``` ' b"))

test.run()
