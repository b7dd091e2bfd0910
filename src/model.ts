/**
 * The nouns of lab. Types only: this file imports nothing and does nothing.
 * Five verbs move them along: load -> plan -> observe -> judge -> report.
 */

/** How a check can end: four words of judging, and `waived`, an instructor's word that is never a pass. */
export type Status = 'pass' | 'fail' | 'error' | 'skip' | 'waived'

/** Where in a file an author wrote something. Lines and columns count from 1. */
export interface Place {
  file: string
  line: number
  column: number
}

/** An author's mistake: where it is, what was expected, and how to mend it. */
export interface Problem extends Place {
  /** A stable word for tests and machines, e.g. `unknown-key`. */
  code: string
  message: string
  /** The lines around the place, with a caret under it. */
  frame?: string
}

/** One line the learner is told to type; together they are the default solution. */
export interface Command {
  run: string
  /** How often to type it; 1 where nothing is said. */
  times: number
  /** Typed only where the host offers this, e.g. `docker`. */
  requires?: string
  /** The check of kind `answer` whose answer is what this prints. */
  answers?: string
  /** What it prints, as the matcher takes it: compared where a course is tested. */
  output?: unknown
}

/** One expectation about the host. */
export interface Check {
  id: string
  /** A word of the vocabulary: the name of a file in checks/. */
  kind: string
  /** What the author wrote under the kind's word, validated against that kind's schema. */
  params: unknown
  title: string
  points: number
  hints: string[]
  /** Ids of checks that must pass before this one is judged. */
  needs: string[]
  /** A pass sticks, for what a later step removes again. */
  once: boolean
  /** Judged only where the host offers these. */
  requires: Requirement[]
  /** Why it passes before anything is done, where that cannot be otherwise. */
  passesBefore?: string
  /** No student gets to see it: `lab pack` leaves it out. */
  hidden?: true
  /** What a class hands out of it, where that is another than the class says. */
  disclosure?: Disclosure
  place: Place
}

/** A script of the challenge: its text, read at load time, and who runs it. */
export interface Script {
  file: string
  text: string
}

/** A wrong answer, and the checks that must catch it. */
export interface WrongAnswer {
  name: string
  title: string
  commands: Command[]
  caughtBy: string[]
  /** Can be made only where the host offers these. */
  requires: Requirement[]
}

/** Mutants that no check needs to catch, and why. */
export interface AcceptedSurvivor {
  /** The id of a mutant; `*` stands for any characters. */
  mutant: string
  reason: string
}

/** Another right answer. */
export interface Solution {
  name: string
  title: string
  commands: Command[]
  /** Works only where the host offers these. */
  requires: Requirement[]
}

/** How much a student is told about a check that a class graded: all of it, only what was found, or only how it ended. */
export type Disclosure = 'full' | 'actual-only' | 'verdict'

/** One exercise. */
export interface Challenge {
  /** The folder's name without its number: `engines-kernel` for `01-engines-kernel`. */
  id: string
  folder: string
  dir: string
  title: string
  minutes?: number
  /** What the challenge wants to find untouched before it starts. */
  clean?: 'containers'
  /** It can be done without root, too, where its track requires root. */
  rootless?: true
  text: string
  commands: Command[]
  checks: Check[]
  setup?: Script
  solve?: Script
  cleanup?: Script
  solutions: Solution[]
  wrong: WrongAnswer[]
  /** Mutants of its commands that may survive. */
  survivors?: AcceptedSurvivor[]
}

/** A course: its challenges, in order. */
export interface Track {
  id: string
  dir: string
  title: string
  summary: string
  /** What the host must offer, e.g. `root`, `podman`, `selinux: enforcing`. */
  requires: Requirement[]
  vars: Record<string, string>
  /** For each variable that names a container image: the recipe of its offline stand-in. */
  standIns: Record<string, string>
  /** The folders of all its challenges, in order, loaded or not. */
  folders: string[]
  /** Mutants of any of them that may survive. */
  survivors: AcceptedSurvivor[]
  challenges: Challenge[]
}

