import { isUtf8 } from 'node:buffer'
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, relative, sep } from 'node:path'
import { MAX_BYTES } from '../core/checkBounds.ts'
import { parseYaml, type ParsedFile } from '../core/parseYaml.ts'
import type { Problem } from '../model/problem.ts'

/** Reads a YAML file of a track; undefined where there is no text to parse, which is a problem. */
export function readYaml(file: string, problems: Problem[]): ParsedFile | undefined {
  const text = readText(file, problems)
  return text === undefined ? undefined : parseYaml(text, file)
}

/** Reads a text of a track, within bounds and inside its folder. */
export function readText(file: string, problems: Problem[]): string | undefined {
  const refuse = (code: string, message: string): undefined => {
    problems.push({ file, line: 1, column: 1, code, message })
  }
  try {
    const stat = statSync(file)
    if (!stat.isFile()) return refuse('missing-file', `${file} is no file`)
    if (!isInside(dirname(file), realpathSync(file))) return refuse('bad-path', `${file} is a link that leads out of the track`)
    if (stat.size > MAX_BYTES) return refuse('too-large', `the file has ${stat.size} bytes, the limit is ${MAX_BYTES}`)
    const bytes = readFileSync(file)
    if (!isUtf8(bytes)) return refuse('no-utf8', `${file} is not UTF-8 text`)
    return bytes.toString('utf8')
  } catch {
    return refuse('missing-file', `${file} is not there`)
  }
}

/** The names in a folder; none where it is not there. */
export function listFolder(dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch {
    return []
  }
}

/** Whether a real path lies in a folder. */
export function isInside(dir: string, real: string): boolean {
  const inside = relative(realpathSync(dir), real)
  return !(inside.startsWith(`..${sep}`) || inside === '..' || isAbsolute(inside))
}
