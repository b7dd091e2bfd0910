import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { plainLine } from '../core/plainText.ts'
import { didYouMean } from '../core/suggest.ts'
import type { Reporter, ReporterOptions } from '../model/reporter.ts'

/** Given by bin/lab: the bundle is started from kept machine code, where import() has no way to a file. */
declare const labImport: ((url: string) => Promise<unknown>) | undefined
const importUrl = (url: string): Promise<unknown> => (typeof labImport === 'function' ? labImport(url) : import(url))

/** What the default export of a reporter's file is. */
export type MakeReporter = (options: ReporterOptions) => Reporter

/** Milliseconds a reporter of somebody else may take for one call. */
const LIMIT = 10_000

/** Whether a word of `--reporter` names a file and not one of lab's own reporters. */
export function isReporterFile(name: string): boolean {
  return /^\.{0,2}[\\/]|\.[cm]?js$/.test(name)
}

/** Says why a reporter's file cannot be there; undefined where it is. */
export function missingReporter(name: string, cwd: string): string | undefined {
  const file = resolve(cwd, name)
  if (existsSync(file)) return undefined
  const folder = dirname(file)
  const beside = existsSync(folder) ? readdirSync(folder).filter(isReporterFile) : []
  return `there is no reporter in ${name}${didYouMean(basename(file), beside)}`
}

/**
 * Loads a reporter that somebody else wrote. Its faults are Errors, `foreign`, with one line of words that name it; what it does to a result stays with it, and one
 * that never answers is given up.
 */
export async function loadReporter(name: string, cwd: string, complain: (text: string) => void): Promise<MakeReporter> {
  const guard = async <T>(what: string, call: () => T | Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined
    try {
      return await Promise.race([
        (async () => call())(),
        new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(`no end after ${LIMIT / 1000} s`)), LIMIT))),
      ])
    } catch (error) {
      throw Object.assign(new Error(`the reporter ${name} ${what}: ${plainLine(error instanceof Error ? error.message : String(error))}`), { foreign: true })
    } finally {
      clearTimeout(timer)
    }
  }
  // A promise that it left behind, or a timer, must not end the process; anybody else's stray error is a fault of lab and does.
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (error: unknown) => {
      if (error instanceof Error && !error.stack?.includes(basename(name))) throw error
      complain(`lab: the reporter ${name} left something behind that failed: ${plainLine(error instanceof Error ? error.message : String(error))}\n`)
    })
  }
  const module = await guard('cannot be loaded', () => importUrl(pathToFileURL(resolve(cwd, name)).href) as Promise<{ default?: unknown }>)
  const make = module.default
  if (typeof make !== 'function') throw new Error(`the reporter ${name} cannot be used: its default export is ${make === undefined ? 'missing' : 'no function'}, expected (options) => reporter`)
  return options => {
    const reporter = guard('could not be made', async () => {
      const made: unknown = await (make as MakeReporter)(options)
      if (typeof made !== 'object' || made === null) throw new Error('it returned no reporter')
      return made as Reporter
    })
    // Told by the first call that waits for it.
    reporter.catch(() => {})
    return {
      begin: async challenge => guardCall(await reporter, 'begin', structuredClone(challenge)),
      result: async result => guardCall(await reporter, 'result', structuredClone(result)),
      end: async results => guardCall(await reporter, 'end', structuredClone(results)),
    }
    function guardCall(made: Reporter, method: 'begin' | 'result' | 'end', argument: unknown): Promise<void> {
      return guard(`failed in ${method}`, async () => void (await (made[method] as ((argument: unknown) => unknown) | undefined)?.call(made, argument)))
    }
  }
}
