import { isUnknown } from '../core/judge.ts'
import type { Mutant } from '../core/mutate/mutate.ts'
import type { CapturedFacts, Trial } from '../core/proof.ts'
import { workOf } from '../core/progress.ts'
import { typedCommands } from '../core/typedCommands.ts'
import { compareWide, type FactChange, type WideFacts } from '../core/wideFact.ts'
import { describeFailure } from '../core/words.ts'
import type { Challenge, Command } from '../model/course.ts'
import type { Probe } from '../model/look.ts'
import type { Verdict } from '../model/result.ts'
import { factMutants } from '../probe/factMutants.ts'
import { footprint, type Footprint } from '../probe/footprint.ts'
import type { OpenChallenge } from './openChallenge.ts'
import { play, type Played, type ProofStage } from './play.ts'
import { observe, type Look } from './observe.ts'
import { answerOf, checkChallenge, judgeLook, planCheck, runCommand } from './session.ts'
import { lookWide, type WideLook, type Width } from './lookWide.ts'

/** What the solution does, which mutants are compared with. */
export interface Baseline {
  facts: WideFacts
  /** Facts that were others when the solution was played again. */
  noise: Set<string>
  /** Seconds that each command may take in a mutant. */
  seconds: number
  /** What finds the answers, by check; only of those that are judged here. */
  answers: Map<string, string>
  /** Checks that this host cannot show. */
  hidden: Set<string>
  captured: CapturedFacts
}

/** A command that takes longer than in the solution may wait for what never comes. */
const LEAST_SECONDS = 30
/** A program that was started is there after so long, on a slow machine too. */
const SETTLE_MS = 400

interface Typed {
  passedOnce: Set<string>
  answers: Map<string, string>
  slowestMs: number
}

/** Plays the solution: what it does. Words say why no mutant can be tried. */
export async function playSolution({ commands, checks }: Challenge, stage: ProofStage): Promise<Played<Baseline | string>> {
  if (commands.length === 0) return { spoiled: false, came: 'it has no commands to vary: its solution is a script' }
  const words = wordsOf(commands)
  return play(stage, async (open, untouched) => {
    const width = { mark: stage.mark, words, untouched, ...workOf(open.progress) }
    const before = await lookBoth(open, { passedOnce: new Set(), answers: new Map() }, width, stage.stop)
    if (typeof before === 'string') return before
    const typed = await type(open, commands, stage)
    if ('fate' in typed) return typed.message
    const after = await settle(() => lookBoth(open, typed, width, stage.stop), both => typeof both !== 'string' && both.judge(both.look).every(each => each.status !== 'fail' && each.status !== 'error'))
    if (typeof after === 'string') return after
    const verdicts = after.judge(after.look)
    const bad = verdicts.find(each => each.status === 'fail' || each.status === 'error')
    if (bad) return `the solution does not pass ${bad.id}: ${bad.status}: ${bad.message}; \`lab test\` says more`
    const hidden = new Set(verdicts.filter(each => each.status === 'skip').map(each => each.id))
    const scripts = checks.filter(each => ['script', 'command'].includes(each.kind)).map(each => each.id)
    return {
      facts: after.wide.facts, noise: new Set<string>(), answers: new Map(commands.flatMap(({ answers, run }) => (answers === undefined || hidden.has(answers) ? [] : [[answers, run] as const]))), seconds: Math.max(LEAST_SECONDS, Math.ceil((typed.slowestMs * 4) / 1000)),
      hidden, captured: findUncovered(before, after, words, scripts),
    }
  })
}

/** Plays the solution once more, in a fresh place: what is another now differs by itself, and counts for nothing. */
export async function playAgain({ commands }: Challenge, baseline: Baseline, stage: ProofStage): Promise<Played<Baseline | string>> {
  const { came, spoiled } = await play(stage, async (open, untouched) => {
    const typed = await type(open, commands, stage)
    return 'fate' in typed ? typed.message : lookWide(open.host, { mark: stage.mark, words: wordsOf(commands), untouched, ...workOf(open.progress) }, stage.stop)
  })
  return { spoiled, came: typeof came === 'string' ? came : { ...baseline, noise: new Set(compareWide(baseline.facts, came.facts).map(each => each.what)) } }
}

