/** A filter of system calls, as an OCI specification writes it. */
export interface SeccompFilter {
  /** What happens to a call that no rule names, e.g. SCMP_ACT_ERRNO. */
  defaultAction: string
  /** Machines the rules are for; a call of another one is refused altogether. */
  architectures: string[]
  syscalls: SeccompRule[]
}

/** One rule: what happens to these calls; with `args` only where the arguments are so. */
export interface SeccompRule {
  names: string[]
  action: string
  args?: unknown[]
}

/** What becomes of a call: refused always, let through always, or now this and now that. */
export type Fate = 'refused' | 'allowed' | 'depends'

/** Words that stand for all ways to do one thing: programs and libraries are free to choose any of them. Every other word is a system call itself. */
export const CALL_FAMILIES: Readonly<Record<string, readonly string[]>> = {
  chmod: ['chmod', 'fchmod', 'fchmodat', 'fchmodat2'],
  chown: ['chown', 'fchown', 'lchown', 'fchownat'],
  clone: ['clone', 'clone3', 'fork', 'vfork'],
  execve: ['execve', 'execveat'],
  link: ['link', 'linkat'],
  mkdir: ['mkdir', 'mkdirat'],
  mknod: ['mknod', 'mknodat'],
  mount: ['mount', 'move_mount'],
  open: ['open', 'openat', 'openat2', 'creat'],
  rename: ['rename', 'renameat', 'renameat2'],
  rmdir: ['rmdir', 'unlinkat'],
  setxattr: ['setxattr', 'lsetxattr', 'fsetxattr', 'setxattrat'],
  symlink: ['symlink', 'symlinkat'],
  truncate: ['truncate', 'ftruncate'],
  unlink: ['unlink', 'unlinkat'],
}

/** The system calls that a word of a check stands for. */
export function callsOf(word: string): readonly string[] {
  return Object.hasOwn(CALL_FAMILIES, word) ? CALL_FAMILIES[word]! : [word]
}

/** Actions that let a call through, perhaps after telling somebody. */
const PASSING = new Set(['SCMP_ACT_ALLOW', 'SCMP_ACT_LOG', 'SCMP_ACT_TRACE', 'SCMP_ACT_NOTIFY'])

/** What a filter does with a call. Where rules contradict each other, or speak about some arguments only, it depends. */
export function fateOf(call: string, { defaultAction, syscalls }: SeccompFilter): Fate {
  const rules = syscalls.filter(rule => rule.names.includes(call))
  const actions = rules.map(rule => rule.action)
  if (!rules.some(rule => rule.args === undefined)) actions.push(defaultAction)
  const passing = actions.filter(action => PASSING.has(action)).length
  return passing === 0 ? 'refused' : passing === actions.length ? 'allowed' : 'depends'
}
