import { readFileSync } from 'node:fs'
import { isUnknown, type Observation } from '../../src/core/judge.ts'
import { wantKey } from '../../src/core/plan.ts'
import type { Answer, Facts, Probe, Program, Run } from '../../src/model.ts'
import { cgroups } from '../../src/probe/cgroups.ts'
import { containersOf } from '../../src/probe/containers.ts'
import { files } from '../../src/probe/files.ts'
import { processes } from '../../src/probe/processes.ts'
import { specsOf } from '../../src/probe/specs.ts'
import type { Reply } from './Reply.ts'

const containers = containersOf.podman
const specs = specsOf.podman

const PROBES: Probe<any, any>[] = [processes, containers, cgroups, specs, files]

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
