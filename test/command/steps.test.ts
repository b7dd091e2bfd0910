/** What an author's scripts and commands may do to whoever starts and solves: fail, be of bash, never end. */
import * as assert from 'uvu/assert'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, trackFiles } from '../folder.ts'
import { suite } from '../suite.ts'
import { lab, program } from './lab.ts'

const test = suite('steps')
const open = (challenge: string, files: Record<string, string> = {}) => {
  const dir = makeFolder(trackFiles(`title: One\n${challenge}checks:\n  - { id: a, file: { path: $work/a } }\n`, files))
  return { dir, environment: { LAB_TRACKS: dir, XDG_STATE_HOME: makeFolder() } }
}
/** Interrupts lab once a file is there, as Ctrl-C does. */
const interrupt = async (args: string[], { dir, environment }: ReturnType<typeof open>, mark: string): Promise<{ code: number | null; err: string }> => {
  const child = spawn(program, args, { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env.PATH, HOME: dir, ...environment } as unknown as NodeJS.ProcessEnv })
  let err = ''
  child.stderr.on('data', chunk => (err += String(chunk)))
  const ended = new Promise<number | null>(later => child.on('close', later))
  while (!existsSync(mark) && child.exitCode === null) await new Promise(later => setTimeout(later, 20))
  child.kill('SIGINT')
  const limit = setTimeout(() => child.kill('SIGKILL'), 20_000)
  const code = await ended
  clearTimeout(limit)
  return { code, err }
}

test('a setup may be bash; where it fails, the folder of the challenge goes again', () => {
  const { dir, environment } = open('setup: setup.sh\n', { 'setup.sh': '#!/bin/bash\n[[ -d $work ]] && echo "in ${work@Q}" >&2\nexit 3\n' })
  const { code, err } = lab(['start', 'demo/one'], dir, environment)
  const [, folder] = /^lab: setup failed: setup\.sh ended with 3: in '(\/tmp\/lab-\w+)'\. This is not your doing: tell the author of the track$/m.exec(err) ?? []
  assert.is(code, 4, err)
  assert.ok(folder, err)
  assert.not(existsSync(folder!))
})

test('Ctrl-C ends a setup that never ends, and leaves no folder', async () => {
  const where = makeFolder()
  const opened = open('setup: setup.sh\n', { 'setup.sh': `ln -s "$work" ${where}/work; mkdir ${where}/on; sleep 300\n` })
  const { code, err } = await interrupt(['start', 'demo/one'], opened, join(where, 'on'))
  assert.equal([code, err], [130, 'lab: interrupted: setup.sh may be half done\n'])
  assert.not(existsSync(join(where, 'work')))
})

test('Ctrl-C ends a command of the solution that never ends', async () => {
  const where = makeFolder()
  const opened = open(`commands:\n  - run: mkdir ${where}/on; sleep 300\n`)
  assert.is(lab(['start', 'demo/one'], opened.dir, opened.environment).code, 0)
  const { code, err } = await interrupt(['solve'], opened, join(where, 'on'))
  assert.is(code, 130, err)
  assert.match(err, /interrupted: what was typed last may be half done, and `lab reset demo\/one` clears the way\n$/)
  assert.is(lab(['finish', '--anyway'], opened.dir, opened.environment).code, 0)
})

test.run()
