import { isUnknown } from '../core/judge.ts'
import type { Question } from '../core/plan.ts'
import { descendants } from '../core/processTree.ts'
import type { WideFacts } from '../core/wideFact.ts'
import type { Host } from '../model/host.ts'
import type { EngineName, Probe } from '../model/look.ts'
import { cgroups } from '../probe/cgroups.ts'
import { containersOf } from '../probe/containers.ts'
import { environments } from '../probe/environments.ts'
import { footprint } from '../probe/footprint.ts'
import { imagesOf } from '../probe/images.ts'
import { looker, type Looker } from '../probe/looker.ts'
import { mounts } from '../probe/mounts.ts'
import { processes, type ProcessTable } from '../probe/processes.ts'
import { sockets } from '../probe/sockets.ts'
import { specsOf } from '../probe/specs.ts'
import { wideFacts, type Untouched, type WideSight } from '../probe/wideFacts.ts'
import { workFiles } from '../probe/workFiles.ts'
import { observe } from './observe.ts'
import { widenPlan } from './widenPlan.ts'

/** What a wide look is about: what the work carries in its environment, the words of its commands, and its folder. */
export interface Width {
  mark: string
  words: ReadonlySet<string>
  work?: string
  untouched: Untouched
}

/** All that one wide look brought: in words that can be compared, and as the probes read it. */
export interface WideLook {
  facts: WideFacts
  raw: ReadonlyMap<Probe, unknown>
  /** Processes that looked. */
  own: ReadonlySet<number>
  engine: EngineName
}

/** Looks at everything that commands may have done to a host, whatever the checks ask; words say what could not be seen and must be. */
export async function lookWide(host: Host, { mark, words, work, untouched }: Width, stop?: AbortSignal): Promise<WideLook | string> {
  const engine = host.engine.name
  const besides: Question[] = [{ probe: environments as Probe, subjects: [] }, { probe: footprint as Probe, subjects: [mark] }, ...(work === undefined ? [] : [{ probe: workFiles as Probe, subjects: [work] }])]
  const { facts: raw } = await observe(widenPlan({ questions: besides, runs: [], programs: [] }, host.engine, []), host, stop)
  const of = <F>(probe: Probe<any, F>): F | undefined => (isUnknown(raw.get(probe as Probe)) ? undefined : (raw.get(probe as Probe) as F | undefined))
  for (const probe of [processes, looker, containersOf[engine]] as Probe[]) {
    const fact = raw.get(probe)
    if (isUnknown(fact)) return fact.unknown
  }
  const table = of(processes) as ProcessTable
  const own = descendants(table.processes, [(of(looker) as Looker).pid])
  const known = { specs: of(specsOf[engine]), cgroups: of(cgroups), mounts: of(mounts), sockets: of(sockets), environments: of(environments), footprint: of(footprint), images: of(imagesOf[engine]), files: of(workFiles), work }
  const sight = { table, containers: of(containersOf[engine])!, own, words, untouched, ...Object.fromEntries(Object.entries(known).filter(([, each]) => each !== undefined)) } as WideSight
  return { facts: wideFacts(sight), raw, own, engine }
}
