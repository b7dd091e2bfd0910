import { eachAtMost } from '../core/eachAtMost.ts'
import { jsonText } from '../core/jsonText.ts'
import { describeFailure } from '../core/words.ts'
import type { Refusal } from '../model/problem.ts'
import { keepConnections } from './keepConnections.ts'
import type { Student } from './model.ts'
import type { OpenClass } from './readClass.ts'

/** Values drawn for one student, by track and variable. */
export interface Drawn {
  student: Student
  values: Record<string, Record<string, string>>
}

/** Puts the file where the learner's own lab looks for it, whole or not at all. */
const WRITE = 'umask 077; dir="$HOME/.local/state/lab"; mkdir -p "$dir" && printf %s "$lab_vars" >"$dir/vars.json.new" && mv -f "$dir/vars.json.new" "$dir/vars.json"'
/** As the learner, never as root: what stands in their home may lead anywhere. */
const AS_ACCOUNT = `exec su -s /bin/sh "$lab_account" -c '${WRITE}'`
/** Milliseconds that it may take, with the connection. */
const LIMIT_MS = 30_000

/** Writes the values of students into the homes on their hosts, many hosts at once. `done` is told of each: words where it failed. */
export async function pushValues({ file, machines }: Pick<OpenClass, 'file' | 'machines'>, drawn: readonly Drawn[], { environment, stop }: { environment: Record<string, string | undefined>; stop: AbortSignal }, done: (student: Student, failure?: string) => void): Promise<Refusal | undefined> {
  const connections = await keepConnections(machines, environment)
  if ('exit' in connections) return connections
  try {
    await eachAtMost(file.limits.hosts, drawn, async ({ student, values }) => {
      if (stop.aborted) return
      const other = student.account !== undefined && student.account !== machines.all.get(student.host)!.user
      const answer = await connections.connect(student).run({ script: other ? AS_ACCOUNT : WRITE, as: other ? 'root' : 'learner', env: { lab_vars: jsonText(values), ...(other ? { lab_account: student.account! } : {}) }, deadlineMs: LIMIT_MS, cap: 4096 }, stop)
      done(student, answer.lost ?? (answer.code === 0 ? undefined : describeFailure(answer)))
    })
  } finally {
    await connections.close()
  }
  return undefined
}
