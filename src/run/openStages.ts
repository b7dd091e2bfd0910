import { isUnknown } from '../core/judge.ts'
import { EXIT } from '../core/score.ts'
import { openLocal } from '../host/local.ts'
import { openRoom, type Room } from '../host/room.ts'
import type { Refusal } from '../model/problem.ts'
import { engineCall } from './engineCall.ts'
import { openPrivateDocker, whyNoPrivateDocker, type PrivateDocker } from './privateDocker.ts'
import { openPrivateStore, type PrivateStore } from './privateStore.ts'
import { surveyHost } from './survey.ts'

/** How often a room is begun before it is done without. */
const ROOM_TRIES = 3

/** A room with a private store, and with a Docker daemon of its own where there can be one. */
export interface Scene {
  environment: Record<string, string | undefined>
  store: PrivateStore
  /** Missing where this account cannot have one. */
  room?: Room
  docker?: PrivateDocker
}

/** Private stores for challenges that are played side by side: made when they are needed, used again, removed at the end. */
export interface Stages {
  take(): Promise<Scene>
  giveBack(scene: Scene): void
  /** In place of giveBack, for one in which something is not as it was. */
  discard(scene: Scene): Promise<void>
  close(): Promise<void>
}

/** Opens them; nothing is made before the first is taken. */
export async function openStages({ environment, stop }: { environment: Record<string, string | undefined>; stop: AbortSignal }, say: (text: string) => void): Promise<Stages | Refusal> {
  const offers = await surveyHost(openLocal({ environment, needsRoot: false }))
  if (isUnknown(offers)) return { exit: EXIT.unknown, code: 'host', message: offers.unknown }
  const all: Scene[] = []
  const free: Scene[] = []
  const tell = (): void => say('lab: stopping, and taking the rooms away; Ctrl-C once more leaves at once, and the next run takes them away\n')
  stop.addEventListener('abort', tell, { once: true })
  const withDocker = whyNoPrivateDocker() === undefined
  return {
    async take() {
      const ready = free.pop()
      if (ready) return ready
      const store = await openPrivateStore(offers, environment)
      const scene: Scene = { environment: store.environment, store }
      all.push(scene)
      const room = offers.uid === 0 ? await openRoomSurely(store.dir) : 'no room without root'
      if (typeof room === 'string') say(`note: ${room}; what others do on this machine meanwhile is taken for a trace of the challenge\n`)
      else scene.room = room
      if (withDocker) {
        scene.docker = await openPrivateDocker(store.environment, scene.room && { pid: scene.room.pid, dir: store.dir })
        scene.environment = scene.docker.environment
      }
      return scene
    },
    giveBack: scene => void free.push(scene),
    async discard(scene) {
      all.splice(all.indexOf(scene), 1)
      await closeScene(scene)
    },
    async close() {
      for (const scene of all) await closeScene(scene)
      stop.removeEventListener('abort', tell)
    },
  }
}

/** A file of /etc that somebody writes in this moment spoils a room, and the next one is good; without a room what a mutant writes would reach the machine. */
async function openRoomSurely(keep: string): Promise<Room | string> {
  let room = await openRoom(keep)
  for (let tries = 1; typeof room === 'string' && tries < ROOM_TRIES; tries++) room = await openRoom(keep)
  return room
}

async function closeScene({ environment, docker, room, store }: Scene): Promise<void> {
  await docker?.close()
  // In the room, where their processes are: from outside they look as if they had ended by themselves.
  if (room) await engineCall(openLocal({ environment, needsRoot: false, room: room.pid }), ['rm', '--force', '--all', '--time', '0'], 120)
  await room?.close()
  await store.close()
}
