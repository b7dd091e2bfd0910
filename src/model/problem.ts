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

/** Why a command could not do what it was asked; `exit` is one of the documented codes. */
export interface Refusal {
  exit: number
  code: string
  message: string
  problems?: Problem[]
}
