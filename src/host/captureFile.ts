import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { CAPTURE_LIMIT, type Capture } from '../core/capture.ts'
import { plainLine } from '../core/plainText.ts'
import { readCapture } from '../core/readCapture.ts'
import { EXIT } from '../core/score.ts'
import type { Refusal } from '../model/problem.ts'

/** The hash by which scripts of a capture are known. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Reads a capture. What cannot be read is a refusal with exit code 4; what can be, and is no whole capture, one with 3. */
export function readCaptureFile(file: string): Capture | Refusal {
  const invalid = (why: string): Refusal => ({ exit: EXIT.invalid, code: 'invalid-capture', message: `${plainLine(file)} cannot be judged: ${why}` })
  const bytes = readBounded(file)
  if ('unread' in bytes) return { exit: EXIT.unknown, code: 'capture', message: `the capture ${plainLine(file)} cannot be read: ${bytes.unread}` }
  if ('invalid' in bytes) return invalid(bytes.invalid)
  let json: string
  try {
    json = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: CAPTURE_LIMIT }) : bytes).toString('utf8')
  } catch (error) {
    return invalid((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? TOO_LARGE : `it is packed and torn: ${(error as Error).message}`)
  }
  const capture = readCapture(json)
  return typeof capture === 'string' ? invalid(capture) : capture
}

const TOO_LARGE = `it is larger than ${CAPTURE_LIMIT / 1024 / 1024} MiB`

/** The bytes of a regular file, or why there are none: what is there is no capture, or nobody can tell. */
function readBounded(file: string): Buffer | { invalid: string } | { unread: string } {
  let handle: number
  try {
    // Without waiting: whoever opens a FIFO waits for somebody who writes.
    handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return { unread: code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'permission denied' : message }
  }
  try {
    const stat = fstatSync(handle)
    if (!stat.isFile()) return { invalid: stat.isDirectory() ? 'it is a folder' : 'it is no regular file' }
    if (stat.size > CAPTURE_LIMIT) return { invalid: TOO_LARGE }
    const bytes = Buffer.alloc(stat.size)
    let length = 0
    for (let read = -1; read !== 0 && length < bytes.length; length += read) read = readSync(handle, bytes, length, bytes.length - length, null)
    return bytes.subarray(0, length)
  } catch (error) {
    return { unread: (error as Error).message }
  } finally {
    closeSync(handle)
  }
}
