import type { Challenge } from '../model/course.ts'

/** The parts of a challenge in which its variables can stand. */
export type Spoken = Pick<Challenge, 'commands' | 'setup' | 'solve' | 'cleanup' | 'text'>

/** Whether a challenge speaks about a variable, in its commands, its scripts or its text. */
export function mentions({ commands, setup, solve, cleanup, text }: Spoken, name: string): boolean {
  const texts = [...commands.map(each => each.run), setup?.text, solve?.text, cleanup?.text, text].join('\n')
  return new RegExp(`\\$(\\{${name}\\}|${name}\\b)`).test(texts)
}
