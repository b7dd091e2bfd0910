import { plainLine } from '../src/core/plainText.ts'
import { quote } from '../src/core/quote.ts'
import type { Flaw, Kind, Outcome } from '../src/model/kind.ts'
import type { Answer, EngineName, Run } from '../src/model/look.ts'
import { containersOf, engineNamed } from '../src/probe/containers.ts'
import { engineProperty, findContainer, findFirstProcess, isOutcome } from '../src/probe/findTarget.ts'
import { processes } from '../src/probe/processes.ts'
import { CALL_FAMILIES, callsOf, fateOf, type SeccompFilter } from '../src/probe/seccompFilter.ts'
import { specsOf } from '../src/probe/specs.ts'

/** What stands under `seccomp:`. */
export interface SeccompParams {
  container: string
  mode?: 'filter' | 'none'
  blocks?: string | string[]
  allows?: string | string[]
  behaviour?: true
  engine?: EngineName
}

/** Seconds that the harmless call may take: an `exec` takes a quarter of a second, and a busy machine four times that. */
const SECONDS = 10

const words = { type: ['string', 'array'], minLength: 1, minItems: 1, items: { type: 'string', pattern: '^[a-z_0-9]+$' }, pattern: '^[a-z_0-9]+$' }
const families = Object.entries(CALL_FAMILIES).filter(([word]) => word === 'chmod' || word === 'chown').map(([word, calls]) => `${word} means ${calls.join(', ')}`).join('; ')

const kind: Kind<SeccompParams> = {
  summary: 'The filter of system calls of a running container: the kernel filters its first process (`Seccomp: 2`), and the filter in its OCI specification refuses or allows calls, by all ways in.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['container'],
    properties: {
      container: { type: 'string', minLength: 1, description: 'The name of the container.' },
      mode: { enum: ['filter', 'none'], description: 'filter: its system calls are filtered. none: they are not.' },
      blocks: { ...words, description: `What the filter refuses whatever the arguments: a system call, or a word for all ways to do one thing (${families}; also ${Object.keys(CALL_FAMILIES).filter(word => word !== 'chmod' && word !== 'chown').join(', ')}).` },
      allows: { ...words, description: 'What the filter lets through: of a word for several calls at least one.' },
      behaviour: { const: true, description: 'true: also runs one harmless call in the container, as its root: chmod that sets the mode which /tmp has already. Needs blocks or allows with chmod.' },
      engine: engineProperty,
    },
  },
  example: `- id: no-chmod
  title: container locked cannot change the mode of a file
  seccomp: { container: locked, blocks: chmod, behaviour: true }`,
  says: {
    pass: 'container locked: chmod is refused (chmod, fchmod, fchmodat, fchmodat2); tried it: Operation not permitted',
    fail: 'container locked: chmod is not blocked, fchmodat2 is still allowed',
    unobservable: 'the filter of container locked was not set by its engine: what it refuses cannot be read',
  },
  flaws: flawsOf,
  title: ({ container, mode, blocks, allows }) => `container ${container} ${[
    mode === undefined ? '' : mode === 'filter' ? 'filters system calls' : 'filters no system call',
    blocks === undefined ? '' : `refuses ${listOf(blocks).join(', ')}`,
    allows === undefined ? '' : `allows ${listOf(allows).join(', ')}`,
  ].filter(part => part !== '').join(' and ')}`,
  wants: (params, { engine }) => {
    const name = params.engine ?? engine.name
    return {
      looks: [{ probe: processes }, { probe: containersOf[name] }, ...(params.blocks || params.allows ? [{ probe: specsOf[name] }] : [])],
      ...(params.behaviour ? { runs: [harmlessCall(params, name)] } : {}),
    }
  },
  explain: ({ container, blocks, allows, engine: wanted }, { engine }) => {
    const name = wanted ?? engine.name
    const inspected = (field: string): string => `$(${name} inspect -f '{{.${field}}}' ${quote(container)})`
    const filter = name === 'podman' ? `grep -o '"seccomp":.*' ${inspected('OCIConfigPath')}` : `${name} inspect -f '{{.HostConfig.SecurityOpt}}' ${quote(container)}`
    return `grep Seccomp: /proc/${inspected('State.Pid')}/status${blocks || allows ? `; ${filter}` : ''}`
  },

  judge(params, facts, { engine: inView }): Outcome {
    const engine = engineNamed(params.engine, inView)
    const name = `container ${params.container}`
    const list = facts.of(containersOf[engine.name]).containers
    const process = findFirstProcess(params.container, facts.of(processes), list, engine)
    if (isOutcome(process)) return process
    const filtered = process.seccomp === 2
    const status = `/proc/${process.pid}/status: Seccomp: ${process.seccomp}`
    if (params.mode === 'none' && filtered) return { status: 'fail', message: `${name} filters system calls, no filter expected`, expected: 'none', actual: 'filter', evidence: status }
    if (!filtered && (params.mode === 'filter' || params.blocks !== undefined)) {
      return { status: 'fail', message: `${name} filters no system call at all: it runs unconfined or privileged`, expected: params.blocks ?? 'filter', actual: 'none', evidence: status }
    }
    const said: string[] = []
    let evidence = status
    if (filtered && (params.blocks !== undefined || params.allows !== undefined)) {
      const container = findContainer(params.container, list, engine)
      const spec = isOutcome(container) ? undefined : facts.of(specsOf[engine.name]).specs[container.id]
      if (!spec || spec.seccomp === undefined) return { status: 'error', reason: 'could not look', message: `the OCI specification of ${name} could not be read: ${spec?.trouble ?? 'there is none'}`, next: 'run `lab doctor`' }
      if (spec.seccomp === null) return { status: 'skip', reason: 'not observable', message: `the filter of ${name} was not set by its engine: what it refuses cannot be read`, evidence: status }
      evidence += `; linux.seccomp in ${spec.ociConfigPath}`
      const outcome = judgeFilter(params, spec.seccomp, said)
      if (outcome) return { ...outcome, message: `${name}: ${outcome.message}`, evidence }
    } else if (params.allows !== undefined) said.push('no system call is filtered')
    if (said.length === 0) said.push(filtered ? 'its system calls are filtered' : 'its system calls are not filtered')
    if (params.behaviour) {
      const outcome = judgeBehaviour(params, facts.ran(harmlessCall(params, engine.name)), said)
      if (outcome) return { ...outcome, message: `${name}: ${outcome.message}`, evidence }
    }
    return { status: 'pass', message: `${name}: ${said.join('; ')}`, evidence }
  },
}

