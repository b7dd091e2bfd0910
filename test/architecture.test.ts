/** Keeps the table of the layout: who may import whom, no cycle, no barrel, pure rooms stay pure, and the catalogue is what the folders hold. */
import * as assert from 'uvu/assert'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { STAND_INS } from '../src/core/schema.ts'
import * as catalogue from '../src/generated/catalogue.ts'
import { suite } from './suite.ts'

const test = suite('architecture')
const root = fileURLToPath(new URL('..', import.meta.url))

/** For each room: the rooms it may import besides itself. */
const TABLE: Record<string, string[]> = {
  model: [],
  core: ['model'],
  probe: ['model', 'core'],
  checks: ['model', 'core', 'probe'],
  host: ['model', 'core'],
  report: ['model', 'core'],
  format: ['model', 'core'],
  run: ['model', 'core', 'probe', 'checks', 'host', 'format'],
  class: ['model', 'core', 'probe', 'checks', 'host', 'format', 'run', 'report'],
  command: ['model', 'core', 'probe', 'checks', 'host', 'format', 'run', 'report', 'class'],
}
/** What the build writes, by the room that a file of it belongs to; the catalogue leads to everything and belongs to nobody. */
const GENERATED = ['src/generated/catalogue.ts', 'src/generated/validators.js']
/** The libraries of a room. */
const PURE = ['core', 'probe', 'checks', 'format']
const PURE_LIBRARIES = ['yaml', 'fastest-levenshtein', 're2js', 'ajv', 'unbash', 'markdown-it']
/** Buffer is data, no effect. */
const PURE_BUILTINS = ['node:buffer']

interface Import {
  from: string
  to: string
  typeOnly: boolean
  /** Loaded on demand: no cycle of evaluation. */
  lazy: boolean
}

function filesOf(folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(ts|mjs|js|cjs)$|^lab$/.test(entry.name))
    .map(entry => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
}
const files = [...filesOf('src'), ...filesOf('checks'), ...filesOf('bin')].filter(file => !file.startsWith('src/build/') && !GENERATED.includes(file)).sort()
const text = new Map(files.map(file => [file, readFileSync(join(root, file), 'utf8')]))

function roomOf(file: string): string {
  if (file.startsWith('checks/')) return 'checks'
  if (file.startsWith('bin/') || ['src/cli.ts', 'src/help.ts', 'src/manPage.ts', 'src/commandModel.ts'].includes(file)) return 'command'
  return file.split('/')[1]!
}

function importsOf(file: string): Import[] {
  const found: Import[] = []
  const code = text.get(file)!.replace(/^\s*(\/\/|\/?\*).*$/gm, '')
  const add = (to: string, typeOnly: boolean, lazy: boolean): void => {
    found.push({ from: file, to: to.startsWith('.') ? relative(root, resolve(root, dirname(file), to)) : to, typeOnly, lazy })
  }
  for (const [, names, to] of code.matchAll(/^\s*(?:import|export)\s+([\w$*\s{},]*?)\s*from\s*['"]([^'"]+)['"]/gm)) {
    const values = names!.replace(/^type\s.*/s, '').replace(/\btype\s+\w+(\s+as\s+\w+)?\s*,?/g, '').replace(/[{}\s,]/g, '')
    add(to!, values === '', false)
  }
  for (const [, to] of code.matchAll(/^\s*import\s+['"]([^'"]+)['"]/gm)) add(to!, false, false)
  for (const [, to] of code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)) add(to!, false, true)
  for (const [, to] of code.matchAll(/\brequire\(\s*['"]([^'"]+)['"]\s*\)/g)) add(to!, false, false)
  return found
}
const imports = files.flatMap(importsOf)
/** src/build runs before anything is compiled; it is no room. */
const inside = imports.filter(each => (each.to.startsWith('src/') || each.to.startsWith('checks/')) && !each.to.startsWith('src/build/'))

/** Fails with all violations, a sentence each. */
function none(violations: string[]): void {
  assert.is(violations.join('\n'), '')
}

