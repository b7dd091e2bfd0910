import type { RE2JS } from 're2js'

let engine: typeof RE2JS | undefined

/** Whether a value is written as a regular expression: `/re/`, with no unescaped slash inside, so that /etc/passwd stays a path. */
export function readRegex(text: string): { source: string; flags: string } | undefined {
  const found = /^\/((?:[^\\/]|\\.)+)\/([ims]*)$/s.exec(text)
  return found ? { source: found[1]!, flags: found[2]! } : undefined
}

/** Loads the engine; called once by whoever loads a track that holds a regular expression (it costs 8 ms). */
export async function loadRegex(): Promise<void> {
  engine ??= (await import('re2js')).RE2JS
}

/** Compiles a pattern in RE2 syntax, which runs in linear time: an author's `^(a+)+$` cannot hang the grader. Throws on a bad pattern. */
export function compileRegex(source: string, flags: string): (text: string) => boolean {
  if (!engine) throw new Error('loadRegex was not called before a regular expression was compiled')
  const bits = (flags.includes('i') ? engine.CASE_INSENSITIVE : 0) | (flags.includes('m') ? engine.MULTILINE : 0) | (flags.includes('s') ? engine.DOTALL : 0)
  const compiled = engine.compile(source.replaceAll('\\/', '/'), bits)
  return text => compiled.matcher(text).find()
}
