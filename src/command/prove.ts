import { accessSync, constants, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { ENGINE_OPTION, engineFlag, jobsFlag, type Command, type World } from '../commandModel.ts'
import { isRefusal } from '../core/isRefusal.ts'
import { jsonText } from '../core/jsonText.ts'
import { exitCodeOfProofs, scoreOf, type Proof } from '../core/proof.ts'
import { plainLine } from '../core/plainText.ts'
import { EXIT } from '../core/score.ts'
import { plural } from '../core/words.ts'
import type { Refusal } from '../model/problem.ts'
import { proofPage } from '../report/proofPage.ts'
import { showProgress } from '../report/showProgress.ts'
import { proofSummary, proofText } from '../report/proofText.ts'
import { makeStyle } from '../report/style.ts'
import { choosePlays, type Play } from '../run/choosePlays.ts'
import { proveAll } from '../run/proveAll.ts'
import { isTouched, touchedFiles } from '../run/touchedFiles.ts'

/** `--json` writes `{ version, score, results }`: results are `Proof` in core/proof.ts, each with a `score` of its own. */
const command: Command = {
  summary: 'Try everything that could be typed wrong: does a check catch it? Ends with 1 where a wrong solution passes all checks.',
  takes: '[TRACK[/CHALLENGE]...]',
  most: Infinity,
  group: 'authors',
  options: {
    engine: { ...ENGINE_OPTION, help: 'Only this engine, where a track takes any; both where nothing is said and both are there.' },
    jobs: { type: 'string', value: 'N', help: 'How many mutants side by side; 2 where nothing is said.' },
    budget: { type: 'string', value: 'SECONDS', help: 'Begin no more mutants after so many seconds; every challenge and every way to go wrong gets its turn first, and what was not tried is counted.' },
    seed: { type: 'string', value: 'WORD', help: 'With another one others come first, so that a budget proves all of it over time; with the same one the same.' },
    changed: { type: 'boolean', help: 'Only challenges that git says were touched since the main branch.' },
    html: { type: 'string', value: 'FILE', help: 'Write a page besides, in one file.' },
  },
  async run({ words, flags }, world) {
    const engine = engineFlag(flags)
    if (isRefusal(engine)) return engine
    const jobs = jobsFlag(flags)
    if (isRefusal(jobs)) return jobs
    const budget = flags.budget === undefined ? Infinity : Number(flags.budget)
    if (!(budget > 0)) return { exit: EXIT.usage, code: 'usage', message: `--budget takes seconds, found "${String(flags.budget)}"` }
    const page = typeof flags.html === 'string' ? resolve(world.cwd, flags.html) : undefined
    // Before minutes of work are done for it.
    const noPage = page === undefined ? undefined : whyNotWritten(page)
    if (noPage !== undefined) return { exit: EXIT.usage, code: 'usage', message: `${plainLine(page!)} cannot be written: ${noPage}` }
    const all = await choosePlays(words, engine.engine, world)
    if (isRefusal(all)) return all
    const plays = flags.changed ? await keepTouched(all, world) : all
    if (isRefusal(plays)) return plays
    const style = makeStyle(world.color)
    if (plays.length === 0 && flags.changed) world.err('nothing was touched: there is nothing to prove\n')
    const proofs = plays.length === 0 ? [] : await proveShown(plays, { jobs, budget, ...(typeof flags.seed === 'string' ? { seed: flags.seed } : {}) }, world, flags.json === true)
    if (isRefusal(proofs)) return proofs
    if (world.stop.aborted) return { exit: EXIT.interrupted, code: 'interrupted', message: 'interrupted' }
    const failed = page === undefined ? undefined : writePage(page, proofs, world)
    if (failed) return failed
    if (flags.json) world.out(jsonText({ version: 1, score: scoreOf(proofs.flatMap(each => each.trials)), results: proofs.map(each => ({ ...each, score: scoreOf(each.trials) })) }))
    else if (proofs.length > 0) world.out(proofSummary(proofs, style))
    return plays.length === 0 && flags.changed ? EXIT.good : exitCodeOfProofs(proofs)
  },
}

export default command

async function proveShown(plays: Play[], limits: Parameters<typeof proveAll>[1], world: World, json: boolean): Promise<Proof[] | Refusal> {
  const style = makeStyle(world.color)
  const progress = await showProgress(`the solutions of ${plural(plays.length, 'challenge')}`, { ...world, live: world.live && !json, style })
  try {
    return await proveAll(plays, limits, { ...world, err: progress.err }, { proof: proof => (json ? progress.err : progress.out)(`${proofText(proof, style)}\n`), progress: progress.tell })
  } finally {
    await progress.close()
  }
}

async function keepTouched(plays: Play[], world: World): Promise<Play[] | Refusal> {
  const kept: Play[] = []
  const asked = new Map<string, string[] | Refusal>()
  for (const play of plays) {
    const { trackDir, challenge } = play
    const files = asked.get(trackDir) ?? (await touchedFiles(trackDir, world.environment))
    asked.set(trackDir, files)
    if (isRefusal(files)) return files
    if (isTouched(challenge.dir, trackDir, play.challengeDirs, files)) kept.push(play)
  }
  return kept
}

/** Why a file could not be written, as far as that is known without writing to it. */
function whyNotWritten(file: string): string | undefined {
  try {
    const stat = statSync(file, { throwIfNoEntry: false })
    if (stat?.isDirectory()) return 'it is a folder'
    accessSync(stat ? file : dirname(file), constants.W_OK)
    return undefined
  } catch (error) {
    return plainLine((error as Error).message)
  }
}

function writePage(file: string, proofs: Proof[], world: World): Refusal | undefined {
  try {
    writeFileSync(file, proofPage(proofs, world.version))
    return undefined
  } catch (error) {
    return { exit: EXIT.usage, code: 'usage', message: `${plainLine(file)} cannot be written: ${plainLine((error as Error).message)}` }
  }
}
