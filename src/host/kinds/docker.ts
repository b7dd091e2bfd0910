import { openContainer } from '../container.ts'
import type { HostKind } from '../HostKind.ts'

/** A running container of Docker. */
const kind: HostKind = { named: true, open: (name, opening) => openContainer('docker', name, opening) }

export default kind
