import type { HostKind } from '../HostKind.ts'
import { openLocal } from '../local.ts'

/** This machine. */
const kind: HostKind = {
  named: false,
  unable: () => (process.platform === 'linux' ? undefined : `this machine runs ${process.platform}, and labs are about Linux: work on a Linux machine, real or virtual, or name one with --host ssh:NAME`),
  open: (_, opening) => openLocal(opening),
}

export default kind
