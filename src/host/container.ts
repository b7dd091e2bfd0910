import type { Engine, Host } from '../model.ts'
import { cleanEnvironment } from './cleanRoom.ts'
import { runFramed, type Reach } from './framed.ts'

/** A running container as a host: the learner works inside it, the engine is outside. */
export function openContainer(engine: 'podman' | 'docker', name: string, environment: Record<string, string | undefined>, inside: Engine): Host {
  const reach: Reach = {
    argv: [engine, 'exec', '-i', '--', name].filter(word => engine === 'podman' || word !== '--'),
    joined: false,
    env: cleanEnvironment(environment),
    // Who runs `exec` is the container's own user; there is no account to change to.
    needsRoot: false,
    explain: ({ code }, words) => `${engine} container ${name} cannot be looked into: ${words || `${engine} exec ended with ${code}`}`,
  }
  return { name: 'default', kind: engine, engine: inside, run: (errand, stop) => runFramed(reach, errand, stop), close: async () => {} }
}
