import { readFileSync } from 'node:fs'
import { isUnknown, type Observation } from '../../src/core/judge.ts'
import { readCapture } from '../../src/core/readCapture.ts'
import { recallFrom } from '../../src/core/recall.ts'
import { hashOf } from '../../src/host/captureFile.ts'
import type { Answer, Facts, Probe, Run } from '../../src/model/look.ts'
import { cgroups } from '../../src/probe/cgroups.ts'
import { containersOf } from '../../src/probe/containers.ts'
import { environments } from '../../src/probe/environments.ts'
import { files } from '../../src/probe/files.ts'
import { imagesOf } from '../../src/probe/images.ts'
import { mounts } from '../../src/probe/mounts.ts'
import { offers } from '../../src/probe/offers.ts'
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
export const PROBES: Probe<any, any>[] = [processes, containers, cgroups, specs, files, mounts, sockets, selinux, imagesOf.podman, packages, services, users, environments, offers]

/** A recorded state, read as any capture is, by the probes of today. */
export function loadReply(name: string): { reply: Reply; observation: Observation; facts: Facts } {
  const capture = readCapture(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8'))
  if (typeof capture === 'string') throw new Error(`${name}.json: ${capture}`)
  const recall = recallFrom(capture, hashOf)
  const found = new Map<Probe, unknown>()
  for (const probe of PROBES) {
    const recorded = capture.questions.find(each => each.probe === probe.key)
    const asked = recorded && recall.question(probe, recorded.subjects)
    if (asked && 'unknown' in asked) throw new Error(`${name}.json: ${asked.unknown}: npm run record`)
    if (asked) found.set(probe, probe.read(asked.answered.answer, asked.answered.subjects, asked.context))
  }
  const ran = (run: Run): Answer | undefined => {
    const answer = recall.run(run)
    return 'unknown' in answer ? undefined : answer
  }
  const facts: Facts = {
    of<F>(probe: Probe<any, F>): F {
      const fact = found.get(probe)
      if (fact === undefined) throw new Error(`${name}.json has no answer to ${probe.key}`)
      if (isUnknown(fact)) throw new Error(`${name}.json: ${probe.key}: ${fact.unknown}`)
      return fact as F
    },
    ran: run => ran(run)!,
    finished: () => { throw new Error('no zx script is recorded') },
  }
  // What is asked for by `wantKey` is the run itself, as JSON.
  return { reply: capture as Reply, observation: { facts: found, answers: { get: key => ran(JSON.parse(key) as Run) } }, facts }
}
