/** Writes checks/README.md, the reference of the vocabulary, from the kinds themselves: `npm run docs`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { checkProperties, matcherWords } from '../core/schema.ts'
import type { Kind, Schema } from '../model/kind.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Where the reference stands. */
export const REFERENCE = join(root, 'checks/README.md')

/** The kinds of checks/, by word, in the order of the alphabet. */
export async function loadKinds(): Promise<Map<string, Kind>> {
  const words = readdirSync(join(root, 'checks')).filter(name => name.endsWith('.ts')).map(name => name.slice(0, -3)).sort()
  const kinds = new Map<string, Kind>()
  for (const word of words) kinds.set(word, ((await import(pathToFileURL(join(root, 'checks', `${word}.ts`)).href)) as { default: Kind }).default)
  return kinds
}

/** The text of the reference. */
export function writeReference(kinds: ReadonlyMap<string, Kind>): string {
  const example = readFileSync(join(root, 'test/checks/exampleKind.ts'), 'utf8').replaceAll("'../../src/", "'../src/")
  return `<!-- Written by src/build/docs.ts from the kinds. Not to be edited: \`npm run docs\` writes it anew. -->
# Checks: the vocabulary

A check is one expectation about the host. In \`challenge.yaml\` it has an \`id\` and one *kind*: a word from this page, with what is expected under it.

\`\`\`yaml
checks:
${indent(kinds.get('process')!.example)}
\`\`\`

| kind | what it verifies |
|---|---|
${[...kinds].map(([word, kind]) => `| [${word}](#${word}) | ${cell(kind.summary)} |`).join('\n')}

[Values](#values) · [Keys of every check](#keys-of-every-check) · [What a check says](#what-a-check-says) · [A new kind in one file](#a-new-kind-in-one-file)

## Values

One matcher serves all kinds. Where a table below says *text*, *count*, *memory* and so on, these may be written:

| written | means |
|---|---|
| \`running\`, \`3\` | equals this |
| \`">=3"\`, \`"<=2"\`, \`">1"\`, \`"<512M"\`, \`"!=0"\` | compares; for everything but text and modes |
| \`/^web-[0-9]+$/\` | matches the regular expression, in RE2 syntax (no look-around, no back-reference); flags i, m, s after the second slash. \`/etc/passwd\` is a path: an expression has no unescaped slash inside |
| \`[a, b]\` | all of these |
| \`{ any: [a, b] }\` | one of these |
| \`{ not: a }\` | not this. What is not there at all does not count as "not this" |
| \`distinct\`, \`same\` | all records differ, all are equal; for *texts* only |
| \`$name\` | the value of a variable of the track, where the whole value is \`$name\` |

| type | takes |
|---|---|
${Object.entries(matcherWords).map(([type, words]) => `| ${type} | ${cell(words)} |`).join('\n')}

Bytes come in B, K, M, G, T (1024, as container engines and the kernel count), KiB, MiB, GiB, TiB (1024) and kB, MB, GB, TB (1000).
A file mode stands in quotes, since YAML reads \`0644\` as another number.

## Keys of every check

| key | type | what it says |
|---|---|---|
${rows(checkProperties, ['id'])}

## What a check says

| verdict | means |
|---|---|
| pass | it is as expected |
| fail | it is not, and the message says what was expected and what was found |
| skip | it was not judged: it waits for another check (\`needs\`), or this host cannot show it (\`not observable\`) |
| error | our fault or the host's, never the learner's: the engine cannot be reached, a script broke |

\`lab check --explain\` also prints the native command that shows the evidence.

${[...kinds].map(([word, kind]) => section(word, kind)).join('\n')}
## A new kind in one file

A kind is one file in \`checks/\`, and the file's name is its word: \`checks/owner.ts\` makes \`owner:\` a word of \`challenge.yaml\`. Nothing is registered anywhere;
\`npm run build\` finds the file. This one is complete:

\`\`\`ts
// checks/owner.ts
${example.trim()}
\`\`\`

1. **\`schema\`** is JSON Schema (draft 7) for what stands under the word. \`matcher: TYPE\` marks a value that the matcher above reads. \`additionalProperties: false\` and a
   \`description\` for every key: they are the author's error messages and this page. No \`oneOf\` or \`anyOf\`: what a schema cannot say with one mistake, one message, goes into **\`flaws\`**.
2. **\`wants\`** names what must be looked at: probes of \`src/probe/\`, one file each, with a \`subject\` where a probe takes any; a script to run goes under \`runs\`. All checks of a challenge
   are asked together in one trip to the host. The probes there are:

${probeTable()}

3. **\`judge\`** gets the answers as plain data, \`facts.of(probe)\`, and returns an outcome: \`status\`, \`message\`, \`expected\`, \`actual\`, \`evidence\`. It is pure: no file, clock or process. What
   could not be looked at never reaches it: that is an *error* already. What the host cannot show it answers with \`status: 'skip', reason: 'not observable'\`. A negative must first see the thing it speaks about.
4. A probe that is missing is one more file in \`src/probe/\`: \`ask\` writes one POSIX sh question for all subjects at once, \`read\` turns the answer into facts or \`{ unknown: 'why not' }\`.
   Records are framed with \`context.mark\`, a random word, so that no content can pose as another record; the shell function \`engine\` runs a command of the engine with a time limit.
5. A kind may import \`src/model\`, \`src/core\` and \`src/probe\`, nothing else; a test says so. \`src/probe/findTarget.ts\` finds containers and their first process.
   Where an answer holds environments, \`save\` gives it without them: a capture keeps what it gives. What a probe is asked about stands in \`subjects\`: a capture answers about those only.
6. \`npm run docs\` writes this page anew, and the tests compare it. \`npm run record\` records what a real host answers (\`test/replies/scenarios.ts\` names the states); \`test/checks/kinds.test.ts\`
   judges those recordings: add a line for each state in which the new kind must pass, fail or skip. \`npm run test:e2e\` runs every \`example\` on a real host.
`
}

function section(word: string, kind: Kind): string {
  const { properties = {}, required = [] } = kind.schema
  return `## ${word}

${kind.summary}

| key | type | what it says |
|---|---|---|
${rows(properties, required)}

\`\`\`yaml
${kind.example}
\`\`\`

| verdict | e.g. |
|---|---|
| pass | ${cell(kind.says.pass)} |
| fail | ${cell(kind.says.fail)} |
| not observable | ${cell(kind.says.unobservable)} |
`
}

function rows(properties: Schema, required: string[], prefix = ''): string {
  return Object.entries(properties as Record<string, Schema>).flatMap(([key, schema]) => [
    `| \`${prefix}${key}\`${required.includes(key) ? ' (needed)' : ''} | ${cell(typeWords(schema))} | ${cell(schema.description ?? '')} |`,
    ...(schema.properties ? [rows(schema.properties, schema.required ?? [], `${prefix}${key}.`)] : []),
  ]).join('\n')
}

function typeWords(schema: Schema): string {
  if (typeof schema.matcher === 'string') return `*${schema.matcher}*`
  if (schema.const !== undefined) return String(schema.const)
  if (schema.enum) return schema.enum.join(', ')
  const words: Record<string, string> = { string: 'text as it is', boolean: 'true, false', number: 'number', integer: 'whole number', array: 'list', object: 'keys below' }
  return [schema.type].flat().map(type => words[type] ?? type).join(' or ')
}

/** Name and summary of each probe, read from the sources: a probe is a file with a `summary`. */
function probeTable(): string {
  const lines = ['   | probe | what it looks at |', '   |---|---|']
  for (const name of readdirSync(join(root, 'src/probe')).sort()) {
    const text = readFileSync(join(root, 'src/probe', name), 'utf8')
    const [, plain, made] = /^ +summary: (?:'(.*)'|`(.*)`),$/m.exec(text) ?? []
    const summary = plain ?? made?.replaceAll('${engine}', 'the engine in view')
    if (summary) lines.push(`   | \`${name.slice(0, -3)}\` | ${cell(summary)} |`)
  }
  return lines.join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ')
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync(REFERENCE, writeReference(await loadKinds()))
