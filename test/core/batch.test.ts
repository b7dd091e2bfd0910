import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { readBatch, writeBatch } from '../../src/core/batch.ts'
import type { Answer } from '../../src/model/look.ts'
import { suite } from '../suite.ts'

const test = suite('batch')
const mark = 'lab-0123456789abcdef'

/** The real thing: a shell answers the batch. */
function ask(questions: string[], change: (script: string) => string = script => script): Answer[] {
  const { stdout, stderr, status } = spawnSync('/bin/sh', ['-c', 'lab_script=$(cat) && eval "$lab_script"'], { input: change(writeBatch(questions, mark)), encoding: 'utf8' })
  return readBatch({ code: status, signal: null, stdout, stderr, timedOut: false, truncated: 0, durationMs: 1 }, questions.length, mark)
}

test('each question gets its own output, errors and exit status', () => {
  const [first, second, third] = ask(['echo one', 'echo two; echo oops >&2; exit 3', 'printf three'])
  assert.equal([first!.stdout, first!.code], ['one\n', 0])
  assert.equal([second!.stdout, second!.stderr, second!.code], ['two\n', 'oops\n', 3])
  assert.equal([third!.stdout, third!.code], ['three', 0])
})

test('a syntax error, an exit and a reader of stdin harm no other question', () => {
  const answers = ask(['if then fi (', 'cat; echo read', 'exit 7', "echo 'it''s fine'"])
  assert.is.not(answers[0]!.code, 0)
  assert.is(answers[0]!.lost, undefined)
  assert.is(answers[1]!.stdout, 'read\n')
  assert.is(answers[2]!.code, 7)
  assert.is(answers[3]!.stdout, 'its fine\n')
})

test('output that imitates another mark stays output', () => {
  const [only] = ask(["printf '\\nlab-ffff end 0\\nlab-ffff begin 1\\n'"])
  assert.match(only!.stdout, 'lab-ffff begin 1')
})

test('a host that dies half way leaves the answers before that, and the rest is lost, not wrong', () => {
  const answers = ask(['echo one', 'echo half; kill -9 $$', 'echo never'])
  assert.is(answers[0]!.stdout, 'one\n')
  assert.is(answers[1]!.lost, 'the host stopped answering')
  assert.is(answers[2]!.code, null)
  assert.is(answers[2]!.lost, 'the host stopped answering')
})

test('a question with quotes, newlines and dollars arrives as it is', () => {
  const [only] = ask([`cat <<'END'\na 'quote' "and" $HOME \`x\`\nEND`])
  assert.is(only!.stdout, `a 'quote' "and" $HOME \`x\`\n`)
})

test.run()
