import { matches, matcherOf } from '../../src/core/match.ts'
import type { Kind } from '../../src/model/kind.ts'
import { findTarget, isOutcome, targetFlaws, targetLooks, targetName, targetPid, targetProperties, type Target } from '../../src/probe/findTarget.ts'

/** What stands under `owner:`. */
export interface OwnerParams extends Target {
  id: unknown
}

const kind: Kind<OwnerParams> = {
  summary: 'As which user of the host a container, or each process of a program, runs.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['id'],
    properties: { ...targetProperties, id: { matcher: 'count', description: 'The effective user id on the host; 0 is root.' } },
  },
  example: `- id: not-root
  title: web does not run as root
  owner: { container: web, id: { not: 0 } }`,
  says: { pass: 'container web runs as user 1000', fail: 'container web runs as user 0', unobservable: 'never: everybody may see whose a process is' },
  flaws: targetFlaws,
  title: params => `the owner of ${targetName(params)}`,
  wants: (params, { engine }) => ({ looks: targetLooks(params, engine) }),
  explain: (params, { engine }) => `ps -o uid,pid,args -p ${targetPid(params, engine)}`,

  judge(params, facts, { engine }) {
    const subjects = findTarget(params, facts, engine)
    if (isOutcome(subjects)) return subjects
    const wanted = matcherOf(params.id, 'count')
    const wrong = subjects.find(({ process }) => !matches(wanted, process.uid))
    const { name, process } = wrong ?? subjects[0]!
    return { status: wrong ? 'fail' : 'pass', message: `${name} runs as user ${process.uid}`, expected: params.id, actual: process.uid, evidence: `/proc/${process.pid}/status` }
  },
}

export default kind
