import { plainLine } from '../core/plainText.ts'
import { disarm } from './csvText.ts'
import type { ExportedChallenge } from './exportModel.ts'

/** A title for the column of each challenge, no two alike; where a title is taken, or is one that the reader of the file takes for something else, the challenge's name follows it. */
export function columnTitles(challenges: readonly ExportedChallenge[], isTaken: (title: string) => boolean = () => false): string[] {
  const titles = challenges.map(({ title }) => disarm(plainLine(title)))
  return titles.map((title, index) => {
    const alike = titles.filter(each => each.toLowerCase() === title.toLowerCase()).length > 1
    return title === '' || alike || isTaken(title) ? `${title} [${challenges[index]!.name}]`.trim() : title
  })
}
