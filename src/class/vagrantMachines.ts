import { EXIT } from '../core/score.ts'
import type { Refusal } from '../model/problem.ts'
import type { Student } from './model.ts'
import type { Outcome, Watch } from './providerModel.ts'
import type { Vagrant } from './openVagrantIn.ts'
import { typedId } from './typedId.ts'
import type { VagrantFolder } from './vagrantFolder.ts'

/** What making and removing machines takes. */
export interface VagrantWork {
  folder: VagrantFolder
  vagrant: Vagrant
  /** Machines at once. */
  batch: number
  /** Seconds for one call of Vagrant. */
  seconds: number
}

/** So many failures of the same words, before any machine came up, are no failure of one machine. */
const SAME_FAILURES = 2

/** Brings machines up: the first alone, since it brings the box and the network, then batches. What runs is left alone; what broke off is provisioned again; one failure stops no other machine. */
export async function bringUp({ folder, vagrant, batch, seconds }: VagrantWork, students: ReadonlyMap<string, Student>, { stop, done }: Watch): Promise<Refusal | undefined> {
  const states = await vagrant.states()
  if (typeof states === 'string') return refuse(folder.dir, states)
  const names = [...students.keys()]
  const tell = (machine: string, state: Outcome['state'], words?: string): void => done({ machine, student: students.get(machine)!, ...(words === undefined ? { state } : { state: 'failed', words: `${words}; \`lab class up ${typedId(students.get(machine)!.id)}\` tries it again` }) })
  /** Keeps how machines that came up are reached. Only what was made just now may show a new host key. */
  const arrive = async (some: readonly string[], state: (name: string) => Outcome['state'], fresh: boolean): Promise<void> => {
    const { machines, lost } = await vagrant.lookUp(some)
    const keys = new Map<string, string>()
    for (const each of machines) {
      const key = fresh || !folder.knows(each.name) ? await vagrant.hostKey(each) : undefined
      if (key !== undefined) keys.set(each.name, key)
      else if (!folder.knows(each.name)) lost.set(each.name, `it is up, and shows no host key at ${each.host}, port ${each.port}`)
    }
    folder.keep(machines.filter(each => !lost.has(each.name)), keys, [])
    for (const name of some) tell(name, state(name), lost.get(name))
  }

  const running = names.filter(each => states.get(each) === 'running' && folder.isWhole(each))
  for (let at = 0; at < running.length; at += 50) await arrive(running.slice(at, at + 50), () => 'running', false)
  const halted = names.filter(each => !running.includes(each) && states.has(each) && states.get(each) !== 'not_created' && folder.isWhole(each))
  const unmade = names.filter(each => !running.includes(each) && !halted.includes(each))
  let anyUp = running.length > 0
  const told: string[] = []
  for (const [group, options, state] of [[halted, [], 'started'], [unmade, ['--provision'], 'made']] as const) {
    const up = async (some: readonly string[]): Promise<void> => {
      const { ended, words } = await vagrant.act('up', [...options], some, seconds)
      const good = some.filter(each => ended.has(each))
      for (const name of good) folder.markWhole(name)
      await arrive(good, () => state, state === 'made')
      anyUp ||= good.length > 0
      // Of several, Vagrant says in one breath what went wrong, and begins with none after the first where its provider takes one at a time.
      if (some.length > 1) for (const name of some) if (!ended.has(name) && !stop.aborted) await up([name])
      if (some.length === 1 && good.length === 0) {
        told.push((words ?? '').replaceAll(some[0]!, ''))
        tell(some[0]!, 'failed', words ?? 'Vagrant said nothing')
      }
    }
    for (let at = 0; at < group.length && !stop.aborted; ) {
      if (!anyUp && told.length >= SAME_FAILURES && told.every(each => each === told[0])) {
        for (const name of group.slice(at)) tell(name, 'failed', `not tried: ${told.length} others failed with the same words`)
        break
      }
      const some = group.slice(at, at + (anyUp ? batch : 1))
      at += some.length
      await up(some)
    }
  }
  return undefined
}

/** Destroys machines with all that is in them, batch by batch; says of each how that ended. */
export async function tearDown({ folder, vagrant, batch, seconds }: VagrantWork, names: readonly string[], students: ReadonlyMap<string, Student>, { stop, done }: Watch): Promise<Refusal | undefined> {
  const states = await vagrant.states()
  if (typeof states === 'string') return refuse(folder.dir, states)
  const tell = (machine: string, state: Outcome['state'], words?: string): void => {
    const student = students.get(machine)
    done({ machine, ...(student ? { student } : {}), ...(words === undefined ? { state } : { state, words }) })
  }
  const there = names.filter(each => (states.get(each) ?? 'not_created') !== 'not_created')
  const absent = names.filter(each => !there.includes(each))
  folder.keep([], new Map(), absent)
  for (const name of absent) tell(name, 'absent')
  const destroy = async (some: readonly string[]): Promise<void> => {
    const { ended, words } = await vagrant.act('destroy', ['--force'], some, seconds)
    const gone = some.filter(each => ended.has(each))
    folder.keep([], new Map(), gone)
    for (const name of gone) tell(name, 'removed')
    if (some.length > 1) for (const name of some) if (!ended.has(name) && !stop.aborted) await destroy([name])
    if (some.length === 1 && gone.length === 0) tell(some[0]!, 'failed', `${words ?? 'Vagrant said nothing'}; \`vagrant destroy ${some[0]}\` in ${folder.dir} says more`)
  }
  for (let at = 0; at < there.length && !stop.aborted; at += batch) await destroy(there.slice(at, at + batch))
  return undefined
}

function refuse(dir: string, words: string): Refusal {
  return { exit: EXIT.unknown, code: 'vagrant', message: `how the machines of ${dir} are cannot be asked: ${words}` }
}
