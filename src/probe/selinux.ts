import type { Answer, Probe, Unknown } from '../model/look.ts'

/** How SELinux stands on a host. */
export interface SelinuxState {
  /** off: the kernel runs without it. */
  mode: 'enforcing' | 'permissive' | 'off'
  /** The policy's name in /etc/selinux/config, e.g. targeted; empty where nothing says it. */
  policy: string
}

/** One word of the kernel, and one line of the configuration. */
export const selinux: Probe<never, SelinuxState> = {
  key: 'selinux',
  summary: 'whether SELinux is enforcing, permissive or off, and the name of its policy',
  ask: () => `printf 'kernel=%s\\n' "$(cat /sys/fs/selinux/enforce 2>/dev/null)"
sed -n 's/^SELINUXTYPE=/policy=/p' /etc/selinux/config 2>/dev/null
:`,
  read: readState,
}

function readState(answer: Answer): SelinuxState | Unknown {
  const kernel = /^kernel=(.*)$/m.exec(answer.stdout)?.[1]
  if (kernel === undefined) return { unknown: 'the host does not say how SELinux stands' }
  return { mode: kernel === '1' ? 'enforcing' : kernel === '0' ? 'permissive' : 'off', policy: /^policy=(\S*)/m.exec(answer.stdout)?.[1] ?? '' }
}
