import type { Check } from '../model/course.ts'
import type { Kind, KindContext } from '../model/kind.ts'
import type { Look, Probe, Program, Run, Wants } from '../model/look.ts'

/** A question of one probe about all its subjects. */
export interface Question {
  probe: Probe
  subjects: unknown[]
}

/** What must be looked at and run for some checks: equal wants are there once. */
export interface Plan {
  questions: Question[]
  runs: Run[]
  programs: Program[]
}

/** A key that is equal for equal wants. */
export function wantKey(want: Run | Program): string {
  return JSON.stringify(want)
}

/** Collects what all checks want to know. Questions that ask the engine come last: it may hang. */
export function planLook(checks: Check[], kinds: ReadonlyMap<string, Kind>, context: KindContext): Plan {
  const subjects = new Map<Probe, Map<string, unknown>>()
  const runs = new Map<string, Run>()
  const programs = new Map<string, Program>()
  for (const check of checks) {
    const wants: Wants = kinds.get(check.kind)!.wants(check.params, context)
    for (const look of wants.looks ?? []) addLook(subjects, look)
    for (const run of wants.runs ?? []) runs.set(wantKey(run), run)
    for (const program of wants.programs ?? []) programs.set(wantKey(program), program)
  }
  const questions = [...subjects].map(([probe, about]) => ({ probe, subjects: [...about.values()] }))
  questions.sort((a, b) => Number(a.probe.asksEngine ?? false) - Number(b.probe.asksEngine ?? false))
  return { questions, runs: [...runs.values()], programs: [...programs.values()] }
}

function addLook(subjects: Map<Probe, Map<string, unknown>>, { probe, subject }: Look): void {
  let about = subjects.get(probe)
  if (!about) subjects.set(probe, (about = new Map()))
  if (subject !== undefined) about.set(JSON.stringify(subject), subject)
}
