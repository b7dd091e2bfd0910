import { lstatSync, realpathSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { ParsedFile, Path } from '../core/parseYaml.ts'
import { didYouMean } from '../core/suggest.ts'
import type { Problem } from '../model/problem.ts'
import { isInside, listFolder } from './readTrackFile.ts'

/** The path of something that a track names, below `dir`; undefined, with a problem at `path`, where it is not there or leads out of the track. */
export function resolveInside(parsed: ParsedFile, dir: string, name: string, path: Path, problems: Problem[]): string | undefined {
  const refuse = (code: string, message: string): undefined => {
    problems.push(parsed.problem(path, code, message))
  }
  if (name.includes('\0') || isAbsolute(name) || name.split(/[\\/]/).includes('..')) return refuse('bad-path', `"${name}" leads out of the track: paths are relative and inside it`)
  const full = join(dir, name)
  let real: string
  try {
    real = realpathSync(full)
  } catch {
    if (lstatSync(full, { throwIfNoEntry: false })?.isSymbolicLink()) return refuse('missing-file', `${full} is a link that leads nowhere`)
    if (name.includes('\\')) return refuse('missing-file', `${full} is not there: a path is written with / between its parts`)
    return refuse('missing-file', `${full} is not there${didYouMean(name, listFolder(dir).filter(each => each !== name))}`)
  }
  if (!isInside(dir, real)) return refuse('bad-path', `"${name}" is a link that leads out of the track`)
  return full
}
