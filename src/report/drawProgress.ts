import { Listr } from 'listr2'
import { plainLine } from '../core/plainText.ts'

/** What is drawn on a terminal while something long goes on. */
export interface DrawnProgress {
  /** How far it is, and what came last. */
  tell(title: string, last: string): void
  /** Takes the drawing away. */
  close(): Promise<void>
}

/** Draws one line of progress and one of what came last, until it is closed. As everywhere, listr2 only draws. */
export function drawProgress(title: string): DrawnProgress {
  let finish = (): void => {}
  const finished = new Promise<void>(resolve => (finish = resolve))
  // listr2 begins a task a moment after it was asked to.
  let [told, lastly] = [title, '']
  let show = (text: string, last: string): void => void ([told, lastly] = [text, last])
  const list = new Listr(
    [{
      title: plainLine(title),
      task: (_, task) => {
        show = (text, last) => {
          task.title = plainLine(text)
          task.output = plainLine(last)
        }
        show(told, lastly)
        return finished
      },
    }],
    { renderer: 'default', fallbackRendererCondition: false, registerSignalListeners: false, rendererOptions: { clearOutput: true } },
  )
  const drawn = list.run()
  return {
    tell: (text, last) => show(text, last),
    async close() {
      finish()
      await drawn
    },
  }
}
