import type { Flaw, Outcome, Schema } from '../model/kind.ts'
import type { Engine, EngineName, Facts, Look } from '../model/look.ts'
import { quote } from '../core/quote.ts'
import { didYouMean } from '../core/suggest.ts'
import { containersOf, engineNamed, type Container } from './containers.ts'
import { joinContainers } from './joinContainers.ts'
import { processes, type Process, type ProcessTable } from './processes.ts'

/** What a check points at: a container by its name, or the processes of a program. */
export interface Target {
  container?: string
  process?: string
  in?: 'container'
  engine?: EngineName
}

/** A process that a check speaks about, and what the message calls it. */
export interface Subject {
  /** `container db`, or `process 1824 (top)`. */
  name: string
  process: Process
}

/** The key that chooses an engine, for the schema of a kind. */
export const engineProperty: Schema = { enum: ['podman', 'docker'], description: 'The engine whose containers are meant; the one in view where nothing is said. Where the other one is not on the host, or does not answer, the check is skipped as not observable.' }

/** The keys of a target, for the schema of a kind. */
export const targetProperties: Schema = {
  container: { type: 'string', minLength: 1, description: 'The name of a container: its first process is meant.' },
  process: { type: 'string', minLength: 1, description: 'The name of an executed program, e.g. top: each of its processes is meant.' },
  in: { enum: ['container'], description: 'container: of these processes only those in containers of the engine in view.' },
  engine: engineProperty,
}

/** A target names one thing. */
export function targetFlaws({ container, process, engine, in: where }: Target): Flaw[] {
  if (where !== undefined && process === undefined) return [{ path: ['in'], message: 'in chooses among the processes of a program: without process it says nothing' }]
  if (engine !== undefined && container === undefined && where === undefined) return [{ path: ['engine'], message: 'engine chooses whose container is meant: without container it says nothing' }]
  if (container === undefined && process === undefined) return [{ path: [], message: 'it speaks about nothing yet: give it container or process' }]
  return container !== undefined && process !== undefined ? [{ path: ['process'], message: 'container and process exclude each other: make it two checks' }] : []
}

/** A container whose view of the host a check means: `in`, beside what is looked at there. */
interface Inside {
  in?: string
  engine?: EngineName
}

/** An engine says nothing without a container. */
export function insideFlaws({ in: container, engine }: Inside): Flaw[] {
  return engine !== undefined && container === undefined ? [{ path: ['engine'], message: 'engine chooses whose container is meant: without in it says nothing' }] : []
}

/** The target that `in` names; for a check that has one. */
export function insideOf({ in: container, engine }: Inside): Target {
  return { container: container!, ...(engine === undefined ? {} : { engine }) }
}

/** What must be looked at to find a target. */
export function targetLooks({ container, in: where, engine }: Target, inView: Engine): Look[] {
  return [{ probe: processes }, ...(container === undefined && where === undefined ? [] : [{ probe: containersOf[engine ?? inView.name] }])]
}

/** What a title calls a target. */
export function targetName({ container, process, in: where }: Target): string {
  return container !== undefined ? `container ${container}` : `each process ${process}${where === undefined ? '' : ' in a container'}`
}

/** A shell word that stands for the process id of a target. */
export function targetPid({ container, process, engine }: Target, inView: Engine): string {
  return container !== undefined ? `$(${engine ?? inView.name} inspect -f '{{.State.Pid}}' ${quote(container)})` : `$(pgrep -n -x ${quote(process!)})`
}

/** Whether a search ended in a verdict instead of what was searched for. */
export function isOutcome(found: object): found is Outcome {
  return 'status' in found
}

/** The container of a name. That there is none is said together with where we looked and what there is instead. */
export function findContainer(name: string, list: Container[], engine: Engine): Container | Outcome {
  const found = list.find(each => each.names.includes(name))
  if (found) return found
  return { status: 'fail', message: `there is no container ${name}${nearbyWords(name, list)}; looked at ${engine.where}`, expected: name, actual: list.map(each => each.names[0] ?? each.id.slice(0, 12)) }
}

/** What else there is in the engine, for somebody who looks for a name. */
export function nearbyWords(name: string, list: Container[]): string {
  const names = list.flatMap(each => each.names)
  if (names.length === 0) return ': there are no containers at all'
  return didYouMean(name, names) || `; there ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`
}

/** The first process of a container by its name, or the verdict why there is none. */
export function findFirstProcess(name: string, table: ProcessTable, list: Container[], engine: Engine): Process | Outcome {
  const container = findContainer(name, list, engine)
  if (isOutcome(container)) return container
  if (container.pid === 0) {
    const how = container.state === 'exited' ? `${container.state} with ${container.exitCode}` : container.state
    return { status: 'fail', message: `container ${name} does not run (${how}): it has no process to look at`, expected: 'running', actual: container.state, evidence: `${engine.name} ps --all: ${name} is ${container.state}` }
  }
  const process = table.processes.find(each => each.pid === container.pid)
  return process ?? { status: 'error', reason: 'could not look', message: `container ${name} started or ended during the look: its process ${container.pid} is not in the process table`, next: 'check again' }
}

/** The processes that a target points at, at least one; or the verdict why there are none. */
export function findTarget(target: Target, facts: Facts, engine: Engine): Subject[] | Outcome {
  const table = facts.of(processes)
  if (target.container !== undefined) {
    const chosen = engineNamed(target.engine, engine)
    const process = findFirstProcess(target.container, table, facts.of(containersOf[chosen.name]).containers, chosen)
    return isOutcome(process) ? process : [{ name: `container ${target.container}`, process }]
  }
  const everywhere = table.processes.filter(each => each.command === target.process && each.state !== 'Z')
  const chosen = engineNamed(target.engine, engine)
  const joined = target.in === undefined ? undefined : joinContainers(table, facts.of(containersOf[chosen.name]).containers)
  const found = joined ? everywhere.filter(each => joined.has(each.pid)) : everywhere
  if (found.length === 0) return { status: 'fail', message: joined ? `no container runs ${target.process}; looked at ${chosen.where}` : `no process runs ${target.process} on this host`, expected: target.process, actual: null }
  return found.map(process => ({ name: `process ${process.pid} (${process.command})`, process }))
}
