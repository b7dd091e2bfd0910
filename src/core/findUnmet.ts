import type { Requirement } from '../model/course.ts'
import type { Engine } from '../model/look.ts'

/** The part of what a host offers that requirements are about; see probe/offers. */
export interface Offered {
  uid: number
  cgroups: string
  selinux: string
  apparmor: boolean
  seccomp: boolean
  dockerServer: string
  kubernetes: string
  tools: Readonly<Record<string, string>>
}

/** Something a track requires and a host does not offer. */
export interface Unmet {
  what: string
  why: string
  /** The track cannot be worked on at all without it; otherwise single checks are skipped. */
  stops: boolean
}

/** Compares what a track requires with what a host offers. */
export function findUnmet(requires: Requirement[], offered: Offered, engine: Engine): Unmet[] {
  const unmet: Unmet[] = []
  for (const { name, value } of requires) {
    const miss = (why: string, stops = false): void => void unmet.push({ what: value === undefined ? name : `${name} ${value}`, why, stops })
    if (name === 'root' && engine.rootless) miss('you are not root and `sudo -n` does not help', true)
    else if (name === 'engine' && !(engine.name === 'podman' ? offered.tools.podman : offered.dockerServer)) miss(engine.name === 'podman' ? 'podman is not installed' : 'no Docker daemon answers', true)
    else if (name === 'podman' && !offered.tools.podman) miss('it is not installed', true)
    else if (name === 'docker' && !offered.dockerServer) miss('no Docker daemon answers', engine.name === 'docker')
    else if (name === 'kubernetes' && !offered.kubernetes) miss('no daemon of Kubernetes or OpenShift runs')
    else if (name === 'strace' && !offered.tools.strace) miss('it is not installed')
    else if (name === 'selinux' && (value === undefined ? offered.selinux === 'off' : offered.selinux !== value)) miss(`SELinux is ${offered.selinux}`)
    else if (name === 'apparmor' && !offered.apparmor) miss('AppArmor is off')
    else if (name === 'seccomp' && !offered.seccomp) miss('the kernel has no seccomp')
    else if (name === 'cgroup' && value !== undefined && offered.cgroups !== value && !(value === 'v1' && offered.cgroups === 'hybrid')) miss(`cgroups are ${offered.cgroups}`)
  }
  return unmet
}
