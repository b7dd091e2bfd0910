import { HOLE } from '../src/core/hole.ts'
import { linesOf } from '../src/core/linesOf.ts'
import { denies, describeMatcher, matches, matcherOf } from '../src/core/match.ts'
import { plainLine } from '../src/core/plainText.ts'
import type { Kind, KindContext, Outcome } from '../src/model/kind.ts'
import type { Answer, Run } from '../src/model/look.ts'

/** What stands under `command:`. */
export interface CommandParams {
  run: string
  exit_code?: unknown
  output?: unknown
  errors?: unknown
  seconds?: number
  serial?: boolean
  as?: 'root' | 'learner'
}

/** Seconds a command may take where its author says nothing. */
const SECONDS = 10

const kind: Kind<CommandParams> = {
  summary: 'What a command line does when it is run on the host: how it ends and what it writes. It may change nothing. Where a kind of its own says the same, that is cheaper and says more.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['run'],
    properties: {
      run: { type: 'string', minLength: 1, description: 'The command line, for sh. Variables of the track arrive as environment variables.' },
      exit_code: { matcher: 'count', description: 'The status it must end with; 0 where nothing is said. A program that is not there (127) or cannot be run (126) is an error, unless exactly that number is expected.' },
      output: { matcher: 'text', description: 'A line of what it writes, or all of it without the last line break; /re/: some line matches.' },
      errors: { matcher: 'text', description: 'The same for what it writes to standard error.' },
      seconds: { type: 'number', exclusiveMinimum: 0, maximum: 300, description: 'Its time limit; 10 where nothing is said.' },
      serial: { type: 'boolean', description: 'Not beside others.' },
      as: { enum: ['root', 'learner'], description: 'Who runs it.' },
    },
  },
  example: `- id: answers
  title: web answers to exec
  command: { run: "podman exec web hostname -i; podman exec web echo yes", output: "yes" }`,
  says: {
    pass: '`podman exec web echo yes` ended with 0 and wrote yes',
    fail: '`podman exec web echo yes` ended with 125, 0 expected: Error: no container with name or ID "web" found',
    unobservable: 'never: a command that cannot run is an error',
  },
  title: params => {
    const parts = [params.exit_code === undefined ? '' : `ends with ${describeMatcher(matcherOf(params.exit_code, 'count'))}`, params.output === undefined ? '' : `writes ${describeMatcher(matcherOf(params.output, 'text'))}`, params.errors === undefined ? '' : `complains ${describeMatcher(matcherOf(params.errors, 'text'))}`].filter(part => part !== '')
    return `${nameOf(params)} ${parts.join(' and ') || 'works'}`
  },
  wants: (params, context) => ({ runs: [runOf(params, context)] }),
  explain: ({ run }) => run,

  judge(params, facts, context): Outcome {
    const answer = facts.ran(runOf(params, context))
    const { code } = answer
    const exit = matcherOf(params.exit_code ?? 0, 'count')
    const evidence = `${nameOf(params)} ended with ${code}`
    const words = plainLine(answer.stderr.trim() || answer.stdout.trim().split('\n').at(-1) || '')
    const missing = findMissing(params, answer)
    if (missing !== undefined) return { status: 'error', reason: 'the check broke', message: `${nameOf(params)}: ${missing}`, next: 'not your doing: tell the author of the track, or run `lab doctor`', evidence }
    if (!matches(exit, code)) return { status: 'fail', message: `${nameOf(params)} ended with ${code}, ${describeMatcher(exit)} expected${words ? `: ${words}` : ''}`, expected: params.exit_code ?? 0, actual: code, evidence }
    const said: string[] = []
    for (const [key, text, verb] of [['output', answer.stdout, 'wrote'], ['errors', answer.stderr, 'complained']] as const) {
      if (params[key] === undefined) continue
      const matcher = matcherOf(params[key], 'text')
      const good = matches(matcher, linesOf(answer.truncated > 0 ? text.replace(HOLE, '\n') : text))
      // What was cut out of the middle can turn "does not write" around, but never "writes".
      if (answer.truncated > 0 && (!good || denies(matcher))) return { status: 'error', reason: 'could not tell', message: `${nameOf(params)} wrote too much: ${answer.truncated} bytes were left out`, next: 'tell the author of the track: let it write less', evidence }
      if (!good) return { status: 'fail', message: `${nameOf(params)} ${verb} ${plainLine(text) || 'nothing'}, ${describeMatcher(matcher)} expected`, expected: params[key], actual: plainLine(text), evidence }
      said.push(` and ${verb} ${plainLine(text, 80) || 'nothing'}`)
    }
    return { status: 'pass', message: `${nameOf(params)} ended with ${code}${said.join('')}`, expected: params.exit_code ?? 0, actual: code, evidence }
  },
}

export default kind

function nameOf({ run }: CommandParams): string {
  return `\`${plainLine(run, 60)}\``
}

function runOf({ run, seconds, serial, as }: CommandParams, { vars }: KindContext): Run {
  return { script: run, env: vars, seconds: seconds ?? SECONDS, ...(serial ? { serial } : {}), ...(as ? { as } : {}) }
}

/** Why what it did says nothing about the learner: a program that it names is not there, so "does not work" was never tried. */
function findMissing({ exit_code: wanted }: CommandParams, { code, stderr }: Answer): string | undefined {
  if (wanted !== undefined && (Number(wanted) === 126 || Number(wanted) === 127) && Number(wanted) === code) return undefined
  const program = /^\S*sh: (?:(?:line )?\d+: )?(?:eval: )?(?:line \d+: )?([^:\n]+): (?:command )?not found$/m.exec(stderr)?.[1]
  if (code === 127) return `${program ?? 'a program it names'} is not there`
  if (code === 126) return `a program it names cannot be run${stderr.trim() ? `: ${plainLine(stderr)}` : ''}`
  // In a pipe, a list or behind a `!` the status is that of another part, and tells nothing about what was asked.
  return program === undefined ? undefined : `${program} is not there`
}
