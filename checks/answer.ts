import { matches, matcherOf, type Matcher } from '../src/core/match.ts'
import { plainLine } from '../src/core/plainText.ts'
import { quote } from '../src/core/quote.ts'
import { readNumber } from '../src/core/units.ts'
import type { Answer, Engine, Facts, Flaw, Kind, Outcome, Run } from '../src/model.ts'
import { cgroups } from '../src/probe/cgroups.ts'
import { containersOf, engineNamed } from '../src/probe/containers.ts'
import { effectiveLimit } from '../src/probe/effectiveLimit.ts'
import { environments } from '../src/probe/environments.ts'
import { findTarget, isOutcome, targetFlaws, targetLooks, targetName, targetPid, targetProperties, type Subject, type Target } from '../src/probe/findTarget.ts'
import { processes, type Process } from '../src/probe/processes.ts'

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
      const truth = findTruth(params, subject, facts, engine)
      if (isOutcome(truth)) return truth
      if (truth.right(typed)) return { ...seen, status: 'pass', message: `${plainLine(typed, 60)} is right: ${questionOf(params)}`, evidence: truth.evidence }
      hint ??= truth.near(typed)
    }
    return { ...seen, status: 'fail', message: `${said}: ${hint === undefined ? `that is not ${questionOf(params)}` : `${hint}; asked is ${questionOf(params)}`}` }
  },
}

export default kind

/** What is so, and how far an answer may be from it. */
interface Truth {
  right(typed: string): boolean
  /** What was mistaken for it, where that can be told. */
  near(typed: string): string | undefined
  evidence: string
}

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

