import { EXIT } from './core/score.ts'
import type { EngineName } from './model/look.ts'
import type { Refusal } from './model/problem.ts'

/** The world a command may touch: handed in by cli.ts, and by tests. */
export interface World {
  environment: Record<string, string | undefined>
  cwd: string
  /** Data. */
  out(text: string): void
  /** Talk: progress, prompts, notes. */
  err(text: string): void
  /** Standard output is a terminal that can be redrawn. */
  live: boolean
  /** How wide that terminal is. */
  columns?: number
  /** A person can be asked: standard input is a terminal. */
  interactive: boolean
  color: boolean
  /** Asks a yes-or-no question; false where nobody can be asked. */
  confirm(question: string): Promise<boolean>
  /** Waits for the Enter key. */
  pause(words: string): Promise<void>
  /** Aborted by Ctrl-C. */
  stop: AbortSignal
  /** The folder that holds tracks/, bin/ and dist/. */
  root: string
  version: string
  /** The language of `--lang`, for commands that show the texts of a track. */
  lang?: string
}

/** One option of a command, as node:util parseArgs takes it, with its line of help. */
export interface Option {
  type: 'string' | 'boolean'
  multiple?: boolean
  short?: string
  /** What stands for the value in the help. */
  value?: string
  help: string
}

/** What was typed after the command's name. */
export interface Typed {
  words: string[]
  flags: Record<string, string | boolean | string[] | undefined>
}

/** One verb of the command line: one file in command/, the file's name is the verb. */
export interface Command {
  summary: string
  /** Words after the verb, e.g. `[TRACK[/CHALLENGE]]`; empty where it takes none. */
  takes: string
  /** How many words it takes at most. */
  most: number
  options: Record<string, Option>
  /** Who it is for, and in which order `lab --help` shows it. */
  group: 'students' | 'authors' | 'instructors' | 'anyone'
  /** Verbs of its own, as `lab class grade`: the second word chooses one. */
  verbs?: Record<string, () => Promise<{ default: Command }>>
  /** It has no end of its own: SIGTERM and Ctrl-C tell it to end, and are no interruption. */
  untilTold?: true
  run(typed: Typed, world: World): Promise<number | Refusal>
}

/** Options that every command takes. */
export const COMMON: Record<string, Option> = {
  help: { type: 'boolean', short: 'h', help: 'Say what the command does.' },
  json: { type: 'boolean', help: 'Write JSON to standard output, and nothing else.' },
  color: { type: 'string', value: 'auto|always|never', help: 'Colour; NO_COLOR is heeded.' },
}

/** `--engine`, for commands that look at containers. */
export const ENGINE_OPTION: Option = { type: 'string', value: 'podman|docker', help: 'The engine to work with, where a track takes any.' }

/** How many are played side by side: what `--jobs` says, 2 where nothing is said. */
export function jobsFlag({ jobs }: Typed['flags']): number | Refusal {
  const count = Number(jobs ?? 2)
  return Number.isInteger(count) && count >= 1 && count <= 64 ? count : { exit: EXIT.usage, code: 'usage', message: `--jobs takes a number from 1 to 64, found "${String(jobs)}"` }
}

/** The engine that was named, if one was. */
export function engineFlag({ engine }: Typed['flags']): { engine?: EngineName } | Refusal {
  if (engine === undefined) return {}
  if (engine === 'podman' || engine === 'docker') return { engine }
  return { exit: EXIT.usage, code: 'usage', message: `there is no engine "${String(engine)}"; there are podman and docker` }
}

/** `--class`, for commands about a class. */
export const CLASS_OPTION: Option = { type: 'string', value: 'FILE', help: 'The class.yaml, or its folder; this folder where nothing is said.' }

/** `--student`, for commands about a class that do something with some of it. */
export const STUDENT_OPTION: Option = { type: 'string', multiple: true, value: 'ID', help: 'Only this student; may be given several times.' }

/** `--lang`, for commands that show the texts of a track. */
export const LANG_OPTION: Option = { type: 'string', value: 'LANGUAGE', help: 'The language of the texts, as nl or pt-BR; else LAB_LANG, else the locale.' }
