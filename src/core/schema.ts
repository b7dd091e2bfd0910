import type { Disclosure } from '../model/course.ts'
import type { Schema } from '../model/kind.ts'

const text = (description: string): Schema => ({ type: 'string', minLength: 1, description })
const list = (items: Schema, description: string): Schema => ({ type: 'array', minItems: 1, items, description })
const object = (description: string, required: string[], properties: Schema): Schema => ({ type: 'object', description, additionalProperties: false, required, properties })
const id = (description: string): Schema => ({ type: 'string', pattern: '^[a-z0-9][a-z0-9-]*$', maxLength: 64, description })
const path = (description: string): Schema => ({ type: 'string', minLength: 1, description })

/** What a host can be asked to offer, and the values that may be demanded of it. */
export const REQUIREMENTS: Record<string, string[]> = {
  root: [], engine: [], podman: [], docker: [], kubernetes: [], selinux: ['enforcing', 'permissive'], apparmor: [], seccomp: [], cgroup: ['v1', 'v2'], strace: [],
}

/** The recipes of offline stand-ins: the files of src/run/standIns. */
export const STAND_INS = ['busybox', 'nginx', 'on-off', 'redis']

const requirement: Schema = { type: ['string', 'object'], minLength: 1, minProperties: 1, maxProperties: 1, additionalProperties: { type: 'string' } }
const requires = (description: string): Schema => ({ ...requirement, type: ['string', 'object', 'array'], minItems: 1, items: requirement, description })
const command: Schema = object('One line the learner is told to type.', ['run'], {
  run: text('The command line, for sh. Variables of the track arrive as environment variables: $image.'),
  times: { type: 'integer', minimum: 1, maximum: 100, description: 'How often to type it; 1 where nothing is said.' },
  requires: { enum: Object.keys(REQUIREMENTS), description: 'Typed only where the host offers this, e.g. docker.' },
  answers: id('The id of a check of kind answer: the last line that this command prints is the answer to it. It need not stand in the text.'),
  output: { matcher: 'text', description: 'What it prints: a line of it, or all of it; compared by `lab test`.' },
})
const survivors = (where: string, more: Record<string, Schema> = {}): Schema => list(object('Mutants that no check needs to catch.', ['mutant', 'reason'], {
  mutant: { type: 'string', pattern: '^[a-z0-9*-]+$', description: 'The id that `lab prove` shows, e.g. flag-1-pid-host; * stands for any characters.' },
  reason: text('Why a learner may do this and still be right.'),
  ...more,
}), `Mutants of the commands${where} that may survive \`lab prove\`; it counts and shows them.`)
const commands = list(command, 'What the learner is told to type, in order; together the default solution.')

/** The schema of track.yaml. */
export const trackSchema: Schema = object('A track: a course folder with challenges, in order.', ['version', 'title', 'challenges'], {
  version: { const: 1, description: 'The version of this format. 1.' },
  title: text('The name of the course.'),
  summary: text('One sentence: what somebody who finished it can do.'),
  requires: list(requirement, `What the host must offer: ${Object.keys(REQUIREMENTS).join(', ')}; with a value as in "selinux: enforcing".`),
  after: { type: ['string', 'array'], minLength: 1, minItems: 1, items: { type: 'string', minLength: 1 }, description: 'Tracks that come before this one, one or a list: lists and "next" follow it.' },
  vars: { type: 'object', description: 'Variables: environment variables of commands and scripts, and $name in checks. One called image, or ending in _image, names a container image.', propertyNames: { pattern: '^[a-z][a-z0-9_]*$' }, additionalProperties: { type: ['string', 'integer'], pattern: '^[^\\u0000]*$', maxLength: 16384, description: 'Text without a NUL, at most 16,384 characters: it becomes an environment variable.' } },
  stand_ins: { type: 'object', description: 'The offline stand-in for an image variable, by recipe; busybox where nothing is said.', additionalProperties: { enum: STAND_INS } },
  kinds: { type: 'object', description: 'Words of your own: each stands for a kind with some of it preset. $name is a parameter, which a check gives; variables of the track stay what they are.', propertyNames: { pattern: '^[a-z][a-z0-9_]*$' }, additionalProperties: { type: 'object', minProperties: 1, properties: { title: text('The title of checks that have none of their own; $name is replaced.') }, description: 'A kind with what stands under it, and perhaps a title.' } },
  survivors: survivors(' of any of its challenges', { except: list(id('The name of a challenge, without its number.'), 'Challenges in which a check must catch them all the same: those that the rule is about.') }),
  challenges: list(path('A folder of a challenge, e.g. 01-three-tops.'), 'The folders of the challenges, in order.'),
})

