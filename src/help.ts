import type { Command, Option } from './commandModel.ts'

const GROUPS: Record<Command['group'], string> = { anyone: 'New here', students: 'Students', authors: 'Authors and CI' }

/** The help of lab, or of one command: fits one screen. */
export async function helpText(verb: string | undefined, table: Record<string, () => Promise<{ default: Command }>>, common: Record<string, Option>): Promise<string> {
  if (verb !== undefined && Object.hasOwn(table, verb)) return commandHelp(verb, (await table[verb]!()).default, common)
  const all = await Promise.all(Object.entries(table).map(async ([name, load]) => ({ name, command: (await load()).default })))
  const lines = ['lab grades hands-on Linux labs: it looks at this machine and says what is right, what is wrong, and what to do next.', '', 'Usage: lab [COMMAND] [WORDS] [OPTIONS]   without a command: where am I, what next']
  for (const [group, title] of Object.entries(GROUPS)) {
    lines.push('', title)
    for (const { name, command } of all.filter(each => each.command.group === group)) lines.push(`  ${name.padEnd(10)} ${command.summary}`)
  }
  lines.push('', '`lab COMMAND --help` tells more. Exit codes: 0 good, 1 a check failed, 2 wrong usage, 3 a track is invalid, 4 could not tell, 130 interrupted.')
  return `${lines.join('\n')}\n`
}

function commandHelp(verb: string, command: Command, common: Record<string, Option>): string {
  const lines = [`Usage: lab ${[verb === 'status' ? '' : verb, command.takes, '[OPTIONS]'].filter(each => each !== '').join(' ')}`, '', command.summary, '']
  for (const [name, { short, value, help }] of Object.entries({ ...command.options, ...common })) {
    lines.push(`  ${`--${name}${value ? ` ${value}` : ''}${short ? `, -${short}` : ''}`.padEnd(28)} ${help}`)
  }
  return `${lines.join('\n')}\n`
}
