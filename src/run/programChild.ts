/** The process of one zx script: it has no environment, no input, and a `$` that runs on the challenge's host. */
import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import { $, quote } from 'zx'
import type { FromChild, ToChild } from './programProtocol.ts'

/** Thrown by `pass` and `fail` to end the script; caught below. */
class Verdict {
  readonly pass: boolean
  readonly words: string
  constructor(pass: boolean, words: string) {
    this.pass = pass
    this.words = words
  }
}

const say = (message: FromChild): Promise<void> => new Promise(sent => process.send!(message, () => sent()))
const waiting = new Map<number, (answer: Extract<ToChild, { type: 'ended' }>) => void>()
let calls = 0

/** Looks like a child process to zx; the command runs on the host, through lab. */
function runOnHost(script: string): EventEmitter {
  const call = calls++
  const child = Object.assign(new EventEmitter(), { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough(), pid: process.pid, kill: () => false })
  waiting.set(call, ({ code, stdout, stderr }) => {
    child.stdout.end(stdout)
    child.stderr.end(stderr)
    child.emit('exit', code, null)
    setImmediate(() => child.emit('close', code, null))
  })
  void say({ type: 'run', call, script })
  return child
}

async function runScript({ file, text, vars }: Extract<ToChild, { type: 'start' }>): Promise<void> {
  Object.assign($, { shell: '/bin/sh', prefix: '', postfix: '', verbose: false, quote: quotePosix, spawn: (script: string) => runOnHost(script), kill: async () => {}, detached: false })
  const words = { $, vars, pass: end(true), fail: end(false) }
  Object.assign(globalThis, words)
  try {
    await import(`data:text/javascript;base64,${Buffer.from(`${text}\n//# sourceURL=${encodeURI(file)}`).toString('base64')}`)
    await say({ type: 'verdict', pass: true, words: '' })
  } catch (error) {
    if (error instanceof Verdict) await say({ type: 'verdict', pass: error.pass, words: error.words })
    else await say({ type: 'broken', words: describe(error) })
  }
  process.exit(0)
}

function end(pass: boolean): (words?: unknown) => never {
  return words => {
    throw new Verdict(pass, words === undefined ? '' : String(words))
  }
}

function quotePosix(text: string): string {
  return text === '' ? "''" : quote(text).startsWith('$') ? `'${text.replaceAll("'", `'\\''`)}'` : quote(text)
}

function describe(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'exitCode' in error) {
    const { exitCode, stderr } = error as { exitCode: number | null; stderr: string }
    return `a command ended with ${exitCode}${stderr.trim() ? `: ${stderr.trim().split('\n').at(-1)}` : ''}`
  }
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

process.on('unhandledRejection', error => void say({ type: 'broken', words: describe(error) }).then(() => process.exit(0)))
process.on('message', (message: ToChild) => {
  if (message.type === 'start') void runScript(message)
  else waiting.get(message.call)?.(message)
})
void say({ type: 'ready' })
