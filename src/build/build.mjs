/**
 * Makes what the sources do not hold: src/generated/ (the catalogue of kinds, reporters, commands and stand-ins, and the compiled schemas)
 * and dist/ (the bundle that bin/lab starts). Plain JavaScript, since nothing is compiled before it ran.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import Ajv from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const generated = join(root, 'src/generated')

/** The folders whose files are extensions: dropping a file in is all it takes. */
const ROOMS = { kinds: 'checks', hosts: 'src/host/kinds', reporters: 'src/report/reporters', commands: 'src/command', classCommands: 'src/command/class', providers: 'src/class/provider', exportFormats: 'src/class/exports', standIns: 'src/run/standIns' }

/** The names of a room's files, sorted: the keys of the catalogue. */
export function listRoom(folder) {
  return readdirSync(join(root, folder)).filter(name => name.endsWith('.ts')).map(name => name.slice(0, -3)).sort()
}

function writeCatalogue() {
  const lines = ['// Written by src/build/build.mjs from the folders it lists. Not to be edited.']
  for (const [room, folder] of Object.entries(ROOMS)) {
    lines.push(`export const ${room} = {`)
    for (const name of listRoom(folder)) lines.push(`  ${JSON.stringify(name)}: () => import('../../${folder}/${name}.ts'),`)
    lines.push('}')
  }
  writeChanged(join(generated, 'catalogue.ts'), `${lines.join('\n')}\n`)
}

async function writeValidators() {
  const names = listRoom(ROOMS.kinds)
  const providers = listRoom(ROOMS.providers)
  const entry = [
    `export * as core from ${JSON.stringify(join(root, 'src/core/schema.ts'))}`,
    `export * as translations from ${JSON.stringify(join(root, 'src/core/translationSchema.ts'))}`,
    `export * as classes from ${JSON.stringify(join(root, 'src/core/classSchema.ts'))}`,
    ...providers.map((name, index) => `export { default as p${index} } from ${JSON.stringify(join(root, ROOMS.providers, `${name}.ts`))}`),
    ...names.map((name, index) => `export { default as k${index} } from ${JSON.stringify(join(root, ROOMS.kinds, `${name}.ts`))}`),
  ].join('\n')
  const file = join(tmpdir(), `lab-schemas-${process.pid}.mjs`)
  await build({ stdin: { contents: entry, resolveDir: root, loader: 'ts' }, bundle: true, platform: 'node', format: 'esm', outfile: file, logLevel: 'error', banner, external: ['csv-parse', 'kysely', 'libsql', 'pg', 'pg-boss'] })
  const schemas = await import(pathToFileURL(file).href)
  rmSync(file)
  const { trackSchema, challengeSchema, checkSchema, wrongSchema, solutionSchema } = schemas.core
  const all = { track: trackSchema, challenge: challengeSchema, check: checkSchema, wrong: wrongSchema, solution: solutionSchema }
  Object.assign(all, { 'track-translation': schemas.translations.trackTranslationSchema, 'challenge-translation': schemas.translations.challengeTranslationSchema })
  all.class = schemas.classes.classSchema
  for (const [index, name] of providers.entries()) all[`provider:${name}`] = schemas[`p${index}`].schema
  for (const [index, name] of names.entries()) all[`kind:${name}`] = schemas[`k${index}`].schema
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strictTypes: false, strictRequired: false, code: { source: true, esm: true } })
  ajv.addKeyword('matcher')
  const exported = {}
  for (const [index, [name, schema]] of Object.entries(all).entries()) {
    ajv.addSchema(schema, name)
    exported[`v${index}`] = name
  }
  const table = Object.entries(exported).map(([variable, name]) => `  ${JSON.stringify(name)}: ${variable},`).join('\n')
  // The compiled code requires its runtime helpers one by one; as imports the bundler can take them in.
  let code = standalone(ajv, exported)
  const imports = []
  code = code.replace(/require\("([^"]+)"\)\.default/g, (_, module) => {
    const name = `helper${imports.length}`
    imports.push(`import ${name}Module from ${JSON.stringify(`${module}.js`)}; const ${name} = ${name}Module.default ?? ${name}Module`)
    return name
  })
  writeChanged(join(generated, 'validators.js'), `// Written by src/build/build.mjs from the schemas. Not to be edited.\n${imports.join('\n')}\n${code}\nexport const validators = {\n${table}\n}\n`)
}

/** For bundles that are ES modules: bundled CommonJS packages ask for `require`. */
const banner = { js: "import { createRequire as labRequire } from 'node:module'; const require = labRequire(import.meta.url);" }

/** dist/lab.cjs in one file (parts that a command does not need are compiled when they are), and the process of a zx script. */
async function writeBundle() {
  const target = join(root, 'dist')
  const fresh = `${target}.${process.pid}`
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const common = { bundle: true, platform: 'node', target: 'node20', minifySyntax: true, minifyWhitespace: true, logLevel: 'error', legalComments: 'none' }
  await build({
    ...common, entryPoints: [join(root, 'src/cli.ts')], outfile: join(fresh, 'lab.cjs'), format: 'cjs',
    // Installed beside the bundle, and loaded by what needs them only; require() finds them where import() has no way to a file (see bin/lab).
    external: ['csv-parse', 'kysely', 'libsql', 'pg', 'pg-boss'], supported: { 'dynamic-import': false },
    banner: { js: "const labUrl = require('node:url').pathToFileURL(__filename).href;" }, define: { 'import.meta.url': 'labUrl', LAB_VERSION: JSON.stringify(version) },
  })
  await build({ ...common, entryPoints: [join(root, 'src/run/programChild.ts')], outfile: join(fresh, 'programChild.mjs'), format: 'esm', banner })
  rmSync(`${target}.old`, { recursive: true, force: true })
  try {
    renameSync(target, `${target}.old`)
  } catch {
    // There was no bundle before.
  }
  renameSync(fresh, target)
  rmSync(`${target}.old`, { recursive: true, force: true })
}

/** Leaves a file alone that says the same already: its time tells bin/lab what changed. */
function writeChanged(file, text) {
  try {
    if (readFileSync(file, 'utf8') === text) return
  } catch {
    // It is not there yet.
  }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

writeCatalogue()
await writeValidators()
await writeBundle()

// One run of the command that learners wait for: bin/lab keeps the machine code of what it used.
const state = mkdtempSync(join(tmpdir(), 'lab-warm-'))
spawnSync(process.execPath, [join(root, 'bin/lab'), 'check', 'first-steps/three-tops', '--json'], { stdio: 'ignore', env: { ...process.env, XDG_STATE_HOME: state } })
rmSync(state, { recursive: true })
