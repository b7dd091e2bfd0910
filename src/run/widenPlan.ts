import type { Plan, Question } from '../core/plan.ts'
import type { Engine, Probe } from '../model/look.ts'
import { cgroups } from '../probe/cgroups.ts'
import { containersOf } from '../probe/containers.ts'
import { files, type FileSubject } from '../probe/files.ts'
import { imagesOf } from '../probe/images.ts'
import { looker } from '../probe/looker.ts'
import { mounts } from '../probe/mounts.ts'
import { offers } from '../probe/offers.ts'
import { packages } from '../probe/packages.ts'
import { processes } from '../probe/processes.ts'
import { selinux } from '../probe/selinux.ts'
import { sockets } from '../probe/sockets.ts'
import { specsOf } from '../probe/specs.ts'
import { users } from '../probe/users.ts'

/** What the checks want to know, and besides it what checks of tomorrow may ask: whatever a host can tell without being asked about something of its own. */
export function widenPlan(plan: Plan, engine: Engine, accounts: string[]): Plan {
  const probes = [looker, processes, cgroups, mounts, sockets, selinux, users, packages, offers, ...Object.values(containersOf), specsOf[engine.name], imagesOf[engine.name]] as Probe[]
  const asked = new Map(plan.questions.map(each => [each.probe, each.subjects]))
  for (const probe of probes) if (!asked.has(probe)) asked.set(probe, [])
  const questions = [...asked].map(([probe, subjects]): Question => ({ probe, subjects: widen(probe, subjects, accounts) }))
  return { ...plan, questions: questions.sort((a, b) => Number(a.probe.asksEngine ?? false) - Number(b.probe.asksEngine ?? false)) }
}

function widen(probe: Probe, subjects: unknown[], accounts: string[]): unknown[] {
  if (probe.tellsAll) return []
  if (probe === (users as Probe)) return [...new Set([...subjects, ...accounts])]
  if (probe !== (files as Probe)) return subjects
  // A file whose content was read was looked at, too.
  const known = new Map([...subjects, ...(subjects as FileSubject[]).map(({ path }) => ({ path }))].map(each => [JSON.stringify(each), each]))
  return [...known.values()]
}
