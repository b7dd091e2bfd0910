import type { Refusal } from '../model/problem.ts'
import type { Outcome, Watch } from './providerModel.ts'
import { watchOutcomes, type OutcomeScreen } from './watchOutcomes.ts'

/** Makes or removes machines, and shows how each comes out: drawn on a terminal, else a line for each. Returns how all came out. */
export async function seeToMachines(count: number, { live, ...screen }: Omit<OutcomeScreen, 'drawing'> & { live: boolean }, act: (watch: Watch) => Promise<Refusal | undefined>): Promise<Outcome[] | Refusal> {
  const drawing = live && !screen.json ? (await import('../report/drawProgress.ts')).drawProgress(`${count} machines`) : undefined
  const watch = watchOutcomes(count, { ...screen, ...(drawing ? { drawing } : {}) })
  const refusal = await act(watch)
  await watch.close()
  return refusal ?? watch.all
}
