/** Installs the libraries and builds the bundle where that is missing: what bin/lab does in a bare clone. Plain JavaScript without libraries. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Exit code for "could not": see `lab --help`. */
const UNABLE = 4
const INTERRUPTED = 130

/** Brings the checkout at `root` to where dist/lab.cjs can be started, or ends the process with one message. */
export async function prepare(root) {
  const installed = join(root, 'node_modules/.package-lock.json')
  const lock = join(root, 'package-lock.json')
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
    const count = Object.keys(JSON.parse(readFileSync(lock, 'utf8')).packages).length - 1
    await consent(`lab needs its libraries first: \`npm ci\` puts ${count} packages (about 60 MB) into ${join(root, 'node_modules')}.`)
    say('installing libraries …')
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], root, 'the libraries could not be installed; is the npm registry in reach?')
  }
  say('building …')
  run(process.execPath, [join(root, 'src/build/build.mjs')], root, 'the build failed; this is a fault of lab')
}

async function consent(words) {
  say(words)
  if (process.env.CI || process.argv.includes('--yes')) return
  if (!process.stdin.isTTY) {
    refuse('nobody can be asked here: run `npm ci` first, or set CI=true to let it', UNABLE)
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  lines.on('SIGINT', () => refuse('interrupted; nothing was changed', INTERRUPTED))
  const answer = await new Promise(said => {
    lines.question('Go on? [Y/n] ', said)
    lines.on('close', () => said('no'))
  })
  lines.close()
  if (!/^(y(es)?)?$/i.test(answer.trim())) refuse('nothing was installed or changed', UNABLE)
}

function run(program, args, cwd, trouble) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  if (status === 0) return
  const words = `${stderr ?? ''}${stdout ?? ''}`.trim().split('\n').filter(line => !/npm (warn|notice)/i.test(line)).slice(0, 6).join('\n     ')
  refuse(`${trouble}\n     ${error ? `${program} could not be started: ${error.message}` : words}`, UNABLE)
}

/** Ends the process with one message, as JSON too where that was asked for. */
function refuse(message, code) {
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ version: 1, error: { code: 'not-installed', message, problems: [] } }, undefined, 2)}\n`)
  say(message)
  process.exit(code)
}

function say(words) {
  process.stderr.write(`lab: ${words}\n`)
}
