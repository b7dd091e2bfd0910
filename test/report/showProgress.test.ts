import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from '../suite.ts'

const test = suite('progress of long work')
const work = fileURLToPath(new URL('longWork.ts', import.meta.url))
const noScript = existsSync('/usr/bin/script') ? undefined : 'script (util-linux) is not installed'

test('without a terminal: a line whenever it is told', () => {
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', work], { encoding: 'utf8' })
  assert.is(stdout, 'one is DONE\n1 of 4, about 9 s left\na note\ntwo is DONE\nEND\n')
})

test.when(noScript, 'on a terminal: what stays stays in order, and what is drawn is taken away again', () => {
  const { CI: _, ...environment } = process.env
  const { stdout } = spawnSync('script', ['-qec', `stty cols 80 rows 30; '${process.execPath}' --import tsx '${work}'`, '/dev/null'], { encoding: 'utf8', env: { ...environment, TERM: 'xterm' }, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const drawn of ['4 challenges', 'one, two', '1 of 4, about 9 s left', 'two, three']) assert.match(stdout, drawn)
  assert.equal(screenOf(stdout), ['one is DONE', 'a note', 'two is DONE', 'END'])
})

/** The lines that stand on a terminal in the end: of its language, what moves the cursor up and erases lines is understood. */
function screenOf(written: string): string[] {
  const lines = ['']
  let at = 0
  for (const [, code, verb, other] of written.matchAll(/\x1b\[([?\d;]*)([A-Za-z])|([^\x1b]|\x1b)/gs)) {
    if (verb === 'A') at = Math.max(0, at - Number(code || 1))
    else if (verb === 'K') lines[at] = ''
    else if (verb === 'J') lines.splice(at + 1)
    else if (other === '\n') lines[++at] ??= ''
    else if (other !== undefined && other !== '\r') lines[at] += other
  }
  return lines.map(each => each.trim()).filter(each => each !== '')
}

test.run()
