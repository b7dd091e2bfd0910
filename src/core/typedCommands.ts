import type { Command } from '../model/course.ts'

/** The commands as they are typed on a host, one after another: those that need what it lacks are left out, and `times` is written out. */
export function typedCommands(commands: Command[], lacks: ReadonlySet<string>): Command[] {
  return commands.filter(({ requires }) => requires === undefined || !lacks.has(requires)).flatMap(each => Array.from({ length: each.times }, () => each))
}
