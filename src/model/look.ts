/**
 * How a host answered one question.
 * Output is UTF-8 text with at most the question's cap of bytes; what was cut is counted in `truncated`.
 */
export interface Answer {
  /** Exit status; null where the question did not end by itself or never came back. */
  code: number | null
  signal: string | null
  stdout: string
  stderr: string
  timedOut: boolean
  /** Bytes dropped from the middle of stdout and stderr together. */
  truncated: number
  /** Milliseconds. */
  durationMs: number
  /** Why there is no answer at all, e.g. `the host stopped answering`. */
  lost?: string
  /** Processes that it tried to leave behind, and that were ended. */
  survivors?: string[]
}

/** A fact that could not be learnt: ours to explain, never the learner's fault. */
export interface Unknown {
  unknown: string
  /** A word for it, where `could not look` says too little. */
  reason?: string
  /** The thing itself is not on this host, and the track does not demand it: nothing to be judged, rather than trouble. */
  absent?: boolean
  /** What to do about it, e.g. `run lab doctor`. */
  next?: string
}

/** The container engines that lab knows. */
export type EngineName = 'podman' | 'docker'

/** The container engine in view: a property of the host, found once. */
export interface Engine {
  name: EngineName
  rootless: boolean
  /** Words for "where we looked", e.g. `podman of root`. */
  where: string
}

/** What a question may depend on. */
export interface AskContext {
  engine: Engine
  /** A random word that no output can hold by chance, for probes that frame records. */
  mark: string
}

/**
 * One way of looking at a host. `ask` writes one POSIX sh question for all subjects at once, `read` turns the answer into facts.
 * Both are pure. S: what can be asked about. F: the facts, plain data.
 */
export interface Probe<S = unknown, F = unknown> {
  /** The name of its file. */
  key: string
  /** What it tells, in a line; the reference page quotes it. */
  summary: string
  /** Asks the container engine, which may hang: asked last. */
  asksEngine?: boolean
  /** Asked about nothing, it tells about everything there is. */
  tellsAll?: boolean
  ask(subjects: S[], context: AskContext): string
  read(answer: Answer, subjects: S[], context: AskContext): F | Unknown
  /** The part of an answer that may be saved: variables of an environment only where a subject names them. All of it where nothing is said. */
  save?(answer: Answer, subjects: S[], context: AskContext): Answer
}

/** What a check wants looked at: a probe and, where it takes any, a subject. */
export interface Look {
  probe: Probe<any, any>
  subject?: unknown
}

/** Something a check wants run on the host, as a process of its own. */
export interface Run {
  /** POSIX sh; the environment holds the track's variables. */
  script: string
  env?: Record<string, string>
  /** Seconds before its whole process group is ended. */
  seconds: number
  /** Not beside others. */
  serial?: boolean
  as?: 'root' | 'learner'
  /** Its words are lab's own, not those of the track's author. */
  ours?: true
}

/** A zx script, run by a Node process of its own on this side; its `$` runs on the host. */
export interface Program {
  file: string
  text: string
  env?: Record<string, string>
  seconds: number
}

/** Everything one check wants to know. */
export interface Wants {
  looks?: Look[]
  runs?: Run[]
  programs?: Program[]
}

/** The facts of one look, handed to a kind's `judge`: it asks for what it wanted and always gets it. */
export interface Facts {
  of<F>(probe: Probe<any, F>): F
  ran(run: Run): Answer
  finished(program: Program): Answer
}
