/** `lab test` and `lab prove` where they refuse, before anything is played, and how a finding is told. */
import * as assert from 'uvu/assert'
import { join } from 'node:path'
import type { Rehearsal } from '../../src/core/rehearsal.ts'
import { rehearsalText } from '../../src/report/rehearsalText.ts'
import { makeStyle } from '../../src/report/style.ts'
import { makeFolder } from '../folder.ts'
import { suite } from '../suite.ts'
import { lab } from './lab.ts'

const test = suite('authors')
const dir = makeFolder({ 'empty/x': '', 'file': '' })
const run = (...args: string[]) => lab(args, dir, { LAB_TRACKS: join(dir, 'empty'), XDG_STATE_HOME: makeFolder() })

for (const [args, words] of [
  [['test'], /^lab: there is no track in reach: name one/],
  [['prove'], /^lab: there is no track in reach: name one/],
  [['test', '--without', 'slinux'], /^lab: --without takes a requirement, and "slinux" is none \(did you mean "selinux"\?\)/],
  [['prove', '--html', 'nowhere/page.html'], /page\.html cannot be written: ENOENT/],
  [['prove', '--html', 'empty'], /empty cannot be written: it is a folder/],
  [['prove', '--html', 'file/page.html'], /page\.html cannot be written: /],
] as const) {
  test(`refused: lab ${args.join(' ')}`, () => {
    const { code, out, err } = run(...args)
    assert.equal([code, out], [2, ''], err)
    assert.match(err, words)
  })
}

test('a finding about a wrong answer names its file', () => {
  const told: Rehearsal = { track: 't', challenge: 'c', title: 'C', engine: 'podman', status: 'failed', findings: [{ phase: 'wrong', way: 'Another word', file: 'wrong/a.yaml', check: 'x', message: 'should fail' }, { phase: 'solve', way: 'solve.sh', message: 'broke' }], unproven: [], lacks: [], passesBefore: [], checks: 1, solutions: 1, wrong: 1, durationMs: 1 }
  assert.match(rehearsalText(told, makeStyle(false)), '  x wrong answer "Another word" (wrong/a.yaml), x: should fail\n  x typing "solve.sh": broke\n')
})

test.run()
