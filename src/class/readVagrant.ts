/** One line of what Vagrant writes with `--machine-readable`. */
export interface VagrantLine {
  /** The machine that it is about; empty where it is about none. */
  machine: string
  type: string
  data: string[]
}

/** Reads the lines of `vagrant --machine-readable`: time, machine, type, data. What is no such line, as a plugin or Ruby may print, is left out. */
export function readVagrant(text: string): VagrantLine[] {
  return text.split(/\r?\n/).flatMap(line => {
    const [time = '', machine = '', type = '', ...data] = line.split(',')
    if (!/^\d+$/.test(time) || !/^[a-z][a-z_-]*$/.test(type)) return []
    return [{ machine, type, data: data.map(each => each.replaceAll('%!(VAGRANT_COMMA)', ',').replaceAll('\\n', '\n').replaceAll('\\r', '\r')) }]
  })
}

/** How each machine is, in Vagrant's words: `running`, `not_created`, `shutoff`, ... */
export function statesOf(lines: readonly VagrantLine[]): Map<string, string> {
  return new Map(lines.filter(each => each.type === 'state' && each.machine !== '').map(({ machine, data }) => [machine, data[0] ?? '']))
}

/** The machines for which an action came to its end: where it broke there is a start, and no end. */
export function endedOf(lines: readonly VagrantLine[], action: string): Set<string> {
  return new Set(lines.filter(({ type, data }) => type === 'action' && data[0] === action && data[1] === 'end').map(each => each.machine))
}

/** Why Vagrant ended with an error, in its own words. */
export function errorOf(lines: readonly VagrantLine[]): string | undefined {
  const exit = lines.findLast(each => each.type === 'error-exit')?.data[1]
  return exit ?? lines.findLast(({ type, data }) => type === 'ui' && data[0] === 'error')?.data[1]
}
