import type { Probe } from '../model/look.ts'
import { wantKey, type Plan } from './plan.ts'

/** All that some plans ask, each thing once. */
export function mergePlans(plans: readonly Plan[]): Plan {
  const questions = new Map<Probe, Map<string, unknown>>()
  for (const { probe, subjects } of plans.flatMap(each => each.questions)) {
    const about = questions.get(probe) ?? new Map<string, unknown>()
    questions.set(probe, about)
    for (const subject of subjects) about.set(JSON.stringify(subject), subject)
  }
  const once = <T extends Parameters<typeof wantKey>[0]>(wants: T[]): T[] => [...new Map(wants.map(each => [wantKey(each), each])).values()]
  return { questions: [...questions].map(([probe, about]) => ({ probe, subjects: [...about.values()] })), runs: once(plans.flatMap(each => each.runs)), programs: once(plans.flatMap(each => each.programs)) }
}

/** Whether everything that one plan asks was asked by another. */
export function covers(plan: Plan, wanted: Plan): boolean {
  const asked = new Map(plan.questions.map(({ probe, subjects }) => [probe, new Set(subjects.map(each => JSON.stringify(each)))]))
  const ran = new Set([...plan.runs, ...plan.programs].map(wantKey))
  return wanted.questions.every(({ probe, subjects }) => asked.has(probe) && (probe.tellsAll || subjects.every(each => asked.get(probe)!.has(JSON.stringify(each))))) && [...wanted.runs, ...wanted.programs].every(each => ran.has(wantKey(each)))
}
