import type { Check } from '../src/model/course.ts'
import type { KindContext } from '../src/model/kind.ts'
import type { Answer, Engine } from '../src/model/look.ts'
import type { Container } from '../src/probe/containers.ts'
import type { Process } from '../src/probe/processes.ts'

/** The engine that facts of tests come from. */
export const engine: Engine = { name: 'podman', rootless: false, where: 'podman of root' }

/** A context without variables and scripts. */
export const context: KindContext & { engine: Engine } = { dir: '/', vars: {}, script: () => undefined, engine }

/** An answer as a host gives it: exit status 0 where nothing else is said. */
export function answer(said: Partial<Answer> = {}): Answer {
  return { code: 0, signal: null, stdout: '', stderr: '', timedOut: false, truncated: 0, durationMs: 1, ...said }
}

/** A check of a kind, as read from YAML. */
export function check(id: string, kind: string, params: unknown, more: Partial<Check> = {}): Check {
  return { id, kind, params, title: `${id} is good`, points: 1, hints: [], needs: [], once: false, requires: [], place: { file: 'challenge.yaml', line: 1, column: 1 }, ...more }
}

/** A process as the kernel shows it; its first argument is its command. */
export function process(pid: number, command: string, more: Partial<Process> = {}): Process {
  return {
    pid, ppid: 1, command, argv: [command], exe: `/usr/bin/${command}`, state: 'S', uid: 0, gid: 0, nsPids: [pid], capabilities: {}, noNewPrivs: false,
    seccomp: 0, cgroups: { '': '/user.slice' }, namespaces: {}, label: '', ...more,
  }
}

/** A running container with a first process. */
export function container(name: string, pid: number, more: Partial<Container> = {}): Container {
  return { id: name.padEnd(64, '0').replace(/[^0-9a-f]/g, 'a'), names: [name], image: 'stand-in', command: ['top'], state: 'running', pid, exitCode: 0, labels: {}, mounts: [], pod: '', ...more }
}
