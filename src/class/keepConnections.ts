import type { Host } from '../model/host.ts'
import type { Refusal } from '../model/problem.ts'
import type { Student } from './model.ts'
import type { Machines } from './providerModel.ts'
import { openMachine } from './openMachine.ts'

/** Connections to students' machines that stay open from one look to the next: a live one answers many times as fast. */
export interface Connections {
  /** The connection of a student; its own `close` leaves it open. */
  connect(student: Student): Host
  /** Gives up a connection that broke: the next look opens another. */
  drop(student: Student): Promise<void>
  close(): Promise<void>
}

/** Seconds between two looks, at most. */
const IDLE_SECONDS = 3600

/** Opens none yet: each is opened when it is asked for. */
export async function keepConnections(machines: Pick<Machines, 'all' | 'configFor'>, environment: Record<string, string | undefined>): Promise<Connections | Refusal> {
  const reach = await machines.configFor([...machines.all.keys()])
  if ('exit' in reach) return reach
  const open = new Map<string, Host>()
  return {
    connect({ host: name }) {
      let host = open.get(name)
      if (!host) open.set(name, (host = openMachine(reach, name, environment, IDLE_SECONDS)))
      return { ...host, close: async () => {} }
    },
    async drop({ host: name }) {
      const host = open.get(name)
      open.delete(name)
      await host?.close()
    },
    async close() {
      await Promise.all([...open.values()].map(each => each.close()))
      await reach.close()
    },
  }
}
