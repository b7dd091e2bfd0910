import type { Answer, Probe, Unknown } from '../model/look.ts'

/** The environment of each process that the looking account may read, by pid. A pid that is not there could not be read. */
export type Environments = Record<string, Record<string, string>>

/** The environment a process was started with; asked only where a check speaks about it, since it may hold secrets. A subject is the name of a variable: only those are saved. */
export const environments: Probe<string, Environments> = {
  key: 'environments',
  summary: 'the environment that each process was started with, in one read of /proc; only on demand',
  ask: () => `cd /proc || exit
grep -aHc '' [0-9]*/environ 2>/dev/null
echo --
grep -aH '' [0-9]*/environ 2>/dev/null
:`,
  read: readEnvironments,
  save: (answer, subjects) => ({ ...answer, stdout: saveNamed(answer, new Set(subjects)) }),
}

/** The same answer, as if each process had been started with some variables only. */
function saveNamed(answer: Answer, names: ReadonlySet<string>): string {
  const all = readEnvironments(answer)
  if ('unknown' in all) return ''
  const lines = Object.entries(all as Environments).flatMap(([pid, variables]) => {
    const entries = Object.entries(variables).filter(([name]) => names.has(name)).map(([name, value]) => `${name}=${value}\0`)
    return entries.join('').split('\n').map(line => `${pid}/environ:${line}`)
  })
  return [...Object.keys(all).map(pid => `${pid}/environ:1`), '--', ...lines, ''].join('\n')
}

function readEnvironments(answer: Answer): Environments | Unknown {
  const lines = answer.stdout.split('\n')
  const divide = lines.indexOf('--')
  if (divide < 0) return { unknown: 'the environments of processes could not be read' }
  const texts = new Map<string, string[]>()
  for (const line of lines.slice(0, divide)) {
    const pid = /^(\d+)\/environ:\d+$/.exec(line)?.[1]
    if (pid !== undefined) texts.set(pid, [])
  }
  for (const line of lines.slice(divide + 1)) {
    const [, pid, value] = /^(\d+)\/environ:(.*)$/s.exec(line) ?? []
    // A value may hold newlines: its lines come one by one, each with the name of the file.
    if (pid !== undefined) texts.get(pid)?.push(value!)
  }
  return Object.fromEntries([...texts].map(([pid, text]) => [pid, Object.fromEntries(text.join('\n').split('\0').filter(entry => entry.includes('=')).map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]))]))
}
