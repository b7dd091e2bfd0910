import type { Machine } from './providerModel.ts'

/** The configuration for the client of OpenSSH that knows some machines, and nothing else: strict about host keys, no password, no agent forwarded. Machines must be without flaw. */
export function sshConfigText(machines: Iterable<Machine>, { knownHosts }: { knownHosts?: string }): string {
  const blocks = [...machines].map(({ name, host, port, user, key, jump, knownHosts: own = knownHosts, unchecked }) => [
    `Host ${name}`, `  HostName ${host}`, `  Port ${port}`,
    ...(user === undefined ? [] : [`  User ${user}`]),
    ...(key === undefined ? [] : [`  IdentityFile "${key}"`, '  IdentitiesOnly yes']),
    ...(jump === undefined ? [] : [`  ProxyJump ${jump}`]),
    ...(unchecked ? ['  UserKnownHostsFile /dev/null', '  StrictHostKeyChecking no'] : [...(own === undefined ? [] : [`  UserKnownHostsFile "${own}"`]), '  StrictHostKeyChecking yes']),
    '',
  ].join('\n'))
  return `${blocks.join('\n')}\nHost *\n  PasswordAuthentication no\n  KbdInteractiveAuthentication no\n  ForwardAgent no\n  ForwardX11 no\n  PermitLocalCommand no\n`
}
