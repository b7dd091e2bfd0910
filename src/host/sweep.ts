import { readdirSync, readFileSync } from 'node:fs'

/**
 * Ends what an errand left on this machine though its process group was ended: a process that made a session of its own (`setsid`).
 * It is known by a word in the environment it was started with. Returns what they were called.
 */
export function sweep(word: string): string[] {
  const names: string[] = []
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(word)) continue
      // Before it is ended: whoever adopted it may bury it at once, and its name with it.
      const name = readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
      process.kill(Number(pid), 'SIGKILL')
      names.push(`${name} (${pid})`)
    } catch {
      // Gone meanwhile, or another account's, which this one could not have started.
    }
  }
  return names
}
