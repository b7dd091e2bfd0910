import type { Container } from './containers.ts'
import type { Process, ProcessTable } from './processes.ts'

/**
 * The container that each process runs in, by pid: the one whose id stands in its cgroup path, or whose first process it descends from
 * (a container without a cgroup of its own, or with the host's pid namespace). Joining is judging: it is done here, never in shell.
 */
export function joinContainers({ processes }: ProcessTable, containers: Container[]): Map<number, Container> {
  const byId = new Map(containers.map(each => [each.id, each]))
  const byFirstPid = new Map(containers.filter(each => each.pid > 0).map(each => [each.pid, each]))
  const byPid = new Map(processes.map(each => [each.pid, each]))
  const above = new Map<number, Container | undefined>()
  const joined = new Map<number, Container>()
  for (const process of processes) {
    const found = byCgroup(process, byId) ?? byAncestor(process, byPid, byFirstPid, above)
    if (found) joined.set(process.pid, found)
  }
  return joined
}

/** The id of the container whose cgroup a process lives in, whoever made it: 64 hexadecimal digits, as podman and Docker name theirs. */
export function containerIdOf(process: Process): string | undefined {
  for (const path of Object.values(process.cgroups)) {
    const found = /(?:^|[-/])([0-9a-f]{64})(?:\.scope)?(?:\/|$)/.exec(path)
    // conmon, podman's monitor, may live beside the container in a cgroup of its own: it is not inside.
    if (found && !path.includes(`conmon-${found[1]}`)) return found[1]
  }
  return undefined
}

function byCgroup(process: Process, byId: ReadonlyMap<string, Container>): Container | undefined {
  const id = containerIdOf(process)
  return id === undefined ? undefined : byId.get(id)
}

/** What was found on the way up is kept in `above`: a chain of 10,000 processes is gone once, not once for each of them. */
function byAncestor(process: Process, byPid: ReadonlyMap<number, Process>, byFirstPid: ReadonlyMap<number, Container>, above: Map<number, Container | undefined>): Container | undefined {
  const way: number[] = []
  let found: Container | undefined
  for (let at: Process | undefined = process; at && found === undefined; at = byPid.get(at.ppid)) {
    if (above.has(at.pid)) {
      found = above.get(at.pid)
      break
    }
    way.push(at.pid)
    found = byFirstPid.get(at.pid)
    // Nothing yet, so that a circle ends where it began.
    above.set(at.pid, found)
  }
  for (const pid of way) above.set(pid, found)
  return found
}
