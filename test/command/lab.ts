import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { makeFolder } from '../folder.ts'

/** The program itself. */
export const program = fileURLToPath(new URL('../../bin/lab', import.meta.url))

/** Runs lab in a folder, with a journal of its own. */
export function lab(args: string[], cwd: string = makeFolder(), environment: Record<string, string> = {}): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000, env: { PATH: process.env.PATH, HOME: cwd, ...environment } as unknown as NodeJS.ProcessEnv })
  return { code: status, out: stdout, err: stderr }
}
