import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gradeClass } from '../../src/class/gradeClass.ts'
import { openGradebook } from '../../src/class/gradebook/openGradebook.ts'
import { openCourse } from '../../src/class/openCourse.ts'
import type { Gradebook } from '../../src/class/gradebookModel.ts'
import type { Student } from '../../src/class/model.ts'
import { openLocal } from '../../src/host/local.ts'
import type { Host } from '../../src/model/host.ts'
import type { Answer } from '../../src/model/look.ts'
import { makeFolder, trackFiles, writeFiles } from '../folder.ts'

/** Milliseconds that a look at processes and two files took through a live connection, one after another: an sshd on loopback, two cores, November 2026. */
const RECORDED_MS = [115, 122, 115, 116, 127, 115, 123, 118, 116, 117, 120, 122, 147, 122, 131, 135, 129, 118, 115, 117]

const CHALLENGE = `title: One
checks:
  - { id: passwd, file: { path: /etc/passwd, mode: "0644" } }
  - { id: done, file: { path: /etc/lab-done } }
  - { id: shells, process: { command: sh, count: ">=0" } }
  - { id: tops, process: { command: top, count: ">=3" } }
  - { id: unseen, visibility: hidden, file: { path: /etc/group } }
`

/** What grading a class of some size took. */
export interface Measured {
  hosts: number
  seconds: number
  /** Milliseconds of computing for a host. */
  cpuMs: number
  /** Bytes of the process, at most. */
  rss: number
  /** Bytes of what is alive in it, at most. */
  heap: number
  /** Attempts and captures that are still in memory at the end. */
  held: number
  attempts: number
}

/** A class of hosts that are not there: each answers what this machine answered when it was first asked, after a delay of the list. Judging, captures and the gradebook are the real ones. */
export async function measureClass(hosts: number, { speed = 1, atOnce = 16 }: { speed?: number; atOnce?: number } = {}): Promise<Measured> {
  setFlagsFromString('--expose_gc')
  const gc = runInNewContext('gc') as () => void
  const dir = makeFolder({ 'home/.local/state/lab/journal.jsonl': `${JSON.stringify({ type: 'started', challenge: 'demo/one', containers: [], at: '2026-11-22T06:00:00.000Z' })}\n` })
  writeFiles(join(dir, 'tracks'), trackFiles(CHALLENGE))
  const students = Array.from({ length: hosts }, (_, index): Student => ({ id: `s${index}`, name: `Student ${index}`, email: '', host: `h${index}`, fields: {}, line: index + 2 }))
  const limits = { hosts: atOnce, hostSeconds: 600, totalSeconds: 86_400 }
  const file = { dir, file: join(dir, 'class.yaml'), name: 'Simulated', tracks: ['demo'], roster: '', provider: { kind: 'ssh', settings: {} }, limits, disclosure: 'full', policy: { hintPenalty: 0, keep: 'best' }, variants: {} } as const
  const machines = { all: new Map(students.map(({ host }) => [host, { name: host, host, port: 22 }])), configFor: async () => ({ config: '', close: async () => {} }) }
  const course = await openCourse({ ...file, tracks: ['demo'] }, { environment: {}, root: dir })
  const book = await openGradebook(file, {})
  if ('exit' in course || 'exit' in book) throw new Error(JSON.stringify([course, book]))

  const local = openLocal({ environment: { ...process.env, HOME: join(dir, 'home') }, needsRoot: false })
  const answers = new Map<string, Promise<Answer>>()
  let count = 0
  const connect = ({ host }: Student): Host => ({
    ...local, name: 'default', kind: 'ssh', engine: { ...local.engine, where: `podman of root on ${host}` },
    async run(errand, stop) {
      const mark = /lab-[0-9a-f]{24}/.exec(errand.script)?.[0] ?? 'no mark'
      const question = errand.script.replaceAll(mark, 'MARK')
      let recorded = answers.get(question)
      if (!recorded) answers.set(question, (recorded = local.run(errand).then(each => ({ ...each, stdout: each.stdout.replaceAll(mark, 'MARK'), stderr: each.stderr.replaceAll(mark, 'MARK') }))))
      const answer = await recorded
      const ms = RECORDED_MS[count++ % RECORDED_MS.length]! / speed
      await new Promise(later => setTimeout(later, ms))
      return { ...answer, durationMs: ms, stdout: answer.stdout.replaceAll('MARK', mark), stderr: answer.stderr.replaceAll('MARK', mark), ...(stop?.aborted ? { lost: 'ended' } : {}) }
    },
  })
  const peak = { rss: 0, heap: 0 }
  let [done, attempts, own] = [0, 0, 0]
  const kept: WeakRef<object>[] = []
  const watched: Gradebook = {
    ...book,
    addAttempts(some, captures = new Map(), also) {
      for (const each of [...some, ...captures.values()]) kept.push(new WeakRef(each))
      return book.addAttempts(some, captures, also)
    },
  }
  gc()
  const [begun, cpu] = [performance.now(), process.cpuUsage()]
  const refused = await gradeClass({
    open: { file: { ...file, tracks: ['demo'] }, machines }, course, book: watched, environment: {}, version: 'bench', students, stop: new AbortController().signal, connect,
    done(graded) {
      if (graded.lost !== undefined) throw new Error(graded.lost)
      attempts += graded.attempts.length
      if (++done % Math.ceil(hosts / 10) !== 0) return
      peak.rss = Math.max(peak.rss, process.memoryUsage().rss)
      // What is only waiting to be collected says nothing about what is held; that it is measured costs the class nothing.
      const before = process.cpuUsage()
      gc()
      const { user, system } = process.cpuUsage(before)
      own += user + system
      peak.heap = Math.max(peak.heap, process.memoryUsage().heapUsed)
    },
  })
  if (refused) throw new Error(refused.message)
  const { user, system } = process.cpuUsage(cpu)
  const seconds = (performance.now() - begun) / 1000
  await book.close()
  // What a WeakRef names stays until its turn is over.
  await new Promise(later => setTimeout(later, 0))
  gc()
  const held = kept.filter(each => each.deref() !== undefined).length
  return { hosts, seconds, cpuMs: (user + system - own) / 1000 / hosts, ...peak, held, attempts }
}
