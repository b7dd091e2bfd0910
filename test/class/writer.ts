/** Writes attempts into a gradebook for ever, or as many as it is told, and acknowledges each with a line: for tests that kill it, or let two of them write at once. */
import { openGradebook } from '../../src/class/gradebook/openGradebook.ts'
import { attempt } from './attempts.ts'

const [dir, student, count = 'Infinity'] = process.argv.slice(2) as [string, string, string?]
const book = await openGradebook({ dir, name: 'Test' }, process.env)
if ('exit' in book) throw new Error(book.message)
for (let index = 0; index < Number(count); index++) {
  const key = `${student} ${index}`
  await book.addAttempts([attempt({ key, student, capture: key })], new Map([[key, Buffer.from(key)]]))
  process.stdout.write(`${key}\n`)
}
await book.close()
