import type { Answer, Probe, Unknown } from '../model/look.ts'

/** One socket that waits for somebody: a TCP socket that listens, or a UDP socket that is connected to nobody. */
export interface Socket {
  protocol: 'tcp' | 'udp'
  /** As one writes it: `127.0.0.1`, `::`. */
  address: string
  port: number
  inode: string
}

/** The waiting sockets of each network namespace that the looking account may see, and who holds them. */
export interface SocketTables {
  /** The namespace of whoever looked. */
  host: string
  /** By the inode of the namespace. */
  tables: Record<string, Socket[]>
  /** By the inode of the socket: ids of the processes that have it open. Only those whose files the looking account may see. */
  owners: Record<string, number[]>
}

/** The columns sl, local_address, rem_address and st; 0A is TCP_LISTEN and 07 TCP_CLOSE, where an unconnected UDP socket stays. */
const WAITING = '^ *(sl |[0-9]+: [0-9A-F]+:[0-9A-F]{4} [0-9A-F]+:[0-9A-F]{4} (0A|07) )'
const FILES = ['tcp', 'tcp6', 'udp', 'udp6']

/** One read of /proc/PID/net for each network namespace (not for each process), and one `find` over all open files for who holds a socket. */
export const sockets: Probe<never, SocketTables> = {
  key: 'sockets',
  summary: 'all listening TCP and waiting UDP sockets of every network namespace, with the processes that hold them, in one read of /proc',
  ask: () => `cd /proc || exit
stat -c '%N' self/ns/net
lab_all=$(stat -c '%N' [0-9]*/ns/net 2>/dev/null | sort -s -u -t '>' -k 2,2)
printf '%s\\n' "$lab_all"
{ echo ${FILES.map(file => `self/net/${file}`).join(' ')}; printf '%s\\n' "$lab_all" | sed -n 's,^[^0-9]*\\([0-9][0-9]*\\)/.*,${FILES.map(file => `\\1/net/${file}`).join(' ')},p'; } | xargs grep -aHE '${WAITING}' /dev/null 2>/dev/null
find [0-9]*/fd -type l -exec stat -c '%N' '{}' + 2>/dev/null | grep -aF 'socket:['
:`,
  read: readSockets,
}

function readSockets(answer: Answer): SocketTables | Unknown {
  const namespaces = new Map<string, string>()
  const found = new Map<string, Socket[]>()
  const owners: SocketTables['owners'] = {}
  for (const line of answer.stdout.split('\n')) {
    const [, whose, fd, inode] = /^'?(self|\d+)\/(?:ns\/net|(fd)\/\d+)'? -> '?(?:net|socket):\[(\d+)\]'?$/.exec(line) ?? []
    if (inode !== undefined) {
      if (fd === undefined) namespaces.set(whose!, inode)
      else if (!owners[inode]?.includes(Number(whose))) (owners[inode] ??= []).push(Number(whose))
      continue
    }
    const [, holder, protocol, text] = /^(self|\d+)\/net\/(tcp|udp)6?:(.*)$/.exec(line) ?? []
    if (text === undefined) continue
    const list = found.get(holder!) ?? []
    found.set(holder!, list)
    const [, hex, port, waiting] = /^ *\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) \S+ (?:0A|07) \S+ \S+ \S+ +\d+ +\d+ (\d+)/.exec(text) ?? []
    if (waiting !== undefined) list.push({ protocol: protocol as Socket['protocol'], address: readAddress(hex!), port: parseInt(port!, 16), inode: waiting })
  }
  const host = namespaces.get('self')
  if (host === undefined || !found.has('self')) return { unknown: 'the sockets of this host could not be read' }
  const tables: SocketTables['tables'] = {}
  for (const [whose, list] of found) if (namespaces.has(whose)) tables[namespaces.get(whose)!] = list
  return { host, tables, owners }
}

/** The kernel writes each word of 32 bits as a number in the order of this machine's bytes, which are little-endian on all that run containers. */
function readAddress(hex: string): string {
  const bytes = hex.match(/.{8}/g)!.flatMap(word => word.match(/../g)!.reverse().map(byte => parseInt(byte, 16)))
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, at) => ((bytes[2 * at]! << 8) | bytes[2 * at + 1]!).toString(16))
  if (/^(0,){5}ffff,/.test(groups.join())) return `::ffff:${bytes.slice(12).join('.')}`
  // RFC 5952: the longest run of zeros, of at least two, becomes `::`.
  const run = [...groups.join(':').matchAll(/(?:^|:)(0(?::0)+)(?=:|$)/g)].sort((a, b) => b[1]!.length - a[1]!.length)[0]
  if (!run) return groups.join(':')
  const text = groups.join(':')
  const from = run.index + (run[0].startsWith(':') ? 1 : 0)
  return `${text.slice(0, from).replace(/:$/, '')}::${text.slice(from + run[1]!.length).replace(/^:/, '')}`
}
