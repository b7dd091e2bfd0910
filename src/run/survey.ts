import { isUnknown } from '../core/judge.ts'
import type { Host } from '../model/host.ts'
import type { Unknown } from '../model/look.ts'
import { offers, type Offers } from '../probe/offers.ts'
import { observe } from './observe.ts'

/** Asks a host what it offers: one round trip. */
export async function surveyHost(host: Host, stop?: AbortSignal): Promise<Offers | Unknown> {
  const look = await observe({ questions: [{ probe: offers, subjects: [] }], runs: [], programs: [] }, host, stop)
  const found = look.facts.get(offers)
  return isUnknown(found) ? found : (found as Offers)
}