test('the imports are seen', () => {
  assert.ok(imports.length > 100)
  none(inside.filter(each => !existsSync(join(root, each.to))).map(each => `${each.from} imports ${each.to}, which is not there`))
  assert.ok(imports.some(each => each.lazy) && imports.some(each => each.typeOnly) && imports.some(each => each.to === 'node:child_process'))
})

test('every file stands in a room of the table', () => {
  none(files.filter(file => !(roomOf(file) in TABLE)).map(file => `${file} is in "${roomOf(file)}", which is no room of the layout`))
})

test('who may import whom', () => {
  none(inside.filter(each => !GENERATED.includes(each.to)).flatMap(({ from, to }) => {
    const [room, other] = [roomOf(from), roomOf(to)]
    return room === other || TABLE[room]?.includes(other) ? [] : [`${from} imports ${to}: ${room} may import ${TABLE[room]?.join(', ') || 'nothing'}, not ${other}`]
  }))
})

test('what the build writes is read by edges only', () => {
  none(inside.filter(each => GENERATED.includes(each.to) && !['run', 'report', 'command', 'class'].includes(roomOf(each.from))).map(each => `${each.from} imports ${each.to}, which leads to everything`))
})

test('the model imports nothing but itself and does nothing', () => {
  const nouns = files.filter(file => roomOf(file) === 'model')
  assert.ok(nouns.length > 1)
  none(imports.filter(({ from, to }) => roomOf(from) === 'model' && !(to.startsWith('src/model/'))).map(({ from, to }) => `${from} imports ${to}`))
  none(nouns.flatMap(file => [...text.get(file)!.matchAll(/^(?:export )?(?:const|let|function|class|enum)\b.*$/gm)].map(([line]) => `${file} holds more than types: ${line}`)))
})

