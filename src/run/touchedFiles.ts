import { realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import { quote } from '../core/quote.ts'
import { EXIT } from '../core/score.ts'
import type { Refusal } from '../model/problem.ts'
import { openLocal } from '../host/local.ts'

/** Files that git says are not as in the main branch: changed since this branch left it, or not committed yet. On the main branch itself, what is not committed. */
export async function touchedFiles(dir: string, environment: Record<string, string | undefined>): Promise<string[] | Refusal> {
  const host = openLocal({ environment, needsRoot: false })
  const script = `cd ${quote(dir)} && lab_top=$(git rev-parse --show-toplevel) || exit
printf '%s\\0' "$lab_top"
lab_base=HEAD
for lab_main in $(git symbolic-ref -q --short refs/remotes/origin/HEAD) origin/main origin/master main master; do
  lab_found=$(git merge-base "$lab_main" HEAD 2>/dev/null) && lab_base=$lab_found && break
done
cd "$lab_top" && git diff --name-only -z "$lab_base" -- && git ls-files -z --others --exclude-standard`
  const { code, stdout, stderr, lost } = await host.run({ script, deadlineMs: 30_000, cap: 8 * 1024 * 1024 })
  if (code !== 0) return { exit: EXIT.usage, code: 'usage', message: `--changed asks git, and ${dir} is in no repository that git can read: ${lost ?? (stderr.trim().split('\n')[0] || `git ended with ${code}`)}` }
  const [top, ...files] = stdout.split('\0').filter(each => each !== '')
  return files.map(each => join(top!, each))
}

/** Whether a challenge may be another one because of these files: its own folder, or what its track shares. */
export function isTouched(challengeDir: string, trackDir: string, challengeDirs: string[], files: string[]): boolean {
  const [own, track, ...others] = [challengeDir, trackDir, ...challengeDirs].map(each => realpathSync(each) + sep)
  return files.some(file => file.startsWith(own!) || (file.startsWith(track!) && !others.some(each => file.startsWith(each))))
}
