import type { Answer, AskContext, Probe, Unknown } from '../model.ts'
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

/** One call of the engine's command line: `podman ps -a`. */
export const containers: Probe<never, ContainerList> = {
  key: 'containers',
  summary: 'all containers of the engine in view, running or not, in one call',
  asksEngine: true,
  ask: () => 'engine podman ps --all --no-trunc --format json',
  read: readContainers,
}

/** Why an engine's command gave nothing, in words, with the next step; undefined where it worked. */
export function engineTrouble(answer: Answer, { engine }: AskContext): Unknown | undefined {
  if (answer.lost !== undefined) return { unknown: `${engine.where}: ${answer.lost}` }
  if (answer.timedOut) return { unknown: `${engine.where}: no answer, the command was stopped after its time limit` }
  if (answer.code === 127) return { unknown: `${engine.name} is not installed on this host` }
  if (answer.code !== 0) return { unknown: `${engine.where}: ${plainLine(answer.stderr) || `ended with ${answer.code}`}` }
  return undefined
}

function readContainers(answer: Answer, _subjects: never[], context: AskContext): ContainerList | Unknown {
  const trouble = engineTrouble(answer, context)
  if (trouble) return trouble
  let list: unknown
  try {
    list = JSON.parse(answer.stdout.trim() || '[]')
  } catch {
    return { unknown: `${context.engine.where}: the list of containers is no JSON: ${plainLine(answer.stdout, 80)}` }
  }
  if (!Array.isArray(list)) return { unknown: `${context.engine.where}: the list of containers is no list` }
  const containers: Container[] = []
  for (const item of list as unknown[]) {
    const each = (item ?? {}) as Record<string, unknown>
    const { Id: id, Names: names, State: state, Pid: pid } = each
    if (typeof id !== 'string' || !Array.isArray(names) || typeof state !== 'string' || typeof pid !== 'number') {
      return { unknown: `${context.engine.where}: a container in its list has no Id, Names, State or Pid` }
    }
    containers.push({
      id, names: names.map(String), image: String(each.Image ?? ''), command: Array.isArray(each.Command) ? each.Command.map(String) : [],
      state: state.toLowerCase(), pid, exitCode: Number(each.ExitCode ?? 0),
      labels: Object.fromEntries(Object.entries((each.Labels as Record<string, unknown> | null) ?? {}).map(([key, value]) => [key, String(value)])),
      mounts: Array.isArray(each.Mounts) ? each.Mounts.map(String) : [], pod: String(each.PodName ?? ''),
    })
  }
  return { containers }
}
