import { createInterface } from 'node:readline'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { jsonText } from './core/jsonText.ts'
import { plainText } from './core/plainText.ts'
import { EXIT } from './core/score.ts'
import { didYouMean } from './core/suggest.ts'
import { COMMON, type Option, type World } from './commandModel.ts'
import { commandHelp, namesOf, overview, type CommandTable } from './help.ts'
import type { Refusal } from './model/problem.ts'
import { commands } from './generated/catalogue.ts'
import { wantsColor } from './report/style.ts'

declare const LAB_VERSION: string

const table = commands as unknown as CommandTable

async function main(argv: string[]): Promise<number> {
  const asked = argv.find(word => !word.startsWith('-'))
  const first = argv[0]
  const json = argv.includes('--json')
  const version = typeof LAB_VERSION === 'string' ? LAB_VERSION : 'development'
  const noCommand = (word: string): Promise<number> => refuse({ exit: EXIT.usage, code: 'usage', message: `there is no command "${word}"${didYouMean(word, [...namesOf(table), 'help'])}; \`lab --help\` lists them` }, json)
  if (first === '--version' || first === '-V') {
    process.stdout.write(`${version}\n`)
    return EXIT.good
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    const about = first === 'help' ? argv[1] : undefined
    if (about === '--man') process.stdout.write(await (await import('./manPage.ts')).manPage(table, COMMON, version))
    else if (about === undefined || about.startsWith('-') || about === 'help') process.stdout.write(await overview(table))
    else if (!namesOf(table).includes(about)) return noCommand(about)
    else process.stdout.write(commandHelp(about, (await table[about]!()).default, COMMON))
    return EXIT.good
  }
  const one = first === undefined || (first.startsWith('-') && (asked === undefined || !Object.hasOwn(table, asked))) ? 'status' : first
  const load = Object.hasOwn(table, one) ? table[one] : undefined
  if (!load) return noCommand(one)
  const outer = (await load()).default
  const second = first === one && outer.verbs && Object.hasOwn(outer.verbs, argv[1] ?? '') ? argv[1]! : undefined
  const command = second === undefined ? outer : (await outer.verbs![second]!()).default
  const verb = second === undefined ? one : `${one} ${second}`
  const options = { ...COMMON, ...command.options }
  let typed
  try {
    typed = parseArgs({ args: second !== undefined ? argv.slice(2) : first === undefined || one !== first ? argv : argv.slice(1), options, allowPositionals: true, strict: true })
  } catch (error) {
    return refuse({ exit: EXIT.usage, code: 'usage', message: explainUsage(error as Error & { code?: string }, verb, argv, options) }, json)
  }
  if (typed.values.help) {
    process.stdout.write(commandHelp(verb, command, COMMON))
    return EXIT.good
  }
  const color = String(typed.values.color ?? 'auto')
  if (!['auto', 'always', 'never'].includes(color)) return refuse({ exit: EXIT.usage, code: 'usage', message: `--color is auto, always or never, not "${color}"` }, json)
  if (typed.positionals.length > command.most) return refuse({ exit: EXIT.usage, code: 'usage', message: `lab ${verb} takes ${command.takes || 'no words'}, found: ${typed.positionals.join(' ')}` }, json)
  const outcome = await command.run({ words: typed.positionals, flags: typed.values as Record<string, string | boolean | undefined> }, { ...openWorld(color as 'auto', command.untilTold !== true), ...(typeof typed.values.lang === 'string' ? { lang: typed.values.lang } : {}) })
  return typeof outcome === 'number' ? outcome : refuse(outcome, json)
}

/** Says why a command could not do it: JSON on stdout where that was asked for, words on stderr, and the exit code. */
async function refuse({ exit, code, message, problems }: Refusal, json: boolean): Promise<number> {
  if (json) process.stdout.write(jsonText({ version: 1, error: { code, message, problems: (problems ?? []).map(({ frame: _, ...rest }) => rest) } }))
  if (problems && problems.length > 0) {
    const { problemText } = await import('./report/problemText.ts')
    process.stderr.write(problemText(problems, process.cwd()))
  }
  // A message may quote names of others, and the log of a CI server reads such a line as an order.
  process.stderr.write(`lab: ${plainText(message).replace(/\n(?=\s*(::|##\[))/g, ' ')}\n`)
  return exit
}

