import type { Host } from '../model/host.ts'
import type { EngineName } from '../model/look.ts'
import type { Refusal } from '../model/problem.ts'

/** What opening a host takes besides its name. */
export interface Opening {
  /** The environment of lab itself: what selects an engine, a configuration, an agent. */
  environment: Record<string, string | undefined>
  /** The track is about root's engine. */
  needsRoot: boolean
  engine: EngineName
  /** The folder from which the path of a file is read. */
  cwd?: string
  /** For this machine: the first process of a room of its own to work in. */
  room?: number
}

/** A kind of host: one file in kinds/, whose name is what \`--host\` is told. */
export interface HostKind {
  /** It needs a name, as in \`ssh:NAME\`. */
  named: boolean
  /** That name is the path of a file, and nothing that a program gets as an argument. */
  file?: boolean
  /** Why this machine cannot have one; undefined where it can. */
  unable?(): string | undefined
  open(where: string, opening: Opening): Host | Refusal
}
