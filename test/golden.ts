import * as assert from 'uvu/assert'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = join(dirname(fileURLToPath(import.meta.url)), 'golden')

/** Compares a text with test/golden/NAME; UPDATE_GOLDEN=1 writes the file instead, for a reader of the diff to judge. */
export function golden(name: string, text: string): void {
  const file = join(folder, name)
  if (process.env.UPDATE_GOLDEN) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return
  }
  assert.ok(existsSync(file), `${name} is not there: UPDATE_GOLDEN=1 writes it`)
  assert.fixture(text, readFileSync(file, 'utf8'), name)
}
