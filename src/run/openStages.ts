import { isUnknown } from '../core/judge.ts'
import { EXIT } from '../core/score.ts'
import { openLocal } from '../host/local.ts'
import type { EngineName, Refusal } from '../model.ts'
import { openPrivateDocker, whyNoPrivateDocker, type PrivateDocker } from './privateDocker.ts'
import { openPrivateStore, type PrivateStore } from './privateStore.ts'
import { surveyHost } from './survey.ts'

/** A private store, with a Docker daemon of its own where there can be one. */
export interface Scene {
  environment: Record<string, string | undefined>
  store: PrivateStore
  docker?: PrivateDocker
}

/** Private stores for challenges that are played side by side: made when they are needed, used again, removed at the end. */
export interface Stages {
  take(engine: EngineName): Promise<Scene>
  giveBack(scene: Scene): void
  close(): Promise<void>
}

/** Opens them; nothing is made before the first is taken. */
export async function openStages({ environment }: { environment: Record<string, string | undefined> }): Promise<Stages | Refusal> {
  const offers = await surveyHost(openLocal({ environment, needsRoot: false }))
  if (isUnknown(offers)) return { exit: EXIT.unknown, code: 'host', message: offers.unknown }
  const all: Scene[] = []
  const free: Scene[] = []
  const withDocker = whyNoPrivateDocker() === undefined
  return {
    async take() {
      const ready = free.pop()
      if (ready) return ready
      const store = await openPrivateStore(offers, environment)
      const scene: Scene = { environment: store.environment, store }
      all.push(scene)
      if (withDocker) {
        scene.docker = await openPrivateDocker(store.environment)
        scene.environment = scene.docker.environment
      }
      return scene
    },
    giveBack: scene => void free.push(scene),
    async close() {
      for (const { docker, store } of all) {
        await docker?.close()
        await store.close()
      }
    },
  }
}
