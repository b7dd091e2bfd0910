import type { Answer, Engine, EngineName, Probe, Unknown } from '../model/look.ts'
import { plainLine } from '../core/plainText.ts'

/** One container, as its engine lists it. What the kernel knows better (limits, labels) is not here. */
export interface Container {
  id: string
  names: string[]
  image: string
  /** The command it was given, one item an argument. */
  command: string[]
  /** created, running, paused, exited, ... */
  state: string
  /** The host's id of its first process; 0 while it does not run. */
  pid: number
  exitCode: number
  labels: Record<string, string>
  /** Paths in the container that something is mounted on. */
  mounts: string[]
  pod: string
}

/** All containers of the engine in view, running or not. */
export interface ContainerList {
  containers: Container[]
}

/** The containers of each engine: what a check asks for that names one. */
export const containersOf: Record<EngineName, Probe<never, ContainerList>> = {
  podman: {
    key: 'containers',
    summary: 'all containers of the engine in view, running or not, in one call',
    asksEngine: true,
    ask: () => 'engine podman ps --all --no-trunc --format json',
    read: (answer, _subjects, { engine }) => readList(answer, engineNamed('podman', engine), engine, readPodman),
  },
  docker: {
    key: 'containers:docker',
    summary: 'all containers of Docker, running or not, in two calls: the list has no process ids',
    asksEngine: true,
    ask: () => `lab_ids=$(engine docker ps --all --quiet --no-trunc) || exit
[ -z "$lab_ids" ] || engine docker container inspect $lab_ids`,
    read: (answer, _subjects, { engine }) => readList(answer, engineNamed('docker', engine), engine, readDocker),
    save: answer => ({ ...answer, stdout: saveDocker(answer.stdout) }),
  },
}

/** An engine by its name: the one in view where it is that, else the account's other one. */
export function engineNamed(name: EngineName | undefined, inView: Engine): Engine {
  if (name === undefined || name === inView.name) return inView
  return { name, rootless: name === 'podman' && inView.rootless, where: name === 'docker' ? 'Docker' : 'podman' }
}

/** Why an engine's command gave nothing, in words, with the next step; undefined where it worked. */
export function engineTrouble(answer: Answer, engine: Engine, inView = engine): Unknown | undefined {
  const trouble = describeTrouble(answer, engine)
  // Another engine than the one that the track is about need not be on the host at all.
  return trouble && engine.name !== inView.name && answer.lost === undefined && !answer.timedOut ? { ...trouble, absent: true } : trouble
}

function describeTrouble(answer: Answer, engine: Engine): Unknown | undefined {
  if (answer.lost !== undefined) return { unknown: `${engine.where}: ${answer.lost}` }
  if (answer.timedOut) return { unknown: `${engine.where}: no answer, the command was stopped after its time limit` }
  if (answer.code === 127) return { unknown: `${engine.name} is not installed on this host` }
  if (answer.code !== 0) return { unknown: `${engine.where}: ${plainLine(answer.stderr) || `ended with ${answer.code}`}` }
  return undefined
}

function readList(answer: Answer, engine: Engine, inView: Engine, readOne: (each: any) => Container | undefined): ContainerList | Unknown {
  let list: unknown
  try {
    list = JSON.parse(answer.stdout.trim() || '[]')
  } catch {
    list = undefined
  }
  const trouble = engineTrouble(answer, engine, inView)
  // docker ends with 1 where one of several went away meanwhile, and still describes the others.
  if (trouble && !(Array.isArray(list) && list.length > 0 && answer.code === 1)) return trouble
  if (list === undefined) return { unknown: `${engine.where}: the list of containers is no JSON: ${plainLine(answer.stdout, 80)}` }
  if (!Array.isArray(list)) return { unknown: `${engine.where}: the list of containers is no list` }
  const containers: Container[] = []
  for (const each of list) {
    const container = readOne(each ?? {})
    if (!container) return { unknown: `${engine.where}: a container in its list has no id, name, state or pid` }
    containers.push(container)
  }
  return { containers }
}

function readPodman({ Id: id, Names: names, State: state, Pid: pid, ...rest }: any): Container | undefined {
  if (typeof id !== 'string' || !Array.isArray(names) || typeof state !== 'string' || typeof pid !== 'number') return undefined
  return {
    id, names: names.map(String), image: String(rest.Image ?? ''), command: texts(rest.Command), state: state.toLowerCase(), pid,
    exitCode: Number(rest.ExitCode ?? 0), labels: labelsOf(rest.Labels), mounts: texts(rest.Mounts), pod: String(rest.PodName ?? ''),
  }
}

function readDocker({ Id: id, Name: name, State: state, Config: config, Path: program, Args: args, Mounts: mounts }: any): Container | undefined {
  if (typeof id !== 'string' || typeof name !== 'string' || typeof state?.Status !== 'string' || typeof state?.Pid !== 'number') return undefined
  return {
    id, names: [name.replace(/^\//, '')], image: String(config?.Image ?? ''), command: [...(program ? [String(program)] : []), ...texts(args)], state: state.Status.toLowerCase(), pid: state.Pid,
    exitCode: Number(state.ExitCode ?? 0), labels: labelsOf(config?.Labels), mounts: Array.isArray(mounts) ? mounts.map(each => String(each?.Destination)) : [], pod: '',
  }
}

/** The same without environments, which no check reads here. */
function saveDocker(text: string): string {
  try {
    const list: unknown = JSON.parse(text.trim() || '[]')
    for (const each of Array.isArray(list) ? list : []) if (each?.Config?.Env) each.Config.Env = []
    return JSON.stringify(list)
  } catch {
    // Nothing is to be read in it; what it says may be part of a list all the same.
    return ''
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function labelsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries((value as Record<string, unknown> | null | undefined) ?? {}).map(([key, each]) => [key, String(each)]))
}
