import type { EngineName } from '../model/look.ts'

/** The part of the world that opening a challenge needs. */
export interface Surroundings {
  environment: Record<string, string | undefined>
  cwd: string
  root: string
  /** Work without root, with the engine of the account itself, where the challenge allows that. */
  rootless?: boolean
  /** The engine to work with, where somebody chose one. */
  engine?: EngineName
  /** The first process of a room of its own to work in: for tests of a course, which touch nothing that they did not make. */
  room?: number
  /** The language that was asked for. */
  lang?: string
  /** Takes a note on what was asked for. */
  err?(text: string): void
}
