import type { Validators } from '../core/validate.ts'
import { kinds } from '../generated/catalogue.ts'
import { validators } from '../generated/validators.js'
import type { Kind } from '../model/kind.ts'
import type { Vocabulary } from './loadTrack.ts'

const table = kinds as unknown as Record<string, () => Promise<{ default: Kind }>>

/** The check kinds that this lab knows: the files of checks/. */
export const vocabulary: Vocabulary = {
  validators: validators as unknown as Validators,
  words: Object.keys(table),
  load: async word => (await table[word]!()).default,
}
