import { randomBytes } from 'node:crypto'
import { plainLine } from '../core/plainText.ts'
import { quote } from '../core/quote.ts'
import type { Errand } from '../model/host.ts'
import type { Answer } from '../model/look.ts'
import { PATH, SELECTORS } from './cleanRoom.ts'
import { spawn } from './spawn.ts'

/** How a program of this machine reaches a shell elsewhere: `podman exec -i NAME`, `ssh NAME`. */
export interface Reach {
  /** What runs `sh`, followed by its arguments, over there. */
  argv: string[]
  /** The arguments arrive as one line for a shell, as ssh sends them. */
  joined: boolean
  /** The environment of the program on this side. */
  env: Record<string, string>
  /** Look and learn as root there: through `sudo -n` where the account is another. */
  needsRoot: boolean
  /** Words for "nothing came back", from what the program said. */
  explain(answer: Answer, words: string): string
}

/**
 * Enters the clean room over there: keeps the selectors of the account's engine, drops everything else, becomes root where that is asked for,
 * and has the host itself end the whole process group at the deadline where it has GNU \`timeout\`; busybox' ends one process only.
 */
const ENTER = `lab_root=$1; lab_seconds=$2; shift 2
lab_names='${SELECTORS.join(' ')}'; lab_sudo=
if [ "$lab_root" = 1 ] && [ "$(id -u)" != 0 ]; then lab_sudo='sudo -n --'; lab_names='${SELECTORS.filter(each => !each.startsWith('XDG_') && each !== 'HOME').join(' ')}'; set -- HOME=/root "$@"; fi
for lab_name in $lab_names; do eval "lab_value=\\\${$lab_name-}"; [ -z "$lab_value" ] || set -- "$lab_name=$lab_value" "$@"; done
lab_limit=; if timeout --kill-after=1 1 true >/dev/null 2>&1; then lab_limit="timeout -s KILL $lab_seconds"; fi
exec $lab_sudo env -i PATH=${PATH} LC_ALL=C TZ=UTC "$@" $lab_limit /bin/sh -c 'lab_script=$(cat) && exec </dev/null && eval "$lab_script"'`

/**
 * Runs an errand over there. The script is fenced by a random mark on both streams: what an account's start-up files or a login banner print before it
 * is noise and dropped, and its end is known even where a background child holds the connection open. Where the first mark never came, the way there is
 * the trouble, and the answer is lost: never a failed check.
 */
export async function runFramed(reach: Reach, errand: Errand, stop?: AbortSignal): Promise<Answer> {
  const mark = `lab-${randomBytes(12).toString('hex')}`
  const root = errand.as === undefined ? reach.needsRoot : errand.as === 'root'
  const seconds = Math.max(1, Math.ceil(errand.deadlineMs / 1000))
  const words = ['sh', '-c', ENTER, 'lab', root ? '1' : '0', String(seconds), ...Object.entries(errand.env ?? {}).map(([name, value]) => `${name}=${value}`)]
  const argv = [...reach.argv, ...(reach.joined ? [words.map(quote).join(' ')] : words)]
  const end = `${mark} end `
  const script = [
    // Ends the whole group where nothing else does it, and goes with the group at the end.
    errand.keepChildren ? '' : `( sleep ${seconds}; kill -KILL 0 ) >/dev/null 2>&1 &`,
    `printf '%s\\n' ${mark}; printf '%s\\n' ${mark} >&2`,
    `( eval ${quote(errand.script)} ) </dev/null; lab_code=$?`,
    `printf '\\n%s%s\\n' '${end}' $lab_code; printf '\\n%s%s\\n' '${end}' $lab_code >&2`,
    errand.keepChildren ? '' : 'kill -KILL 0',
  ].join('\n')
  // Room for the marks, and a little more time than the host itself has: its own end is the cleaner one.
  const answer = await spawn({ argv: argv as [string, ...string[]], env: reach.env, cwd: '/', input: script, deadlineMs: errand.deadlineMs + 2000, cap: errand.cap + 4096, until: end, ...(stop ? { stop } : {}) })
  return unframe(answer, mark, end, errand.deadlineMs, reach)
}

function unframe(answer: Answer, mark: string, end: string, deadlineMs: number, { explain }: Reach): Answer {
  if (answer.lost !== undefined) return answer
  const out = cut(answer.stdout, mark, end)
  const err = cut(answer.stderr, mark, end)
  if (!out) return { ...answer, code: null, stdout: '', stderr: '', lost: explain(answer, plainLine(answer.stderr.trim().split('\n').at(-1) ?? '', 300)) }
  const timedOut = answer.timedOut || (out.code === undefined && answer.durationMs >= deadlineMs)
  const broke = out.code === undefined && !timedOut ? { lost: 'the host stopped answering' } : {}
  return { ...answer, code: out.code ?? null, signal: null, stdout: out.text, stderr: err?.text ?? '', timedOut, ...broke }
}

/** What stands between the marks of one stream, and the status behind the last. */
function cut(stream: string, mark: string, end: string): { text: string; code?: number } | undefined {
  const from = stream.indexOf(`${mark}\n`)
  if (from < 0) return undefined
  const start = from + mark.length + 1
  const to = stream.lastIndexOf(`\n${end}`)
  if (to < start - 1) return { text: stream.slice(start) }
  return { text: stream.slice(start, Math.max(start, to)), code: Number(stream.slice(to + 1 + end.length).split('\n')[0]) }
}