function explainUsage(error: Error & { code?: string }, verb: string, argv: string[], options: Record<string, Option>): string {
  const known = Object.keys(options)
  const flag = argv.find(word => word.startsWith('--') && word !== '--' && !known.includes(word.slice(2).split('=')[0]!))?.split('=')[0]
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && flag) return `lab ${verb} has no option ${flag}${didYouMean(flag.slice(2), known).replace(/"(.*?)"/g, '--$1')}; \`lab ${verb} --help\` lists them`
  return error.message.split('. ')[0]!
}

function openWorld(color: 'auto' | 'always' | 'never', interrupts: boolean): World {
  const stop = new AbortController()
  process.once('SIGINT', () => {
    interrupted = interrupts
    stop.abort()
    // Whoever presses it again means it.
    process.once('SIGINT', () => process.exit(EXIT.interrupted))
  })
  process.once('SIGTERM', () => {
    interrupted = interrupts
    stop.abort()
  })
  const interactive = Boolean(process.stdin.isTTY && process.stderr.isTTY)
  const ask = (question: string): Promise<string | undefined> => new Promise(answer => {
    const lines = createInterface({ input: process.stdin, output: process.stderr })
    const done = (text?: string): void => {
      stop.signal.removeEventListener('abort', cancel)
      answer(text)
      lines.close()
    }
    const cancel = (): void => {
      process.stderr.write('\n')
      done()
    }
    lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
    lines.on('close', () => answer(undefined))
    stop.signal.addEventListener('abort', cancel, { once: true })
    lines.question(question, done)
  })
  return {
    environment: process.env, cwd: process.cwd(), out: text => void process.stdout.write(text), err: text => void process.stderr.write(text),
    live: Boolean(process.stdout.isTTY) && process.env.TERM !== 'dumb' && !process.env.CI, interactive,
    ...(process.stdout.isTTY && process.stdout.columns > 0 ? { columns: process.stdout.columns } : {}),
    color: wantsColor(color, process.env, Boolean(process.stdout.isTTY)),
    confirm: async question => interactive && /^y(es)?$/i.test(((await ask(`${question} [y/N] `)) ?? '').trim()),
    pause: async words => void (interactive && (await ask(words))),
    stop: stop.signal, root: findRoot(), version: typeof LAB_VERSION === 'string' ? LAB_VERSION : 'development',
  }
}

/** The folder above that holds package.json: the bundle and the sources lie at different depths in it. */
function findRoot(): string {
  let dir = dirname(fileURLToPath(import.meta.url))
  while (dir !== dirname(dir) && !(existsSync(join(dir, 'tracks')) && existsSync(join(dir, 'package.json')))) dir = dirname(dir)
  return dir
}

let interrupted = false
process.stdout.on('error', error => {
  // A reader that closed the pipe, as `lab list | head -1` does, has what it wants; the exit code still tells the truth.
  if ((error as NodeJS.ErrnoException).code === 'EPIPE') return
  process.stderr.write(`lab: the output could not be written: ${error.message}\n`)
  process.exit(EXIT.unknown)
})

/** What the system refused (a full disk, a folder that may not be read) is told in a line; anything else is a bug of lab and shows its stack. */
function explainCrash(error: NodeJS.ErrnoException & { path?: string }, json: boolean): Promise<number> {
  if (error.syscall === undefined) {
    process.stderr.write(`lab: this is a fault of lab, not yours:\n${error.stack ?? String(error)}\n`)
    return json ? refuse({ exit: EXIT.unknown, code: 'bug', message: error.message }, json) : Promise.resolve(EXIT.unknown)
  }
  const state = error.path?.includes('journal') || error.path?.endsWith('/lab')
  return refuse({ exit: EXIT.unknown, code: state ? 'state' : 'system', message: state ? `the journal of your progress cannot be used: ${error.message}` : error.message }, json)
}

const argv = process.argv.slice(2)
main(argv).catch(error => explainCrash(error, argv.includes('--json'))).then(code => {
  process.exitCode = interrupted ? EXIT.interrupted : code
})
