import { plural } from '../core/words.ts'
import type { Refusal } from '../model/problem.ts'
import { showProgress } from '../report/showProgress.ts'
import { makeStyle } from '../report/style.ts'
import type { Outcome, Watch } from './providerModel.ts'
import { watchOutcomes } from './watchOutcomes.ts'

/** Where a command about machines shows how they come out. */
interface Screen {
  stop: AbortSignal
  json: boolean
  out(text: string): void
  err(text: string): void
  /** A terminal that can be redrawn. */
  live: boolean
  color: boolean
}

/** Makes or removes machines, and shows how each comes out. Returns how all did. */
export async function seeToMachines(count: number, screen: Screen, act: (watch: Watch) => Promise<Refusal | undefined>): Promise<Outcome[] | Refusal> {
  const watch = watchOutcomes(count, screen, await showProgress(plural(count, 'machine'), { ...screen, live: screen.live && !screen.json, style: makeStyle(screen.color) }))
  const refusal = await act(watch)
  await watch.close()
  return refusal ?? watch.all
}
