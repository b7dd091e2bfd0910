import { matcherOf } from '../src/core/match.ts'
import { plainLine } from '../src/core/plainText.ts'
import { quote } from '../src/core/quote.ts'
import { matchesKindly, numberIn, plainAnswer } from '../src/core/readAnswer.ts'
import type { Flaw, Kind, Outcome } from '../src/model/kind.ts'
import type { Answer, Engine, Run } from '../src/model/look.ts'
import { cgroups } from '../src/probe/cgroups.ts'
import { environments } from '../src/probe/environments.ts'
import { findTarget, isOutcome, targetFlaws, targetLooks, targetName, targetPid, targetProperties, type Subject, type Target } from '../src/probe/findTarget.ts'
import { findTruth } from '../src/probe/findTruth.ts'

/** What stands under `answer:`. */
export interface AnswerParams extends Target {
  is?: keyof typeof QUESTIONS
  type?: string
  variable?: string
  text?: unknown
  prints?: string
}

/** What can be asked of a process, in words. */
const QUESTIONS = {
  pid: 'the pid on the host', pid_inside: 'the pid as it is seen inside', parent: 'the pid of the parent', user: 'the user id on the host', namespace: 'the number of the namespace',
  cgroup: 'the cgroup', memory: 'the limit of memory', variable: 'the value of the variable', count: 'the number of processes', id: 'the id',
} as const
const NAMESPACES = ['net', 'pid', 'mnt', 'uts', 'ipc', 'user', 'cgroup', 'time']

const kind: Kind<AnswerParams> = {
  summary: 'What the learner found out, and typed with `lab answer ID VALUE` (ID is the id of the check): compared with the host as it is when it is judged, or with a text. Case, blanks and quotes are forgiven; a near miss is explained, and the right answer never shown.',
  schema: {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    properties: {
      ...targetProperties,
      is: { enum: Object.keys(QUESTIONS), description: 'What is asked of the container or process: pid (on the host), pid_inside, parent (its pid), user (its number), namespace (its number, with type), cgroup (its path), memory (the limit, in bytes or with a unit), variable (of its environment), count (of processes of that program), id (of the container; the first digits do).' },
      type: { enum: NAMESPACES, description: 'Which namespace.' },
      variable: { type: 'string', minLength: 1, description: 'Which variable.' },
      text: { matcher: 'text', description: 'The answer itself, where the host does not know it.' },
      prints: { type: 'string', minLength: 1, description: 'A command line for sh that finds the answer, where it depends on the host: the last line that it prints. It may change nothing.' },
    },
  },
  example: `- id: pid-of-db
  title: you found the pid that the first process of db has on the host
  answer: { container: db, is: pid }       # the learner types: lab answer pid-of-db 1824`,
  says: {
    pass: '1824 is right: the pid on the host of container db',
    fail: 'you answered 1: that is the pid as it is seen inside; asked is the pid on the host',
    unobservable: 'the namespaces of container db cannot be read by this account',
  },
  flaws: flawsOf,
  title: params => (params.is === undefined ? 'you found the answer' : `you found ${questionOf(params)}`),
  wants: (params, { engine, vars }) => (params.prints !== undefined ? { runs: [runOf(params.prints, vars)] } : { looks: params.is === undefined ? [] : [...targetLooks(params, engine), ...(params.is === 'memory' ? [{ probe: cgroups }] : []), ...(params.is === 'variable' ? [{ probe: environments, subject: params.variable }] : [])] }),
  explain: (params, { engine, check }) => shownBy(params, engine, check),

  judge(params, facts, { engine, answers, check, vars }): Outcome {
    const typed = check === undefined ? undefined : answers?.get(check)
    if (typed === undefined) return { status: 'fail', message: `not answered yet: type \`lab answer ${check ?? 'ID'} VALUE\``, expected: questionOf(params), actual: null }
    const said = `you answered ${plainLine(typed, 60)}`
    const seen = { expected: questionOf(params), actual: typed }
    if (params.prints !== undefined) return judgePrinted(facts.ran(runOf(params.prints, vars)), typed, seen)
    if (params.is === undefined) {
      const good = matchesKindly(matcherOf(params.text, 'text'), typed)
      return { ...seen, status: good ? 'pass' : 'fail', message: good ? `${plainLine(typed, 60)} is right` : `${said}, which is not it` }
    }
    const subjects = findTarget(params, facts, engine)
    if (isOutcome(subjects)) return subjects
    if (params.is === 'count') return judgeCount(params, typed, subjects)
    let hint: string | undefined
    for (const subject of subjects) {
      const truth = findTruth({ ...params, is: params.is }, subject, facts, engine)
      if (isOutcome(truth)) return truth
      if (truth.right(typed)) return { ...seen, status: 'pass', message: `${plainLine(typed, 60)} is right: ${questionOf(params)}`, evidence: truth.evidence }
      hint ??= truth.near(typed)
    }
    return { ...seen, status: 'fail', message: `${said}: ${hint === undefined ? `that is not ${questionOf(params)}` : `${hint}; asked is ${questionOf(params)}`}` }
  },
}

