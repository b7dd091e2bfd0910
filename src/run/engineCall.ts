import { quote } from '../core/quote.ts'
import type { Host } from '../model/host.ts'
import type { Answer } from '../model/look.ts'

/** Runs one command line of the host's engine, for what changes it: pulling an image, removing a container. Arguments are data. */
export function engineCall(host: Host, args: string[], seconds: number): Promise<Answer> {
  return host.run({ script: [host.engine.name, ...args].map(quote).join(' '), deadlineMs: seconds * 1000, cap: 1024 * 1024, keepChildren: true })
}

/** Removes containers at once, running or not. podman waits for a running one unless it is told not to; Docker does not. */
export function removeContainers(host: Host, ids: string[]): Promise<Answer> {
  return engineCall(host, ['rm', '--force', ...(host.engine.name === 'podman' ? ['--time', '0'] : []), ...ids], 120)
}

/** Names and ids of the containers of the engine in view; words say why they cannot be listed. */
export async function listContainers(host: Host): Promise<{ id: string; name: string; command: string; state: string }[] | string> {
  const answer = await engineCall(host, ['ps', '--all', '--no-trunc', '--format', '{{.ID}}\t{{.Names}}\t{{.State}}\t{{.Command}}'], 20)
  if (answer.code !== 0) return answer.lost ?? (answer.code === 127 ? `${host.engine.name} is not installed on this host` : answer.stderr.trim())
  return answer.stdout.split('\n').filter(line => line !== '').map(line => {
    const [id = '', name = '', state = '', command = ''] = line.split('\t')
    return { id, name, state, command }
  })
}