/** A thing the host must offer: `root`, or `selinux` with the value `enforcing`. */
export interface Requirement {
  name: string
  value?: string
}

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

/** What a question may depend on. */
export interface AskContext {
  engine: Engine
  /** A random word that no output can hold by chance, for probes that frame records. */
  mark: string
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

/** What judging may know besides facts. */
export interface JudgeContext {
  engine: Engine
  vars: Record<string, string>
  /** The id of the check that is judged. */
  check?: string
  /** What the learner answered with `lab answer`, by id of the check. */
  answers?: ReadonlyMap<string, string>
}

/** What a kind says of one check. */
export interface Outcome {
  status: 'pass' | 'fail' | 'error' | 'skip'
  message: string
  expected?: unknown
  actual?: unknown
  /** Where the value came from: which pid, which file. */
  evidence?: string
  /** Words for skip and error, e.g. `not observable`. */
  reason?: string
  /** What to do next, where the check itself knows better than a hint. */
  next?: string
}

/** What `plan` may know about the challenge when it asks a kind what it wants. */
export interface KindContext {
  dir: string
  engine: Engine
  vars: Record<string, string>
  /** The text of a script of the challenge, read at load time. */
  script(name: string): Script | undefined
}

/** A JSON Schema object. */
export type Schema = { [key: string]: any }

/** A mistake that a schema cannot see; `path` leads to it inside the kind's value. */
export interface Flaw {
  path: (string | number)[]
  message: string
}

/** One word of the vocabulary: one file in checks/. P: what the author writes under the word. */
export interface Kind<P = any> {
  /** What it verifies, in a sentence. */
  summary: string
  /** JSON Schema (draft 7) of the value under the word; `matcher` marks a value that the matcher reads. */
  schema: Schema
  /** A challenge's check in YAML, run by a test against a real host. */
  example: string
  /** What a learner reads, for the reference page. */
  says: { pass: string; fail: string; unobservable: string }
  /** Files of the challenge that this check needs. */
  scripts?(params: P): string[]
  flaws?(params: P): Flaw[]
  title(params: P): string
  wants(params: P, context: KindContext): Wants
  judge(params: P, facts: Facts, context: JudgeContext & KindContext): Outcome
  /** The native command that shows the evidence. */
  explain(params: P, context: JudgeContext): string
}

/** The judgement on one check, ready to be shown. The field names are the JSON contract. */
export interface Verdict {
  id: string
  kind: string
  host: string
  title: string
  status: Status
  points: number
  maxPoints: number
  message: string
  expected?: unknown
  actual?: unknown
  evidence?: string
  explain: string
  needs: string[]
  once: boolean
  /** Of a hidden check: not for students. */
  hidden?: true
  hint?: string
  reason?: string
  next?: string
}

/** How many checks ended how. Points of skipped checks stay in `maxPoints`. */
export interface Summary {
  passed: number
  failed: number
  errors: number
  skipped: number
  waived: number
  points: number
  maxPoints: number
}

/** One host as it appears in a result. */
export interface HostReport {
  kind: string
  roundTrips: number
}

/** The result of checking one challenge: the JSON contract, version 1. */
export interface Result {
  version: 1
  track: string
  challenge: string
  title: string
  gradedBy: 'self' | 'instructor' | 'ci'
  hosts: Record<string, HostReport>
  roundTrips: number
  /** ISO 8601, UTC. */
  startedAt: string
  durationMs: number
  /** What a reader must know besides the verdicts, e.g. which image is a stand-in. */
  notes: string[]
  checks: Verdict[]
  summary: Summary
  /** Of a saved look: what is judged otherwise now. */
  changes?: Change[]
}

/** Turns results into one kind of output; decides nothing. Every method may be missing. */
export interface Reporter {
  /** A challenge is about to be looked at. */
  begin?(challenge: { track: string; id: string; title: string; checks: { id: string; title: string; place?: Place }[] }): void | Promise<void>
  /** A challenge was judged. */
  result?(result: Result): void | Promise<void>
  /** The run was interrupted and no result will come: take away what is drawn, write nothing. */
  stop?(): void | Promise<void>
  /** All were judged; the last chance to write. */
  end?(results: Result[]): void | Promise<void>
}

/** What a reporter may know about where it writes. */
export interface ReporterOptions {
  write(text: string): void
  color: boolean
  /** A terminal that can be redrawn. */
  live: boolean
  /** Columns to wrap at; without them lines stay whole. */
  columns?: number
  /** Show the native command of each verdict. */
  explain: boolean
  strict: boolean
  /** The folder that files are named from. */
  cwd?: string
  /** Where a CI server says what it is. */
  environment?: Record<string, string | undefined>
  /** The version of lab. */
  version?: string
}

/** The account that looks at the host. */
export type Account = 'root' | 'learner'

/** What a transport is asked to do: run one POSIX sh script and bring back what it said. */
export interface Errand {
  script: string
  /** Added to the clean room's environment. */
  env?: Record<string, string>
  /** Milliseconds before the whole process group is ended. */
  deadlineMs: number
  /** Bytes kept of each stream, half of them from its end. */
  cap: number
  as?: Account
  /** Leave what it started alone: for scripts that change the host on purpose. */
  keepChildren?: boolean
  /** Somebody else's script: look for what it left behind, where the host has the means. */
  foreign?: boolean
}

/** Where the work is done. Every transport is this small. */
export interface Host {
  /** `default`, or the name given in a track with several hosts. */
  name: string
  kind: string
  engine: Engine
  run(errand: Errand, stop?: AbortSignal): Promise<Answer>
  close(): Promise<void>
  /** For a saved look: what was answered then. Such a host runs nothing. */
  recall?: Recall
}

/** A probe's question with its answer, as it was recorded. */
export interface Answered {
  probe: string
  subjects: unknown[]
  question: string
  answer: Answer
}

/** What a `$` of a zx script brought back. */
export interface Call {
  script: string
  code: number
  stdout: string
  stderr: string
}

/** What a saved look answers: only what was asked then, never an old answer to a new question. */
export interface Recall {
  /** The answer to today's question of a probe about some subjects, or about more of them; `missing` are those that nobody asked about. */
  question(probe: Probe, subjects: unknown[]): { answered: Answered; context: AskContext; missing: unknown[] } | Unknown
  run(run: Run): Answer | Unknown
  /** What the `$` of a script get, one after the other. */
  calls(program: Program): (errand: Errand) => Promise<Answer>
  /** Whose work it was, and what is to be said of it. */
  about: SavedWork
}

/** What a saved look says of itself. All of it is a claim: whoever has the file can write in it. */
export interface SavedWork {
  track: string
  challenge: string
  /** ISO 8601, UTC. */
  at: string
  /** Where it was taken, and by which lab, in words. */
  from: string
  answers: ReadonlyMap<string, string>
  passedOnce: ReadonlySet<string>
  images: ReadonlyMap<string, { use: string; standIn: boolean }>
  work?: string
  /** The process of lab that looked, where it was on the same machine. */
  pid?: number
  /** How each check ended then, by id. */
  verdicts: ReadonlyMap<string, Status>
  /** What was left out, in words. */
  cut: string[]
}

/** A verdict on a saved look that is another than when it was taken; null where there was no such check, or is none now. */
export interface Change {
  id: string
  was: Status | null
  is: Status | null
}

/** Why a command could not do what it was asked; `exit` is one of the documented codes. */
export interface Refusal {
  exit: number
  code: string
  message: string
  problems?: Problem[]
}
