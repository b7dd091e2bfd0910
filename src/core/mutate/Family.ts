import type { Command } from '../../model/course.ts'
import { readCommandLine, rewrite, type Edit, type EngineOption, type Making, type SimpleCommand } from './readCommandLine.ts'

/** One command of a solution, taken apart. */
export interface Step {
  command: Command
  /** Counts from 1. */
  number: number
  /** Empty where the parser does not understand it: then it is only dropped, repeated and such. */
  parts: SimpleCommand[]
}

/** One way in which a solution could have been typed wrong. */
export interface Draft {
  /** Unique in its family: the step and what is done to it, e.g. `2-memory-half`. */
  key: string
  /** In words. */
  title: string
  commands: Command[]
  /** Those that were changed: where one of them ends with an error, the mutant could not be made. */
  varied: Command[]
}

/** A family of ways to vary commands; what it does is fixed, whatever the checks of a challenge read. */
export interface Family {
  id: string
  /** What it does, for the reference. */
  words: string
  vary(steps: Step[]): Draft[]
}

/** The commands of a solution as steps. */
export function stepsOf(commands: Command[]): Step[] {
  return commands.map((command, index) => ({ command, number: index + 1, parts: readCommandLine(command.run) ?? [] }))
}

/** A solution with one step changed by edits of its command line. */
export function editStep(steps: Step[], step: Step, key: string, title: string, edits: Edit[]): Draft {
  const changed = { ...step.command, run: rewrite(step.command.run, edits) }
  return { key: key === '' ? String(step.number) : `${step.number}-${slug(key)}`, title: `step ${step.number}: ${title}`, commands: steps.map(each => (each === step ? changed : each.command)), varied: [changed] }
}

/** All containers that are made, with the step that does it. */
export function makings(steps: Step[]): { step: Step; making: Making }[] {
  return steps.flatMap(step => step.parts.flatMap(({ making }) => (making ? [{ step, making }] : [])))
}

/** The value of an option, by any of its names; of several the last, which counts. */
export function optionOf({ options }: Making, ...names: string[]): EngineOption | undefined {
  return options.filter(each => names.includes(each.name)).at(-1)
}

/** Words as a part of an id. */
export function slug(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '').toLowerCase()
}
