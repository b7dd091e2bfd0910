import { openContainer } from '../container.ts'
import type { HostKind } from '../HostKind.ts'

/** A running container of podman. */
const kind: HostKind = { named: true, open: (name, opening) => openContainer('podman', name, opening) }

export default kind
