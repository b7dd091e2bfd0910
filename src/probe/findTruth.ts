import { numberIn, plainAnswer, ungroup } from '../core/readAnswer.ts'
import { readNumber } from '../core/units.ts'
import type { Outcome } from '../model/kind.ts'
import type { Engine, Facts } from '../model/look.ts'
import { cgroups } from './cgroups.ts'
import { containersOf, engineNamed } from './containers.ts'
import { effectiveLimit } from './effectiveLimit.ts'
import { environments } from './environments.ts'
import type { Subject, Target } from './findTarget.ts'
import { processes, type Process } from './processes.ts'

/** What is asked of a process. */
export interface TruthQuestion extends Target {
  is: 'pid' | 'pid_inside' | 'parent' | 'user' | 'namespace' | 'cgroup' | 'memory' | 'variable' | 'id'
  /** Which namespace. */
  type?: string
  /** Which variable. */
  variable?: string
}

/** What is so, and how far an answer may be from it. */
export interface Truth {
  right(typed: string): boolean
  /** What was mistaken for it, where that can be told. */
  near(typed: string): string | undefined
  evidence: string
}

/** What is so of one process, or why that cannot be said. */
export function findTruth(params: TruthQuestion, { name, process }: Subject, facts: Facts, engine: Engine): Truth | Outcome {
  const status = `/proc/${process.pid}/status`
  const all = facts.of(processes).processes
  switch (params.is) {
    case 'pid': return number(process.pid, status, typed => (typed === process.nsPids.at(-1) ? 'that is the pid as it is seen inside' : typed === process.ppid ? 'that is the pid of its parent' : whose(typed, all)))
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
      return { right: typed => plainAnswer(typed) === plainAnswer(value) || plainAnswer(typed) === plainAnswer(`${params.variable}=${value}`), near: typed => (plainAnswer(value).includes(plainAnswer(typed)) && plainAnswer(typed) !== '' ? 'that is a part of it' : undefined), evidence: `/proc/${process.pid}/environ` }
    }
    case 'id': {
      const chosen = engineNamed(params.engine, engine)
      const list = facts.of(containersOf[chosen.name]).containers
      const { id } = list.find(each => each.names.includes(params.container!))!
      return {
        right: typed => /^[0-9a-f]{4,64}$/.test(plainAnswer(typed)) && id.startsWith(plainAnswer(typed)), evidence: `${chosen.name} ps: ${id.slice(0, 12)}`,
        near: typed => {
          const other = list.find(each => each.id !== id && plainAnswer(typed).length >= 4 && each.id.startsWith(plainAnswer(typed)))
          return other ? `that is the id of container ${other.names[0] ?? other.id.slice(0, 12)}` : id.startsWith(plainAnswer(typed)) ? 'that is too short to be sure' : undefined
        },
      }
    }
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
  return word === undefined ? truth : { ...truth, right: typed => truth.right(typed) || plainAnswer(typed) === word }
}

function whose(pid: number, all: Process[]): string {
  const found = all.find(each => each.pid === pid)
  return found ? `that is the pid of another process, ${found.command}` : 'no process of this host has that pid'
}

function namespaceOf({ type }: TruthQuestion, name: string, process: Process, facts: Facts): Truth | Outcome {
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
  const clean = (typed: string): string => plainAnswer(typed).replace(/^\d+:[^:]*:/, '').replace(/(?<=.)\/+$/, '')
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

function memoryOf(name: string, process: Process, facts: Facts): Truth | Outcome {
  const limit = effectiveLimit(process, facts.of(cgroups), 'memory')
  if (!limit) return { status: 'skip', reason: 'not observable', message: `this host has no cgroup controller memory for ${name}`, next: 'run `lab doctor`' }
  const read = (typed: string): number | string => readNumber(ungroup(plainAnswer(typed).replace(/\s*bytes?$/, '')).replace(/^(no limit|unlimited|max|infinity)$/, 'none'), 'memory')
  return {
    right: typed => read(typed) === limit.value || typed.trim() === limit.text, evidence: limit.file ?? `/proc/${process.pid}/cgroup`,
    near: typed => {
      const value = read(typed)
      if (typeof value === 'string') return 'a number of bytes is asked, with a unit or without'
      if (value !== limit.value && /[a-z]/i.test(plainAnswer(typed).replace(/\s*bytes?$/, '')) && Math.abs(value - limit.value) < limit.value / 1000) return 'that is rounded: the exact number is asked'
      return value !== limit.value && Math.floor(value / 4096) * 4096 === limit.value ? 'that was asked for, and the kernel keeps whole pages of 4096 bytes: see what it reads back' : undefined
    },
  }
}
