import type { Option } from './commandModel.ts'
import { namesOf, usageOf, type CommandTable } from './help.ts'

/** lab(1) for `man -l -`, from the same words as the help. */
export async function manPage(table: CommandTable, common: Record<string, Option>, version: string): Promise<string> {
  const options = (list: Record<string, Option>): string[] => Object.entries(list).flatMap(([name, { short, value, help }]) => ['.TP', `.B ${roff(`--${name}${short ? `, -${short}` : ''}`)}${value ? ` \\fI${roff(value)}\\fR` : ''}`, roff(help)])
  const lines = [
    `.TH LAB 1 "" "lab ${roff(version)}"`, '.SH NAME', 'lab \\- grades hands-on Linux and container labs', '.SH SYNOPSIS', '.B lab', '[COMMAND] [WORDS] [OPTIONS]',
    '.SH DESCRIPTION', 'It looks at a host once, says check by check what is right and what is wrong, and what to do next.', '.SH COMMANDS',
  ]
  for (const name of namesOf(table)) {
    const command = (await table[name]!()).default
    lines.push(`.SS ${roff(usageOf(name, command))}`, roff(command.summary), ...options(command.options))
    for (const [verb, load] of Object.entries(command.verbs ?? {})) {
      const { default: inner } = await load()
      lines.push(`.SS ${roff(usageOf(`${name} ${verb}`, inner))}`, roff(inner.summary), ...options(inner.options))
    }
  }
  lines.push('.SH OPTIONS', 'Every command takes', ...options(common), '.SH EXIT STATUS')
  for (const [code, words] of Object.entries({ 0: 'good', 1: 'a check failed, or nothing has the name that lab look was given', 2: 'wrong usage', 3: 'a track is invalid', 4: 'could not tell: the host or the grader had trouble', 130: 'interrupted' })) lines.push('.TP', `.B ${code}`, words)
  return `${lines.join('\n')}\n`
}

/** Text that roff takes as it is. */
function roff(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^([.'])/, '\\&$1')
}
