import type { Reporter, ReporterOptions, Result } from '../../model.ts'
import { resultText } from '../resultText.ts'
import { makeStyle } from '../style.ts'

/** For people: while lab looks, listr2 draws a line a check; then the verdicts stand there as text. Without a terminal only the text. */
export default function tree({ write, color, live, explain, columns }: ReporterOptions): Reporter {
  const style = makeStyle(color)
  let show: ((result: Result) => Promise<void>) | undefined
  return {
    async begin({ title, checks }) {
      if (!live) return
      const { drawChecks } = await import('../drawChecks.ts')
      show = drawChecks(title, checks)
    },
    async result(result) {
      await show?.(result)
      show = undefined
      write(resultText(result, style, { explain, ...(columns === undefined ? {} : { columns }) }))
    },
  }
}
