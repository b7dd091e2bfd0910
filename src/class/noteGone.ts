import { plainLine } from '../core/plainText.ts'
import { plural } from '../core/words.ts'
import type { WholeClass } from './openAll.ts'

/** Ids that are told at once. */
const TOLD = 5

/** Says whom the gradebook knows and the roster does not, since they stand in no table: nothing of them is lost. */
export async function noteGone({ book, open }: WholeClass, err: (text: string) => void): Promise<void> {
  const known = new Set(open.students.map(each => each.id))
  const gone = (await book.students()).filter(each => !known.has(each))
  if (gone.length > 0) err(`lab: note: ${plural(gone.length, 'student')} of the gradebook ${gone.length === 1 ? 'is' : 'are'} not in the roster, and not shown: ${gone.slice(0, TOLD).map(each => plainLine(each, 40)).join(', ')}${gone.length > TOLD ? ', …' : ''}; back in the roster, they are there again\n`)
}
