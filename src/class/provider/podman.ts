import { createHmac } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import { eachAtMost } from '../../core/eachAtMost.ts'
import { plainLine } from '../../core/plainText.ts'
import { EXIT } from '../../core/score.ts'
import { openContainer } from '../../host/container.ts'
import { openLocal } from '../../host/local.ts'
import type { Host } from '../../model/host.ts'
import type { Answer } from '../../model/look.ts'
import type { Refusal } from '../../model/problem.ts'
import { engineCall, removeContainers } from '../../run/engineCall.ts'
import { classSecret } from '../classFolder.ts'
import { fileNameOf } from '../fileNameOf.ts'
import type { Student } from '../model.ts'
import type { Machine, Outcome, Provider } from '../providerModel.ts'
import { typedId } from '../typedId.ts'

interface Settings {
  image: string
  command?: string[]
  memory?: string
  cpus?: number
  network?: string
  shell?: string
  computer?: string
}

/** A container of this class, as podman lists it. */
interface Container {
  id: string
  name: string
  running: boolean
}

/** Containers that are made at once. */
const AT_ONCE = 4
/** Seconds for one to be made; its image may have to be pulled. */
const MAKE_SECONDS = 600
const PULLS = '; `podman pull IMAGE` says whether the image of class.yaml can be had'

const word = (description: string, pattern: string) => ({ type: 'string', minLength: 1, maxLength: 1024, pattern, description })

/** One container a student, all on this computer: for courses that take place in a container. Whoever may enter one with podman may enter all. */
const provider: Provider = {
  summary: 'a container of podman for each student, on this computer',
  schema: {
    type: 'object', additionalProperties: false, required: ['image'], description: 'What the containers are made of.',
    properties: {
      image: word('The image. It needs a shell, and lab where students are to check their own work.', '^[A-Za-z0-9][A-Za-z0-9_./:@-]*$'),
      command: { type: 'array', minItems: 1, maxItems: 100, items: { type: 'string', maxLength: 4096, pattern: '^[^\\u0000]*$', description: 'A word.' }, description: 'What keeps a container running: program and arguments; sleep infinity where nothing is said.' },
      memory: word('The most memory of one container, as 512m or 2g.', '^[1-9][0-9]*[bkmg]$'),
      cpus: { type: 'number', minimum: 0.01, maximum: 1024, description: 'How many processors one container may keep busy, as 0.5.' },
      network: word('The network of the containers, as podman run --network takes it, e.g. none.', '^[a-z][A-Za-z0-9_.:=,-]*$'),
      shell: word('What a student enters; sh where nothing is said.', '^[A-Za-z0-9/_.-]+$'),
      computer: word('The name by which students reach this computer, for their access sheets.', '^[A-Za-z0-9_][A-Za-z0-9_.:@-]*$'),
    },
  },
  hostOf: (student, { name }) => containerName(student, name),
  async open(written, { dir, name: title, environment, students }) {
    const { image, command = ['sleep', 'infinity'], memory, cpus, network, shell = 'sh', computer } = written as unknown as Settings
    const names = new Map<string, Student>(students.map(each => [containerName(each, title), each]))
    const all = new Map<string, Machine>([...names.keys()].map(name => [name, { name, host: 'localhost', port: 22 }]))
    const host = openLocal({ environment, needsRoot: false })
    const label = `lab.class=${fileNameOf(title)}`
    // A label that nobody writes by accident, and that no other class of this name has.
    const origin = (): string => `lab.origin=${createHmac('sha256', classSecret({ dir })).update('containers').digest('hex').slice(0, 32)}`
    const start = async (name: string, { id: student }: Student): Promise<Outcome['words']> => {
      const labels = [label, origin(), `lab.student=${fileNameOf(student)}`].flatMap(each => ['--label', each])
      const limits = [...(memory === undefined ? [] : ['--memory', memory]), ...(cpus === undefined ? [] : ['--cpus', String(cpus)]), ...(network === undefined ? [] : ['--network', network])]
      const made = await engineCall(host, ['run', '--detach', '--name', name, '--hostname', fileNameOf(student), ...labels, ...limits, '--', image, ...command], MAKE_SECONDS)
      const flaw = made.code === 0 ? await flawOfRunning(host, name) : wordsOf(made)
      if (flaw === undefined) return undefined
      // It never worked, so nobody worked in it; left there, it would be started again as it is.
      const left = await listOwn(host, [label, origin()])
      if (typeof left !== 'string') for (const each of left) if (each.name === name) await removeContainers(host, [each.id])
      return `${flaw}${made.code === 125 ? PULLS : ''}`
    }
    return {
      all,
      configFor: async () => ({ config: '/dev/null', open: name => openContainer('podman', name, { environment, needsRoot: false, engine: 'podman' }), close: async () => {} }),
      async up(some, { stop, done }) {
        const own = await listOwn(host, [label, origin()])
        if (typeof own === 'string') return refuse(own)
        await eachAtMost(AT_ONCE, some, async student => {
          if (stop.aborted) return
          const name = containerName(student, title)
          const known = own.find(each => each.name === name)
          const tell = (state: Outcome['state'], words?: string): void => done(words === undefined ? { machine: name, student, state } : { machine: name, student, state: 'failed', words })
          if (known?.running) tell('running')
          else if (known) {
            const started = await engineCall(host, ['start', known.id], 60)
            const flaw = started.code === 0 ? await flawOfRunning(host, name) : wordsOf(started)
            tell('started', flaw === undefined ? undefined : `${flaw}; \`lab class down ${typedId(student.id)}\` removes it with what is in it, so that it can be made anew`)
          } else tell('made', await start(name, student))
        })
        return undefined
      },
      async down(some, { stop, done, all: everything }) {
        const own = await listOwn(host, [label, origin()])
        if (typeof own === 'string') return refuse(own)
        const wanted = new Set(some.map(each => containerName(each, title)))
        for (const name of wanted) if (!own.some(each => each.name === name)) done({ machine: name, student: names.get(name)!, state: 'absent' })
        for (const { id, name } of own.filter(each => wanted.has(each.name) || (everything && !names.has(each.name)))) {
          if (stop.aborted) break
          const removed = await removeContainers(host, [id])
          const student = names.get(name)
          done({ machine: name, ...(student ? { student } : {}), ...(removed.code === 0 ? { state: 'removed' } : { state: 'failed', words: wordsOf(removed) }) })
        }
        return undefined
      },
      access: student => ({
        commands: [`${process.getuid!() === 0 ? 'sudo ' : ''}podman exec -it ${containerName(student, title)} ${shell}`],
        notes: [`This is typed on the computer ${computer ?? hostname()}, ${process.getuid!() === 0 ? 'with an account that may do that' : `with the account ${userInfo().username}`}.`],
      }),
    }
  },
}

