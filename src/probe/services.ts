import type { Answer, Probe, Unknown } from '../model/look.ts'
import { quote } from '../core/quote.ts'

/** One unit, in the words of systemd: see systemctl(1) and org.freedesktop.systemd1(5). */
export interface Service {
  /** Its own name; the one asked for may be an alias. */
  id: string
  /** loaded, not-found, masked, bad-setting, error. */
  load: string
  /** active, inactive, failed, activating, deactivating, reloading. */
  active: string
  /** E.g. running, exited, dead. */
  sub: string
  /** enabled, disabled, static, masked, alias, ...; empty where there is no unit file. */
  file: string
  /** 0 while nothing runs. */
  pid: number
  /** How it ended, e.g. success, exit-code. */
  result: string
}

/** The units that were asked about, by the name asked; `systemd` false where it does not run the host, and then there are none. */
export interface ServiceTable {
  systemd: boolean
  services: Record<string, Service>
}

const PROPERTIES = 'Id,Names,LoadState,ActiveState,SubState,UnitFileState,MainPID,Result'

/** `systemctl show` for all units in one call; it answers for units that are not there, too. */
export const services: Probe<string, ServiceTable> = {
  key: 'services',
  summary: 'units of systemd with their state, in one call of systemctl',
  ask: subjects => `[ -d /run/systemd/system ] || { echo systemd=no; exit 0; }
echo systemd=yes
engine systemctl show --no-pager --property=${PROPERTIES} -- ${subjects.map(quote).join(' ')}`,
  read: readServices,
}

/** The full name of a unit: `sshd` is `sshd.service`. */
export function unitName(name: string): string {
  return /\.(service|socket|timer|target|mount|path|slice|scope|device|swap|automount)$/.test(name) ? name : `${name}.service`
}

function readServices(answer: Answer, subjects: string[]): ServiceTable | Unknown {
  const said = /^systemd=(yes|no)$/m.exec(answer.stdout)?.[1]
  if (said === 'no') return { systemd: false, services: {} }
  if (said === undefined || answer.code !== 0) return { unknown: `systemd does not answer: ${answer.timedOut ? 'it took too long' : (answer.stderr.trim().split('\n')[0] ?? '') || `systemctl ended with ${answer.code}`}` }
  const services: ServiceTable['services'] = {}
  for (const block of answer.stdout.slice(answer.stdout.indexOf('\n') + 1).split(/\n\n+/)) {
    const of = new Map(block.split('\n').map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const))
    const id = of.get('Id')
    if (!id) continue
    const unit: Service = { id, load: of.get('LoadState') ?? '', active: of.get('ActiveState') ?? '', sub: of.get('SubState') ?? '', file: of.get('UnitFileState') ?? '', pid: Number(of.get('MainPID') ?? 0), result: of.get('Result') ?? '' }
    const names = new Set([id, ...(of.get('Names') ?? '').split(' ')])
    for (const subject of subjects) if (names.has(unitName(subject))) services[subject] = unit
  }
  return { systemd: true, services }
}