/** What was meant, whatever blanks, quotes and capitals stand in it. */
function plain(text: string): string {
  return text.trim().replace(/^(["'`])(.*)\1$/s, '$2').trim().replace(/\s+/g, ' ').toLowerCase()
}

/** The one number in an answer: `4026532281` of `net:[4026532281]`. */
function numberIn(typed: string): number | undefined {
  const found = typed.match(/\d+/g)
  return found?.length === 1 ? Number(found[0]) : undefined
}

function matchesKindly(matcher: Matcher, typed: string): boolean {
  switch (matcher.op) {
    case 'all': return matcher.of.every(each => matchesKindly(each, typed))
    case 'any': return matcher.of.some(each => matchesKindly(each, typed))
    case 'not': return !matchesKindly(matcher.of, typed)
    case 'equals': return plain(String(matcher.value)) === plain(typed)
    default: return matches(matcher, [typed.trim(), plain(typed)])
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
  const good = plain(printed) === plain(typed) || plain(typed).endsWith(`: ${plain(printed)}`)
  return { ...seen, status: good ? 'pass' : 'fail', message: good ? `${plainLine(typed, 60)} is right` : `you answered ${plainLine(typed, 60)}, which is not it` }
}

function judgeCount(params: AnswerParams, typed: string, subjects: Subject[]): Outcome {
  const good = numberIn(typed) === subjects.length
  return { status: good ? 'pass' : 'fail', message: good ? `${plainLine(typed, 60)} is right: ${questionOf(params)}` : `you answered ${plainLine(typed, 60)}: that is not ${questionOf(params)}`, expected: questionOf(params), actual: typed }
}

function findTruth(params: AnswerParams, { name, process }: Subject, facts: Facts, engine: Engine): Truth | Outcome {
  const status = `/proc/${process.pid}/status`
  const all = facts.of(processes).processes
  switch (params.is!) {
    case 'pid': return number(process.pid, status, typed => (typed === process.nsPids.at(-1) ? QUESTIONS.pid_inside.replace(/^/, 'that is ') : typed === process.ppid ? 'that is the pid of its parent' : whose(typed, all)))
    case 'pid_inside': return number(process.nsPids.at(-1) ?? process.pid, status, typed => (typed === process.pid ? 'that is the pid on the host' : undefined))
    case 'parent': return number(process.ppid, status, typed => (typed === process.pid ? 'that is its own pid' : whose(typed, all)))
    case 'user': return orWord(number(process.uid, status, () => undefined), process.uid === 0 ? 'root' : undefined)
    case 'namespace': return namespaceOf(params, name, process, facts)
    case 'cgroup': return cgroupOf(process)
    case 'memory': return memoryOf(name, process, facts)
    case 'variable': {
      const environment = facts.of(environments)[process.pid]
      if (!environment) return { status: 'skip', reason: 'not observable', message: `the environment of ${name} may only be read by root or its own user` }
      const value = Object.hasOwn(environment, params.variable!) ? environment[params.variable!]! : undefined
      if (value === undefined) return { status: 'fail', message: `${name} has no variable ${params.variable}`, expected: params.variable, actual: null }
      return { right: typed => plain(typed) === plain(value) || plain(typed) === plain(`${params.variable}=${value}`), near: typed => (plain(value).includes(plain(typed)) && plain(typed) !== '' ? 'that is a part of it' : undefined), evidence: `/proc/${process.pid}/environ` }
    }
    case 'id': {
      const chosen = engineNamed(params.engine, engine)
      const list = facts.of(containersOf[chosen.name]).containers
      const { id } = list.find(each => each.names.includes(params.container!))!
      return {
        right: typed => /^[0-9a-f]{4,64}$/.test(plain(typed)) && id.startsWith(plain(typed)), evidence: `${chosen.name} ps: ${id.slice(0, 12)}`,
        near: typed => {
          const other = list.find(each => each.id !== id && plain(typed).length >= 4 && each.id.startsWith(plain(typed)))
          return other ? `that is the id of container ${other.names[0] ?? other.id.slice(0, 12)}` : id.startsWith(plain(typed)) ? 'that is too short to be sure' : undefined
        },
      }
    }
    case 'count': throw new Error('count is judged before')
  }
}

function number(value: number, evidence: string, near: (typed: number) => string | undefined): Truth {
  return {
    right: typed => numberIn(typed) === value, evidence,
    near: typed => {
      const found = numberIn(typed)
      return found === undefined ? 'a number is asked, and one only' : near(found)
    },
  }
}

function orWord(truth: Truth, word: string | undefined): Truth {
  return word === undefined ? truth : { ...truth, right: typed => truth.right(typed) || plain(typed) === word }
}

function whose(pid: number, all: Process[]): string {
  const found = all.find(each => each.pid === pid)
  return found ? `that is the pid of another process, ${found.command}` : 'no process of this host has that pid'
}

function namespaceOf({ type }: AnswerParams, name: string, process: Process, facts: Facts): Truth | Outcome {
  const inode = process.namespaces[type!]
  if (inode === undefined) return { status: 'skip', reason: 'not observable', message: `the namespaces of ${name} cannot be read by this account`, next: 'run `lab doctor`' }
  return number(Number(inode), `/proc/${process.pid}/ns/${type}`, typed => {
    if (String(typed) === facts.of(processes).host[type!]) return `that is the ${type} namespace of the host`
    const other = Object.entries(process.namespaces).find(([, each]) => each === String(typed))?.[0]
    return other === undefined ? undefined : `that is its ${other} namespace`
  })
}

/** Where there are several hierarchies the path in any of them is right, but a mere `/` only where it is in no group at all. */
function cgroupOf(process: Process): Truth {
  const paths = [...new Set(Object.values(process.cgroups))]
  const own = paths.some(each => each !== '/') ? paths.filter(each => each !== '/') : paths
  const clean = (typed: string): string => plain(typed).replace(/^\d+:[^:]*:/, '').replace(/(?<=.)\/+$/, '')
  // Below /sys/fs/cgroup a path of v1 has its controller first: memory, or cpu,cpuacct.
  const forms = (typed: string): string[] => [clean(typed), `/${clean(typed)}`, clean(typed).replace(/^\/sys\/fs\/cgroup(?=\/)/, ''), clean(typed).replace(/^\/sys\/fs\/cgroup\/[^/]+(?=\/)/, '')]
  const isOwn = (typed: string): boolean => own.some(each => forms(typed).includes(each.toLowerCase()))
  return {
    right: isOwn,
    near: typed => {
      if (clean(typed) === '/') return 'that is how it looks from inside its own cgroup namespace'
      if (isOwn(clean(typed).replace(/\/[^/]+$/, ''))) return 'that is something in it'
      return clean(typed).length > 3 && own.some(each => each.toLowerCase().includes(clean(typed))) ? 'that is a part of it' : undefined
    },
    evidence: `/proc/${process.pid}/cgroup`,
  }
}

/** A number without the marks that people put between its thousands. */
function ungroup(text: string): string {
  return /^\d{1,3}([.,_ ']\d{3})+$/.test(text) ? text.replace(/\D/g, '') : text
}

function memoryOf(name: string, process: Process, facts: Facts): Truth | Outcome {
  const limit = effectiveLimit(process, facts.of(cgroups), 'memory')
  if (!limit) return { status: 'skip', reason: 'not observable', message: `this host has no cgroup controller memory for ${name}`, next: 'run `lab doctor`' }
  const read = (typed: string): number | string => readNumber(ungroup(plain(typed).replace(/\s*bytes?$/, '')).replace(/^(no limit|unlimited|max|infinity)$/, 'none'), 'memory')
  return {
    right: typed => read(typed) === limit.value || typed.trim() === limit.text, evidence: limit.file ?? `/proc/${process.pid}/cgroup`,
    near: typed => {
      const value = read(typed)
      if (typeof value === 'string') return 'a number of bytes is asked, with a unit or without'
      if (value !== limit.value && /[a-z]/i.test(plain(typed).replace(/\s*bytes?$/, '')) && Math.abs(value - limit.value) < limit.value / 1000) return 'that is rounded: the exact number is asked'
      return value !== limit.value && Math.floor(value / 4096) * 4096 === limit.value ? 'that was asked for, and the kernel keeps whole pages of 4096 bytes: see what it reads back' : undefined
    },
  }
}
