import type { Disclosure, Host, Problem, Refusal, Status, Verdict } from '../model.ts'

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

/** Somebody who learns: one row of the roster. All of it is data, never a path or a word of a command. */
export interface Student {
  /** As the school knows them, in NFC; the key of everything in the gradebook. */
  id: string
  name: string
  email: string
  /** The name of their machine with the provider. */
  host: string
  /** The account there whose journal tells of hints and answers, where it is another than the one that is logged in to. */
  account?: string
  /** All further columns of the roster, by their names, for exports. */
  fields: Record<string, string>
  /** The line of the roster. */
  line: number
}

/** When attempts count, and how much. All penalties are percent of the points that the challenge is worth at most. */
export interface Policy {
  /** How many attempts at a challenge count; any number where nothing is said. */
  attempts?: number
  /** ISO 8601. An attempt after it is late. */
  due?: string
  /** ISO 8601. An attempt after it does not count. */
  until?: string
  latePenalty?: { percent: number; per: 'once' | 'hour' | 'day'; atMost: number }
  /** Percent for each hint that was taken. */
  hintPenalty: number
  keep: 'best' | 'last'
}

/** The values among which a student's is drawn. */
export type Draw = { list: string[] } | { from: number; to: number; step: number }

/** A class as class.yaml describes it. */
export interface ClassFile {
  /** The folder of class.yaml. */
  dir: string
  file: string
  name: string
  /** `track` or `track/challenge`, in order. */
  tracks: string[]
  /** The path of the roster. */
  roster: string
  provider: { kind: string; settings: Record<string, unknown> }
  limits: {
    /** Hosts at once. */
    hosts: number
    /** Seconds for one host in a round. */
    hostSeconds: number
    /** Seconds for the whole round. */
    totalSeconds: number
  }
  disclosure: Disclosure
  policy: Policy
  /** By track, by variable. */
  variants: Record<string, Record<string, Draw>>
}

/** What the student's own journal says: never evidence, and shown as a claim. */
export interface Claims {
  state?: 'started' | 'passed' | 'finished'
  attempts: number
  /** Hints taken, by check. */
  hints: Record<string, number>
  answers: Record<string, string>
  /** Checks with `once` that passed over there. */
  once: string[]
  /** The solution was run. */
  solved: boolean
  points: number
}

/** One judgement of one challenge of one student. Kept for ever; a regrade adds another and changes none. */
export interface Attempt {
  /** The order of things: a clock may go back. Given by the gradebook. */
  seq: number
  /** Who writes it twice writes it once. */
  key: string
  student: string
  /** `track/challenge`. */
  challenge: string
  /** When the host was looked at: ISO 8601, UTC. */
  at: string
  gradedBy: 'self' | 'instructor' | 'ci'
  /** `error`: nothing could be judged (down, timed out, ...). It costs the student nothing. */
  state: 'graded' | 'error'
  /** Why there is an error, in words. */
  reason?: string
  /** The name of the machine. */
  host: string
  points: number
  maxPoints: number
  /** Hidden checks are among them, and marked. */
  verdicts: Verdict[]
  claims: Claims
  /** The student's own values of variables. */
  vars: Record<string, string>
  /** The version of lab that judged. */
  lab: string
  /** Where the capture is found, if one could be taken: the hash of its bytes. */
  capture?: string
  /** The attempt that this is a new judgement of; its time is that of the look. */
  regradeOf?: number
}

/** What a look of the instructor's side saw of a challenge; lighter than an attempt, and no mark. */
export interface Seen {
  student: string
  challenge: string
  at: string
  /** How each check ended, by id. */
  statuses: Record<string, Status>
  /** Checks with `once` that passed. */
  once: string[]
  /** What the student's journal said then. */
  claims?: Claims
}

/** An instructor's word: a check, or a whole challenge, does not count against somebody. */
export interface Waiver {
  seq: number
  student: string
  challenge: string
  /** The whole challenge where nothing is said. */
  check?: string
  reason: string
  by: string
  at: string
  /** It takes back the waiver with this number. */
  revokes?: number
}

/** What a student has for a challenge: derived from attempts, waivers and policy, and never stored. */
export interface Mark {
  student: string
  challenge: string
  /** `graded`; `partial`: some of it could not be judged; `error`: none of it could, and it is not 0; `waived`; `missing`: no attempt. */
  state: 'graded' | 'partial' | 'error' | 'waived' | 'missing'
  /** After penalties. Meaningful for `graded` and `partial`. */
  points: number
  /** What is waived is not in it. */
  maxPoints: number
  /** Before penalties. */
  earned: number
  /** Points taken off, by reason. */
  penalties: { late: number; hints: number }
  /** The attempt that counts. */
  attempt?: number
  at?: string
  /** How many attempts were made, and how many of them count. */
  attempts: { made: number; counted: number }
  /** Ids of waived checks. */
  waived: string[]
  late: boolean
  /** What a reader must know: `claimed: ...`, `2 checks could not be judged`. */
  notes: string[]
}

/** An attempt before the gradebook gave it its number. */
export type NewAttempt = Omit<Attempt, 'seq'>

/** A statement more in the transaction of a gradebook: true where all of it shall hold, false where none of it shall. */
export type Also = (database: { executeSql(text: string, values: unknown[]): Promise<{ rows: Record<string, unknown>[] }> }) => Promise<boolean>

/** Where everything is kept. What was acknowledged survives a killed process; two writers lose nothing. Attempts and waivers are only ever added. */
export interface Gradebook {
  /** Words for where it is, without a password. */
  where: string
  /** Keeps attempts with their captures (by hash, packed), all or none. Those whose key is known already are left out; returns how many were new. */
  addAttempts(attempts: NewAttempt[], captures?: ReadonlyMap<string, Buffer>, also?: Also): Promise<number>
  /** In order. */
  attempts(of?: { student?: string; challenge?: string; after?: number }): Promise<Attempt[]>
  /** The bytes of a capture. */
  capture(hash: string): Promise<Buffer | undefined>
  addSeen(seen: Seen[]): Promise<void>
  /** The last look at each challenge of each student, or of one. */
  lastSeen(of?: { student?: string }): Promise<Seen[]>
  /** Checks with `once` that some look or attempt of the instructor's side saw pass, by `student\nchallenge`. */
  seenOnce(of?: { student?: string }): Promise<Map<string, Set<string>>>
  addWaiver(waiver: Omit<Waiver, 'seq'>): Promise<number>
  waivers(): Promise<Waiver[]>
  close(): Promise<void>
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
