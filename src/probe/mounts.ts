import type { Answer, Probe, Unknown } from '../model/look.ts'
import { plainPath } from './plainPath.ts'

/** One mount, as /proc/PID/mountinfo shows it: see proc(5). */
export interface Mount {
  /** Where it is mounted, as the processes of that namespace see it. */
  path: string
  /** The part of the file system that is seen there: `/` for all of it, else the folder of a bind mount. */
  root: string
  /** The device, the remote folder, or a word of the kernel such as `tmpfs`. */
  source: string
  /** The file system, e.g. ext4, overlay, tmpfs. */
  type: string
  /** Options of the mount, then those of its file system, e.g. ro, nosuid, size=65536k. */
  options: string[]
}

/** The mounts of each mount namespace that the looking account may see. */
export interface MountTables {
  /** The namespace of whoever looked. */
  host: string
  /** By the inode of the namespace. */
  tables: Record<string, Mount[]>
}

/**
 * One table for each mount namespace, not for each process: `sort` leaves the first process of each. mountinfo writes blanks, newlines and backslashes
 * of paths as octal escapes, and `grep -H` names the file on every line, so no path can pose as another record.
 */
export const mounts: Probe<never, MountTables> = {
  key: 'mounts',
  summary: 'all mounts of every mount namespace, in one read of /proc',
  ask: () => `cd /proc || exit
stat -c '%N' self/ns/mnt
grep -aH '' self/mountinfo
lab_all=$(stat -c '%N' [0-9]*/ns/mnt 2>/dev/null | sort -s -u -t '>' -k 2,2)
printf '%s\\n' "$lab_all"
printf '%s\\n' "$lab_all" | sed -n 's,^[^0-9]*\\([0-9][0-9]*\\)/.*,\\1/mountinfo,p' | xargs grep -aH '' /dev/null 2>/dev/null
:`,
  read: readMounts,
}

function readMounts(answer: Answer): MountTables | Unknown {
  const namespaces = new Map<string, string>()
  const found = new Map<string, Mount[]>()
  for (const line of answer.stdout.split('\n')) {
    const link = /^'?(self|\d+)\/ns\/mnt'? -> '?mnt:\[(\d+)\]'?$/.exec(line)
    if (link) {
      namespaces.set(link[1]!, link[2]!)
      continue
    }
    const [, whose, text] = /^(self|\d+)\/mountinfo:(.*)$/.exec(line) ?? []
    const mount = text === undefined ? undefined : readMount(text)
    if (!mount) continue
    const list = found.get(whose!)
    if (list) list.push(mount)
    else found.set(whose!, [mount])
  }
  const host = namespaces.get('self')
  if (host === undefined || !found.has('self')) return { unknown: 'the mounts of this host could not be read' }
  const tables: MountTables['tables'] = {}
  for (const [whose, list] of found) if (namespaces.has(whose)) tables[namespaces.get(whose)!] = list
  // Another process of this namespace may see less, from a root of its own.
  tables[host] = found.get('self')!
  return { host, tables }
}

/** `35 31 0:32 / /mnt rw,relatime shared:4 - tmpfs tmpfs rw,size=64k` */
function readMount(line: string): Mount | undefined {
  const [, root, path, own, type, source, whole] = /^\d+ \d+ \S+ (\S+) (\S+) (\S+) (?:\S+ )*?- (\S+) (\S*) (\S+)$/.exec(line) ?? []
  if (whole === undefined) return undefined
  return { path: plainPath(path!), root: plainPath(root!), source: plainPath(source!), type: type!, options: [...new Set([...own!.split(','), ...whole.split(',')])] }
}
