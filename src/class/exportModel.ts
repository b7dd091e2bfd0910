import type { Verdict } from '../model/result.ts'
import type { Mark } from './gradebookModel.ts'
import type { Student } from './model.ts'

/** One challenge as an export names it. */
export interface ExportedChallenge {
  /** `track/challenge`. */
  name: string
  title: string
  maxPoints: number
}

/** What is exported: a class with its marks at one moment. */
export interface GradedClass {
  className: string
  /** When it is exported: ISO 8601. */
  at: string
  students: readonly Student[]
  /** In order. */
  challenges: readonly ExportedChallenge[]
  /** In any order; where one is not there, nothing was tried. */
  marks: readonly Mark[]
  /** What students may read of the attempts that count, by their numbers. */
  disclosed: ReadonlyMap<number, readonly Verdict[]>
}

/** A file of an export, by its name below the folder that is chosen. */
export interface ExportFile {
  name: string
  bytes: Buffer
}

/** What an export comes to. */
export interface Export {
  files: ExportFile[]
  /** What whoever hands the files on must know. */
  notes: string[]
}

/** How another system takes marks: one file in exports/, whose name is the word in `lab class export`. */
export interface ExportFormat {
  summary: string
  /** It is always a folder of files, also where there is one student. */
  folder: boolean
  /** Pure. A mark that is not settled never leaves as a number. */
  write(graded: GradedClass): Export
}
