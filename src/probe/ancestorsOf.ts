import type { Process } from './processes.ts'

/** The processes above one, its parent first, up to the first of all. */
export function ancestorsOf(process: Process, all: Process[]): Process[] {
  const byPid = new Map(all.map(each => [each.pid, each]))
  const line: Process[] = []
  // A parent that ended during the look is missing, and a pid that was used again may lead in a circle.
  for (let at = byPid.get(process.ppid); at && !line.includes(at) && at !== process; at = byPid.get(at.ppid)) line.push(at)
  return line
}
