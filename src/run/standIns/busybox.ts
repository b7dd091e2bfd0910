import type { StandIn } from '../buildStandIn.ts'

/** For any image of which a challenge only wants the usual commands. */
const busybox: StandIn = { adds: '', command: ['sh'] }

export default busybox
