import { isUnknown } from '../core/judge.ts'
import type { Host } from '../model/host.ts'
import type { Probe } from '../model/look.ts'
import { footprint, type Footprint } from '../probe/footprint.ts'
import { observe } from './observe.ts'

/** What a host looks like from far away, with the processes that carry a word in their environment; undefined where that cannot be seen. */
export async function takeFootprint(host: Host, mark: string): Promise<Footprint | undefined> {
  const { facts } = await observe({ questions: [{ probe: footprint as Probe, subjects: [mark] }], runs: [], programs: [] }, host)
  const found = facts.get(footprint as Probe)
  return isUnknown(found) ? undefined : (found as Footprint)
}
