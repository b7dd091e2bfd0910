import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const made: string[] = []
process.on('exit', () => made.forEach(dir => rmSync(dir, { recursive: true, force: true })))

/** A folder of its own with these files, by relative path; gone when the test's process ends. */
export function makeFolder(files: Record<string, string | Uint8Array> = {}): string {
  const dir = mkdtempSync(join(tmpdir(), 'lab-test-'))
  made.push(dir)
  writeFiles(dir, files)
  return dir
}

/** Writes files into a folder, by relative path. */
export function writeFiles(dir: string, files: Record<string, string | Uint8Array>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), content)
  }
}

/** The files of a track `demo` with one challenge `one`, whose challenge.yaml is given; further files by path inside the challenge. */
export function trackFiles(challenge: string, files: Record<string, string | Uint8Array> = {}, track = ''): Record<string, string | Uint8Array> {
  return {
    'demo/track.yaml': `version: 1\ntitle: A demo\nchallenges: [01-one]\n${track}`,
    'demo/01-one/challenge.yaml': challenge,
    'demo/01-one/assignment.md': '# One\n',
    ...Object.fromEntries(Object.entries(files).map(([name, content]) => [`demo/01-one/${name}`, content])),
  }
}

/** A challenge whose checks are scripts, by id: `{ ok: 'exit 0' }`; a name that ends in `.mjs` is a zx script. */
export function scriptFiles(scripts: Record<string, string>, seconds = 10): Record<string, string | Uint8Array> {
  const checks = Object.keys(scripts).map(name => {
    const id = name.replace('.mjs', '')
    return `  - { id: ${id}, title: ${id} is as it should be, script: { file: ${name.endsWith('.mjs') ? name : `${name}.sh`}, seconds: ${seconds} } }`
  })
  return trackFiles(`title: Scripts\nchecks:\n${checks.join('\n')}\n`, Object.fromEntries(Object.entries(scripts).map(([name, text]) => [name.endsWith('.mjs') ? name : `${name}.sh`, text])))
}
