/** Completion as shells do it. */
import * as assert from 'uvu/assert'
import { spawn, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeFolder, trackFiles } from '../folder.ts'
import { suite } from '../suite.ts'
import { lab, program } from './lab.ts'

const test = suite('completion')
const folder = makeFolder({
  'demo/01-one/assignment.nl.md': 'x', 'demo/track.pt-BR.yaml': 'title: x\n', 'demo/01-one/assignment.nl_NL.md': 'x',
  ...trackFiles('title: One\nchecks:\n  - { id: disk-full, title: "a: b", script: a.sh }\n  - { id: disk-free, script: a.sh }\n', { 'a.sh': 'exit 0' }),
  '$(touch boom)/track.yaml': 'version: 1\n', 'broken/track.yaml': '[', 'home/mine.mjs': '', 'lab/journal.jsonl': '{"type":"started","at":"","challenge":"demo/one","containers":[]}\n',
})
const environment = { PATH: `${dirname(program)}:${process.env.PATH}`, HOME: join(folder, 'home'), LAB_TRACKS: folder, XDG_STATE_HOME: folder, TERM: 'xterm' }
const shell = (name: string): string | undefined => (spawnSync(name, ['--version']).status === 0 ? undefined : `${name} is not installed`)
const run = (name: string, args: string[]): string => {
  const { stdout, stderr, status } = spawnSync(name, args, { cwd: join(folder, 'home'), env: environment as unknown as NodeJS.ProcessEnv, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000 })
  assert.is(stderr, '', `${name} ${args.join(' ')} ended with ${status}`)
  return stdout
}

/** What is typed, the last word being the one to complete, and the words that must come; `!` before those that must not. */
const lines: [words: string[], found: string[]][] = [
  [['che'], ['check']], [['co'], ['completion', '!__complete']], [['check', 'de'], ['demo', 'demo/one']], [['check', 'demo/'], ['demo/one', '!demo']], [['check', '--re'], ['--reporter']], [['check', '--reporter', 'j'], ['json', 'junit', '!tap']],
  [['check', '--host', 'l'], ['local']], [['check', '--color', 'a'], ['auto', 'always', '!never']], [['look', ''], ['node', '!demo']], [['look', '--engine', 'd'], ['docker']], [['hint', 'disk'], ['disk-full', 'disk-free']], [['schema', ''], ['challenge', 'track', 'wrong', 'solution', 'translation', 'result']], [['validate', 'demo', 'd'], ['demo', '!demo/one']],
  [['completion', ''], ['bash', 'zsh', 'fish']], [['help', 'val'], ['validate']], [['new', 't'], ['track']], [['check', '--strict', 'demo/o'], ['demo/one']], [['check', '--reporter', 'tap', 'dem'], ['demo']], [['audit', '--reporter', ''], ['text', 'sarif', '!tap']], [['audit', 'd'], ['demo']], [['list', ''], ['!demo']], [['show', '--lang', ''], ['nl', 'pt-BR', '!nl_NL']], [['list', '--lang', 'p'], ['pt-BR', '!nl']], [['finish', '--'], ['--json', '!--lang']], [['nonsense', ''], ['!demo']], [['check', ''], ['demo', '!$(touch boom)']], [['validate', '$'], []],
]
function compare(words: string[], got: string[], wanted: string[]): void {
  for (const word of wanted) assert.is(got.includes(word.replace(/^!/, '')), !word.startsWith('!'), `lab ${words.join(' ')}: ${word} in ${got.join(' ')}`)
  assert.not(got.some(each => each.includes('$(')), 'no word is a command')
}

test('the words of each place', () => {
  for (const [words, wanted] of lines) {
    const said = lab(['__complete', 'fish', '--', ...words], join(folder, 'home'), environment)
    assert.equal([said.code, said.err], [0, ''])
    compare(words, said.out.split('\n').map(each => each.split('\t')[0]!), wanted)
  }
  assert.match(lab(['__complete', 'zsh', '--', 'hint', ''], folder, environment).out, 'disk-full\ta: b\n')
})

test('nothing is said about what is broken', () => {
  for (const more of [{ LAB_TRACKS: '/nowhere' }, { XDG_STATE_HOME: '/dev/null' }, { LAB_TRACKS: '/dev/null' }]) {
    for (const words of [['check', ''], ['hint', ''], ['--'], []]) {
      const { code, err } = lab(['__complete', 'bash', '--', ...words], folder, { ...environment, ...more })
      assert.equal([code, err], [0, ''])
    }
  }
})

