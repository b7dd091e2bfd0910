import { engineInView } from '../cleanRoom.ts'
import type { HostKind } from '../HostKind.ts'
import { openSsh } from '../ssh.ts'

/** A name of the user's own OpenSSH configuration; LAB_SSH_CONFIG names another file. */
const kind: HostKind = {
  named: true,
  open: (name, { environment, needsRoot, engine }) =>
    openSsh({ name, environment, needsRoot, engine: engineInView(engine, !needsRoot, {}, name), ...(environment.LAB_SSH_CONFIG ? { config: environment.LAB_SSH_CONFIG } : {}) }),
}

export default kind
