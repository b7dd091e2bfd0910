import type { Kind, Schema } from '../model/kind.ts'
import type { Problem } from '../model/problem.ts'
import { parseMatcher, type MatchType } from './match.ts'
import type { ParsedFile, Path } from './parseYaml.ts'
import { didYouMean, suggest } from './suggest.ts'

/** One mistake as ajv reports it. */
export interface SchemaError {
  keyword: string
  instancePath: string
  params: Record<string, any>
  message?: string
  propertyName?: string
}

/** A compiled schema, as the build writes it: false with `errors` where the data does not fit. */
export interface Validator {
  (data: unknown): boolean
  errors?: SchemaError[] | null
}

/** Compiled schemas by name: `track`, `challenge`, `check`, `wrong`, `solution`, those of translations, and `kind:WORD` for each kind. */
export type Validators = Readonly<Record<string, Validator>>

/** A schema with its compiled form. */
export interface Checked {
  schema: Schema
  validate: Validator
}

/** All mistakes of a value that its schema sees, in the author's words, at their places. `at` leads to the value. */
export function validateShape(parsed: ParsedFile, at: Path, value: unknown, { schema, validate }: Checked): Problem[] {
  if (validate(value)) return []
  const seen = new Set<string>()
  const problems: Problem[] = []
  for (const error of validate.errors ?? []) {
    if (error.propertyName !== undefined) continue // said once, by propertyNames
    const inside = error.instancePath.split('/').slice(1).map(step => step.replaceAll('~1', '/').replaceAll('~0', '~')).map(step => (/^\d+$/.test(step) ? Number(step) : step))
    const problem = explain(parsed, [...at, ...inside], error, schemaAt(schema, inside))
    // A misspelt key is one mistake: that the right one is missing follows from it.
    if (error.keyword === 'required' && (validate.errors ?? []).some(other => other.keyword === 'additionalProperties' && other.instancePath === error.instancePath && suggest(String(other.params.additionalProperty), [String(error.params.missingProperty)]).length > 0)) continue
    const key = `${problem.line}:${problem.column}:${error.keyword}:${problem.message}`
    if (!seen.has(key)) problems.push(problem)
    seen.add(key)
  }
  return problems
}

/** Everything wrong with a file as YAML and as its schema sees it; what is empty has no shape to be wrong. */
export function validateFile(parsed: ParsedFile, checked: Checked): Problem[] {
  return [...parsed.problems, ...(parsed.data === undefined ? [] : validateShape(parsed, [], parsed.data, checked))]
}

/** Mistakes in the values that the matcher reads: a bad regular expression, a unit that does not exist. */
function validateMatchers(parsed: ParsedFile, at: Path, value: unknown, schema: Schema): Problem[] {
  if (typeof schema.matcher === 'string') {
    const matcher = parseMatcher(value, schema.matcher as MatchType)
    return 'op' in matcher ? [] : [parsed.problem([...at, ...matcher.path], 'bad-value', matcher.message)]
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) => {
    const inner = schema.properties?.[key] ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined)
    return inner ? validateMatchers(parsed, [...at, key], each, inner) : []
  })
}

/** Everything wrong with what stands under a kind's word. */
export function validateParams(parsed: ParsedFile, at: Path, value: unknown, kind: Kind, validate: Validator): Problem[] {
  const shape = validateShape(parsed, at, value, { schema: kind.schema, validate })
  const values = validateMatchers(parsed, at, value, kind.schema)
  if (shape.length > 0 || values.length > 0) return [...shape, ...values]
  return (kind.flaws?.(value) ?? []).map(flaw => parsed.problem([...at, ...flaw.path], 'bad-value', flaw.message))
}

function explain(parsed: ParsedFile, path: Path, error: SchemaError, schema: Schema | undefined): Problem {
  const name = path.length > 0 && typeof path.at(-1) === 'string' ? `"${path.at(-1)}"` : 'this'
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params.additionalProperty)
      const known = Object.keys(schema?.properties ?? {})
      return parsed.problem([...path, key], 'unknown-key', `unknown key "${key}"${didYouMean(key, known) || (known.length > 0 ? `; known: ${known.join(', ')}` : '')}`, 'key')
    }
    case 'propertyNames':
      return parsed.problem([...path, String(error.params.propertyName)], 'bad-name', `"${error.params.propertyName}" is no name: lower case letters, digits and _ only`, 'key')
    case 'required':
      return parsed.problem(path, 'missing-key', `"${error.params.missingProperty}" is missing${describe(schema?.properties?.[error.params.missingProperty])}`)
    case 'type':
      return parsed.problem(path, 'wrong-type', `${name} must be ${typeWords(error.params.type)}${describe(schema)}`)
    case 'const':
      return parsed.problem(path, 'bad-value', `${name} must be ${JSON.stringify(error.params.allowedValue)}${describe(schema)}`)
    case 'enum': {
      const allowed = (error.params.allowedValues as unknown[]).map(String)
      return parsed.problem(path, 'bad-value', `${name} must be one of ${allowed.join(', ')}${didYouMean(String(valueAt(parsed.data, path)), allowed)}`)
    }
    case 'pattern':
      return parsed.problem(path, 'bad-value', `${name} does not fit${describe(schema)}`)
    case 'minProperties':
      return parsed.problem(path, 'bad-value', `${name} says nothing yet; it may say: ${Object.keys(schema?.properties ?? {}).join(', ')}`)
    case 'minItems': case 'minLength':
      return parsed.problem(path, 'bad-value', `${name} must not be empty`)
    default:
      return parsed.problem(path, 'bad-value', `${name} ${error.message ?? 'does not fit'}${describe(schema)}`)
  }
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<string | number, unknown> | undefined)?.[step], data)
}

function describe(schema: Schema | undefined): string {
  return schema?.description ? `: ${schema.description}` : ''
}

function typeWords(type: string | string[]): string {
  const words: Record<string, string> = { string: 'text', integer: 'a whole number', number: 'a number', boolean: 'true or false', array: 'a list', object: 'a mapping of keys to values' }
  return String(type).split(',').map(each => words[each] ?? each).join(' or ')
}

function schemaAt(schema: Schema, path: Path): Schema | undefined {
  let at: Schema | undefined = schema
  for (const step of path) at = typeof step === 'number' ? at?.items : (at?.properties?.[step] ?? (typeof at?.additionalProperties === 'object' ? at.additionalProperties : undefined))
  return at
}