/** The schema of challenge.yaml. The value under a check's kind is validated by that kind's own schema. */
export const challengeSchema: Schema = object('One exercise of a track.', ['title', 'checks'], {
  title: text('What the learner brings about, in a few words.'),
  minutes: { type: 'number', exclusiveMinimum: 0, maximum: 600, description: 'How long it takes a learner.' },
  clean: { const: 'containers', description: 'containers: the challenge wants an engine without other containers.' },
  rootless: { const: true, description: 'The challenge can be done without root, too, where the track requires it: `lab start --rootless`.' },
  setup: path('A script that prepares the host.'),
  solve: path('A script that solves the challenge; the commands do where nothing is said.'),
  cleanup: path('A script that takes away what the challenge left.'),
  commands,
  checks: list({ type: 'object', description: 'One expectation about the host: an id, a kind of check, and what it expects.' }, 'What is expected of the host.'),
  survivors: survivors(''),
})

/** The words for how much a class hands out of a check. */
export const DISCLOSURES: Disclosure[] = ['full', 'actual-only', 'verdict']

/** What every check may say besides its kind. */
export const checkProperties: Schema = {
  id: id('The name of the check, unique in the challenge: lower case, digits, hyphens.'),
  title: text('The expectation in words for the learner; made from the kind where nothing is said.'),
  points: { type: 'number', minimum: 0, maximum: 1000, description: 'What it is worth; 1 where nothing is said.' },
  hints: list(text('A hint for the learner.'), 'Hints, from a nudge to the answer.'),
  needs: { type: ['string', 'array'], minLength: 1, minItems: 1, items: { type: 'string' }, description: 'Ids of checks that must pass before this one is judged.' },
  once: { type: 'boolean', description: 'A pass sticks, for what a later step removes again.' },
  requires: requires('What the host must offer for it, one or a list, e.g. apparmor; where it does not, the check is skipped as not observable.'),
  visibility: { enum: ['visible', 'hidden'], description: 'hidden: only `lab class grade` judges it, and `lab pack` leaves it out; visible where nothing is said.' },
  disclosure: { enum: DISCLOSURES, description: 'What a class hands out of it: full, actual-only (not what was expected) or verdict; what class.yaml says where nothing is said.' },
  passes_before: text('Why this check passes before anything is done, where that cannot be otherwise; `lab test` counts and shows it.'),
}

/** The schema of a check without its kind. */
export const checkSchema: Schema = object('A check.', ['id'], checkProperties)

/** The schema of a file in wrong/. */
export const wrongSchema: Schema = object('A wrong answer, and the checks that must catch it.', ['title', 'commands', 'caught_by'], {
  title: text('The mistake in words.'),
  commands,
  caught_by: list(id('The id of a check.'), 'The checks that must fail for it.'),
  requires: requires('What the host must offer for the mistake to be made, e.g. selinux.'),
})

/** The schema of a file in solutions/. */
export const solutionSchema: Schema = object('Another right answer.', ['title', 'commands'], {
  title: text('The way it goes, in words.'),
  commands,
  requires: requires('What the host must offer for this way, e.g. strace.'),
})

/** What each type of matcher takes, in words. */
export const matcherWords: Record<string, string> = {
  text: 'equals; /re/ matches; a list means all of these; {any: [...]} one of them; {not: ...} none',
  texts: 'as text; distinct and same speak about all records together',
  mode: 'an octal file mode in quotes, e.g. "0644"',
  count: 'a number; ">=3", "<5" compare',
  bytes: 'a number of bytes; units as in 512M; ">=1G" compares',
  memory: 'a number of bytes; units as in 512M; none: no limit; ">=1G" compares',
  cores: 'a number of cores; none: no limit; "<=0.5" compares',
  tasks: 'a number of processes; none: no limit; "<=100" compares',
}

/** Writes `matcher: TYPE` out as plain JSON Schema, for editors. */
export function expandMatchers(schema: Schema): Schema {
  if (Array.isArray(schema)) return schema.map(expandMatchers) as unknown as Schema
  if (typeof schema !== 'object' || schema === null) return schema
  const out: Schema = {}
  for (const [key, value] of Object.entries(schema)) if (key !== 'matcher') out[key] = expandMatchers(value)
  if (typeof schema.matcher === 'string') {
    out.description = `${schema.description ?? ''} (${matcherWords[schema.matcher]})`.trim()
    out.anyOf = [{ type: ['string', 'number', 'boolean'] }, { type: 'array', minItems: 1 }, { type: 'object', minProperties: 1, maxProperties: 1, properties: { any: { type: 'array' }, not: {} }, additionalProperties: false }]
  }
  return out
}

/** The schema of challenge.yaml with the vocabulary written out, for editors. */
export function editorSchema(kinds: ReadonlyMap<string, { schema: Schema; summary: string }>): Schema {
  const words = Object.fromEntries([...kinds].map(([word, kind]) => [word, expandMatchers({ ...kind.schema, description: kind.summary })]))
  const check = { ...checkSchema, properties: { ...checkProperties, ...words }, oneOf: [...kinds.keys()].map(word => ({ required: [word] })) }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#', ...challengeSchema,
    properties: { ...challengeSchema.properties, checks: { ...challengeSchema.properties.checks, items: check } },
  }
}
