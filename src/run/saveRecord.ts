import { contentOf, type Capture } from '../core/capture.ts'
import { hideValues, maskSecrets } from '../core/maskSecrets.ts'
import type { Plan } from '../core/plan.ts'
import { firstLine } from '../core/recall.ts'
import { hashOf } from '../host/captureFile.ts'
import type { Answered } from '../model/host.ts'
import type { Answer, AskContext, Engine } from '../model/look.ts'
import { environments } from '../probe/environments.ts'
import type { LookRecord } from './observe.ts'

/** What a look asked and was told, without what may not be saved; and `hide`, which does the same to anything else. */
export function saveRecord({ mark, questions, runs, programs }: LookRecord, plan: Plan, asked: ReadonlySet<string>, engine: Engine): { saved: Pick<Capture, 'questions' | 'runs' | 'programs'>; hide: <T>(value: T) => T } {
  const context: AskContext = { engine, mark }
  const found = new Set<string>()
  const mask = (text: string): string => maskSecrets(text, asked, found)
  const maskAnswer = (answer: Answer): Answer => ({ ...answer, stdout: mask(answer.stdout), stderr: mask(answer.stderr), ...(answer.lost === undefined ? {} : { lost: mask(answer.lost) }) })
  const probes = new Map(plan.questions.map(({ probe }) => [probe.key, probe]))
  const save = ({ probe, subjects, answer }: Answered): Answer => probes.get(probe)?.save?.(answer, subjects, context) ?? answer
  // Names of variables outside of environments: their values are looked for everywhere else.
  for (const { probe, answer } of questions) if (probe === environments.key) maskSecrets(answer.stdout, asked, found)
  const saved = {
    questions: questions.map(each => ({ ...each, answer: maskAnswer(save(each)) })),
    runs: runs.map(({ run, answer }) => ({ content: hashOf(contentOf(run)), first: mask(firstLine(run)), answer: maskAnswer(answer) })),
    programs: programs.map(({ program, calls }) => ({ file: program.file, content: hashOf(contentOf({ env: program.env ?? {} })), calls: calls.map(call => ({ ...call, stdout: mask(call.stdout), stderr: mask(call.stderr) })) })),
  }
  const values = [...found].sort((a, b) => b.length - a.length).slice(0, 500)
  const hide = <T>(value: T): T => mapTexts(value, text => hideValues(mask(text), values)) as T
  for (const each of [...saved.questions, ...saved.runs]) each.answer = hide(each.answer)
  for (const each of saved.programs) for (const call of each.calls) Object.assign(call, { stdout: hide(call.stdout), stderr: hide(call.stderr) })
  return { saved, hide }
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map(each => mapTexts(each, change))
  if (typeof value !== 'object' || value === null) return value
  // A setting's name and its value, as they stand in a table of variables.
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, typeof each === 'string' ? change(`${key}=${each}`).slice(key.length + 1) : mapTexts(each, change)]))
}
