import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { EXIT } from '../core/score.ts'
import type { Refusal } from '../model/problem.ts'
import type { Export, ExportFormat } from './exportModel.ts'

/** Puts an export on the disk for its owner only: marks are nobody else's business. All of it appears, or nothing; a folder must be new, since a file of last week in it would be taken for one of today. */
export async function writeExport({ folder }: ExportFormat, { files }: Export, output: string): Promise<Refusal | undefined> {
  const target = resolve(output)
  const beside = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}`)
  try {
    if (!folder) {
      await writeFile(beside, files[0]!.bytes, { mode: 0o600, flag: 'wx' })
      await rename(beside, target)
      return undefined
    }
    const found = await readdir(target).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? undefined : Promise.reject(error)))
    if (found && found.length > 0) return { exit: EXIT.usage, code: 'usage', message: `${output} holds something already: name a new folder` }
    await mkdir(beside, { mode: 0o700 })
    for (const { name, bytes } of files) await writeFile(join(beside, name), bytes, { mode: 0o600, flag: 'wx' })
    if (found) await rmdir(target)
    await rename(beside, target)
    return undefined
  } catch (error) {
    await rm(beside, { recursive: true, force: true }).catch(() => {})
    const isFolder = !folder && (error as NodeJS.ErrnoException).code === 'EISDIR'
    return { exit: isFolder ? EXIT.usage : EXIT.unknown, code: 'write', message: `${output} could not be written: ${isFolder ? 'it is a folder: name a file' : (error as Error).message}` }
  }
}
