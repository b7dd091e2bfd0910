import { createWriteStream } from 'node:fs'
import { resolve } from 'node:path'
import { reporters } from '../generated/catalogue.ts'
import { didYouMean } from '../core/suggest.ts'
import type { Reporter, ReporterOptions } from '../model/reporter.ts'
import type { MakeReporter } from './loadReporter.ts'

const table = reporters as unknown as Record<string, () => Promise<{ default: MakeReporter }>>

/** Where reporters are looked for, and who hears of one that is broken. */
export interface ReporterSurroundings {
  cwd: string
  complain(text: string): void
}

/**
 * Opens `NAME` or `NAME=FILE`, NAME being one of lab's own or the file of a module. Words say what is wrong with what was typed. A module that is there and
 * broken is complained about and left out: it cannot keep a learner from the verdicts.
 */
export async function openReporters(wanted: string[], options: ReporterOptions, { cwd, complain }: ReporterSurroundings = { cwd: '.', complain: () => {} }): Promise<Reporter[] | string> {
  // Opened when every word is known to be right: a file that is opened has lost what it held.
  const chosen: { make: MakeReporter; file: string | undefined }[] = []
  const writers = new Map<string, string>()
  for (const word of wanted) {
    const { name, file: written } = readWord(word)
    if (written === '') return `--reporter ${word} names no file behind the =`
    const file = written === undefined ? undefined : resolve(cwd, written)
    const other = file === undefined ? undefined : writers.get(file)
    if (other !== undefined) return `--reporter ${other} and --reporter ${word} would write into the same file: give each a file of its own`
    if (file !== undefined) writers.set(file, word)
    if (Object.hasOwn(table, name)) {
      chosen.push({ make: (await table[name]!()).default, file })
      continue
    }
    const { isReporterFile, loadReporter, missingReporter } = await import('./loadReporter.ts')
    if (!isReporterFile(name)) return `there is no reporter "${name}"${didYouMean(name, Object.keys(table)) || `; there are: ${Object.keys(table).join(', ')}, and files as in ./mine.js`}`
    const missing = missingReporter(name, cwd)
    if (missing !== undefined) return missing
    try {
      chosen.push({ make: await loadReporter(name, cwd, complain), file })
    } catch (error) {
      complain(`lab: ${(error as Error).message}${wanted.length === 1 ? '; tree takes its place' : ''}\n`)
    }
  }
  if (chosen.length === 0) chosen.push({ make: (await table.tree!()).default, file: undefined })
  return chosen.map(({ make, file }) => (file === undefined ? make(options) : toFile(make, file, options)))
}

/** The names of lab's own reporters. */
export const reporterNames = Object.keys(table)

/** `NAME=FILE`; a module's own name may hold `=` too. */
function readWord(word: string): { name: string; file?: string } {
  const [, name = word, file] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? []
  const [, module, target] = Object.hasOwn(table, name) ? [] : (/^(.*?\.[cm]?js)(?:=(.*))?$/s.exec(word) ?? [])
  return module === undefined ? { name, ...(file === undefined ? {} : { file }) } : { name: module, ...(target === undefined ? {} : { file: target }) }
}

function toFile(make: MakeReporter, file: string, options: ReporterOptions): Reporter {
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

/**
 * All reporters as one. A broken one cannot sink the others: its message goes to `complain`, once, and it is not asked again. `broken` tells that one of lab's
 * own failed, so that a report is missing; a user's module is the user's.
 */
export function allOf(list: Reporter[], complain: (text: string) => void): Required<Reporter> & { broken(): boolean } {
  const failed = new Set<Reporter>()
  let broken = false
  const each = async (tell: (reporter: Reporter) => void | Promise<void>): Promise<void> => {
    for (const reporter of list.filter(one => !failed.has(one))) {
      try {
        await tell(reporter)
      } catch (error) {
        failed.add(reporter)
        const { message, foreign } = error as Error & { foreign?: boolean }
        broken ||= !foreign
        complain(`lab: ${foreign ? message : `a reporter failed: ${message}`}\n`)
      }
    }
  }
  return { broken: () => broken, begin: challenge => each(one => one.begin?.(challenge)), result: result => each(one => one.result?.(result)), stop: () => each(one => one.stop?.()), end: results => each(one => one.end?.(results)) }
}
