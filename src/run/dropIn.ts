import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeSettings, type Setting } from './engineSettings.ts'

const HEADER = '# Written by `lab doctor --fix`; `lab doctor --undo` removes it.\n'

/** Where the drop-in of an account is: under podman's own configuration folder. */
export function dropInFile(uid: number, environment: Record<string, string | undefined>): string {
  const base = uid === 0 ? '/etc' : environment.XDG_CONFIG_HOME || join(environment.HOME ?? '/', '.config')
  return join(base, 'containers/containers.conf.d/50-lab.conf')
}

/** Whether the drop-in holds exactly these settings. */
export function hasSettings(file: string, settings: Setting[]): boolean {
  return existsSync(file) && readFileSync(file, 'utf8') === HEADER + writeSettings(settings)
}

/** Writes the drop-in and returns its text. */
export function writeDropIn(file: string, settings: Setting[]): string {
  const text = HEADER + writeSettings(settings)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text, { mode: 0o644 })
  return text
}

/** Removes the drop-in, and its folder if nothing else is in it; false where there was none. */
export function removeDropIn(file: string): boolean {
  if (!existsSync(file)) return false
  rmSync(file)
  try {
    rmdirSync(dirname(file))
  } catch {
    // Others have drop-ins there too.
  }
  return true
}
