import * as assert from 'uvu/assert'
import { concludeProof, couldHaveLooked, exitCodeOfProofs, scoreOf, staleOf, type Fate, type Proof, type Trial } from '../../src/core/proof.ts'
import { compareWide, READERS, type WideFacts } from '../../src/core/wideFact.ts'
import { loadKinds } from '../../src/build/docs.ts'
import { proofPage } from '../../src/report/proofPage.ts'
import { proofText } from '../../src/report/proofText.ts'
import { makeStyle } from '../../src/report/style.ts'
import type { Challenge } from '../../src/model/course.ts'
import { suite } from '../suite.ts'

const test = suite('what a proof says')
const trial = (id: string, fate: Fate, more: Partial<Trial> = {}): Trial => ({ id, family: id.split('-')[0]!, title: `title of ${id}`, typed: [], fate, killedBy: [], waiting: [], ...more })
const conclude = (trials: Trial[], survivors: { mutant: string; reason: string }[] = [], more: Partial<Proof> = {}): Proof => concludeProof({ track: 't', challenge: 'c', title: 'C', engine: 'podman', checks: [{ id: 'limit', title: 'a limit', kind: 'cgroup' }], hidden: [], trials, durationMs: 1, ...more }, survivors)

test('the status: survivors before all, then what could not be shown', () => {
  const cases: [Fate[], Proof['status'], number][] = [
    [['killed', 'no effect', 'stillborn'], 'proven', 0], [['killed', 'survivor', 'error'], 'survivors', 1], [['killed', 'error'], 'unproven', 4], [['killed', 'not tried'], 'proven', 0], [['not tried'], 'unproven', 4], [[], 'unproven', 4],
  ]
  for (const [fates, status, exit] of cases) {
    const proof = conclude(fates.map((fate, index) => trial(`a-${index}`, fate)))
    assert.equal([proof.status, exitCodeOfProofs([proof])], [status, exit], fates.join())
  }
  assert.is(exitCodeOfProofs([conclude([trial('a-1', 'killed')]), conclude([trial('a-1', 'not tried')])]), 0)
  assert.is(conclude([], [], { trouble: 'no commands' }).status, 'unproven')
})

test('a reason is for survivors and errors, and never for what is killed; one that fits nothing is old', () => {
  const { status, trials, stale } = conclude([trial('flag-1', 'survivor'), trial('state-1', 'error'), trial('drop-1', 'killed')], [{ mutant: 'flag-*', reason: 'a' }, { mutant: 'state-1', reason: 'b' }, { mutant: 'drop-1', reason: 'c' }])
  assert.equal([status, trials.map(each => [each.fate, each.reason]), stale], ['proven', [['accepted', 'a'], ['accepted', 'b'], ['killed', undefined]], []])
  const old = conclude([trial('drop-1', 'killed')], [{ mutant: 'name-9', reason: 'a' }])
  assert.equal([old.status, old.stale], ['survivors', ['name-9']])
})

test('a reason of the track is for each of its challenges, and their own go before it', () => {
  const { trials } = concludeProof({ ...conclude([]), trials: [trial('flag-1', 'survivor'), trial('flag-2', 'survivor'), trial('drop-1', 'survivor')] }, [{ mutant: 'flag-2', reason: 'own' }], { survivors: [{ mutant: 'flag-*', reason: 'track' }], stale: [] })
  assert.equal(trials.map(each => each.reason), ['track', 'own', undefined])
  const except = { survivors: [{ mutant: 'flag-*', reason: 'track', except: ['c', 'd'] }], stale: [] }
  assert.equal(['c', 'other'].map(challenge => concludeProof({ ...conclude([]), challenge, trials: [trial('flag-1', 'survivor')] }, [], except).trials[0]!.fate), ['survivor', 'accepted'], 'not where the challenge is about it')
  const { status, stale } = concludeProof({ ...conclude([]), trials: [trial('drop-1', 'killed')] }, [], { survivors: [{ mutant: 'name-9', reason: 'a' }], stale: ['name-9'] })
  assert.equal([status, stale], ['survivors', ['name-9']])
})

