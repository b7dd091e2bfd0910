import type { Answer, Probe, Unknown } from '../model/look.ts'
import { quote } from '../core/quote.ts'

/** One account of the host. */
export interface User {
  name: string
  uid: number
  gid: number
  /** The full name and such (GECOS). */
  comment: string
  home: string
  shell: string
  /** Names of all its groups, the primary one first; a group without a name is its number. */
  groups: string[]
}

/** The accounts that were asked about, by name: those that are not there are missing. `names` are some that are, for who mistyped. */
export interface UserTable {
  users: Record<string, User>
  names: string[]
}

/** Asks the name service (files, LDAP, ...) for all accounts in one call, and for all groups; without getent the files themselves. */
export const users: Probe<string, UserTable> = {
  key: 'users',
  summary: 'accounts with uid, group, home, shell and all groups, asked of the name service in two calls',
  ask: (subjects, { mark }) => `if command -v getent >/dev/null 2>&1; then
  getent passwd ${subjects.map(quote).join(' ')}
  printf '%s\\n' ${mark}:groups
  getent group
else
  cat /etc/passwd || exit
  printf '%s\\n' ${mark}:groups
  cat /etc/group
fi
printf '%s\\n' ${mark}:names
cut -d: -f1 /etc/passwd`,
  read: readUsers,
}

function readUsers(answer: Answer, subjects: string[], { mark }: { mark: string }): UserTable | Unknown {
  const [passwd, groups, names] = answer.stdout.split(new RegExp(`^${mark}:(?:groups|names)\\n`, 'm'))
  if (passwd === undefined || groups === undefined || names === undefined) return { unknown: 'the accounts of this host could not be read' }
  const groupNames = new Map<number, string>()
  const members = new Map<string, string[]>()
  for (const line of groups.split('\n')) {
    const [name, , gid, list] = line.split(':')
    if (!name || gid === undefined) continue
    if (!groupNames.has(Number(gid))) groupNames.set(Number(gid), name)
    for (const member of (list ?? '').split(',').filter(each => each !== '')) members.set(member, [...(members.get(member) ?? []), name])
  }
  const table: UserTable['users'] = {}
  for (const line of passwd.split('\n')) {
    const [name, , uid, gid, comment, home, shell] = line.split(':')
    if (!name || shell === undefined || !subjects.includes(name) || Object.hasOwn(table, name)) continue
    const primary = groupNames.get(Number(gid)) ?? gid!
    table[name] = { name, uid: Number(uid), gid: Number(gid), comment: comment!, home: home!, shell, groups: [...new Set([primary, ...(members.get(name) ?? [])])] }
  }
  return { users: table, names: names.split('\n').filter(each => each !== '') }
}
