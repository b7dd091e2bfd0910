import * as assert from 'uvu/assert'
import { spawn } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { databaseAddress, type DatabaseAddress } from '../../src/class/gradebook/databaseAddress.ts'
import { openGradebook } from '../../src/class/gradebook/openGradebook.ts'
import type { Gradebook } from '../../src/class/gradebookModel.ts'
import { makeFolder } from '../folder.ts'
import { suite } from '../suite.ts'
import { openPostgres, whyNoPostgres } from '../testPostgres.ts'
import { attempt, verdict, waiver } from './attempts.ts'

const test = suite('gradebook')
const noPostgres = whyNoPostgres()
const writer = fileURLToPath(new URL('writer.ts', import.meta.url))
const HOSTILE = `Robert'); DROP TABLE attempts;-- \u0000 \ud83d\ude00 $1 ? \u202e`

async function open(dir: string, environment: Record<string, string | undefined>, name = 'Test'): Promise<Gradebook> {
  const book = await openGradebook({ dir, name }, environment)
  if ('exit' in book) throw new Error(book.message)
  return book
}

/** Starts a writer; ended by SIGKILL after some lines, or by itself. */
function write(args: string[], environment: Record<string, string | undefined>, killAfter = Infinity): Promise<string[]> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, ['--import', 'tsx', writer, ...args], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
    let [text, trouble] = ['', '']
    child.stdout.on('data', chunk => {
      text += chunk
      if (text.split('\n').length > killAfter) child.kill('SIGKILL')
    })
    child.stderr.on('data', chunk => (trouble += chunk))
    child.on('close', code => (code !== 0 && killAfter === Infinity ? failed(new Error(trouble)) : done(text.split('\n').slice(0, -1))))
  })
}

let postgres: Awaited<ReturnType<typeof openPostgres>> | undefined
test.before(async () => {
  if (!noPostgres) postgres = await openPostgres()
})
test.after(() => postgres?.close())

for (const kind of ['SQLite', 'PostgreSQL'] as const) {
  const reason = kind === 'PostgreSQL' ? noPostgres : undefined
  const place = (): { dir: string; environment: Record<string, string | undefined> } => ({ dir: makeFolder(), environment: kind === 'PostgreSQL' ? { LAB_DATABASE_URL: postgres!.url } : {} })

  test.when(reason, `${kind}: what is kept comes back as it was, whatever is in it`, async () => {
    const { dir, environment } = place()
    const book = await open(dir, environment, HOSTILE.replace('\u0000', ''))
    const capture = Buffer.from([0, 255, 10, 39])
    const one = attempt({ key: 'k', student: HOSTILE.replace('\u0000', ''), verdicts: [verdict('a', 'fail', { message: HOSTILE, actual: { deep: [HOSTILE] } })], capture: 'c', claims: { ...attempt().claims, answers: { a: HOSTILE } } })
    assert.equal([await book.addAttempts([one, attempt({ key: 'other' })], new Map([['c', capture]])), await book.addAttempts([one])], [2, 0], 'the same key is written once')
    const [kept] = await book.attempts({ student: one.student })
    const { seq, ...rest } = kept!
    assert.equal(rest, one)
    assert.equal(await book.capture('c'), capture)
    assert.equal((await book.attempts({ after: seq })).map(each => each.key), ['other'])
    await book.addSeen([{ student: 'ada', challenge: 'demo/one', at: '2026-11-22T10:00:00.000Z', statuses: { a: 'pass' }, once: ['a'] }, { student: 'ada', challenge: 'demo/one', at: '2026-11-22T10:00:01.000Z', statuses: { a: 'fail' }, once: [] }])
    assert.equal((await book.lastSeen()).map(each => each.statuses), [{ a: 'fail' }])
    assert.equal([...(await book.seenOnce()).get('ada\ndemo/one')!], ['a'])
    const { seq: _, ...told } = waiver(0, { check: 'a' })
    const number = await book.addWaiver(told)
    assert.equal(await book.waivers(), [{ ...told, seq: number }])
    await book.close()
    const other = await open(dir, environment, 'another class')
    assert.equal([await other.attempts(), await other.waivers(), await other.lastSeen()], [[], [], []])
    await other.close()
  })

  test.when(reason, `${kind}: a writer that is killed loses nothing that it acknowledged`, async () => {
    const { dir, environment } = place()
    const told: string[] = []
    for (const round of ['x', 'y']) told.push(...await write([dir, `${kind}-${round}`], environment, 30))
    assert.ok(told.length >= 60)
    const book = await open(dir, environment)
    const kept = new Set((await book.attempts()).map(each => each.key))
    assert.equal(told.filter(key => !kept.has(key)), [])
    assert.equal((await book.capture(told[0]!))?.toString(), told[0])
    await book.close()
  })

  test.when(reason, `${kind}: two that open a new gradebook at once, and write, lose nothing`, async () => {
    const { dir, environment } = place()
    const told = (await Promise.all(['one', 'two'].map(each => write([dir, `${kind}-${each}`, '40'], environment)))).flat()
    const book = await open(dir, environment)
    const kept = await book.attempts()
    await book.close()
    assert.equal([told.length, told.filter(key => !kept.some(each => each.key === key))], [80, []])
  })
}

