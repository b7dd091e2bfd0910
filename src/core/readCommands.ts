import type { Command } from '../model/course.ts'
import type { Problem } from '../model/problem.ts'
import { listOf, mappingOf } from './mappingOf.ts'
import { parseMatcher } from './match.ts'
import type { ParsedFile } from './parseYaml.ts'
import { didYouMean } from './suggest.ts'

/** A command as its author wrote it. */
export interface WrittenCommand {
  run: string
  times?: number
  requires?: string
  answers?: string
  output?: unknown
}

/** Commands with what their author left out. */
export function readCommands(commands: WrittenCommand[] | undefined): Command[] {
  return (commands ?? []).map(({ run, times, requires, answers, output }) => ({
    run, times: times ?? 1, ...(requires === undefined ? {} : { requires }), ...(answers === undefined ? {} : { answers }), ...(output === undefined ? {} : { output }),
  }))
}

/** Adds to `problems` what is wrong with `commands`: what a command answers must be a check that asks for an answer, and what it prints must be readable by the matcher. */
export function checkCommands(parsed: ParsedFile, commands: unknown, { ids, asked }: { ids: string[]; asked: string[] }, problems: Problem[]): void {
  for (const [index, { answers, output }] of listOf(commands).map(mappingOf).entries()) {
    const matcher = output === undefined ? undefined : parseMatcher(output, 'text')
    if (matcher && !('op' in matcher)) problems.push(parsed.problem(['commands', index, 'output', ...matcher.path], 'bad-value', matcher.message))
    if (typeof answers !== 'string' || asked.includes(answers)) continue
    const message = ids.includes(answers) ? `"${answers}" asks for no answer: only a check of kind answer does` : `there is no check "${answers}"${didYouMean(answers, asked)}`
    problems.push(parsed.problem(['commands', index, 'answers'], 'unknown-check', message))
  }
}
