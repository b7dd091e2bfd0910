import type { Host } from '../model/host.ts'
import type { Problem, Refusal } from '../model/problem.ts'
import type { Student } from './model.ts'

/** A machine as every provider describes it, and nothing else: data for a client's configuration, never a command. */
export interface Machine {
  /** The name by which it is chosen. */
  name: string
  /** An address or a DNS name. */
  host: string
  port: number
  user?: string
  /** The file of a private key. */
  key?: string
  /** `[user@]host[:port]` of a machine on the way. */
  jump?: string
  /** The file that holds its host key, where it is another than the class'. */
  knownHosts?: string
  /** Host keys are not compared: taken for machines on loopback only. */
  unchecked?: boolean
}

/** What a provider needs to know besides its settings in class.yaml. */
export interface ProviderContext {
  /** The folder of class.yaml: relative paths begin there. */
  dir: string
  /** What the class is called. */
  name: string
  environment: Record<string, string | undefined>
  students: readonly Student[]
  /** A mistake in the settings, at the place of a path inside them. */
  problem(path: (string | number)[], code: string, message: string): Problem
}

/** How machines are reached: by the client of OpenSSH, with a configuration that knows them, or in another way. */
export interface Reach {
  config: string
  /** Opens a machine that no ssh leads to; undefined for one that is reached by ssh. */
  open?(name: string): Host | undefined
  close(): Promise<void>
}

/** How one machine came out of `up` or `down`. */
export interface Outcome {
  /** The name of the machine. */
  machine: string
  /** Whose it is; missing where the roster names nobody for it any more. */
  student?: Student
  /** `running` and `absent`: there was nothing to do. */
  state: 'made' | 'started' | 'running' | 'removed' | 'absent' | 'failed'
  /** Why it failed, and what is next. */
  words?: string
}

/** What goes on while machines are made or removed. */
export interface Watch {
  /** No further machine is begun with after it. */
  stop: AbortSignal
  /** Told of each machine as soon as it is known. */
  done(outcome: Outcome): void
}

/** How a student gets to their machine, for their access sheet. */
export interface Access {
  /** Lines to type, one after another. */
  commands: string[]
  /** The file of a key that was made for this machine alone, to be handed out with the sheet. */
  key?: string
  /** What a student should know besides. */
  notes: string[]
}

/** Where students work, as one class uses it. */
export interface Machines {
  /** All that there are, by name. */
  all: ReadonlyMap<string, Machine>
  /** How some of them are reached. */
  configFor(names: readonly string[]): Promise<Reach | Refusal>
  /** Where lab neither makes nor removes machines: what it says to whoever asks for that. */
  fixed?: Refusal
  /** Makes what is missing, and leaves alone what runs. */
  up(students: readonly Student[], watch: Watch): Promise<Refusal | undefined>
  /** Removes the machines of these students with all that is in them; those of students who left, too, where all are meant. */
  down(students: readonly Student[], watch: Watch & { all: boolean }): Promise<Refusal | undefined>
  /** How a student gets to their machine; words say why they cannot yet. `key`: the name under which a key is handed out. */
  access(student: Student, key: string): Access | string
}

/** A kind of place where students work: one file in provider/, whose name is the word in class.yaml. */
export interface Provider {
  summary: string
  /** JSON Schema of what stands under the word. */
  schema: Record<string, unknown>
  /** The name of a student's machine, where the provider makes it; the roster's column `host` where there is none. */
  hostOf?(student: Student, context: Pick<ProviderContext, 'name'>): string
  /** Finds the machines; mistakes are added to `problems`. */
  open(settings: Record<string, unknown>, context: ProviderContext, problems: Problem[]): Promise<Machines>
}