test('the database itself refuses to change what was kept', async () => {
  const dir = makeFolder()
  const book = await open(dir, {})
  await book.addAttempts([attempt()])
  await book.close()
  const { default: Database } = await import('libsql')
  const database = new Database(join(dir, 'gradebook/gradebook.db'))
  for (const statement of ['update attempts set points = 9', 'delete from attempts']) assert.throws(() => database.exec(statement), /only ever grows/)
  database.close()
})

test('nobody else may read it, and a file that is none is told', async () => {
  const dir = makeFolder()
  await (await open(dir, {})).close()
  assert.equal(['gradebook', 'gradebook/gradebook.db'].map(name => (statSync(join(dir, name)).mode & 0o777).toString(8)), ['700', '600'])
  const other = makeFolder({ 'gradebook/gradebook.db': 'no database at all, and long enough to be looked at as one'.repeat(20) })
  const refused = await openGradebook({ dir: other, name: 'Test' }, {})
  assert.ok('exit' in refused && refused.exit === 4 && /cannot be opened/.test(refused.message), JSON.stringify(refused))
  assert.match(readFileSync(join(other, 'gradebook/gradebook.db'), 'utf8'), /^no database/)
})

test('a database that takes connections and says nothing is told after one wait, with where it is', async () => {
  let asked = 0
  const server = createServer(() => asked++)
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as { port: number }
  const refused = await openGradebook({ dir: makeFolder(), name: 'Test' }, { LAB_DATABASE_URL: `postgresql://me:s3cret@127.0.0.1:${port}/x` })
  server.close()
  assert.ok('exit' in refused && refused.exit === 4)
  assert.is(refused.message, `the gradebook in postgresql://me@127.0.0.1:${port}/x cannot be opened: Connection terminated due to connection timeout; see whether it runs, and whether LAB_DATABASE_URL names its host and port`)
  assert.is(asked, 1)
})

test('an address whose password is not written as addresses want it is refused with advice, and nothing of it is shown', async () => {
  for (const password of ['s3#cret', '12#cret', 's3/cret', '12/cret', '12?cret', 's3?cret']) {
    const refused = await openGradebook({ dir: makeFolder(), name: 'Test' }, { LAB_DATABASE_URL: `postgresql://me:${password}@127.0.0.1:1/x` })
    assert.ok('exit' in refused)
    assert.equal([refused.exit, /%2F %3F %23/.test(refused.message), /cret|s3|12/.test(refused.message)], [2, true, false], refused.message)
  }
})

test('what is said of a database: where it is, without a password', () => {
  const read = (written: string): unknown => {
    const { url, where } = databaseAddress(written) as DatabaseAddress
    return [where, url]
  }
  assert.equal(read(' postgresql://me:pw@db/x\n'), ['postgresql://me@db/x', 'postgresql://me:pw@db/x'])
  assert.equal(read('postgresql://me@/x?host=/run/postgresql'), ['postgresql://me@/x', 'postgresql://me@/x?host=/run/postgresql'])
  assert.equal(read('postgres://me:pw@db/x?a=b&sslmode=require'), ['postgresql://me@db/x', 'postgres://me:pw@db/x?a=b&sslmode=verify-full'])
  assert.equal(read('postgres://db/x?uselibpqcompat=true&sslmode=require'), ['postgresql://db/x', 'postgres://db/x?uselibpqcompat=true&sslmode=require'])
})

test('a database that does not answer is told without its password', async () => {
  const refused = await openGradebook({ dir: makeFolder(), name: 'Test' }, { LAB_DATABASE_URL: 'postgresql://me:s3cret@127.0.0.1:1/x' })
  assert.ok('exit' in refused && refused.exit === 4 && !refused.message.includes('s3cret'), JSON.stringify(refused))
})

test.run()
