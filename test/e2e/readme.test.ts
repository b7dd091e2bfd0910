import * as assert from 'uvu/assert'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { suite } from '../suite.ts'
import { openTestHost, root, temporaryFolder, whyNoContainers, type TestHost } from './testHost.ts'

/**
 * Every example of the README is run: a fence marked `console` types its lines that begin with `$ ` and compares what comes, a `yaml` fence
 * behind `<!-- checks -->` is judged. `<!-- given: ... -->` runs commands before, `<!-- file NAME: ... -->` writes a file into the folder where all of it happens.
 */
const test = suite('readme')
const missing = await whyNoContainers()
const folder = temporaryFolder()
let host: TestHost

interface Example {
  line: number
  given: string[]
  files: [string, string][]
  type: 'console' | 'checks'
  text: string
}

function readExamples(markdown: string): Example[] {
  const examples: Example[] = []
  let given: string[] = []
  let files: [string, string][] = []
  let judged = false
  const lines = markdown.split('\n')
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    const directive = /^<!-- (?:(given): (.*)|file ([^ :]+): (.*)|(checks)) -->$/.exec(line)
    if (directive?.[1]) given.push(...directive[2]!.split('; '))
    else if (directive?.[3]) files.push([directive[3], directive[4]!.replaceAll('\\n', '\n')])
    else if (directive) judged = true
    const fence = /^```(\w+)$/.exec(line)?.[1]
    if (fence === undefined) continue
    const end = lines.indexOf('```', at + 1)
    const text = lines.slice(at + 1, end).join('\n')
    if (fence === 'console' || judged) examples.push({ line: at + 1, given, files, type: judged ? 'checks' : 'console', text })
    given = []
    files = []
    judged = false
    at = end
  }
  return examples
}

test.before(async () => {
  if (missing) return
  host = await openTestHost()
  await host.lab('start', 'first-steps/three-tops')
})
test.after.each(async () => {
  for (let round = 0; host && round < 2; round++) await host.podman('rm', '-fa', '-t', '0')
})
test.after(async () => {
  await host?.close()
  folder.remove()
})

async function shell(command: string): Promise<string> {
  const { all } = await execa('sh', ['-c', command], {
    all: true, reject: false, stdin: 'ignore', cwd: folder.dir, extendEnv: false,
    env: { ...host.environment, PATH: `${join(root, 'bin')}:${process.env.PATH}`, image: 'localhost/lab-stand-in-busybox' },
  })
  return all
}

/** What differs from run to run: process ids, the note about a stand-in, which only stands where no registry answers, and what a stranger runs beside. */
const settle = (text: string): string => text.split('\n').filter(line => !line.startsWith('image: ')).join('\n').replace(/; \d+ more runs? in containers that this engine does not know[^\n]*/g, '').replace(/pids? [\d, ]+/g, 'pids N').trim()

const examples = readExamples(readFileSync(join(root, 'README.md'), 'utf8'))
test('there are examples', () => assert.ok(examples.length >= 3))

for (const { line, given, files, type, text } of examples) {
  test.when(missing, `the example in line ${line}`, async () => {
    for (const [name, content] of files) {
      mkdirSync(dirname(join(folder.dir, name)), { recursive: true })
      writeFileSync(join(folder.dir, name), content)
    }
    for (const command of given) await shell(command)
    if (type === 'console') {
      for (const part of text.split(/^\$ /m).filter(each => each !== '')) {
        const [command, ...expected] = part.split('\n')
        assert.is(settle(await shell(command!)), settle(expected.join('\n')))
      }
      return
    }
    const dir = join(folder.dir, `tracks/line-${line}/01-example`)
    mkdirSync(dir, { recursive: true })
    writeFileSync(join(dir, 'assignment.md'), 'Nothing to do.\n')
    writeFileSync(join(dir, 'challenge.yaml'), `title: Example\n${text}\n`)
    writeFileSync(join(dir, '../track.yaml'), 'version: 1\ntitle: Example\nchallenges: [01-example]\n')
    const { checks } = JSON.parse(await shell(`lab check line-${line} --json`))
    for (const { id, status, reason, message } of checks) assert.ok(status === 'pass' || reason === 'not observable', `${id}: ${status}: ${message}`)
  })
}

test.run()