const IMPURE: [pattern: RegExp, words: string][] = [
  [/\bDate\.now\(/, 'reads the clock'], [/\bnew Date\(\s*\)/, 'reads the clock'], [/\bperformance\./, 'reads the clock'], [/\bMath\.random\(/, 'throws dice'], [/\bcrypto\./, 'throws dice'],
  [/(?<![.\w'"$])process\.(?:env|argv|exit|cwd|stdout|stderr|stdin|platform|on|kill|getuid|uptime|hrtime|memoryUsage|version)\b/, 'touches the process'],
  [/\bfetch\(/, 'asks the network'], [/\bset(?:Timeout|Interval|Immediate)\(/, 'waits'], [/\bconsole\./, 'writes to the screen'],
]
/** Where `process` is a record of the process table, not Node's own. */
const bindsProcess = (code: string): boolean => /\(process: Process|\bprocess =>|\.\.\.process \}/.test(code)

test('pure rooms have no disk, process, clock or chance', () => {
  const rooms = files.filter(file => PURE.includes(roomOf(file)))
  none(rooms.flatMap(file => text.get(file)!.split('\n').flatMap((line, index) => (/^\s*(\/\/|\/?\*)/.test(line) ? [] : IMPURE.filter(([pattern, words]) => pattern.test(line) && !(words === 'touches the process' && bindsProcess(text.get(file)!))).map(([, words]) => `${file}:${index + 1} ${words}, and ${roomOf(file)} is pure: ${line.trim()}`)))))
  none(imports.filter(({ from, to, typeOnly }) => PURE.includes(roomOf(from)) && !typeOnly && !to.startsWith('src/') && !to.startsWith('checks/') && !PURE_BUILTINS.includes(to) && !PURE_LIBRARIES.includes(to)).map(({ from, to }) => `${from} imports ${to}, and ${roomOf(from)} is pure`))
})

test('builtins are named as builtins', () => {
  none(imports.filter(({ to }) => builtinModules.includes(to)).map(({ from, to }) => `${from} imports ${to}: write node:${to}`))
})

test('only the host room starts processes', () => {
  const starters = ['node:child_process', 'node:cluster', 'node:worker_threads', 'execa', 'zx', 'ssh2']
  // programChild is itself a process that spawn started; its zx runs nothing but through lab.
  none(imports.filter(({ from, to, typeOnly }) => starters.includes(to) && !typeOnly && roomOf(from) !== 'host' && !(from === 'src/run/programChild.ts' && to === 'zx')).map(({ from, to }) => `${from} imports ${to}: only src/host starts processes`))
})

test('only cli.ts and bin/lab set the exit code or leave', () => {
  none(files.filter(file => !['src/cli.ts', 'bin/lab', 'src/run/programChild.ts'].includes(file)).flatMap(file => (/\bprocess\.(exit\(|exitCode)/.test(text.get(file)!) ? [`${file} ends the process: only src/cli.ts does`] : [])))
})

test('no circle of imports', () => {
  const edges = new Map<string, string[]>()
  // A type or a lazy import makes no circle when the program starts; but a type that runs in circles is no clear room either, so only lazy ones are left out.
  for (const { from, to, lazy } of inside) if (!lazy) edges.set(from, [...(edges.get(from) ?? []), to])
  const circles = new Set<string>()
  const done = new Set<string>()
  const walk = (file: string, path: string[]): void => {
    const at = path.indexOf(file)
    if (at >= 0) return void circles.add(`${[...path.slice(at), file].join(' -> ')} is a circle`)
    if (done.has(file)) return
    for (const next of edges.get(file) ?? []) walk(next, [...path, file])
    done.add(file)
  }
  for (const file of files) walk(file, [])
  none([...circles])
})

test('lab check loads no reader of Markdown', () => {
  const seen = new Set(['src/command/check.ts', 'src/cli.ts'])
  for (const file of seen) for (const { from, to, lazy, typeOnly } of imports) if (from === file && !lazy && !typeOnly) seen.add(to)
  assert.ok(seen.has('src/run/loadTrack.ts'))
  none([...seen].filter(each => ['markdown-it', 'src/core/readBlocks.ts'].includes(each)).map(each => `src/command/check.ts leads to ${each}`))
})

test('no barrel: a file does more than hand on what others export', () => {
  none(files.filter(file => {
    const rest = text.get(file)!.replace(/\/\*[^]*?\*\/|\/\/.*$/gm, '').replace(/^\s*(?:import|export)\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\}|\w+)\s+from\s+['"][^'"]+['"];?/gm, '').replace(/^\s*export\s*\{[^}]*\};?/gm, '')
    return rest.trim() === ''
  }).map(file => `${file} only hands on what others export`))
  none(files.filter(file => /\/index\.\w+$/.test(file)).map(file => `${file}: a file is named after its main export`))
})

for (const [room, folder] of Object.entries({ kinds: 'checks', hosts: 'src/host/kinds', reporters: 'src/report/reporters', commands: 'src/command', classCommands: 'src/command/class', providers: 'src/class/provider', exportFormats: 'src/class/exports', standIns: 'src/run/standIns' })) {
  test(`the catalogue of ${room} is what ${folder} holds`, async () => {
    const table = (catalogue as unknown as Record<string, Record<string, () => Promise<{ default: unknown }>>>)[room]!
    assert.equal(Object.keys(table), readdirSync(join(root, folder)).filter(name => name.endsWith('.ts')).map(name => name.slice(0, -3)).sort())
    for (const [name, load] of Object.entries(table)) assert.ok((await load()).default, `${folder}/${name}.ts has a default export`)
  })
}

test('a track may name the stand-ins that there are', () => {
  assert.equal([...STAND_INS].sort(), Object.keys(catalogue.standIns))
})

test('a sentence stands above each export', () => {
  const bare = files.filter(file => file.endsWith('.ts')).flatMap(file => {
    const lines = text.get(file)!.split('\n')
    return lines.flatMap((line, index) => {
      if (!/^export (?:async )?(?:function|const|class|interface|type|default function)\b/.test(line)) return []
      const above = lines[index - 1]?.trim() ?? ''
      return above.endsWith('*/') ? [] : [`${file}:${index + 1} has no sentence above it: ${line.slice(0, 60)}`]
    })
  })
  // Two of one thing may share a sentence.
  none(bare.filter(each => !each.includes('programProtocol')))
})

test.run()
