import type { Place } from '../../model/problem.ts'

/** The formats of courses that can be audited. */
export type CourseFormat = 'lab' | 'instruqt' | 'katacoda'

/** What a script of a course is for. */
export type Role = 'setup' | 'check' | 'solve' | 'cleanup'

/** A script of a challenge; its file is named from the folder of the course. */
export interface CourseScript {
  role: Role
  file: string
  text: string
}

/** One exercise, as far as an audit looks at it. */
export interface CourseChallenge {
  id: string
  title: string
  place: Place
  scripts: CourseScript[]
  /** Something decides whether it was done: a check, or answers to a quiz. */
  judged: boolean
  /** The script that should decide it, where it is named and cannot be read. */
  missing?: string
  /** Something says how it is done: a script, or commands. */
  solvable: boolean
  /** Checks that can carry hints, where the format knows any. */
  checks?: { id: string; hints: number; place: Place }[]
  /** How many wrong answers are written down, where the format knows any. */
  wrong?: number
}

/** A course of any format; files are named from its folder. */
export interface Course {
  format: CourseFormat
  id: string
  title: string
  place: Place
  challenges: CourseChallenge[]
}

/** The folder of a course, read within bounds. */
export interface CourseFolder {
  /** Its own name. */
  name: string
  /** All text files by path, with `/`. */
  files: ReadonlyMap<string, string>
}

/** How bad it is: only errors and warnings make the command end with 1. */
export type Level = 'error' | 'warning' | 'note'

/** Where a rule found something. */
export interface Hit {
  /** Offset into the text. */
  at: number
  message: string
  /** Offsets of what nobody may print. */
  hide?: [start: number, end: number]
}

/** Something that a rule found. */
export interface Finding {
  rule: string
  level: Level
  /** The id of the challenge; none where it is about the course. */
  challenge?: string
  place: Place
  message: string
  frame?: string
  /** The reason its author gives for leaving it so. */
  silenced?: string
}
