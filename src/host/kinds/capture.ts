import { resolve } from 'node:path'
import { recallFrom } from '../../core/recall.ts'
import { hashOf, readCaptureFile } from '../captureFile.ts'
import type { HostKind } from '../HostKind.ts'

/** A saved look, as `lab capture` writes it. Nothing can be run on it. */
const kind: HostKind = {
  named: true,
  file: true,
  open(where, { cwd }) {
    const capture = readCaptureFile(resolve(cwd ?? '.', where))
    if ('exit' in capture) return capture
    const run = async () => ({ code: null, signal: null, stdout: '', stderr: '', timedOut: false, truncated: 0, durationMs: 0, lost: 'not captured: this host is a saved look, and runs nothing' })
    return { name: 'default', kind: 'capture', engine: capture.engine, run, close: async () => {}, recall: recallFrom(capture, hashOf) }
  },
}

export default kind
