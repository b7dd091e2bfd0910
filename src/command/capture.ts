import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ENGINE_OPTION, engineFlag, type Command } from '../commandModel.ts'
import type { Capture } from '../core/capture.ts'
import { isRefusal } from '../core/isRefusal.ts'
import { jsonText } from '../core/jsonText.ts'
import { plainLine } from '../core/plainText.ts'
import { EXIT } from '../core/score.ts'
import { readCaptureFile } from '../host/captureFile.ts'
import { summaryLine } from '../report/resultText.ts'
import { openChallenge } from '../run/openChallenge.ts'
import { takeCapture } from '../run/takeCapture.ts'
import { writeWhole } from '../run/writeWhole.ts'

/** `--json` writes `{ version, file, bytes, track, challenge, summary, notes }`; notes say what the capture does not hold. */
const command: Command = {
  summary: 'Save a look at the host: all that the checks ask, and wider, without secrets. `lab judge` judges it anywhere, later.',
  takes: '[TRACK[/CHALLENGE]]',
  most: 1,
  group: 'authors',
  options: {
    output: { type: 'string', short: 'o', value: 'FILE', help: 'Where to; packed where the name ends in .gz. A name with the time in this folder where nothing is said.' },
    host: { type: 'string', multiple: true, value: '[NAME=]KIND[:WHERE]', help: 'Where the work was done; local where nothing is said.' },
    engine: ENGINE_OPTION,
  },
  async run({ words, flags }, world) {
    const engine = engineFlag(flags)
    if (isRefusal(engine)) return engine
    if (flags.output === '') return { exit: EXIT.usage, code: 'usage', message: '-o names no file' }
    const before = flags.output === undefined ? undefined : whatIsThere(resolve(world.cwd, String(flags.output)))
    if (before === 'else') return { exit: EXIT.usage, code: 'exists', message: `${plainLine(String(flags.output))} is there already, and is no capture: it is not overwritten` }
    const hosts = (flags.host as string[] | undefined) ?? []
    const opened = await openChallenge(words[0], hosts, { ...world, ...engine })
    if (isRefusal(opened)) return opened
    try {
      const taken = await takeCapture(opened, { version: world.version, where: hosts[0] ?? 'local', gradedBy: world.environment.CI ? 'ci' : 'self', stop: world.stop })
      if (world.stop.aborted) return { exit: EXIT.interrupted, code: 'interrupted', message: 'interrupted' }
      if (isRefusal(taken)) return taken
      const { capture, result, words: notes } = taken
      const name = String(flags.output ?? `${capture.track}-${capture.challenge}-${capture.at.replace(/[-:]|\..*/g, '')}.capture.gz`)
      const json = Buffer.from(`${JSON.stringify(capture)}\n`)
      const bytes = name.endsWith('.gz') ? gzipSync(json) : json
      const trouble = writeWhole(resolve(world.cwd, name), bytes)
      if (trouble !== undefined) return { exit: EXIT.unknown, code: 'system', message: `${plainLine(name)} could not be written: ${plainLine(trouble)}` }
      if (before) world.err(`lab: ${plainLine(name)} held a capture of ${before.track}/${before.challenge}, taken ${before.at}: this one took its place\n`)
      if (flags.json) world.out(jsonText({ version: 1, file: name, bytes: bytes.length, track: capture.track, challenge: capture.challenge, summary: result.summary, notes }))
      else world.out(`${plainLine(name)}: ${opened.name}, ${summaryLine(result)} (${Math.ceil(bytes.length / 1024)} KiB)\n`)
      for (const note of notes) world.err(`lab: left out: ${plainLine(note, 300)}\n`)
      return EXIT.good
    } finally {
      await opened.host.close()
    }
  },
}

export default command

/** The capture that would be overwritten, or `else` where it is something of somebody. What cannot be written at all is said when it is tried; a file that was just made holds nothing. */
function whatIsThere(file: string): Capture | 'else' | undefined {
  try {
    const stat = statSync(file)
    if (!stat.isFile() || stat.size === 0) return undefined
  } catch {
    return undefined
  }
  const there = readCaptureFile(file)
  return isRefusal(there) ? 'else' : there
}
