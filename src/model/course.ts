import type { Place } from './problem.ts'

/** A thing the host must offer: `root`, or `selinux` with the value `enforcing`. */
export interface Requirement {
  name: string
  value?: string
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

/** How much a student is told about a check that a class graded: all of it, only what was found, or only how it ended. */
export type Disclosure = 'full' | 'actual-only' | 'verdict'

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

/** Another right answer. */
export interface Solution {
  name: string
  title: string
  commands: Command[]
  /** Works only where the host offers these. */
  requires: Requirement[]
}

/** Mutants that no check needs to catch, and why. */
export interface AcceptedSurvivor {
  /** The id of a mutant; `*` stands for any characters. */
  mutant: string
  reason: string
  /** Of a track: ids of its challenges in which a check must catch them all the same. */
  except?: string[]
}

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