/**
 * Plays a mutant and says what became of it. Where it survives by nothing but files, the solution is played once more in the same place: a file that holds a pid of this
 * place's daemon, or that others on this machine made, is another one then, too, and from then on counts for nothing.
 */
export async function playMutant(challenge: Challenge, mutant: Mutant, baseline: Baseline, stage: ProofStage): Promise<Played<Trial>> {
  const played = await playOnce(mutant, baseline, stage)
  const { changed = [] } = played.came
  if (played.spoiled || changed.length === 0 || changed.some(each => each.sort !== 'files')) return played
  const { came, spoiled } = await playAgain(challenge, baseline, stage)
  if (typeof came !== 'string') for (const what of came.noise) baseline.noise.add(what)
  const rest = changed.filter(each => !baseline.noise.has(each.what))
  const { changed: _, ...trial } = played.came
  return { spoiled, came: rest.length === 0 ? { ...trial, fate: 'no effect' } : { ...trial, changed: rest } }
}

async function playOnce(mutant: Mutant, baseline: Baseline, stage: ProofStage): Promise<Played<Trial>> {
  const { id, family, title, commands, varied } = mutant
  const told = (fate: Trial['fate'], more: Partial<Trial> = {}): Trial => ({ id, family, title, typed: [...varied].map(each => each.run), fate, killedBy: [], waiting: [], ...more })
  const { came, spoiled } = await play(stage, async (open, untouched): Promise<Trial> => {
    const typed = await type(open, commands, stage, varied, baseline.seconds)
    if ('fate' in typed) return told(typed.fate, { message: typed.message })
    const judgeNow = async (): Promise<Verdict[]> => (await checkChallenge(open, { gradedBy: 'ci', ...typed, notes: [], stop: stage.stop })).checks
    const checks = await settle(judgeNow, verdicts => verdicts.every(each => each.status !== 'fail' && each.status !== 'error'))
    const ids = (status: Verdict['status']): string[] => checks.filter(each => each.status === status && !baseline.hidden.has(each.id)).map(each => each.id)
    const trouble = checks.find(each => each.status === 'error')
    if (trouble) return told('error', { message: `${trouble.id}: ${trouble.message}` })
    if (ids('fail').length > 0) return told('killed', { killedBy: ids('fail'), waiting: ids('skip') })
    if (ids('skip').length > 0) return told('error', { message: `${ids('skip').join(', ')}: skipped, and nothing fails` })
    const compareNow = async (): Promise<FactChange[] | string> => {
      const wide = await lookWide(open.host, { mark: stage.mark, words: wordsOf(commands), untouched, ...workOf(open.progress) }, stage.stop)
      return typeof wide === 'string' ? wide : compareWide(baseline.facts, wide.facts, baseline.noise)
    }
    const differs = await settle(compareNow, found => found.length === 0)
    if (typeof differs === 'string') return told('error', { message: differs })
    const changed = [...otherAnswers(commands, baseline.answers), ...differs]
    return changed.length === 0 ? told('no effect') : told('survivor', { changed })
  })
  return { spoiled, came: typeof came === 'string' ? told('error', { message: came }) : came }
}

/** Looks once more where the first look was not good: a container that was just started may not run its program yet, and what is only too early is no verdict. */
async function settle<T>(look: () => Promise<T>, isGood: (seen: T) => boolean): Promise<T> {
  const first = await look()
  if (isGood(first)) return first
  await new Promise(later => setTimeout(later, SETTLE_MS))
  return look()
}

