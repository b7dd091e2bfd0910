import { engineInView } from '../cleanRoom.ts'
import type { HostKind } from '../HostKind.ts'
import { openVagrant } from '../vagrant.ts'

/** A machine of the Vagrantfile in this folder, or in that of VAGRANT_CWD. */
const kind: HostKind = {
  named: true,
  open: (name, { environment, needsRoot, engine }) => openVagrant({ name, environment, needsRoot, engine: engineInView(engine, !needsRoot, {}, `machine ${name}`) }),
}

export default kind