export default kind

function flawsOf(params: SeccompParams): Flaw[] {
  const { mode, blocks, allows, behaviour } = params
  const flaws: Flaw[] = []
  if (mode === undefined && blocks === undefined && allows === undefined) flaws.push({ path: [], message: 'it asserts nothing yet: give it mode, blocks or allows' })
  if (mode === 'none' && blocks !== undefined) flaws.push({ path: ['blocks'], message: 'without a filter nothing is blocked: leave out mode: none' })
  const both = listOf(blocks).filter(word => listOf(allows).includes(word))
  if (both.length > 0) flaws.push({ path: ['allows'], message: `${both.join(', ')} cannot be both blocked and allowed` })
  if (behaviour && !listOf(blocks).includes('chmod') && !listOf(allows).includes('chmod')) flaws.push({ path: ['behaviour'], message: 'what it tries is chmod: it needs chmod in blocks or allows' })
  return flaws
}

function listOf(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}

const SOMETIMES = 'refused only sometimes (for some arguments, or by one rule and not by another)'

/** What the filter's rules say; undefined where all is as expected, and then `said` tells what was seen. */
function judgeFilter({ blocks, allows }: SeccompParams, filter: SeccompFilter, said: string[]): Outcome | undefined {
  for (const word of listOf(blocks)) {
    const calls = callsOf(word)
    const allowed = calls.filter(call => fateOf(call, filter) === 'allowed')
    const depends = calls.filter(call => fateOf(call, filter) === 'depends')
    if (allowed.length + depends.length > 0) {
      const open = [sentence(allowed, 'still allowed'), sentence(depends, SOMETIMES)]
      return { status: 'fail', message: `${word} is not blocked, ${open.filter(part => part !== '').join(', and ')}`, expected: { blocks: calls }, actual: { open: [...allowed, ...depends] } }
    }
    said.push(`${word} is refused${calls.length > 1 ? ` (${calls.join(', ')})` : ''}`)
  }
  for (const word of listOf(allows)) {
    const calls = callsOf(word)
    const allowed = calls.filter(call => fateOf(call, filter) === 'allowed')
    if (allowed.length === 0) {
      const depends = calls.filter(call => fateOf(call, filter) === 'depends')
      const refused = calls.filter(call => !depends.includes(call))
      return { status: 'fail', message: `${word} is not allowed, ${[sentence(refused, 'refused'), sentence(depends, SOMETIMES)].filter(part => part !== '').join(', and ')}`, expected: { allows: calls }, actual: { open: depends } }
    }
    said.push(`${word} is allowed${calls.length > 1 ? ` (${allowed.join(', ')})` : ''}`)
  }
  return undefined
}

/** As root of the container, who may set the mode of any file: what refuses it then is the filter. */
function harmlessCall({ container }: SeccompParams, engine: EngineName): Run {
  return { script: `${engine} exec --user 0 ${quote(container)} sh -c 'chmod "$(stat -c %a /tmp)" /tmp'`, seconds: SECONDS, ours: true }
}

function judgeBehaviour({ blocks }: SeccompParams, { code, stderr, stdout }: Answer, said: string[]): Outcome | undefined {
  const blocked = listOf(blocks).includes('chmod')
  // A profile chooses the error number: EPERM, EACCES, or ENOSYS as if there were no such call. 159 is 128 + SIGSYS: a filter may also end who calls.
  const words = code === 0 ? 'it worked' : (/chmod: .*(Operation not permitted|Permission denied|Function not implemented)/.exec(stderr + stdout)?.[1] ?? (code === 159 ? 'ended by the filter' : undefined))
  if (words === undefined) {
    return { status: 'error', reason: 'could not tell', message: `tried chmod in it, and its end tells nothing about the filter: ${plainLine(stderr.trim() || stdout) || `ended with ${code}`}`, next: 'the image needs sh, stat and chmod, and a /tmp that can be written; else leave out behaviour' }
  }
  const refused = code !== 0
  if (refused !== blocked) return { status: 'fail', message: `tried chmod in it: ${words}, ${blocked ? 'a refusal' : 'success'} expected`, expected: blocked ? 'refused' : 'allowed', actual: refused ? 'refused' : 'allowed' }
  said.push(`tried it: ${words}`)
  return undefined
}

/** `chmod and fchmod are refused`; nothing for no calls. */
function sentence(calls: string[], words: string): string {
  if (calls.length === 0) return ''
  return `${calls.length === 1 ? calls[0] : `${calls.slice(0, -1).join(', ')} and ${calls.at(-1)}`} ${calls.length === 1 ? 'is' : 'are'} ${words}`
}
