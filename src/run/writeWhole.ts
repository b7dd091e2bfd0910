import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Writes a file that only its owner may read, whole or not at all. Returns why it was not written. */
export function writeWhole(file: string, bytes: Buffer): string | undefined {
  const beside = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}`)
  let handle: number | undefined
  try {
    const before = statSync(file, { throwIfNoEntry: false })
    // A rename would take the place of a device or a FIFO.
    if (before && !before.isFile()) return before.isDirectory() ? 'it is a folder' : 'it is no regular file'
    handle = openSync(beside, 'wx', 0o600)
    for (let written = 0; written < bytes.length;) written += writeSync(handle, bytes, written)
    fsyncSync(handle)
    closeSync(handle)
    handle = undefined
    renameSync(beside, file)
    return undefined
  } catch (error) {
    if (handle !== undefined) closeSync(handle)
    rmSync(beside, { force: true })
    return (error as Error).message
  }
}
