import type { Answer, Probe, Unknown } from '../model/look.ts'

/** Who looks, so that it can be left out of the picture, and what the host calls its accounts. */
export interface Looker {
  /** The process id of the shell that asks. */
  pid: number
  /** Account names by uid, from /etc/passwd: a name service may be slow, and a picture does without. */
  accounts: ReadonlyMap<number, string>
}

/** The shell that asks, and the names of accounts. */
export const looker: Probe<never, Looker> = {
  key: 'looker',
  summary: 'the process id of the shell that asks, and the accounts of /etc/passwd by uid',
  ask: () => `printf '%s\\n' "$$"
cut -d: -f1,3 /etc/passwd 2>/dev/null
:`,
  read: readLooker,
}

function readLooker(answer: Answer): Looker | Unknown {
  const [pid, ...lines] = answer.stdout.trim().split('\n')
  if (!/^\d+$/.test(pid ?? '')) return { unknown: 'the host does not say who looks at it' }
  const accounts = new Map<number, string>()
  for (const line of lines) {
    const [name, uid] = line.split(':')
    // The first name of a number wins, as it does for the system.
    if (name && uid && !accounts.has(Number(uid))) accounts.set(Number(uid), name)
  }
  return { pid: Number(pid), accounts }
}
