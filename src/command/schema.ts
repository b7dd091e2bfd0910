import type { Command } from '../commandModel.ts'
import { jsonText } from '../core/jsonText.ts'
import { EXIT } from '../core/score.ts'
import { editorSchema, solutionSchema, trackSchema, wrongSchema } from '../core/schema.ts'
import { translationSchema } from '../core/translationSchema.ts'
import { resultSchema } from '../core/resultSchema.ts'
import { didYouMean } from '../core/suggest.ts'
import type { Kind } from '../model/kind.ts'
import { vocabulary } from '../run/vocabulary.ts'

const NAMES = ['challenge', 'track', 'wrong', 'solution', 'translation', 'result']

const command: Command = {
  summary: 'Print the JSON Schema of a file of a track, or of a result, for editors and programs.',
  takes: `[${NAMES.join('|')}]`,
  most: 1,
  group: 'authors',
  options: {},
  async run({ words }, world) {
    const name = words[0] ?? 'challenge'
    if (!NAMES.includes(name)) return { exit: EXIT.usage, code: 'usage', message: `there is no schema "${name}"${didYouMean(name, NAMES) || `; there are: ${NAMES.join(', ')}`}` }
    const draft = { $schema: 'http://json-schema.org/draft-07/schema#' }
    const kinds = new Map<string, Kind>()
    if (name === 'challenge') for (const word of vocabulary.words) kinds.set(word, await vocabulary.load(word))
    const schema = name === 'challenge' ? editorSchema(kinds) : { ...draft, ...{ track: trackSchema, wrong: wrongSchema, solution: solutionSchema, translation: translationSchema, result: resultSchema }[name] }
    world.out(jsonText(schema))
    return EXIT.good
  },
}

export default command
