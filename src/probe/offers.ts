import type { Answer, Probe, Unknown } from '../model/look.ts'

/** What a host offers to labs. */
export interface Offers {
  kernel: string
  /** ID of /etc/os-release, e.g. `debian`, and its PRETTY_NAME. */
  system: string
  systemName: string
  uid: number
  user: string
  /** systemd runs this machine. */
  systemd: boolean
  /** v1, v2, or hybrid: v1 with a v2 tree beside it. */
  cgroups: 'v1' | 'v2' | 'hybrid' | 'none'
  /** Controllers of the v2 tree; in a hybrid host crun refuses to run where there are any. */
  unifiedControllers: string[]
  /** enforcing, permissive or off. */
  selinux: 'enforcing' | 'permissive' | 'off'
  apparmor: boolean
  seccomp: boolean
  /** May raise its own resource limits (CAP_SYS_RESOURCE, bit 24 of CapEff). */
  mayRaiseLimits: boolean
  hardFiles: number
  hardProcesses: number
  /** `sudo -n` works. */
  sudo: boolean
  /** /etc/subuid has a range for this user, which rootless containers need. */
  subids: boolean
  runtimeDir: boolean
  /** The first line each tool says about its version; missing where it is not installed. */
  tools: Record<string, string>
  /** The version of the Docker daemon that answers; empty where none does. */
  dockerServer: string
  /** A running daemon of Kubernetes or OpenShift; empty where there is none. */
  kubernetes: string
  /** A static busybox, of which stand-in images are made. */
  staticBusybox: string
  /** The package manager: apt-get, dnf, or empty. */
  packageManager: string
}

/** Tools that a lab may need, with the argument that makes each say its version. */
const TOOLS: Record<string, string> = { podman: '--version', docker: '--version', runc: '--version', crun: '--version', conmon: '--version', strace: '-V', capsh: '--version', iptables: '--version', sudo: '--version' }

/** One question about everything that decides what can be taught on a host. */
export const offers: Probe<never, Offers> = {
  key: 'offers',
  summary: 'what the host offers: engines, cgroups, SELinux, AppArmor, seccomp, root, tools',
  ask: () => `put() { printf '%s=%s\\n' "$1" "$2"; }
put kernel "$(uname -r)"
( . /etc/os-release 2>/dev/null; put system "$ID"; put systemName "$PRETTY_NAME" )
put uid "$(id -u)"; put user "$(id -un)"
[ -d /run/systemd/system ]; put systemd $?
[ -f /sys/fs/cgroup/cgroup.controllers ]; put v2 $?
[ -d /sys/fs/cgroup/memory ] || [ -d /sys/fs/cgroup/cpu ]; put v1 $?
put unified "$(cat /sys/fs/cgroup/unified/cgroup.controllers 2>/dev/null)"; [ -d /sys/fs/cgroup/unified ]; put hybrid $?
put selinux "$(cat /sys/fs/selinux/enforce 2>/dev/null)"
put apparmor "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)"
put seccomp "$(grep -c '^Seccomp:' /proc/self/status)"
put capEff "$(grep '^CapEff:' /proc/self/status | cut -f2)"
put hardFiles "$(ulimit -Hn)"
put hardProcesses "$(ulimit -Hu 2>/dev/null || grep '^Max processes' /proc/self/limits | tr -s ' ' | cut -d' ' -f4)"
sudo -n true 2>/dev/null; put sudo $?
grep -q "^$(id -un):" /etc/subuid 2>/dev/null; put subids $?
[ -n "$XDG_RUNTIME_DIR" ] && [ -w "$XDG_RUNTIME_DIR" ]; put runtimeDir $?
${Object.entries(TOOLS).map(([tool, argument]) => `command -v ${tool} >/dev/null 2>&1 && put tool:${tool} "$(engine ${tool} ${argument} 2>&1 | grep -m1 .)"`).join('\n')}
put dockerServer "$(command -v docker >/dev/null 2>&1 && engine docker version --format '{{.Server.Version}}' 2>/dev/null)"
put kubernetes "$(cat /proc/[0-9]*/comm 2>/dev/null | grep -m1 -xE 'kubelet|kube-apiserver|k3s(-server|-agent)?|kubelite|hyperkube|openshift')"
for b in /bin/busybox /usr/bin/busybox /usr/sbin/busybox /sbin/busybox; do
  [ -x $b ] && ! ldd $b >/dev/null 2>&1 && { put staticBusybox $b; break; }
done
for p in apt-get dnf; do command -v $p >/dev/null 2>&1 && { put packageManager $p; break; }; done
:`,
  read: readOffers,
}

/** CAP_SYS_RESOURCE in include/uapi/linux/capability.h. */
const SYS_RESOURCE = 24n

function readOffers(answer: Answer): Offers | Unknown {
  const said = new Map(answer.stdout.split('\n').map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const))
  const text = (key: string): string => said.get(key) ?? ''
  const yes = (key: string): boolean => text(key) === '0'
  if (!said.has('uid')) return { unknown: `the host says nothing about itself${answer.stderr.trim() ? `: ${answer.stderr.trim()}` : ''}` }
  const limit = (key: string): number => (text(key) === 'unlimited' ? Infinity : Number(text(key)))
  return {
    kernel: text('kernel'), system: text('system'), systemName: text('systemName'), uid: Number(text('uid')), user: text('user'),
    systemd: yes('systemd'), cgroups: yes('v2') ? 'v2' : yes('hybrid') && yes('v1') ? 'hybrid' : yes('v1') ? 'v1' : 'none',
    unifiedControllers: text('unified').split(' ').filter(each => each !== ''),
    selinux: text('selinux') === '1' ? 'enforcing' : text('selinux') === '0' ? 'permissive' : 'off',
    apparmor: text('apparmor') === 'Y', seccomp: Number(text('seccomp')) > 0,
    mayRaiseLimits: (BigInt(`0x${text('capEff') || '0'}`) >> SYS_RESOURCE) % 2n === 1n,
    hardFiles: limit('hardFiles'), hardProcesses: limit('hardProcesses'), sudo: yes('sudo'), subids: yes('subids'), runtimeDir: yes('runtimeDir'),
    tools: Object.fromEntries(Object.keys(TOOLS).filter(tool => said.has(`tool:${tool}`)).map(tool => [tool, text(`tool:${tool}`)])),
    dockerServer: text('dockerServer'), kubernetes: text('kubernetes'), staticBusybox: text('staticBusybox'), packageManager: text('packageManager'),
  }
}
