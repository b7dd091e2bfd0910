import type { Engine } from '../model/look.ts'
import type { Offers } from '../probe/offers.ts'
import type { Setting } from './engineSettings.ts'

/** One line of `lab doctor`. */
export interface Finding {
  what: string
  state: 'good' | 'poor' | 'missing'
  found: string
  /** What a learner loses. */
  costs?: string
  mend?: string
}

/** What is known besides the offers: how the engine stands, and which images it can have. */
export interface EngineState {
  /** What `podman info` says of itself: version, store, runtime; or why it says nothing. */
  engine: { runtime: string; driver: string; store: string; images: number } | { trouble: string }
  /** Settings that a plain `podman run` needs on this host, and whether the engine has them. */
  settings: Setting[]
  settled: boolean
  registry: boolean
}

/** Judges what a host offers, for people: what is there, what each missing thing costs a learner, and how to mend it. */
export function diagnose(offers: Offers, engine: Engine, state: EngineState): Finding[] {
  const install = (name: string): string => (offers.packageManager ? `${offers.packageManager} install ${name}` : `install ${name}`)
  const findings: Finding[] = []
  const say = (what: string, good: boolean, found: string, costs = '', mend = '', worst: Finding['state'] = 'missing'): void =>
    void findings.push(good ? { what, state: 'good', found } : { what, state: worst, found, ...(costs ? { costs } : {}), ...(mend ? { mend } : {}) })
  const { tools } = offers

  say('system', true, `${offers.systemName || offers.system || 'unknown'}, kernel ${offers.kernel}${offers.systemd ? '' : ', systemd does not run it'}`)
  say('account', offers.uid === 0 || offers.sudo, offers.uid === 0 ? 'root' : `${offers.user} (uid ${offers.uid})${offers.sudo ? ', `sudo -n` works' : ''}`, 'tracks that require root cannot be worked on', 'work as root, or let sudo run without a password', 'poor')
  say('podman', tools.podman !== undefined, tools.podman ? `${tools.podman}, ${engine.rootless ? 'rootless' : 'rootful'}${'trouble' in state.engine ? '' : `, ${state.engine.runtime}, store ${state.engine.store} (${state.engine.driver})`}` : 'not installed', 'no container challenge can be worked on', `${install('podman')}, or \`lab try\`, which asks before it installs anything`)
  if (tools.podman && 'trouble' in state.engine) say('podman answers', false, state.engine.trouble, 'checks about containers end in ERROR', engine.rootless && !offers.runtimeDir ? 'set XDG_RUNTIME_DIR to a folder of your own, or log in through a real session' : 'run `podman info` and read what it says')
  if (tools.podman && state.settings.length > 0) {
    const crun = offers.cgroups === 'hybrid' && offers.unifiedControllers.length > 0 && !tools.runc
    say('podman run', state.settled, state.settled ? 'configured for this host' : state.settings.map(each => each.why).join('; '), 'a plain `podman run` fails or warns', crun ? install('runc') : 'lab doctor --fix')
  } else if (offers.cgroups === 'hybrid' && offers.unifiedControllers.length > 0 && !tools.runc) say('podman run', false, 'crun refuses hybrid cgroups', 'no container starts', install('runc'))
  if (engine.rootless && offers.uid !== 0) say('subordinate ids', offers.subids, offers.subids ? 'a range in /etc/subuid' : 'no range in /etc/subuid', 'rootless containers cannot be made', `usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${offers.user}`)
  say('docker', offers.dockerServer !== '', offers.dockerServer ? `daemon ${offers.dockerServer}` : tools.docker ? `${tools.docker}, and no daemon answers` : 'not installed', 'challenges about Docker are skipped', tools.docker ? 'start its daemon' : install(offers.packageManager === 'apt-get' ? 'docker.io' : 'docker'), 'poor')
  const words = { v1: 'version 1', v2: 'version 2', hybrid: 'version 1, with a version 2 tree beside it (hybrid)', none: 'none' }
  say('cgroups', offers.cgroups !== 'none' && !(engine.rootless && offers.cgroups !== 'v2'), words[offers.cgroups], 'rootless containers cannot be limited', 'work as root', 'poor')
  say('SELinux', offers.selinux === 'enforcing', offers.selinux, 'checks of labels are skipped or weaker', 'use a machine with SELinux, e.g. Fedora', 'poor')
  say('AppArmor', offers.apparmor, offers.apparmor ? 'on' : 'off', 'checks of AppArmor profiles are skipped', 'use a machine with AppArmor, e.g. Debian or Ubuntu', 'poor')
  say('seccomp', offers.seccomp, offers.seccomp ? 'in the kernel' : 'not in the kernel', 'checks of seccomp are skipped', 'use a kernel with CONFIG_SECCOMP_FILTER')
  say('strace', tools.strace !== undefined, tools.strace ?? 'not installed', 'exercises that watch system calls are skipped', install('strace'), 'poor')
  say('capsh', tools.capsh !== undefined, tools.capsh ? 'installed' : 'not installed', 'capabilities can be checked, but not decoded by hand', install(offers.packageManager === 'dnf' ? 'libcap' : 'libcap2-bin'), 'poor')
  const standIns = offers.staticBusybox !== ''
  say('images', state.registry || standIns, state.registry ? 'a registry answers' : standIns ? `no registry answers; stand-ins are made of ${offers.staticBusybox}` : 'no registry answers, and there is no static busybox', 'no container can be started', install(offers.packageManager === 'apt-get' ? 'busybox-static' : 'busybox'))
  if (offers.uid === 0 && tools.iptables && tools.podman) findings.push({ what: 'firewall', state: 'good', found: 'a container with a bridged network sets net.ipv4.ip_forward and leaves NETAVARK rules behind; `lab try` uses no bridge' })
  return findings
}
