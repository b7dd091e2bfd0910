/**
 * Runs a suite: `node test/run.mjs SUITE [FILTER]`: the test files of the folder test/SUITE, where there is one for it below; `fast` all others. FILTER is a part of their paths.
 * Each file is a process of its own with a time limit, so that one which hangs or crashes costs one failure. Names what was skipped, with its
 * reason, and closes with `N passed, N failed, N skipped`.
 */
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [suite = 'fast', filter = ''] = process.argv.slice(2)
/** Seconds that a file of each suite may take; the slow suites have a folder of their own. */
const LIMITS = { fast: 120, e2e: 1800, prove: 1700, machine: 1000, apparmor: 600, vagrantUp: 850 }
const LIMIT = LIMITS[suite]
const folderOf = file => Object.keys(LIMITS).find(folder => file.startsWith(join(root, 'test', folder, '/'))) ?? 'fast'
/** Container tests run one after another: they would only share two cores. */
const AT_ONCE = suite === 'fast' ? 2 : 1

const files = readdirSync(join(root, 'test'), { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile() && entry.name.endsWith('.test.ts'))
  .map(entry => join(entry.parentPath ?? entry.path, entry.name))
  .filter(file => folderOf(file) === suite && relative(root, file).includes(filter))
  .sort()

// Tests compare text: no colour, whoever runs them.
const { FORCE_COLOR: _, ...outer } = process.env

const total = { passed: 0, failed: 0, skipped: 0 }
const skips = []

async function runFile(file) {
  const name = relative(root, file)
  const startedAt = Date.now()
  const { code, output } = await new Promise(resolve => {
    const child = spawn(process.execPath, ['--import', 'tsx', file], { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...outer, NO_COLOR: '1' } })
    let text = ''
    let late = false
    const timer = setTimeout(() => {
      late = true
      process.kill(-child.pid, 'SIGKILL')
    }, LIMIT * 1000)
    child.stdout.on('data', chunk => (text += chunk))
    child.stderr.on('data', chunk => (text += chunk))
    child.on('close', status => {
      clearTimeout(timer)
      resolve({ code: status, output: late ? `${text}\nno end after ${LIMIT} s` : text })
    })
  })
  const count = word => Number(new RegExp(`^\\s+${word}:\\s+(\\d+)`, 'm').exec(output)?.[1] ?? NaN)
  const passed = count('Passed')
  const skipped = count('Skipped')
  const all = count('Total')
  // uvu leaves skipped tests out of its total.
  const failed = Number.isNaN(all) ? 1 : all - passed
  const broken = failed > 0 || code !== 0
  total.passed += passed || 0
  total.skipped += skipped || 0
  total.failed += broken ? Math.max(1, failed) : 0
  for (const line of output.matchAll(/^SKIPPED (.*)$/gm)) skips.push(`${name}: ${line[1]}`)
  console.log(`${broken ? 'FAIL' : 'ok  '} ${name} (${passed || 0} passed${skipped ? `, ${skipped} skipped` : ''}, ${Date.now() - startedAt} ms)`)
  if (broken) console.log(output.replace(/^/gm, '     '))
}

const waiting = [...files]
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  for (let file = waiting.shift(); file; file = waiting.shift()) await runFile(file)
}))
for (const line of new Set(skips)) console.log(`skipped: ${line}`)
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
// A suite that cannot run here says why for each test; one of which nothing is left at all is a mistake.
process.exitCode = total.failed > 0 || total.passed + total.skipped === 0 ? 1 : 0
