import { plainLine } from '../core/plainText.ts'
import type { Student } from './model.ts'
import type { Access } from './providerModel.ts'

/** The access sheet of one student: plain text, so that no name in it is ever more than a name. */
export function sheetText({ id, name }: Pick<Student, 'id' | 'name'>, { commands, notes }: Access, { title, challenge }: { title: string; challenge: string }): string {
  const line = (text: string): string => `    ${text}\n`
  return [
    `${plainLine(title, 76)}\n${'='.repeat(Math.min(76, Math.max(3, [...plainLine(title, 76)].length)))}\n`,
    `For ${plainLine(name, 100)}${name === id ? '' : ` (${plainLine(id, 100)})`}\n`,
    `Your machine\n------------\n${commands.map(line).join('')}`,
    notes.map(each => `${wrap(each)}\n`).join(''),
    `Your first commands there\n-------------------------\n${line('lab list                    # what there is to do')}${line(`lab start ${challenge}`)}${line('lab check                   # as often as you like')}`,
    `${wrap('`lab hint` helps when you are stuck, and `lab --help` says what else there is.')}\n`,
  ].join('\n')
}

/** Lines of at most 76 characters. */
function wrap(text: string): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!
    if (last !== '' && last.length + 1 + word.length > 76) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines.join('\n')
}
