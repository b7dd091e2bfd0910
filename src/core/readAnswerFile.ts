import type { Command, Requirement } from '../model/course.ts'
import type { Problem } from '../model/problem.ts'
import { listOf, mappingOf } from './mappingOf.ts'
import type { ParsedFile } from './parseYaml.ts'
import type { ChallengeFile } from './readChallenge.ts'
import { checkCommands, readCommands, type WrittenCommand } from './readCommands.ts'
import { readRequires } from './readRequires.ts'
import { solutionSchema, wrongSchema } from './schema.ts'
import { didYouMean } from './suggest.ts'
import { validateFile, type Validators } from './validate.ts'

/** Reads a file of wrong/ or solutions/; undefined where it has problems. */
export function readAnswerFile(parsed: ParsedFile, type: 'wrong' | 'solution', validators: Validators, { ids, asked }: Pick<ChallengeFile, 'ids' | 'asked'>, problems: Problem[]): { title: string; commands: Command[]; caughtBy: string[]; requires: Requirement[] } | undefined {
  const schema = type === 'wrong' ? wrongSchema : solutionSchema
  const shape = validateFile(parsed, { schema, validate: validators[type]! })
  problems.push(...shape)
  const data = mappingOf(parsed.data) as { title: string; commands: WrittenCommand[]; caught_by?: string[]; requires?: unknown }
  for (const [index, id] of listOf(data.caught_by).entries()) {
    if (typeof id === 'string' && !ids.includes(id)) problems.push(parsed.problem(['caught_by', index], 'unknown-check', `there is no check "${id}"${didYouMean(id, ids)}`))
  }
  checkCommands(parsed, data.commands, { ids, asked }, problems)
  const requires = readRequires(parsed, ['requires'], data.requires, problems)
  return shape.length > 0 ? undefined : { title: data.title, commands: readCommands(data.commands), caughtBy: data.caught_by ?? [], requires }
}
