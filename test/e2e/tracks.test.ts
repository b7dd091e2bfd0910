/** Every challenge of every track, as `lab test` plays it: all right ways and all wrong answers, on each engine, in rooms of their own. */
import * as assert from 'uvu/assert'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Rehearsal } from '../../src/core/rehearsal.ts'
import { loadTrack } from '../../src/run/loadTrack.ts'
import { vocabulary } from '../../src/run/vocabulary.ts'
import { suite } from '../suite.ts'
import { root, run, whyNoContainers } from './testHost.ts'
import { whyNoPackages } from './whyNoPackages.ts'

const test = suite('tracks')
/** What the machines of this repository's tests are known to lack; what is unproven must be for one of these reasons. */
const WITHOUT = ['selinux', 'apparmor', 'kubernetes']
const missing = await whyNoContainers()
const tracks = readdirSync(join(root, 'tracks'), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name)

for (const name of tracks) {
  const { track, problems } = await loadTrack(join(root, 'tracks', name), { vocabulary, whole: true })
  test(`${name} has no mistakes`, () => assert.equal(problems, []))
  const needsPackages = Object.values(track?.standIns ?? {}).some(recipe => recipe === 'redis' || recipe === 'nginx')
  const unable = missing ?? (needsPackages ? await whyNoPackages() : undefined)
  let results: Rehearsal[] | undefined
  const play = async (): Promise<Rehearsal[]> => {
    if (!results) {
      const { out, err } = await run(join(root, 'bin/lab'), ['test', name, '--json', ...WITHOUT.flatMap(each => ['--without', each])], { ...process.env, LAB_TRACKS: undefined })
      results = JSON.parse(out).results
      assert.ok(results, err)
    }
    return results
  }
  for (const challenge of track?.challenges ?? []) {
    test.when(unable, `${name}/${challenge.id}: its checks can be trusted`, async () => {
      const told = (await play()).filter(each => each.challenge === challenge.id)
      assert.ok(told.length > 0)
      for (const { engine, status, findings, unproven, lacks, solutions, wrong } of told) {
        assert.equal(findings.map(each => `${engine}: ${each.phase} ${each.way ?? ''} ${each.check ?? ''}: ${each.message}`), [])
        assert.ok(status === 'proven' || lacks.some(each => WITHOUT.includes(each.split(' ')[0]!)), unproven.map(each => `${engine}: ${each.check}: ${each.message}`).join('\n'))
        for (const each of unproven) console.log(`\nSKIPPED ${name}/${challenge.id} on ${engine}: ${each.check ?? each.way}: ${each.message}`)
        const counted = unproven.filter(each => each.phase === 'wrong' || each.phase === 'solve').length
        assert.ok(solutions + wrong + counted >= 1 + challenge.solutions.length + challenge.wrong.length)
      }
    })
  }
}

test.run()
