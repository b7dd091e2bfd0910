import type { Reporter, ReporterOptions } from '../../model/reporter.ts'
import { resultText } from '../resultText.ts'
import { makeStyle } from '../style.ts'

/** For people: while lab looks, listr2 draws a line a check; then the verdicts stand there as text. Without a terminal only the text. */
export default function tree({ write, color, live, explain, columns }: ReporterOptions): Reporter {
  const style = makeStyle(color)
  let clear: (() => Promise<void>) | undefined
  const stop = async (): Promise<void> => {
    await clear?.()
    clear = undefined
  }
  return {
    stop,
    async begin({ title, checks }) {
      if (!live) return
      const { drawChecks } = await import('../drawChecks.ts')
      clear = drawChecks(title, checks)
    },
    async result(result) {
      await stop()
      write(resultText(result, style, { explain, ...(columns === undefined ? {} : { columns }) }))
    },
  }
}
