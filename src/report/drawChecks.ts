import { Listr } from 'listr2'
import { plainLine } from '../core/plainText.ts'

/**
 * Draws the checks of a challenge on a terminal, each waiting, until the returned function is called; that takes the drawing away again.
 * listr2 only draws: it decides nothing, and what stays on the screen is written by the reporter.
 */
export function drawChecks(title: string, checks: { id: string; title: string }[]): () => Promise<void> {
  let finish = (): void => {}
  const finished = new Promise<void>(resolve => (finish = resolve))
  const list = new Listr(
    [{ title: plainLine(title), task: (_, task) => task.newListr(checks.map(check => ({ title: plainLine(check.title), task: () => finished })), { concurrent: true }) }],
    { renderer: 'default', fallbackRendererCondition: false, registerSignalListeners: false, rendererOptions: { clearOutput: true, collapseSubtasks: false } },
  )
  const drawn = list.run()
  return async () => {
    finish()
    await drawn
  }
}
