import { quote } from '../core/quote.ts'

/** The id of a student as it is typed on a command line of lab, where an id may look like an option. */
export function typedId(id: string): string {
  return `${id.startsWith('-') ? '-- ' : ''}${quote(id)}`
}