export default provider

function containerName({ id }: Student, title: string): string {
  return `lab-${fileNameOf(title)}-${fileNameOf(id)}`
}

function refuse(words: string): Refusal {
  return { exit: EXIT.unknown, code: 'podman', message: `the containers cannot be listed: ${words}` }
}

function wordsOf({ lost, timedOut, stderr, code }: Answer): string {
  if (lost !== undefined) return lost
  return timedOut ? 'podman did not end in time' : plainLine(stderr.trim().split('\n').at(-1)!.replace(/^Error: /, ''), 400) || `podman ended with ${code}`
}

/** The containers that carry all of these labels. */
async function listOwn(host: Host, labels: string[]): Promise<Container[] | string> {
  const answer = await engineCall(host, ['ps', '--all', '--no-trunc', ...labels.flatMap(each => ['--filter', `label=${each}`]), '--format', 'json'], 60)
  if (answer.code === 127) return 'podman is not installed on this computer'
  if (answer.code !== 0) return wordsOf(answer)
  try {
    // As JSON: the column State of the table is words for people.
    const told = JSON.parse(answer.stdout || '[]') as { Id: string; Names: string[]; State: string }[]
    return told.map(({ Id, Names, State }) => ({ id: Id, name: Names[0] ?? '', running: State === 'running' }))
  } catch {
    return 'podman ps answered with no JSON'
  }
}

/** Why a container that was started does not run; undefined where it does. */
async function flawOfRunning(host: Host, name: string): Promise<string | undefined> {
  // A program that cannot do its work ends a moment after it began.
  await new Promise(later => setTimeout(later, 500))
  const { code, stdout } = await engineCall(host, ['inspect', '--type', 'container', '--format', '{{.State.Running}} {{.State.ExitCode}}', name], 60)
  const [running, status] = stdout.trim().split(' ')
  return code === 0 && running === 'true' ? undefined : `it ended at once${status ? `, with exit status ${status}` : ''}: what \`command\` names has to go on running`
}
