import type { Host } from '../model/host.ts'
import type { EngineName } from '../model/look.ts'
import { cleanEnvironment, engineInView } from './cleanRoom.ts'
import type { Opening } from './HostKind.ts'
import { runFramed, type Reach } from './framed.ts'

/** A running container as a host: the learner works inside it, the engine is outside. An engine in there is that of whoever is root in it. */
export function openContainer(engine: EngineName, name: string, { environment, engine: inside }: Opening): Host {
  const reach: Reach = {
    argv: [engine, 'exec', '-i', '--', name].filter(word => engine === 'podman' || word !== '--'),
    joined: false,
    env: cleanEnvironment(environment),
    // Who runs `exec` is the container's own user; there is no account to change to.
    needsRoot: false,
    explain: ({ code }, words) => `${engine} container ${name} cannot be looked into: ${words || `${engine} exec ended with ${code}`}`,
  }
  return { name: 'default', kind: engine, engine: engineInView(inside, false, {}, `container ${name}`), run: (errand, stop) => runFramed(reach, errand, stop), close: async () => {} }
}
