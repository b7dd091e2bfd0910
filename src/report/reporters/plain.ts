import { plainLine } from '../../core/plainText.ts'
import type { Reporter, ReporterOptions } from '../../model/reporter.ts'
import { summaryLine } from '../resultText.ts'
import { makeStyle, statusWord } from '../style.ts'

/** For grep and logs: one line a check, the status word first, then its address. */
export default function plain({ write, explain }: ReporterOptions): Reporter {
  const style = makeStyle(false)
  return {
    result(result) {
      const address = plainLine(`${result.track}/${result.challenge}`)
      for (const note of result.notes) write(`NOTE ${address}: ${plainLine(note, 400)}\n`)
      for (const { status, id, message, explain: native } of result.checks) {
        write(`${statusWord(status, style)} ${address} ${id}: ${plainLine(message, 400)}${explain ? ` [${plainLine(native, 400)}]` : ''}\n`)
      }
      write(`DONE ${address}: ${summaryLine(result)}\n`)
    },
  }
}
