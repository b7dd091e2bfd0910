import type { Answer, Probe, Unknown } from '../model/look.ts'

/** One process of the host, as the kernel shows it under /proc/PID. */
export interface Process {
  pid: number
  ppid: number
  /** The name of the executed program; never cut to the kernel's 15 characters where the rest is known. */
  command: string
  /** The command line, one item an argument; empty for a kernel thread. */
  argv: string[]
  /** What /proc/PID/exe points to; empty where the looking account may not read it. */
  exe: string
  /** One letter: R, S, D, T, Z, ... */
  state: string
  /** Effective user and group id. */
  uid: number
  gid: number
  /** Process ids from the outermost namespace to its own. */
  nsPids: number[]
  /** Capability sets as masks in hexadecimal: CapInh, CapPrm, CapEff, CapBnd, CapAmb. */
  capabilities: Record<string, string>
  noNewPrivs: boolean
  /** 0 none, 1 strict, 2 filter. */
  seccomp: number
  /** Cgroup path by controller; v2 has the key "". */
  cgroups: Record<string, string>
  /** Inode by namespace type: net, pid, mnt, uts, ipc, user, cgroup, time. Only what the looking account may read. */
  namespaces: Record<string, string>
  /** Security label (SELinux or AppArmor) of /proc/PID/attr/current; empty where there is none. */
  label: string
}

/** The process table, and the namespaces of whoever looked: those of the host. */
export interface ProcessTable {
  processes: Process[]
  host: Record<string, string>
}

const STATUS = '^(Name|State|PPid|Uid|Gid|NSpid|Cap[A-Z][a-z]+|NoNewPrivs|Seccomp):'

/** One bulk read of /proc: three `grep`, one `stat`, whatever the number of processes. `grep -H` names the file on every line, so no content can pose as another's. */
export const processes: Probe<never, ProcessTable> = {
  key: 'processes',
  summary: 'all processes with status, command line, cgroup, namespaces, label, capabilities and seccomp mode, in one read of /proc',
  ask: () => `cd /proc || exit
grep -aHE '${STATUS}' [0-9]*/status 2>/dev/null
grep -aH '' [0-9]*/cmdline [0-9]*/cgroup [0-9]*/attr/current 2>/dev/null
stat -c '%N' self/ns/* [0-9]*/ns/* [0-9]*/exe 2>/dev/null
:`,
  read: readTable,
}

function readTable(answer: Answer): ProcessTable | Unknown {
  if (!answer.stdout.includes('/status:')) return { unknown: `the process table could not be read${answer.stderr ? `: ${answer.stderr.trim()}` : ''}` }
  const table = new Map<number, Process & { name: string }>()
  const host: Record<string, string> = {}
  const of = (pid: number): Process & { name: string } => {
    let found = table.get(pid)
    if (!found) {
      found = { pid, ppid: 0, name: '', command: '', argv: [], exe: '', state: '', uid: -1, gid: -1, nsPids: [], capabilities: {}, noNewPrivs: false, seccomp: 0, cgroups: {}, namespaces: {}, label: '' }
      table.set(pid, found)
    }
    return found
  }
  let lastFile = ''
  let pieces: string[] = []
  const lines = new Map<number, string[]>()
  for (const line of answer.stdout.split('\n')) {
    const link = /^'?(self|\d+)\/(?:ns\/(\w+)|(exe))'? -> '?(.*?)'?$/.exec(line)
    if (link) {
      const [, whose, type, , target] = link
      const inode = /\[(\d+)\]$/.exec(target!)?.[1] ?? ''
      if (type?.endsWith('_for_children')) continue
      if (whose === 'self') host[type ?? ''] = inode
      else if (type) of(Number(whose)).namespaces[type] = inode
      else of(Number(whose)).exe = target!
      continue
    }
    const slash = line.indexOf('/')
    const colon = line.indexOf(':', slash)
    const pid = Number(line.slice(0, slash))
    const file = line.slice(slash + 1, colon)
    const value = line.slice(colon + 1)
    if (!Number.isInteger(pid) || slash < 1 || colon < 0) continue
    if (file === 'status') readStatus(of(pid), value)
    else if (file === 'cgroup') readCgroup(of(pid), value)
    else if (file === 'attr/current') of(pid).label = value.replaceAll('\0', '')
    else if (file === 'cmdline') {
      // An argument may hold newlines: grep then gives the file several lines, which belong together again.
      if (lastFile !== `${pid}/cmdline`) lines.set(pid, (pieces = []))
      pieces.push(value)
    }
    lastFile = `${pid}/${file}`
  }
  for (const [pid, text] of lines) of(pid).argv = text.join('\n').split('\0')
  const processes: Process[] = []
  for (const { name, ...process } of table.values()) {
    // A process that ended during the look has no status: it is not part of the table.
    if (name === '') continue
    if (process.argv.at(-1) === '') process.argv.pop()
    process.command = fullName(name, process)
    processes.push(process)
  }
  return { processes, host }
}

function readStatus(process: Process & { name: string }, line: string): void {
  const colon = line.indexOf(':')
  const key = line.slice(0, colon)
  const value = line.slice(colon + 1).trim()
  if (key === 'Name') process.name = value
  else if (key === 'State') process.state = value[0] ?? ''
  else if (key === 'PPid') process.ppid = Number(value)
  else if (key === 'Uid') process.uid = Number(value.split('\t')[1])
  else if (key === 'Gid') process.gid = Number(value.split('\t')[1])
  else if (key === 'NSpid') process.nsPids = value.split('\t').map(Number)
  else if (key === 'NoNewPrivs') process.noNewPrivs = value === '1'
  else if (key === 'Seccomp') process.seccomp = Number(value)
  else if (key.startsWith('Cap')) process.capabilities[key] = value
}

/** `4:memory:/path`, `1:cpu,cpuacct:/path`, or `0::/path` for v2. */
function readCgroup(process: Process, line: string): void {
  const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
  if (path === undefined) return
  for (const controller of controllers!.split(',')) process.cgroups[controller] = path
}

/** The kernel keeps 15 characters of a name (TASK_COMM_LEN, 16 with the NUL); the executable and the arguments know the rest. */
function fullName(name: string, { exe, argv }: Process): string {
  if (name.length < 15) return name
  for (const candidate of [exe.replace(/ \(deleted\)$/, ''), argv[0] ?? '', argv[1] ?? '']) {
    const base = candidate.slice(candidate.lastIndexOf('/') + 1)
    if (base.startsWith(name)) return base
  }
  return name
}