/** Types commands; looks after each while a check with `once` is open. A mutant's other commands may fail: that is what its mistake leads to. */
async function type(open: OpenChallenge, commands: Command[], { stop }: ProofStage, varied?: ReadonlySet<Command>, seconds?: number): Promise<Typed | { fate: 'stillborn' | 'error'; message: string }> {
  const typed: Typed = { passedOnce: new Set(), answers: new Map(), slowestMs: 0 }
  for (const command of typedCommands(commands, open.progress!.lacks)) {
    if (stop.aborted) return { fate: 'error', message: 'interrupted' }
    const done = await runCommand(open, command, { ...(seconds === undefined ? {} : { seconds }), stop })
    if (stop.aborted) return { fate: 'error', message: 'interrupted' }
    typed.slowestMs = Math.max(typed.slowestMs, done.durationMs)
    const failed = `\`${command.run}\` ${describeFailure(done)}`
    if (done.timedOut || done.lost !== undefined) return { fate: 'error', message: failed }
    if (done.code !== 0 && (!varied || varied.has(command))) return { fate: varied ? 'stillborn' : 'error', message: failed }
    if (command.answers !== undefined && done.code === 0) typed.answers.set(command.answers, answerOf(done))
    if (open.challenge.checks.every(each => !each.once || typed.passedOnce.has(each.id))) continue
    const { checks } = await checkChallenge(open, { gradedBy: 'ci', ...typed, notes: [], stop })
    for (const { id, once, status } of checks) if (once && status === 'pass') typed.passedOnce.add(id)
  }
  return typed
}

/** One look of the checks and a wide one after it. */
interface Both {
  look: Look
  wide: WideLook
  /** `alone`: each check on its own, whatever it needs. */
  judge(look: Look, alone?: boolean): Verdict[]
}

async function lookBoth(open: OpenChallenge, typed: Pick<Typed, 'passedOnce' | 'answers'>, width: Width, stop: AbortSignal): Promise<Both | string> {
  const look = await observe(planCheck(open), open.host, stop)
  const wide = await lookWide(open.host, width, stop)
  const judge = (seen: Look, alone = false): Verdict[] => {
    const checks = open.challenge.checks.map(each => (alone ? { ...each, needs: [] } : each))
    return judgeLook({ ...open, challenge: { ...open.challenge, checks } }, seen, { gradedBy: 'ci', ...typed, notes: [] }, new Date()).checks
  }
  return typeof wide === 'string' ? wide : { look, wide, judge }
}

/** Takes back one fact after another, and judges again. */
function findUncovered(before: Both, after: Both, words: ReadonlySet<string>, blind: string[]): CapturedFacts {
  const all = ({ look, wide }: Both): Map<Probe, unknown> => new Map([...wide.raw, ...look.facts])
  const known = (facts: Map<Probe, unknown>): Map<Probe, unknown> => new Map([...facts].filter(([, fact]) => !isUnknown(fact)))
  const judge = (facts: Map<Probe, unknown>): Verdict[] => after.judge({ ...after.look, facts }, true)
  const was = new Map(judge(all(after)).map(each => [each.id, each.status]))
  const marked = new Set([...((after.wide.raw.get(footprint as Probe) as Footprint | undefined)?.keys?.() ?? [])].flatMap(what => (what.startsWith('process ') ? [Number(what.slice(8))] : [])))
  const captured: CapturedFacts = { read: [], uncovered: [], blind }
  for (const { what, sort, facts } of factMutants(known(all(before)), known(all(after)), { engine: after.wide.engine, words, marked })) {
    const by = judge(new Map([...all(after), ...facts])).filter(each => each.status !== was.get(each.id)).map(each => each.id)
    if (by.length === 0) captured.uncovered.push({ what, sort })
    else captured.read.push({ what, sort, by, smoke: true })
  }
  return captured
}

/** An answer is no fact of the host, and it is not as in the solution where its command is not. */
function otherAnswers(commands: Command[], answers: ReadonlyMap<string, string>): FactChange[] {
  return [...answers].flatMap(([id, run]): FactChange[] => {
    const is = commands.find(each => each.answers === id)?.run
    if (is === run) return []
    return [{ what: `answer to ${id}`, sort: 'answers', was: 'what the command prints', ...(is === undefined ? {} : { is: 'another one' }) }]
  })
}

function wordsOf(commands: Command[]): Set<string> {
  return new Set(commands.flatMap(({ run }) => run.split(/[^\w.-]+/)))
}
