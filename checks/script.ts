import { plainLine, plainText } from '../src/core/plainText.ts'
import { inItsShell } from '../src/core/inItsShell.ts'
import type { Script } from '../src/model/course.ts'
import type { Kind, KindContext, Outcome } from '../src/model/kind.ts'
import type { Answer, Program, Run } from '../src/model/look.ts'

/** What stands under `script:`. */
export type ScriptParams = string | { file: string; seconds?: number; serial?: boolean; as?: 'root' | 'learner' }

/** Seconds a script may take where its author says nothing. */
const SECONDS = 10

const kind: Kind<ScriptParams> = {
  summary: 'A script of the challenge decides: sh or bash on the host, or zx (.mjs), whose `$` runs on the host. Exit 0 passes, 1 fails, anything else means that the check itself broke.',
  schema: {
    type: ['string', 'object'],
    minLength: 1,
    additionalProperties: false,
    required: ['file'],
    properties: {
      file: { type: 'string', minLength: 1, description: 'The file in the challenge, .sh or .mjs.' },
      seconds: { type: 'number', exclusiveMinimum: 0, maximum: 300, description: 'Its time limit; 10 where nothing is said.' },
      serial: { type: 'boolean', description: 'Not beside other scripts.' },
      as: { enum: ['root', 'learner'], description: 'Who runs it.' },
    },
  },
  example: `- id: by-script
  title: the kernel has a name
  script: check.sh        # test "$(uname -s)" = Linux || fail "this is no Linux"`,
  says: {
    pass: 'check.sh says yes',
    fail: 'the words given to `fail`, or the last line the script wrote',
    unobservable: 'never: a script that cannot run is an error',
  },
  scripts: params => [fileOf(params)],
  flaws: params => (/\.(sh|mjs)$/.test(fileOf(params)) ? [] : [{ path: typeof params === 'string' ? [] : ['file'], message: `"${fileOf(params)}" is neither .sh nor .mjs` }]),
  title: params => `${fileOf(params)} is satisfied`,
  wants(params, context) {
    const script = context.script(fileOf(params))!
    return script.file.endsWith('.mjs') ? { programs: [programOf(params, script, context)] } : { runs: [runOf(params, script, context)] }
  },
  explain: params => `cat ${fileOf(params)}`,

  judge(params, facts, context): Outcome {
    const script = context.script(fileOf(params))!
    const answer = script.file.endsWith('.mjs') ? facts.finished(programOf(params, script, context)) : facts.ran(runOf(params, script, context))
    const words = lastWords(answer)
    const cut = asides(answer)
    if (answer.code === 0) return { status: 'pass', message: (words || `${fileOf(params)} is satisfied`) + cut }
    if (answer.code === 1) return { status: 'fail', message: (words || `${fileOf(params)} is not satisfied and says no more`) + cut, evidence: fileOf(params) }
    const what = answer.code === 127 || answer.code === 126 ? 'a program it needs is missing' : `ended with ${answer.code}; 0 passes, 1 fails`
    return { status: 'error', reason: 'the check broke', message: `${fileOf(params)}: ${what}${words ? `: ${words}` : ''}${cut}`, next: 'not your doing: tell the author of the track' }
  },
}

export default kind

function fileOf(params: ScriptParams): string {
  return typeof params === 'string' ? params : params.file
}

/** `pass` and `fail` as a script's author may call them; on one line, so that line numbers in messages stay true. */
const WORDS = `pass() { printf '%s\\n' "$*"; exit 0; }; fail() { printf '%s\\n' "$*" >&2; exit 1; }; `

function runOf(params: ScriptParams, { text }: Script, { vars }: KindContext): Run {
  const wanted = typeof params === 'string' ? undefined : params
  return { script: inItsShell(text, WORDS), env: vars, seconds: wanted?.seconds ?? SECONDS, ...(wanted?.serial ? { serial: true } : {}), ...(wanted?.as ? { as: wanted.as } : {}) }
}

function programOf(params: ScriptParams, { file, text }: Script, { vars }: KindContext): Program {
  return { file, text, env: vars, seconds: (typeof params === 'string' ? undefined : params.seconds) ?? SECONDS }
}

/** What a reader should know about how the script ran. */
function asides({ truncated, survivors }: Answer): string {
  const words = [...(truncated > 0 ? [`${truncated} bytes of output were left out`] : []), ...(survivors ? [`it left ${survivors.join(', ')} running, ended now`] : [])]
  return words.length === 0 ? '' : ` (${words.join('; ')})`
}

/** The last line that a script wrote, errors first: what `fail` prints, or what a careful author prints last. */
function lastWords({ stdout, stderr, code }: Answer): string {
  const said = code === 0 ? stdout : stderr.trim() || stdout
  return plainLine(plainText(said).trim().split('\n').at(-1) ?? '', 300)
}
