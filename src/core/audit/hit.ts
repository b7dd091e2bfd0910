import type { Hit } from './auditModel.ts'

/** Something found where a command begins. */
export const hit = ({ at }: { at: number }, message: string): Hit => ({ at, message })
