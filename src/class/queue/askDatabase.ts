import { databaseError } from '../gradebook/databaseError.ts'

/** Asks a database that may be away for a while: undefined where it does not answer, which is told once until it does again. */
export function askDatabase(say: (text: string) => void): <T>(question: () => Promise<T>) => Promise<T | undefined> {
  let answers = true
  return async question => {
    try {
      const answer = await question()
      answers = true
      return answer
    } catch (error) {
      if (answers) say(`the database does not answer, and is asked again: ${databaseError(error)}`)
      answers = false
      return undefined
    }
  }
}