test('reasons of a track that fit nothing are old, and so are exceptions', () => {
  const challenge = (id: string, run: string): Challenge => ({ id, commands: [{ run, times: 1 }] }) as unknown as Challenge
  const challenges = [challenge('one', 'podman run -d busybox top'), challenge('two', 'touch a'), challenge('three', 'podman run -d busybox top')]
  const of = (mutant: string, except?: string[]): string[] => staleOf({ folders: ['1', '2', '3'], challenges, survivors: [{ mutant, reason: 'r', ...(except ? { except } : {}) }] })
  assert.equal([of('program-*'), of('name-9'), of('program-*', ['one'])], [[], ['name-9'], []])
  assert.equal(of('program-*', ['two']), ['program-* of two'], 'an exception where there is nothing to catch')
  assert.equal(of('program-*', ['one', 'three']), ['program-*'], 'a reason that is left with nothing')
  assert.equal(staleOf({ folders: ['1', '2', '3', '4'], challenges, survivors: [{ mutant: 'name-9', reason: 'r' }] }), [], 'known only where all challenges are')
})

test('the score counts what could be caught; an error is never killed, and a survivor never rounded away', () => {
  const many = [...Array.from({ length: 999 }, (_, index) => trial(`a-${index}`, 'killed')), trial('b-1', 'survivor'), trial('c-1', 'error'), trial('d-1', 'stillborn'), trial('e-1', 'no effect'), trial('f-1', 'not tried')]
  assert.equal(scoreOf(many), { killed: 999, survived: 1, accepted: 0, noEffect: 1, stillborn: 1, errors: 1, notTried: 1, percent: 99 })
  assert.not('percent' in scoreOf([trial('e-1', 'no effect')]))
})

const facts = (entries: Record<string, string>): WideFacts => new Map(Object.entries(entries).map(([what, value]) => [what, { sort: 'limits' as const, value }]))

test('facts: what came or went is named once, what changes by itself not at all', () => {
  const before = facts({ 'top in db': 'top', 'top in db: user': '0:0', 'db: state': 'running', clock: '1' })
  const after = facts({ 'sleep in db': 'sleep 600', 'sleep in db: user': '0:0', 'db: state': 'paused', clock: '2' })
  assert.equal(compareWide(before, after, new Set(['clock'])).map(({ what, was, is }) => [what, was, is]), [['top in db', 'top', undefined], ['db: state', 'running', 'paused'], ['sleep in db', undefined, 'sleep 600']])
  assert.equal(compareWide(before, before), [])
})

test('every sort of fact is read by kinds that are there', async () => {
  const kinds = await loadKinds()
  for (const [sort, readers] of Object.entries(READERS)) for (const kind of readers) assert.ok(kinds.has(kind), `${sort}: ${kind}`)
})

test('who could have looked: a check of the challenge, else a kind', () => {
  const checks = [{ id: 'limit', title: '', kind: 'cgroup' }]
  assert.equal(couldHaveLooked([{ what: 'a', sort: 'limits' }], checks), { checks: ['limit'], kinds: ['cgroup'] })
  assert.equal(couldHaveLooked([{ what: 'a', sort: 'seccomp' }], checks), { checks: [], kinds: ['seccomp'] })
})

const EVIL = '</style><script>alert(1)</script>\u001b[31m"\''
const evil = conclude([trial('value-1', 'survivor', { title: EVIL, typed: [EVIL], changed: [{ what: EVIL, sort: 'limits', was: EVIL }] }), trial('drop-1', 'error', { message: EVIL }), ...Array.from({ length: 3 }, (_, index) => trial(`name-${index}-${'x'.repeat(70)}`, 'killed', { killedBy: ['limit'] }))], [], { trouble: EVIL })

test('the text: at most 80 columns with many checks and long names, and nothing that a terminal obeys', () => {
  for (const count of [1, 15, 20, 40]) {
    const checks = Array.from({ length: count }, (_, index) => ({ id: `check-${index}`, title: '', kind: 'cgroup' }))
    const text = proofText({ ...evil, checks }, makeStyle(false))
    assert.not.match(text, /\u001b/)
    for (const line of text.split('\n')) assert.ok(line.length <= 80 || line.startsWith('    $ '), line)
  }
})

test('the page: what others wrote is text', () => {
  const page = proofPage([evil], '1.0.0')
  assert.not.match(page, /<script|\u001b|<\/style><script/)
  assert.match(page, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/)
  assert.match(page, /default-src 'none'/)
})

test.run()
