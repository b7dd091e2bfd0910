import type { Track } from '../model/course.ts'
import type { Problem } from '../model/problem.ts'
import { listOf, mappingOf } from './mappingOf.ts'
import type { ParsedFile } from './parseYaml.ts'
import { readRequires } from './readRequires.ts'
import { readSurvivors } from './readSurvivors.ts'
import { trackSchema } from './schema.ts'
import { didYouMean } from './suggest.ts'
import { validateFile, type Validators } from './validate.ts'
import { BUILT_IN } from './vars.ts'

/** What track.yaml says, before its challenges are read. */
export type TrackFile = Omit<Track, 'id' | 'dir' | 'challenges'>

/** Reads track.yaml's data as far as it can be read, so that one mistake hides no other; undefined where it lists no challenges. Problems are added to `problems`. */
export function readTrack(parsed: ParsedFile, validators: Validators, problems: Problem[]): TrackFile | undefined {
  problems.push(...validateFile(parsed, { schema: trackSchema, validate: validators.track! }))
  const data = mappingOf(parsed.data)
  if (!Array.isArray(data.challenges)) return undefined
  const folders = data.challenges.filter(each => typeof each === 'string')
  const requires = readRequires(parsed, ['requires'], listOf(data.requires), problems)
  for (const [index, folder] of folders.entries()) {
    if (folders.indexOf(folder) !== index) problems.push(parsed.problem(['challenges', index], 'duplicate', `"${folder}" is listed twice`))
  }
  const vars = Object.fromEntries(Object.entries(mappingOf(data.vars)).map(([name, value]) => [name, String(value)]))
  for (const name of BUILT_IN.filter(each => Object.hasOwn(vars, each))) problems.push(parsed.problem(['vars', name], 'shadows', `"${name}" is a variable that every challenge has already: give yours another name`, 'key'))
  const standIns = mappingOf(data.stand_ins) as Record<string, string>
  for (const name of Object.keys(standIns)) {
    if (!Object.hasOwn(vars, name)) problems.push(parsed.problem(['stand_ins', name], 'unknown-variable', `there is no variable "${name}"${didYouMean(name, Object.keys(vars))}`, 'key'))
  }
  return { title: String(data.title ?? ''), summary: String(data.summary ?? ''), requires, vars, standIns, folders, survivors: readSurvivors(data.survivors) }
}
