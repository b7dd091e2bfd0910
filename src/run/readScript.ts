import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expandCheck, type OwnKinds } from '../core/expandKinds.ts'
import type { ParsedFile, Path } from '../core/parseYaml.ts'
import type { ReadingContext } from '../core/readChallenge.ts'
import { fillVariables } from '../core/vars.ts'
import type { Script } from '../model/course.ts'
import type { Problem } from '../model/problem.ts'
import { readText } from './readTrackFile.ts'
import { resolveInside } from './resolveInside.ts'

/** Reads a script that challenge.yaml names at `path`; undefined, with a problem there, where it cannot be read. */
export function readScript(parsed: ParsedFile, dir: string, name: string, path: Path, problems: Problem[]): Script | undefined {
  const file = resolveInside(parsed, dir, name, path, problems)
  if (!file) return undefined
  const found: Problem[] = []
  const text = readText(file, found)
  const other = text === undefined ? undefined : otherInterpreter(text, name)
  if (other !== undefined) found.push({ file, line: 1, column: 1, code: 'bad-script', message: `${name} asks for ${other} in its first line, and lab runs it with sh, or with bash where that stands there; a script that it calls may be in any language` })
  problems.push(...found.map(({ code, message }) => parsed.problem(path, code, message)))
  return text === undefined ? undefined : { file: name, text: scriptText(text) }
}

/** Adds to `problems` each script that a check names and that is not there, also where something else is wrong with that check. */
export function checkScripts(parsed: ParsedFile, dir: string, { kinds, validators, vars, own }: ReadingContext & { own: OwnKinds }, problems: Problem[]): void {
  const checks = (parsed.data as { checks?: unknown } | null | undefined)?.checks
  for (const [index, check] of (Array.isArray(checks) ? checks : []).entries()) {
    for (const [word, written] of Object.entries((check as object | null) ?? {})) {
      const ownKind = own.get(word)
      // What is wrong with the word itself is said already.
      const expanded = ownKind && expandCheck(parsed, ['checks', index], { [word]: written }, word, ownKind, [])
      const kind = ownKind?.kind ?? word
      const params = fillVariables(expanded ? expanded.data[kind] : written, vars)
      const scripts = ownKind && !expanded ? undefined : kinds.get(kind)?.scripts
      if (scripts && validators[`kind:${kind}`]!(params)) for (const name of scripts(params)) readScript(expanded?.parsed ?? parsed, dir, name, ['checks', index, kind], problems)
    }
  }
}

/** Reads a script of a challenge; a check's kind finds it again by its name. */
export function findScript(dir: string): (name: string) => Script | undefined {
  const cache = new Map<string, Script>()
  return name => {
    if (!cache.has(name)) cache.set(name, { file: name, text: scriptText(readFileSync(join(dir, name), 'utf8')) })
    return cache.get(name)
  }
}

/** What the first line of a script asks for, where that is no shell that lab gives it. */
function otherInterpreter(text: string, name: string): string | undefined {
  const words = /^\uFEFF?#!\s*(\S.*)/.exec(text)?.[1]?.trim().split(/\s+/) ?? []
  const program = words.map(each => basename(each)).find(each => each !== 'env' && !each.startsWith('-') && !each.includes('='))
  return name.endsWith('.mjs') || program === undefined || ['sh', 'bash', 'dash', 'ash', 'busybox'].includes(program) ? undefined : program
}

/** A script from an editor of another system runs, too: a shell takes the CR for a part of the word before it. */
function scriptText(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
}
