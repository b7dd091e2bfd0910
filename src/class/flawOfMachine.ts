import { plainLine } from '../core/plainText.ts'
import type { Machine } from './providerModel.ts'

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.@:-]{0,252}$/
const HOST = /^(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f.]{0,15}){2,8}(?:%[A-Za-z0-9]{1,16})?)$/
const USER = /^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,127}\$?$/
const JUMP = /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}@)?(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?$/
/** Nothing that ends a quoted word of a configuration, or stands for something else in it. */
const PATH = /^[^\p{Cc}"%$]{1,4096}$/u

/** What is wrong with a machine, wherever its description came from; undefined where nothing is. The only door to a client's configuration. */
export function flawOfMachine({ name, host, port, user, key, jump, knownHosts, unchecked }: Machine): string | undefined {
  const say = (what: string, value: string, rule: string): string => `"${plainLine(value, 80)}" is no ${what}: ${rule}`
  if (!NAME.test(name)) return say('name of a machine', name, 'letters, digits and . _ @ : - only, no hyphen first')
  if (!HOST.test(host)) return say('address', host, 'a DNS name or an IP address, no hyphen first')
  if (!Number.isInteger(port) || port < 1 || port > 65535) return say('port', String(port), 'a number from 1 to 65535')
  if (user !== undefined && !USER.test(user)) return say('account', user, 'letters, digits and . _ @ - only, no hyphen first')
  if (key !== undefined && !PATH.test(key)) return say('file of a key', key, 'no quotes, % or $ in its path')
  if (knownHosts !== undefined && !PATH.test(knownHosts)) return say('file of known hosts', knownHosts, 'no quotes, % or $ in its path')
  if (jump !== undefined && !jump.split(',').every(each => JUMP.test(each))) return say('way to jump', jump, '[USER@]HOST[:PORT] only')
  if (unchecked && !/^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host)) return `${name} would be taken without comparing its host key, and ${host} is not this machine: set known_hosts`
  return undefined
}
