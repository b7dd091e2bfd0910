import type { Machine } from './providerModel.ts'

/** The configuration for the client of OpenSSH that knows some machines, and nothing else: strict about host keys, no password, no agent forwarded. Machines must be without flaw. */
export function sshConfigText(machines: Iterable<Machine>, { knownHosts }: { knownHosts?: string }): string {
  const all = [...machines]
  const known = new Set(all.map(each => each.name))
  const ways: string[] = []
  for (const { jump, key, knownHosts: own = knownHosts } of all) {
    for (const host of jump === undefined ? [] : hopsOf(jump)) {
      if (!known.has(host)) ways.push(block(host, [...keyLines(key), ...hostKeyLines(own)]))
      known.add(host)
    }
  }
  const blocks = all.map(({ name, host, port, user, key, jump, knownHosts: own = knownHosts, unchecked }) => block(name, [
    `HostName ${host}`, `Port ${port}`,
    ...(user === undefined ? [] : [`User ${user}`]),
    ...keyLines(key),
    ...(jump === undefined ? [] : [`ProxyJump ${jump}`]),
    ...(unchecked ? ['UserKnownHostsFile /dev/null', 'StrictHostKeyChecking no'] : hostKeyLines(own)),
  ]))
  return `${[...blocks, ...ways].join('\n')}\nHost *\n  BatchMode yes\n  PasswordAuthentication no\n  KbdInteractiveAuthentication no\n  ForwardAgent no\n  ForwardX11 no\n  PermitLocalCommand no\n`
}

/** The hosts on a way to jump, `[USER@]HOST[:PORT],...`: one that is no machine of the class is entered with the key of the machine behind it, and its host key is among the same. */
function hopsOf(jump: string): string[] {
  return jump.split(',').map(each => each.replace(/^.*@/, '').replace(/(?<=\]|^[^:]*):\d+$/, '').replace(/^\[(.*)\]$/, '$1'))
}

function block(name: string, lines: string[]): string {
  return `Host ${name}\n${lines.map(each => `  ${each}\n`).join('')}`
}

function keyLines(key: string | undefined): string[] {
  return key === undefined ? [] : [`IdentityFile "${key}"`, 'IdentitiesOnly yes']
}

function hostKeyLines(file: string | undefined): string[] {
  return [...(file === undefined ? [] : [`UserKnownHostsFile "${file}"`]), 'StrictHostKeyChecking yes']
}
