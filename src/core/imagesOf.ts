import type { Challenge, Track } from '../model.ts'
import { isImageVariable } from './vars.ts'

/** The image variables of a track that a challenge speaks about, in its commands, its scripts or its text, with their values. */
export function imagesOf(track: Pick<Track, 'vars'>, challenge: Pick<Challenge, 'commands' | 'setup' | 'solve' | 'cleanup' | 'text'>): [name: string, image: string][] {
  const texts = [...challenge.commands.map(each => each.run), challenge.setup?.text, challenge.solve?.text, challenge.cleanup?.text, challenge.text].join('\n')
  return Object.entries(track.vars).filter(([name]) => isImageVariable(name) && new RegExp(`\\$(\\{${name}\\}|${name}\\b)`).test(texts))
}
