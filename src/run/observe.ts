import { randomBytes } from 'node:crypto'
import { eachAtMost } from '../core/eachAtMost.ts'
import { readBatch, writeBatch } from '../core/batch.ts'
import type { Observation } from '../core/judge.ts'
import { wantKey, type Plan } from '../core/plan.ts'
import type { Answer, AskContext, Host, Probe, Run } from '../model.ts'

/** Milliseconds the batch of reading questions may take, engine included. */
const BATCH_MS = 30_000
/** Bytes of the whole batch: the process table of 10,000 processes is about 15 MB. */
const BATCH_CAP = 64 * 1024 * 1024
/** Bytes kept of one running question. */
const RUN_CAP = 64 * 1024
/** Running questions side by side. */
const AT_ONCE = 4

/** What a look brought, and how many trips to the host it took. */
export interface Look extends Observation {
  roundTrips: number
}

/**
 * Looks at a host: the one place where questions reach it. All reading questions are one script; running questions start with it, at most four at a time,
 * and each further four are a further trip. Programs (zx) start with them and make trips of their own.
 */
export async function observe(plan: Plan, host: Host, stop?: AbortSignal): Promise<Look> {
  const mark = `lab-${randomBytes(12).toString('hex')}`
  const context: AskContext = { engine: host.engine, mark }
  const facts = new Map<Probe, unknown>()
  const answers = new Map<string, Answer>()
  let trips = 0

  const batch = async (): Promise<void> => {
    if (plan.questions.length === 0) return
    const script = writeBatch(plan.questions.map(({ probe, subjects }) => probe.ask(subjects, context)), mark)
    const whole = await host.run({ script, deadlineMs: BATCH_MS, cap: BATCH_CAP }, stop)
    const pieces = readBatch(whole, plan.questions.length, mark)
    for (const [index, { probe, subjects }] of plan.questions.entries()) facts.set(probe, readFact(probe, pieces[index]!, subjects, context))
  }
  const beside = plan.runs.filter(run => !run.serial)
  const alone = plan.runs.filter(run => run.serial)
  const run = async (each: Run): Promise<void> => void answers.set(wantKey(each), await runOne(each, host, stop))
  const programs = async (): Promise<void> => {
    if (plan.programs.length === 0) return
    const { runProgram } = await import('./runProgram.ts')
    await eachAtMost(AT_ONCE, plan.programs, async program => {
      const { answer, calls } = await runProgram(program, host, stop)
      answers.set(wantKey(program), answer)
      trips += calls
    })
  }
  await Promise.all([batch(), eachAtMost(AT_ONCE, beside, run), programs()])
  for (const each of alone) await run(each)
  const waves = Math.max(plan.questions.length > 0 ? 1 : 0, Math.ceil(beside.length / AT_ONCE)) + alone.length
  return { facts, answers, roundTrips: waves + trips }
}

function readFact(probe: Probe, answer: Answer, subjects: unknown[], context: AskContext): unknown {
  if (answer.lost !== undefined && !probe.asksEngine) return { unknown: `${probe.key}: ${answer.lost}` }
  return probe.read(answer, subjects, context)
}

function runOne(run: Run, host: Host, stop?: AbortSignal): Promise<Answer> {
  return host.run({ script: run.script, env: run.env ?? {}, deadlineMs: run.seconds * 1000, cap: RUN_CAP, foreign: true, ...(run.as ? { as: run.as } : {}) }, stop)
}
