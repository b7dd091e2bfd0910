import { Listr } from 'listr2'
import { plainLine } from '../core/plainText.ts'
import type { Result } from '../model.ts'

/**
 * Draws the checks of a challenge on a terminal, each waiting, until the result comes; then takes the drawing away again.
 * listr2 only draws: it decides nothing, and what stays on the screen is written by the reporter.
 */
export function drawChecks(title: string, checks: { id: string; title: string }[]): (result: Result) => Promise<void> {
  let judged: (result: Result) => void = () => {}
  const result = new Promise<Result>(resolve => (judged = resolve))
  const list = new Listr(
    [{ title: plainLine(title), task: (_, task) => task.newListr(checks.map(check => ({ title: plainLine(check.title), task: async () => void (await result) })), { concurrent: true }) }],
    { renderer: 'default', fallbackRendererCondition: false, registerSignalListeners: false, rendererOptions: { clearOutput: true, collapseSubtasks: false } },
  )
  const drawn = list.run()
  return async value => {
    judged(value)
    await drawn
  }
}
