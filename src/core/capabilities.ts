/** The capabilities of Linux by bit number: include/uapi/linux/capability.h, CAP_CHOWN (0) to CAP_CHECKPOINT_RESTORE (40). */
const NAMES = [
  'CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SETPCAP', 'LINUX_IMMUTABLE', 'NET_BIND_SERVICE',
  'NET_BROADCAST', 'NET_ADMIN', 'NET_RAW', 'IPC_LOCK', 'IPC_OWNER', 'SYS_MODULE', 'SYS_RAWIO', 'SYS_CHROOT', 'SYS_PTRACE', 'SYS_PACCT',
  'SYS_ADMIN', 'SYS_BOOT', 'SYS_NICE', 'SYS_RESOURCE', 'SYS_TIME', 'SYS_TTY_CONFIG', 'MKNOD', 'LEASE', 'AUDIT_WRITE', 'AUDIT_CONTROL',
  'SETFCAP', 'MAC_OVERRIDE', 'MAC_ADMIN', 'SYSLOG', 'WAKE_ALARM', 'BLOCK_SUSPEND', 'AUDIT_READ', 'PERFMON', 'BPF', 'CHECKPOINT_RESTORE',
].map(name => `CAP_${name}`)

/** All known names, in the order of their bits. */
export const CAPABILITIES: readonly string[] = NAMES

/** The full name of a capability as somebody may write it: `net_admin`, `CAP_NET_ADMIN`; known or not. */
export function capabilityName(word: string): string {
  const upper = word.toUpperCase().replaceAll('-', '_')
  return upper.startsWith('CAP_') ? upper : `CAP_${upper}`
}

/** The names in a mask in hexadecimal, as /proc/PID/status shows it. A bit that is younger than this table is named by its number. */
export function readCapabilities(mask: string): string[] {
  const bits = BigInt(`0x${mask}`)
  return Array.from({ length: 64 }, (_, bit) => bit).filter(bit => (bits >> BigInt(bit)) & 1n).map(bit => NAMES[bit] ?? `CAP_${bit}`)
}
