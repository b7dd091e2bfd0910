import { createWriteStream } from 'node:fs'
import { reporters } from '../generated/catalogue.ts'
import { didYouMean } from '../core/suggest.ts'
import type { Reporter, ReporterOptions } from '../model.ts'

const table = reporters as unknown as Record<string, () => Promise<{ default: (options: ReporterOptions) => Reporter }>>

/** Opens `NAME` or `NAME=FILE`; words say what is wrong with one of them. */
export async function openReporters(wanted: string[], options: ReporterOptions): Promise<Reporter[] | string> {
  const opened: Reporter[] = []
  for (const word of wanted) {
    const [name, ...rest] = word.split('=')
    const load = Object.hasOwn(table, name!) ? table[name!] : undefined
    if (!load) return `there is no reporter "${name}"${didYouMean(name!, Object.keys(table)) || `; there are: ${Object.keys(table).join(', ')}`}`
    const make = (await load()).default
    opened.push(rest.length === 0 ? make(options) : toFile(make, rest.join('='), options))
  }
  return opened
}

function toFile(make: (options: ReporterOptions) => Reporter, file: string, options: ReporterOptions): Reporter {
  const stream = createWriteStream(file)
  const failed = new Promise<never>((_, reject) => stream.on('error', reject))
  failed.catch(() => {})
  const inner = make({ ...options, color: false, live: false, write: text => void stream.write(text) })
  return {
    ...inner,
    async end(results) {
      await inner.end?.(results)
      await Promise.race([failed, new Promise<void>(done => stream.on('finish', done).end())])
    },
  }
}

/** All reporters as one. A broken one cannot sink the others: its message goes to `complain`, and `broken` tells that there was one. */
export function allOf(list: Reporter[], complain: (text: string) => void): Required<Reporter> & { broken(): boolean } {
  let broken = false
  const each = async (tell: (reporter: Reporter) => void | Promise<void>): Promise<void> => {
    for (const reporter of list) {
      try {
        await tell(reporter)
      } catch (error) {
        broken = true
        complain(`lab: a reporter failed: ${(error as Error).message}\n`)
      }
    }
  }
  return { broken: () => broken, begin: challenge => each(one => one.begin?.(challenge)), result: result => each(one => one.result?.(result)), end: results => each(one => one.end?.(results)) }
}