test('a script for each shell, and near misses', () => {
  for (const name of ['bash', 'zsh', 'fish']) assert.match(lab(['completion', name]).out, '__complete')
  const { code, err } = lab(['completion', 'bahs'])
  assert.equal([code, /did you mean "bash"/.test(err)], [2, true], err)
})

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
test.when(shell('bash'), 'bash: what its function replies', () => {
  const cases: [words: string[], found: string[]][] = [...lines, [['check', '--reporter', '=', 'j'], ['json', 'junit']], [['check', '--color', '='], ['auto', 'never']]]
  const script = cases.map(([words]) => `COMP_WORDS=(lab ${words.map(quote).join(' ')}); COMP_CWORD=${words.length}; _lab lab; echo "reply ${'${COMPREPLY[*]}'}"`).join('\n')
  const replies = run('bash', ['--norc', '-c', `source <(lab completion bash)\ncomplete -p lab\n${script}`]).trimEnd().split('\n')
  assert.is(replies.shift(), 'complete -o default -F _lab lab')
  assert.is(replies.length, cases.length)
  for (const [index, [words, wanted]] of cases.entries()) compare(words, replies[index]!.split(' ').slice(1), wanted)
})

/** Types into a shell on a terminal, and gives what the screen got. */
async function typed(command: string, keys: string[], until: RegExp): Promise<string> {
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: join(folder, 'home'), env: environment as unknown as NodeJS.ProcessEnv, stdio: ['pipe', 'pipe', 'pipe'] })
  let screen = ''
  child.stdout.on('data', chunk => (screen += chunk))
  const startedAt = performance.now()
  const waitFor = async (wanted: RegExp): Promise<void> => {
    while (!wanted.test(screen) && performance.now() - startedAt < 30_000 && child.exitCode === null) await new Promise(done => setTimeout(done, 50))
  }
  for (const [index, key] of keys.entries()) {
    if (index > 0) await waitFor(/ready/)
    child.stdin.write(key)
    await new Promise(done => setTimeout(done, 400))
  }
  await waitFor(until)
  child.stdin.end('\u0004')
  child.kill()
  return screen
}
const noTerminal = spawnSync('script', ['--version']).status === 0 ? undefined : 'script (util-linux) is not installed'

test.when(shell('bash') ?? noTerminal, 'bash: the Tab key on a terminal', async () => {
  const screen = await typed('bash --norc --noprofile -i', ['source <(lab completion bash); bind "set enable-bracketed-paste off"; PS1="> "; echo rea""dy\n', 'echo got; lab schema sol\t | head -c 400\n'], /Another right/)
  assert.match(screen, 'Another right answer')
  const option = await typed('bash --norc --noprofile -i', ['source <(lab completion bash); PS1="> "; echo rea""dy\n', 'lab check demo --reporter=pl\t && echo ended\n'], /\nended/)
  assert.match(option, /PASS demo\/one disk-full/)
})

test.when(shell('zsh'), 'zsh: the script loads, and its function finds the words', () => {
  const script = `autoload -U compinit && compinit -u -D; source <(lab completion zsh); print -r -- $_comps[lab]; _describe() { print -rl -- $found }; _files() { print files }
words=(lab hint disk); CURRENT=3; _lab; words=(lab check --reporter=j); CURRENT=3; _lab; words=(lab list ''); CURRENT=3; _lab`
  assert.is(run('zsh', ['-f', '-c', script]), '_lab\ndisk-full:a: b\ndisk-free\n--reporter=json\n--reporter=junit\nfiles\n')
})
test.when(shell('fish'), 'fish: what it would offer', () => {
  const offered = (line: string): string[] => run('fish', ['--no-config', '-c', `lab completion fish | source; complete -C ${quote(line)}`]).trimEnd().split('\n').map(each => each.split('\t')[0]!)
  for (const [words, wanted] of lines.filter(([words]) => !words.includes('$'))) compare(words, offered(`lab ${words.join(' ')}`), wanted)
  assert.ok(offered('lab check ./mi').some(each => each.includes('mine.mjs')))
})

test('completing leaves nothing in the working folder', () => assert.equal(readdirSync(join(folder, 'home')).filter(name => !name.startsWith('.')), ['mine.mjs']))

test.run()
