import type { Command, Option } from './commandModel.ts'
import { wrap } from './core/wrap.ts'

/** The commands by name, each loaded when it is wanted. */
export type CommandTable = Record<string, () => Promise<{ default: Command }>>

const GROUPS: Record<Command['group'], string> = { anyone: 'New here', students: 'Students', authors: 'Authors', instructors: 'Classes' }
/** A terminal: what does not fit on it is folded. */
const COLUMNS = 80
const ROWS = 24
/** A name, and what stands before it. */
const NAMED = 22

/** The names that people type; one that begins with `_` is for programs. */
export function namesOf(table: CommandTable): string[] {
  return Object.keys(table).filter(name => !name.startsWith('_'))
}

/** What `lab --help` says: fits one screen. Where there are more commands than lines, the last groups are named in a row each. */
export async function overview(table: CommandTable): Promise<string> {
  const all = await Promise.all(namesOf(table).map(async name => ({ name, command: (await table[name]!()).default })))
  const groups = Object.entries(GROUPS).map(([group, title]) => ({ title, commands: all.filter(each => each.command.group === group) })).filter(each => each.commands.length > 0)
  for (let folded = 0; folded <= groups.length; folded++) {
    const lines = [
      'lab grades hands-on Linux labs: what is right, what is wrong, what to do next.', '',
      'Usage: lab [COMMAND] [WORDS] [OPTIONS]    without a command: where am I', '',
      ...groups.flatMap(({ title, commands }, index) => (index >= groups.length - folded ? foldedGroup(title, commands.map(each => each.name)) : commands.map(({ name, command }, at) => `${(at === 0 ? title : '').padEnd(9)} ${name.padEnd(NAMED - 11)} ${clause(command.summary, COLUMNS - NAMED)}`))),
      '', '`lab COMMAND --help` tells more. Exit codes: 0 good, 1 a check failed, 2 wrong', 'usage, 3 a track is invalid, 4 could not tell, 130 interrupted.',
    ]
    if (lines.length < ROWS || folded === groups.length) return `${lines.join('\n')}\n`
  }
  return ''
}

function foldedGroup(title: string, names: string[]): string[] {
  return wrap(names.join(', '), COLUMNS - 10).map((line, index) => `${(index === 0 ? title : '').padEnd(9)} ${line}`)
}

/** As much of a sentence as fits: up to a comma, a colon or a full stop. */
function clause(sentence: string, room: number): string {
  const whole = sentence.replace(/\.$/, '')
  if (whole.length <= room) return whole
  const ends = [...whole.matchAll(/[,:;.] /g)].map(each => each.index).filter(at => at <= room)
  return ends.length > 0 ? whole.slice(0, ends.at(-1)) : `${wrap(whole, room - 2)[0]} …`
}

/** What `lab COMMAND --help` says. */
export function commandHelp(verb: string, command: Command, common: Record<string, Option>): string {
  const options = Object.entries({ ...command.options, ...common }).map(([name, { short, value, help }]) => ({ flag: `--${name}${value ? ` ${value}` : ''}${short ? `, -${short}` : ''}`, help }))
  const width = Math.min(30, Math.max(...options.map(each => each.flag.length)))
  const lines = [`Usage: ${usageOf(verb, command)}`, '', ...wrap(command.summary, COLUMNS), '']
  for (const { flag, help } of options) {
    const [first, ...rest] = wrap(help, COLUMNS - width - 4)
    lines.push(...(flag.length > width ? [`  ${flag}`, `${' '.repeat(width + 4)}${first}`] : [`  ${flag.padEnd(width)}  ${first}`]), ...rest.map(line => `${' '.repeat(width + 4)}${line}`))
  }
  return `${lines.join('\n')}\n`
}

/** How a command is typed. */
export function usageOf(verb: string, command: Command): string {
  return ['lab', verb === 'status' ? '' : verb, command.takes, '[OPTIONS]'].filter(each => each !== '').join(' ')
}
