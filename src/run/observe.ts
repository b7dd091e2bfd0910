import { randomBytes } from 'node:crypto'
import { eachAtMost } from '../core/eachAtMost.ts'
import { readBatch, writeBatch } from '../core/batch.ts'
import type { Observation } from '../core/judge.ts'
import { wantKey, type Plan } from '../core/plan.ts'
import { plainLine } from '../core/plainText.ts'
import { notCaptured } from '../core/recall.ts'
import type { Answered, Call, Host, Recall } from '../model/host.ts'
import type { Answer, AskContext, Look as Ask, Probe, Program, Run, Unknown } from '../model/look.ts'

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
  /** What was asked and what came back, word by word; nothing where a saved look was asked. */
  record?: LookRecord
}

/** All that a look asked and was told. */
export interface LookRecord {
  /** The random word that frames the answers. */
  mark: string
  questions: Answered[]
  runs: { run: Run; answer: Answer }[]
  programs: { program: Program; calls: Call[] }[]
}

/**
 * Looks at a host: the one place where questions reach it. All reading questions are one script; running questions start with it, at most four at a time,
 * and each further four are a further trip. Programs (zx) start with them and make trips of their own.
 */
export async function observe(plan: Plan, host: Host, stop?: AbortSignal): Promise<Look> {
  if (host.recall) return recallLook(plan, host, host.recall, stop)
  const mark = `lab-${randomBytes(12).toString('hex')}`
  const context: AskContext = { engine: host.engine, mark }
  const facts = new Map<Probe, unknown>()
  const answers = new Map<string, Answer>()
  const record: LookRecord = { mark, questions: [], runs: [], programs: [] }
  let trips = 0

  const batch = async (): Promise<void> => {
    if (plan.questions.length === 0) return
    const texts = plan.questions.map(({ probe, subjects }) => probe.ask(subjects, context))
    const script = writeBatch(texts, mark)
    const whole = await host.run({ script, deadlineMs: BATCH_MS, cap: BATCH_CAP }, stop)
    const pieces = readBatch(whole, plan.questions.length, mark)
    for (const [index, { probe, subjects }] of plan.questions.entries()) {
      facts.set(probe, readFact(probe, pieces[index]!, subjects, context))
      record.questions.push({ probe: probe.key, subjects, question: texts[index]!, answer: pieces[index]! })
    }
  }
  const beside = plan.runs.filter(run => !run.serial)
  const alone = plan.runs.filter(run => run.serial)
  const run = async (each: Run): Promise<void> => {
    const answer = await runOne(each, host, stop)
    answers.set(wantKey(each), answer)
    record.runs.push({ run: each, answer })
  }
  const programs = async (): Promise<void> => {
    if (plan.programs.length === 0) return
    const { runProgram } = await import('./runProgram.ts')
    await eachAtMost(AT_ONCE, plan.programs, async program => {
      const { answer, calls, transcript } = await runProgram(program, host, stop)
      answers.set(wantKey(program), answer)
      record.programs.push({ program, calls: transcript })
      trips += calls
    })
  }
  await Promise.all([batch(), eachAtMost(AT_ONCE, beside, run), programs()])
  for (const each of alone) await run(each)
  const waves = Math.max(plan.questions.length > 0 ? 1 : 0, Math.ceil(beside.length / AT_ONCE)) + alone.length
  return { facts, answers, roundTrips: waves + trips, record }
}

/** The same look at a saved one: nothing reaches a host. Programs run here as ever, and their `$` get what they got then. */
async function recallLook(plan: Plan, host: Host, recall: Recall, stop?: AbortSignal): Promise<Look> {
  const facts = new Map<Probe, unknown>()
  const answers = new Map<string, Answer>()
  const missing = new Map<string, Unknown>()
  for (const { probe, subjects } of plan.questions) {
    const found = recall.question(probe, subjects)
    facts.set(probe, 'unknown' in found ? found : readFact(probe, found.answered.answer, found.answered.subjects, found.context))
    if (!('unknown' in found)) for (const subject of found.missing) missing.set(lookKey({ probe, subject }), notCaptured(`\`${probe.key}\``, `was not asked about ${plainLine(JSON.stringify(subject), 120)} then`))
  }
  for (const run of plan.runs) {
    const found = recall.run(run)
    if ('unknown' in found) missing.set(wantKey(run), found)
    else answers.set(wantKey(run), found)
  }
  if (plan.programs.length > 0) {
    const { runProgram } = await import('./runProgram.ts')
    await eachAtMost(AT_ONCE, plan.programs, async program => {
      const { answer } = await runProgram(program, { ...host, run: recall.calls(program) }, stop)
      answers.set(wantKey(program), answer)
      if (answer.lost?.startsWith('not captured')) missing.set(wantKey(program), { ...notCaptured('', ''), unknown: answer.lost })
    })
  }
  return { facts, answers, roundTrips: 0, missing: want => missing.get('probe' in want ? lookKey(want) : wantKey(want)) }
}

function lookKey({ probe, subject }: Ask): string {
  return JSON.stringify([probe.key, subject])
}

function readFact(probe: Probe, answer: Answer, subjects: unknown[], context: AskContext): unknown {
  if (answer.lost !== undefined && !probe.asksEngine) return { unknown: `${probe.key}: ${answer.lost}` }
  return probe.read(answer, subjects, context)
}

function runOne(run: Run, host: Host, stop?: AbortSignal): Promise<Answer> {
  return host.run({ script: run.script, env: run.env ?? {}, deadlineMs: run.seconds * 1000, cap: RUN_CAP, foreign: true, ...(run.as ? { as: run.as } : {}) }, stop)
}
