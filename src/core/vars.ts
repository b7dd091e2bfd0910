import { quote } from './quote.ts'

/** Variables that every challenge has besides those of its track: the name of the engine in view, and a folder of its own on the host. */
export const BUILT_IN = ['engine', 'work'] as const

/** Their values where no challenge was started. */
export const BUILT_IN_DEFAULTS: Record<(typeof BUILT_IN)[number], string> = { engine: 'podman', work: '/tmp/lab-not-started' }

/** The name of the variable that a value consists of: `image` for `$image`. */
export function variableName(value: unknown): string | undefined {
  return typeof value === 'string' ? /^\$([a-z][a-z0-9_]*)$/.exec(value)?.[1] : undefined
}

/** Puts values in place of `$name` wherever a whole string is one, and of `$work` at the beginning of a path; lists and mappings are walked, and nothing is merged. */
export function fillVariables(value: unknown, vars: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map(each => fillVariables(each, vars))
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fillVariables(each, vars)]))
  const name = variableName(value)
  if (name === undefined) return typeof value === 'string' && value.startsWith('$work/') && vars.work !== undefined ? vars.work + value.slice('$work'.length) : value
  return Object.hasOwn(vars, name) ? vars[name] : value
}

/** A text or a command as a learner reads it: `$image` and `${image}` replaced by their values, quoted for a shell. Other variables stay as they are. */
export function showVariables(text: string, vars: Readonly<Record<string, string>>): string {
  return replaceNames(text, name => (Object.hasOwn(vars, name) ? quote(vars[name]!) : undefined))
}

/** Puts something in place of each `$name` and `${name}` in a text; what `valueOf` knows nothing about stays as it is. */
export function replaceNames(text: string, valueOf: (name: string) => string | undefined): string {
  return text.replace(/\$(?:\{([a-z][a-z0-9_]*)\}|([a-z][a-z0-9_]*))/g, (whole, braced?: string, bare?: string) => valueOf((braced ?? bare)!) ?? whole)
}

/** Whether a variable names a container image: it is called `image`, or its name ends in `_image`. */
export function isImageVariable(name: string): boolean {
  return name === 'image' || name.endsWith('_image')
}
