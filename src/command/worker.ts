import { hostname } from 'node:os'
import type { Command, World } from '../commandModel.ts'
import type { Refusal } from '../model/problem.ts'
import { secretOf } from '../class/gradeClass.ts'
import { gradedText, isLost } from '../class/gradedText.ts'
import { openAll } from '../class/openAll.ts'
import { contentOf, stampOf } from '../class/queue/contentOf.ts'
import { pause } from '../class/queue/pause.ts'
import { openQueue } from '../class/queue/openQueue.ts'
import { work } from '../class/queue/work.ts'
import { jsonText } from '../core/jsonText.ts'
import { plainLine } from '../core/plainText.ts'
import { EXIT } from '../core/score.ts'
import { isRefusal } from '../core/isRefusal.ts'
import { problemText } from '../report/problemText.ts'

/** Milliseconds between two tries to open what was open before. */
const AWAY_MS = 1000

/** `--json` writes `{ version, worker, graded, lost }` at the end. A class that changes on the disk is read anew; one that has mistakes then is waited for, as a database that is away is. */
const command: Command = {
  summary: 'Grade hosts of a class that `lab class grade --queue` put into the queue, until it is told to end.',
  takes: '[CLASS_FOLDER]',
  most: 1,
  group: 'instructors',
  untilTold: true,
  options: {
    hosts: { type: 'string', value: 'N', help: 'Hosts at once; as many as class.yaml says where nothing is said.' },
  },
  async run({ words, flags }, world) {
    const most = flags.hosts === undefined ? undefined : Number(flags.hosts)
    if (most !== undefined && !(Number.isInteger(most) && most >= 1 && most <= 256)) return { exit: EXIT.usage, code: 'usage', message: `--hosts takes a number from 1 to 256, found "${String(flags.hosts)}"` }
    if (!world.environment.LAB_DATABASE_URL) return { exit: EXIT.usage, code: 'usage', message: 'a worker needs the database of the class: set LAB_DATABASE_URL to its address, postgresql://USER@HOST/DATABASE' }
    const sum = { graded: 0, lost: 0 }
    const say = (text: string): void => world.err(`lab: ${text}\n`)
    let begun = false
    const patiently = <T>(openIt: (err: World['err']) => Promise<T | Refusal>): Promise<T | Refusal> => (begun ? reopen(openIt, world) : openIt(world.err))
    for (;;) {
      const whole = await patiently(err => openAll(words[0], { ...world, err }))
      if (isRefusal(whole)) {
        if (begun && world.stop.aborted) break
        return whole
      }
      const { open, course, book } = whole
      try {
        // Made where there is none yet: that is no change of the class.
        secretOf(open.file)
        const stamp = stampOf(open, course)
        const content = contentOf(open, course, world.version)
        const queue = await patiently(() => openQueue(open.file, content, world.environment))
        if (isRefusal(queue)) {
          if (begun && world.stop.aborted) break
          return queue
        }
        begun = true
        try {
          say(`worker ${process.pid} on ${hostname()}: ${plainLine(open.file.name, 60)}, content ${content}; waiting for hosts`)
          const ended = await work({
            whole, queue, environment: world.environment, version: world.version, hosts: most ?? open.file.limits.hosts, stop: world.stop, isFresh: () => stampOf(open, course) === stamp, say,
            done(one) {
              sum[isLost(one) ? 'lost' : 'graded']++
              if (!flags.json) world.out(`${gradedText(one)}\n`)
            },
          })
          if (typeof ended !== 'string') return ended
          if (ended === 'stopped') break
          say('the class changed on the disk, and is read anew')
        } finally {
          await queue.close()
        }
      } finally {
        await book.close()
      }
    }
    if (flags.json) world.out(jsonText({ version: 1, worker: `${hostname()} ${process.pid}`, ...sum }))
    return EXIT.good
  },
}

/** What was open before, and is not because the database is away, or because somebody writes the class at this moment, is opened again when that is over. Each reason is told once. */
async function reopen<T>(openIt: (err: World['err']) => Promise<T | Refusal>, { err, stop, cwd }: World): Promise<T | Refusal> {
  for (let told = ''; ;) {
    const opened = await openIt(told === '' ? err : () => {})
    if (!isRefusal(opened) || stop.aborted) return opened
    const { code, message, problems = [] } = opened
    const reason = `${problemText(problems, cwd)}lab: ${['gradebook', 'queue'].includes(code) ? 'the database does not answer, and is asked again' : 'no host is taken until this is mended'}: ${message}\n`
    if (reason !== told) err((told = reason))
    await pause(AWAY_MS, stop)
  }
}

export default command