export default kind

function flawsOf(params: AnswerParams): Flaw[] {
  const { is, text, prints, type, variable, container, process } = params
  if (is === undefined && text === undefined && prints === undefined) return [{ path: [], message: 'it asks nothing yet: give it is, text, or prints' }]
  const alone = text !== undefined ? 'text' : prints !== undefined ? 'prints' : undefined
  if (alone) return [is, container, process, type, variable, alone === 'text' ? prints : text].every(each => each === undefined) ? [] : [{ path: [alone], message: `${alone} is the whole answer: leave out the rest` }]
  const flaws = targetFlaws(params)
  for (const [key, word] of [['type', 'namespace'], ['variable', 'variable']] as const) {
    if (is === word && params[key] === undefined) flaws.push({ path: ['is'], message: `which ${word}? Give it ${key}` })
    if (is !== word && params[key] !== undefined) flaws.push({ path: [key], message: `${key} goes with is: ${word}` })
  }
  if (is === 'count' && container !== undefined) flaws.push({ path: ['is'], message: 'count is of the processes of a program: give it process' })
  if (is === 'id' && process !== undefined) flaws.push({ path: ['is'], message: 'only a container has an id: give it container' })
  return flaws
}

function questionOf(params: AnswerParams): string {
  if (params.is === undefined) return 'the answer'
  const what = params.is === 'namespace' ? `the number of the ${params.type} namespace` : params.is === 'variable' ? `the value of the variable ${params.variable}` : QUESTIONS[params.is]
  return `${what} of ${params.container === undefined ? (params.is === 'count' ? params.process : `a process ${params.process}`) : targetName(params)}`
}

function shownBy(params: AnswerParams, engine: Engine, check = 'ID'): string {
  if (params.prints !== undefined) return params.prints
  if (params.is === undefined) return `lab answer ${check}`
  const pid = targetPid(params, engine)
  switch (params.is) {
    case 'pid': return `echo ${pid}`
    case 'pid_inside': return `grep ^NSpid: /proc/${pid}/status`
    case 'parent': return `grep ^PPid: /proc/${pid}/status`
    case 'user': return `grep ^Uid: /proc/${pid}/status`
    case 'namespace': return `readlink /proc/${pid}/ns/${params.type}`
    case 'cgroup': case 'memory': return `cat /proc/${pid}/cgroup`
    case 'variable': return `tr '\\0' '\\n' </proc/${pid}/environ | grep ${quote(`^${params.variable}=`)}`
    case 'count': return `pgrep -c -x ${quote(params.process!)}`
    case 'id': return `${params.engine ?? engine.name} inspect -f '{{.Id}}' ${quote(params.container!)}`
  }
}

/** Seconds that finding an answer may take. */
const SECONDS = 10

function runOf(script: string, vars: Readonly<Record<string, string>>): Run {
  return { script, env: { ...vars }, seconds: SECONDS }
}

/** Holds an answer against what the author's command prints. One that prints nothing has found nothing: no learner is to blame for that. */
function judgePrinted({ stdout, stderr, code }: Answer, typed: string, seen: { expected: unknown; actual: unknown }): Outcome {
  const printed = stdout.trim().split('\n').at(-1)!.trim()
  if (printed === '') return { status: 'error', reason: 'the check broke', message: `what finds the answer printed nothing and ended with ${code}${stderr.trim() ? `: ${plainLine(stderr)}` : ''}`, next: 'not your doing: tell the author of the track' }
  // A whole message counts where only what stands behind its last colon is asked.
  const good = plainAnswer(printed) === plainAnswer(typed) || plainAnswer(typed).endsWith(`: ${plainAnswer(printed)}`)
  return { ...seen, status: good ? 'pass' : 'fail', message: good ? `${plainLine(typed, 60)} is right` : `you answered ${plainLine(typed, 60)}, which is not it` }
}

function judgeCount(params: AnswerParams, typed: string, subjects: Subject[]): Outcome {
  const good = numberIn(typed) === subjects.length
  return { status: good ? 'pass' : 'fail', message: good ? `${plainLine(typed, 60)} is right: ${questionOf(params)}` : `you answered ${plainLine(typed, 60)}: that is not ${questionOf(params)}`, expected: questionOf(params), actual: typed }
}
