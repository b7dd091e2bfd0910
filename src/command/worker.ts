import { hostname } from 'node:os'
import type { Command } from '../commandModel.ts'
import { gradedText, isLost } from '../class/gradedText.ts'
import { openAll } from '../class/openAll.ts'
import { contentOf, stampOf } from '../class/queue/contentOf.ts'
import { openQueue } from '../class/queue/openQueue.ts'
import { work } from '../class/queue/work.ts'
import { jsonText } from '../core/jsonText.ts'
import { EXIT } from '../core/score.ts'
import { isRefusal } from '../run/openChallenge.ts'

/** `--json` writes `{ version, worker, graded, lost }` at the end. A class that changes on the disk is read anew; one with mistakes ends the worker. */
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
    for (;;) {
      const whole = await openAll(words[0], world)
      if (isRefusal(whole)) return whole
      const { open, course, book } = whole
      try {
        const stamp = stampOf(open, course)
        const content = contentOf(open, course, world.version)
        const queue = await openQueue(open.file, content, world.environment)
        if (isRefusal(queue)) return queue
        try {
          say(`worker ${process.pid} on ${hostname()}: ${open.file.name}, content ${content}; waiting for hosts`)
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

export default command
