import { quote } from '../src/core/quote.ts'
import type { Flaw, Kind, Outcome } from '../src/model/kind.ts'
import { services, unitName } from '../src/probe/services.ts'

/** What stands under `service:`. */
export interface ServiceParams {
  name: string
  state?: keyof typeof STATES
  enabled?: boolean
}

/** Our words, and the states of systemd that they stand for. */
const STATES = { running: ['active', 'reloading'], stopped: ['inactive'], failed: ['failed'] }

const kind: Kind<ServiceParams> = {
  summary: 'A service of systemd: whether it runs now, and whether it starts with the host.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: {
      name: { type: 'string', pattern: '^[A-Za-z0-9:_.@\\\\-]+$', description: 'The unit; without an ending a service is meant: sshd is sshd.service.' },
      state: { enum: Object.keys(STATES), description: 'running: active, in the words of systemd. stopped: inactive. failed: it ended and should not have. A service that is not there is none of them.' },
      enabled: { type: 'boolean', description: 'true: it starts with the host (or when it is asked for). false: it does not.' },
    },
  },
  example: `- id: journal
  title: the journal is kept
  service: { name: systemd-journald, state: running }`,
  says: {
    pass: 'service sshd is running (pid 812) and enabled',
    fail: 'service sshd is failed (exit-code), running expected',
    unobservable: 'systemd does not run this host: it has no services to look at',
  },
  flaws: flawsOf,
  title: params => `${nameOf(params)} is ${[params.state, params.enabled === undefined ? undefined : params.enabled ? 'enabled' : 'not enabled'].filter(part => part !== undefined).join(' and ')}`,
  wants: ({ name }) => ({ looks: [{ probe: services, subject: name }] }),
  explain: ({ name }) => `systemctl status --no-pager ${quote(unitName(name))}`,

  judge(params, facts): Outcome {
    const { systemd, services: table } = facts.of(services)
    if (!systemd) return { status: 'skip', reason: 'not observable', message: 'systemd does not run this host: it has no services to look at' }
    const unit = Object.hasOwn(table, params.name) ? table[params.name] : undefined
    const name = nameOf(params)
    if (!unit) return { status: 'error', reason: 'could not look', message: `systemd said nothing about ${name}`, next: 'run `lab doctor`' }
    const evidence = `systemctl show ${unit.id}: ${unit.load}, ${unit.active} (${unit.sub})${unit.file === '' ? '' : `, ${unit.file}`}`
    if (unit.load === 'not-found') return { status: 'fail', message: `there is no ${name} on this host`, expected: params.state ?? 'there', actual: unit.load, evidence }
    const alias = unit.id === unitName(params.name) ? '' : `, which is ${unit.id},`
    const word = Object.entries(STATES).find(([, states]) => states.includes(unit.active))?.[0] ?? unit.active
    const state = word === 'running' ? (unit.sub === 'running' ? `running (pid ${unit.pid})` : `active (${unit.sub})`) : word === 'failed' ? `failed (${unit.result})` : unit.load === 'masked' ? `${word}, and masked` : word
    if (params.state !== undefined && params.state !== word) return { status: 'fail', message: `${name}${alias} is ${state}, ${params.state} expected`, expected: params.state, actual: word, evidence }
    const starts = ['enabled', 'enabled-runtime', 'alias'].includes(unit.file)
    const enabled = starts ? 'enabled' : unit.file === 'disabled' || unit.file === '' ? 'not enabled' : `not enabled (${unit.file})`
    if (params.enabled !== undefined && params.enabled !== starts) return { status: 'fail', message: `${name}${alias} is ${enabled}, ${params.enabled ? 'enabled' : 'not enabled'} expected`, expected: params.enabled, actual: unit.file, evidence }
    const said = [params.state === undefined ? '' : state, params.enabled === undefined ? '' : enabled].filter(part => part !== '').join(' and ')
    return { status: 'pass', message: `${name}${alias} is ${said}`, expected: params.state ?? params.enabled, actual: params.state === undefined ? unit.file : word, evidence }
  },
}

export default kind

function nameOf({ name }: ServiceParams): string {
  return unitName(name).endsWith('.service') ? `service ${name.replace(/\.service$/, '')}` : `unit ${name}`
}

function flawsOf({ state, enabled }: ServiceParams): Flaw[] {
  return state === undefined && enabled === undefined ? [{ path: [], message: 'it asserts nothing yet: give it state or enabled' }] : []
}
