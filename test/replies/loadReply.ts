import { readFileSync } from 'node:fs'
import { isUnknown, type Observation } from '../../src/core/judge.ts'
import { wantKey } from '../../src/core/plan.ts'
import type { Answer, Facts, Probe, Program, Run } from '../../src/model.ts'
import { cgroups } from '../../src/probe/cgroups.ts'
import { containersOf } from '../../src/probe/containers.ts'
import { environments } from '../../src/probe/environments.ts'
import { files } from '../../src/probe/files.ts'
import { imagesOf } from '../../src/probe/images.ts'
import { mounts } from '../../src/probe/mounts.ts'
import { packages } from '../../src/probe/packages.ts'
import { processes } from '../../src/probe/processes.ts'
import { selinux } from '../../src/probe/selinux.ts'
import { services } from '../../src/probe/services.ts'
import { sockets } from '../../src/probe/sockets.ts'
import { specsOf } from '../../src/probe/specs.ts'
import { users } from '../../src/probe/users.ts'
import type { Reply } from './Reply.ts'

const containers = containersOf.podman
const specs = specsOf.podman

/** The probes whose answers are recorded. */
export const PROBES: Probe<any, any>[] = [processes, containers, cgroups, specs, files, mounts, sockets, selinux, imagesOf.podman, packages, services, users, environments]

/** A recorded state, read by the probes of today. */
export function loadReply(name: string): { reply: Reply; observation: Observation; facts: Facts } {
  const reply = JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8')) as Reply
  const found = new Map<Probe, unknown>()
  for (const probe of PROBES) {
    const recorded = reply.probes[probe.key]
    if (recorded) found.set(probe, probe.read(recorded.answer, recorded.subjects, { engine: reply.engine, mark: reply.mark }))
  }
  const answers = new Map<string, Answer>(reply.runs.map(({ run, answer }) => [wantKey(run), answer]))
  const facts: Facts = {
    of<F>(probe: Probe<any, F>): F {
      const fact = found.get(probe)
      if (fact === undefined) throw new Error(`${name}.json has no answer to ${probe.key}`)
      if (isUnknown(fact)) throw new Error(`${name}.json: ${probe.key}: ${fact.unknown}`)
      return fact as F
    },
    ran: (run: Run) => answers.get(wantKey(run))!,
    finished: (program: Program) => answers.get(wantKey(program))!,
  }
  return { reply, observation: { facts: found, answers }, facts }
}
