import type { Command } from '../commandModel.ts'
import { jsonText } from '../core/jsonText.ts'
import { EXIT } from '../core/score.ts'
import { didYouMean } from '../core/suggest.ts'
import { classCommands } from '../generated/catalogue.ts'

const verbs = classCommands as unknown as Record<string, () => Promise<{ default: Command }>>

const command: Command = {
  summary: 'Grade a class from outside, and keep its marks: `lab class` alone says what there is.',
  takes: '[VERB]',
  most: Infinity,
  group: 'instructors',
  options: {},
  verbs,
  async run({ words, flags }, world) {
    if (words.length > 0) return { exit: EXIT.usage, code: 'usage', message: `lab class has no verb "${words[0]}"${didYouMean(words[0]!, Object.keys(verbs)) || `; there are: ${Object.keys(verbs).join(', ')}`}` }
    const all = await Promise.all(Object.entries(verbs).map(async ([name, load]) => ({ name, summary: (await load()).default.summary })))
    if (flags.json) world.out(jsonText({ version: 1, verbs: all }))
    else {
      world.out('lab class grades many hosts from outside and keeps every attempt in a gradebook.\nIt reads class.yaml in this folder: who learns, where, and what counts.\n\n')
      for (const { name, summary } of all) world.out(`  lab class ${name.padEnd(8)} ${summary.split(/[:;.,](?: |$)/)[0]}\n`)
      world.out('\nBegin with `lab class init`. `lab class VERB --help` tells more.\n')
    }
    return EXIT.good
  },
}

export default command
