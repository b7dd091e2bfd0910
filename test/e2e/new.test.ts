import * as assert from 'uvu/assert'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { parse } from 'yaml'
import { suite } from '../suite.ts'
import { openTestHost, root, run, whyNoContainers } from './testHost.ts'

const test = suite('new')
const missing = await whyNoContainers()

test.when(missing, 'what `lab new` writes fails before, passes after its commands, and catches its wrong answer', async () => {
  const host = await openTestHost()
  const folder = mkdtempSync(join(tmpdir(), 'lab-test-'))
  const environment = { ...host.environment, LAB_TRACKS: folder }
  const lab = (...args: string[]) => run(join(root, 'bin/lab'), args, environment)
  const good = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await lab(...args)
    assert.is(code, 0, `lab ${args.join(' ')}: ${err}${out}`)
    return out
  }
  const statuses = async (): Promise<string[]> => JSON.parse((await lab('check', '--json')).out).checks.map((each: any) => `${each.id} ${each.status}`)
  try {
    await good('new', 'track', 'course')
    await good('new', 'challenge', 'course/again')
    assert.match(await good('validate', 'course'), '2 challenges, 2 checks, no mistakes')
    for (const [id, dir] of [['first', '01-first'], ['again', '02-again']]) {
      await good('start', `course/${id}`)
      assert.equal(await statuses(), ['sleeps fail'])
      await good('solve')
      assert.equal(await statuses(), ['sleeps pass'])
      await good('reset')
      const wrong = parse(readFileSync(join(folder, 'course', dir!, 'wrong/example.yaml'), 'utf8')) as { commands: { run: string }[]; caught_by: string[] }
      for (const each of wrong.commands) {
        const { exitCode, all } = await execa('sh', ['-c', each.run], { all: true, reject: false, extendEnv: false, env: { ...environment, image: 'localhost/lab-stand-in-busybox' } })
        assert.is(exitCode, 0, all)
      }
      assert.equal(await statuses(), wrong.caught_by.map(check => `${check} fail`))
      await good('finish', '--anyway')
    }
    assert.is((await host.podman('ps', '-aq')).out, '')
  } finally {
    await host.podman('rm', '-fa', '-t', '0')
    await host.close()
    rmSync(folder, { recursive: true })
  }
})

test.run()
