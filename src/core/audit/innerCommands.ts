interface Words {
  name: string
  args: (string | undefined)[]
  texts: string[]
}

/** What a command has carried out: another command, or a script of its own; `inside` a container or on the host. */
export type Inner = { inside: boolean } & ({ args: (string | undefined)[]; texts: string[] } | { script: string })

const SHELL = /^(ba|da|k|a|z)?sh$/
const ENGINE_VALUE = /^(-u|--user|-w|--workdir|-e|--env|--env-file|--detach-keys|--index|-f|--file|-p|--project-name|-H|--host|--context|-c|--connection|--url|--log-level)$/

/** `docker exec web curl x`, `kubectl exec web -- curl x`, `bash -c "curl x"`, `eval "curl x"`; undefined for any other command. */
export function innerOf(command: Words): Inner | undefined {
  const { name, args, texts } = command
  if (SHELL.test(name) || name === 'su') {
    const at = args.findIndex(each => /^-[a-z]*c$/.test(each ?? ''))
    return at >= 0 && texts[at + 1] !== undefined ? { inside: false, script: scriptOf(command, at + 1) } : undefined
  }
  if (name === 'eval' && texts.length === 1) return { inside: false, script: scriptOf(command, 0) }
  if (name === 'kubectl' || name === 'oc') {
    const at = args.indexOf('--')
    return at > 0 && args.includes('exec') ? { inside: true, args: args.slice(at + 1), texts: texts.slice(at + 1) } : undefined
  }
  if (!/^(docker|podman|nerdctl|docker-compose|podman-compose)$/.test(name)) return undefined
  const exec = args.indexOf('exec')
  // `docker rm exec` is about a container of that name.
  if (exec < 0 || args.slice(0, exec).some((each, index) => !/^-/.test(each ?? '') && !['container', 'compose'].includes(each ?? '') && !ENGINE_VALUE.test(args[index - 1] ?? ''))) return undefined
  let at = exec + 1
  while (at < args.length && /^-/.test(args[at] ?? texts[at] ?? '')) at += ENGINE_VALUE.test(args[at] ?? '') ? 2 : 1
  return { inside: true, args: args.slice(at + 1), texts: texts.slice(at + 1) }
}

/** The text of a script in an argument; one with variables in it as it is written, without its quotes. */
function scriptOf({ args, texts }: Words, at: number): string {
  return args[at] ?? texts[at]!.replace(/^"([^]*)"$/, '$1').replace(/\\(["$`\\])/g, '$1')
}
