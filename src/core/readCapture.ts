import { CAPTURE_FORMAT, CAPTURE_VERSION, type Capture } from './capture.ts'
import { plainLine } from './plainText.ts'

/** Says what is wrong with a value; undefined where nothing is. */
type Rule = (value: unknown, at: string) => string | undefined

const fits = (what: string, good: (value: unknown) => boolean): Rule => (value, at) => (good(value) ? undefined : `${at} is not ${what}`)
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const text = fits('a text', value => typeof value === 'string')
const number = fits('a number', value => typeof value === 'number')
const flag = fits('true or false', value => typeof value === 'boolean')
const anything: Rule = () => undefined
const matching = (what: string, pattern: RegExp): Rule => fits(what, value => typeof value === 'string' && pattern.test(value))
const orNull = (rule: Rule): Rule => (value, at) => (value === null ? undefined : rule(value, at))
const maybe = (rule: Rule): Rule => (value, at) => (value === undefined ? undefined : rule(value, at))
const list = (rule: Rule): Rule => (value, at) => (Array.isArray(value) ? first(value.map((each, index) => [each, `${at}[${index}]`]), rule) : `${at} is not a list`)
const table = (rule: Rule): Rule => (value, at) => (isObject(value) ? first(Object.entries(value).map(([key, each]) => [each, `${at}.${plainLine(key, 40)}`]), rule) : `${at} is not an object`)
const object = (rules: Record<string, Rule>): Rule => (value, at) => {
  if (!isObject(value)) return `${at} is not an object`
  for (const [key, rule] of Object.entries(rules)) {
    const wrong = rule(Object.hasOwn(value, key) ? value[key] : undefined, at === '' ? key : `${at}.${key}`)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function first(all: [value: unknown, at: string][], rule: Rule): string | undefined {
  for (const [value, at] of all) {
    const wrong = rule(value, at)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

const answer = object({ code: orNull(number), signal: orNull(text), stdout: text, stderr: text, timedOut: flag, truncated: number, durationMs: number, lost: maybe(text), survivors: maybe(list(text)) })
/** A folder's name: it is looked for among the tracks in reach, and leads nowhere else. */
const name = matching('a name', /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/)
const hash = matching('a hash', /^[0-9a-f]{64}$/)

const capture = object({
  lab: text, at: matching('a time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/), host: object({ kind: text, where: text, pid: maybe(number) }),
  engine: object({ name: fits('podman or docker', value => value === 'podman' || value === 'docker'), rootless: flag, where: text }),
  mark: matching('a mark', /^lab-[0-9a-f]{24}$/), track: name, challenge: name, title: text, vars: table(text),
  images: table(object({ use: text, standIn: flag })), work: maybe(matching('a folder of lab', /^\/tmp\/lab-[A-Za-z0-9-]{1,40}$/)),
  claims: object({ answers: table(text), passedOnce: list(text) }),
  questions: list(object({ probe: text, subjects: list(anything), question: text, answer })),
  runs: list(object({ content: hash, first: text, answer })),
  programs: list(object({ file: text, content: hash, calls: list(object({ script: text, code: number, stdout: text, stderr: text })) })),
  verdicts: list(object({ id: text, status: fits('a status', value => ['pass', 'fail', 'error', 'skip', 'waived'].includes(value as string)) })),
  cut: list(text),
})

/** A capture from the text of a file that anybody may have written, or what is wrong with it. */
export function readCapture(json: string): Capture | string {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (error) {
    return `it is no JSON, or only a part of it: ${plainLine((error as Error).message, 120)}`
  }
  if (!isObject(value) || value.format !== CAPTURE_FORMAT) return 'it is no capture of lab'
  if (value.version !== CAPTURE_VERSION) return `it has version ${plainLine(JSON.stringify(value.version ?? null), 40)} of the format, and this lab reads version ${CAPTURE_VERSION}`
  const wrong = capture(value, '')
  return wrong === undefined ? (value as unknown as Capture) : wrong
}
