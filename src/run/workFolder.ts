import { isWorkFolder } from '../core/isWorkFolder.ts'
import { mentions } from '../core/mentions.ts'
import { describeFailure } from '../core/words.ts'
import type { Challenge } from '../model/course.ts'
import type { Host } from '../model/host.ts'
import type { Unknown } from '../model/look.ts'

/** Whether a challenge speaks about `$work`. */
export function wantsWorkFolder(challenge: Challenge): boolean {
  return mentions(challenge, 'work')
}

/** Makes the folder of a challenge on its host: one with a new name, or the one it had. Its owner is who works there. */
export async function makeWorkFolder(host: Host, before?: string): Promise<string | Unknown> {
  if (before !== undefined && isWorkFolder(before)) {
    const left = await removeWorkFolder(host, before)
    if (left) return left
  }
  const named = before !== undefined && isWorkFolder(before)
  const done = await run(host, named ? `mkdir -m 755 -- "$lab_folder" && echo "$lab_folder"` : 'lab_folder=$(mktemp -d /tmp/lab-XXXXXXXX) && chmod 755 "$lab_folder" && echo "$lab_folder"', before)
  const folder = done.stdout.trim()
  return done.code === 0 && isWorkFolder(folder) ? folder : { unknown: `no folder could be made under /tmp: ${describeFailure(done)}` }
}

/** Removes the folder of a challenge with all that is in it, but for what is mounted there. Returns what could not be done. */
export async function removeWorkFolder(host: Host, folder: string): Promise<Unknown | undefined> {
  if (!isWorkFolder(folder)) return { unknown: `"${folder}" is no folder that lab made: it stays` }
  const done = await run(host, '[ ! -e "$lab_folder" ] || rm -rf --one-file-system -- "$lab_folder"', folder)
  return done.code === 0 ? undefined : { unknown: `${folder} could not be removed: ${describeFailure(done)}` }
}

function run(host: Host, script: string, folder = '') {
  return host.run({ script, env: { lab_folder: folder }, deadlineMs: 60_000, cap: 64 * 1024 })
}
