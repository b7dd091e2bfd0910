import { isUnknown } from '../core/judge.ts'
import type { Asked } from '../core/picture.ts'
import type { Host } from '../model/host.ts'
import type { EngineName, Probe, Unknown } from '../model/look.ts'
import { containersOf, engineNamed, type ContainerList } from '../probe/containers.ts'
import { looker, type Looker } from '../probe/looker.ts'
import type { Scene } from '../probe/picture.ts'
import { processes, type ProcessTable } from '../probe/processes.ts'
import { observe } from './observe.ts'

/** One look at all processes and at the containers of some engines: one round trip. What an engine does not tell is in `asked`; without processes there is nothing to show. */
export async function lookAtHost(host: Host, engines: EngineName[], stop?: AbortSignal): Promise<{ scene: Scene; asked: Asked[] } | Unknown> {
  const probes: Probe[] = [looker, processes, ...engines.map(each => containersOf[each])] as Probe[]
  const { facts } = await observe({ questions: probes.map(probe => ({ probe, subjects: [] })), runs: [], programs: [] }, host, stop)
  const who = facts.get(looker as Probe)
  const table = facts.get(processes as Probe)
  if (isUnknown(table)) return table
  if (isUnknown(who)) return who
  const containers: Scene['containers'] = []
  const asked = engines.map((name): Asked => {
    const list = facts.get(containersOf[name] as Probe)
    const { where } = engineNamed(name, host.engine)
    if (isUnknown(list)) return { name, where, trouble: list.unknown }
    containers.push(...(list as ContainerList).containers.map(container => ({ engine: name, container })))
    return { name, where }
  })
  // Here lab itself is a process beside the one that looks for it; elsewhere it is not on the host.
  const own = host.kind === 'local' ? [process.pid] : [host.recall?.about.pid ?? []].flat()
  return { scene: { table: table as ProcessTable, looker: who as Looker, containers, own }, asked }
}
