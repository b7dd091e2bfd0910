import type { Answer, Probe, Unknown } from '../model/look.ts'
import { quote } from '../core/quote.ts'

/** What a host looks like from far away: what it is, by what it is about, e.g. `file /etc/hosts` -> `644 0:0 221 1763765100`. */
export type Footprint = Map<string, string>

/** Folders in which a challenge may leave something, and how deep they are listed. */
const FOLDERS: [folder: string, depth: number][] = [
  ['/etc', 2], ['/tmp', 2], ['/var/tmp', 1], ['/root', 2], ['/home', 2], ['/srv', 2], ['/opt', 2], ['/mnt', 2], ['/usr/local', 3], ['/var/lib', 1], ['/run/netns', 1], ['/dev/shm', 1], ['/', 1],
]
/** The databases of accounts: every tool writes them anew, also where it takes back what another did, so their content counts and not their time. Their backups hold what was before. */
const ACCOUNTS = ['passwd', 'group', 'shadow', 'gshadow', 'subuid', 'subgid']
/** Settings of the kernel that container engines are known to change. */
const SETTINGS = ['/proc/sys/net/ipv4/ip_forward', '/proc/net/ip_tables_names', '/proc/net/ip6_tables_names', '/proc/net/route', '/proc/sys/kernel/hostname']

/**
 * Everything that a challenge could leave on a host and that can be listed in one look: files of the usual folders, mounts, accounts, listening sockets, network
 * interfaces, settings of the kernel, packages, and the processes that carry a word in their environment (the subjects): those that were started with it.
 */
export const footprint: Probe<string, Footprint> = {
  key: 'footprint',
  summary: 'what a challenge could leave behind: files of the usual folders, mounts, accounts, sockets, interfaces, kernel settings, packages, processes',
  ask: subjects => `for lab_each in ${FOLDERS.map(([folder, depth]) => `${folder}:${depth}`).join(' ')}; do
  lab_folder=\${lab_each%:*}
  [ -d "$lab_folder" ] && find "$lab_folder" -xdev -mindepth 1 -maxdepth "\${lab_each##*:}" '(' -path /proc -o -path /sys -o -path /dev ${ACCOUNTS.map(name => `-o -path /etc/${name} -o -path /etc/${name}-`).join(' ')} -o -path /etc/.pwd.lock ')' -prune -o '(' -type d -printf 'file\\t%p\\tfolder %m %U:%G\\0' -o -printf 'file\\t%p\\t%m %U:%G %s %T@\\0' ')' 2>/dev/null
done
for lab_file in ${ACCOUNTS.map(name => `/etc/${name}`).join(' ')}; do [ -r $lab_file ] && printf 'file\\t%s\\t%s %s\\0' $lab_file "$(stat -c '%a %u:%g' $lab_file)" "$(cksum <$lab_file)"; done
{ while read -r _ _ _ _ lab_at _ lab_rest; do printf 'mount\\t%s\\t%s\\0' "$lab_at" "\${lab_rest##* - }"; done; } </proc/self/mountinfo
{ while IFS= read -r lab_line; do printf 'account\\t%s\\t%s\\0' "\${lab_line%%:*}" "$lab_line"; done; } </etc/passwd
for lab_link in /sys/class/net/*; do printf 'interface\\t%s\\t\\0' "\${lab_link##*/}"; done
cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | { while read -r _ lab_local _ lab_state _; do [ "$lab_state" = 0A ] && printf 'listener\\t%s\\t\\0' "$lab_local"; done; }
for lab_file in ${SETTINGS.join(' ')}; do [ -r $lab_file ] && printf 'setting\\t%s\\t%s\\0' $lab_file "$(cat $lab_file)"; done
[ -r /var/lib/dpkg/status ] && printf 'packages\\tdpkg\\t%s\\0' "$(stat -c '%Y %s' /var/lib/dpkg/status)"
${subjects.map(word => `for lab_pid in $(grep -lsaF ${quote(word)} /proc/[0-9]*/environ | cut -d/ -f3); do [ "$lab_pid" = $$ ] || printf 'process\\t%s\\t%s\\0' "$lab_pid" "$(tr '\\0' ' ' </proc/$lab_pid/cmdline 2>/dev/null)"; done`).join('\n')}
:`,
  read: readFootprint,
}

function readFootprint({ stdout, truncated }: Answer): Footprint | Unknown {
  if (truncated > 0) return { unknown: 'the host has more files in its usual folders than can be listed' }
  const found: Footprint = new Map()
  for (const record of stdout.split('\0')) {
    const [what, name, ...is] = record.replace(/^\n/, '').split('\t')
    if (what !== undefined && name !== undefined) found.set(`${what} ${name}`, is.join('\t'))
  }
  return found.size === 0 ? { unknown: 'the host shows nothing of itself' } : found
}
