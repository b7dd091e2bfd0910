import { engineInView } from '../host/cleanRoom.ts'
import { openSsh } from '../host/ssh.ts'
import type { Host } from '../model/host.ts'
import type { Reach } from './providerModel.ts'

/** Opens the machine of a student to look at it, in whichever way its provider reaches it. */
export function openMachine(reach: Reach, name: string, environment: Record<string, string | undefined>, idleSeconds?: number): Host {
  return reach.open?.(name) ?? openSsh({ name, environment, needsRoot: false, engine: engineInView('podman', true, {}, name), config: reach.config, ...(idleSeconds === undefined ? {} : { idleSeconds }), next: '`lab class grade --student ID` tries it again' })
}
