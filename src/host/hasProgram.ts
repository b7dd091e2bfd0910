import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { PATH } from './cleanRoom.ts'

/** Whether this machine has a program, where hosts look for programs. */
export function hasProgram(name: string): boolean {
  return PATH.split(':').some(folder => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
