import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** The folder beside class.yaml in which a class keeps what nobody else may read: made at first use, for its owner only. */
export function classFolder({ dir }: { dir: string }): string {
  const folder = join(dir, 'gradebook')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if ((statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700)
  return folder
}

/** The secret from which students' values are drawn: made at first use, never shown, and never part of what is kept of attempts. */
export function classSecret(place: { dir: string }): Buffer {
  const folder = classFolder(place)
  const file = join(folder, 'secret')
  const known = readMaybe(file)
  if (known) return known
  const beside = join(folder, `.secret.${randomBytes(6).toString('hex')}`)
  const handle = openSync(beside, 'wx', 0o600)
  writeSync(handle, `${randomBytes(32).toString('hex')}\n`)
  fsyncSync(handle)
  closeSync(handle)
  try {
    // A link does not take the place of one that somebody else made meanwhile.
    linkSync(beside, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(beside)
  }
  return readMaybe(file)!
}

function readMaybe(file: string): Buffer | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)
  if (!/^[0-9a-f]{64}$/.test(text)) throw Object.assign(new Error(`${file} holds no secret of a class: bring it back from a copy, since another one would draw other values`), { syscall: 'read', path: file })
  return Buffer.from(text, 'hex')
}
