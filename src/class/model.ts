import type { Disclosure } from '../model/course.ts'

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
