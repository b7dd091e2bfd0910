import { randomBytes } from 'node:crypto'
import { ENGINE_OPTION, engineFlag, jobsFlag, type Command, type World } from '../commandModel.ts'
import { eachAtMost } from '../core/eachAtMost.ts'
import { isRefusal } from '../core/isRefusal.ts'
import { jsonText } from '../core/jsonText.ts'
import { plainLine } from '../core/plainText.ts'
import { exitCodeOfRehearsals, type Rehearsal } from '../core/rehearsal.ts'
import { REQUIREMENTS } from '../core/schema.ts'
import { EXIT } from '../core/score.ts'
import { didYouMean } from '../core/suggest.ts'
import { plural } from '../core/words.ts'
import type { Refusal } from '../model/problem.ts'
import { showProgress } from '../report/showProgress.ts'
import { rehearsalText, summaryText } from '../report/rehearsalText.ts'
import { makeStyle } from '../report/style.ts'
import { openChallenge } from '../run/openChallenge.ts'
import { choosePlays, type Play } from '../run/choosePlays.ts'
import { openStages } from '../run/openStages.ts'
import { rehearse } from '../run/rehearse.ts'

const command: Command = {
  summary: 'Play every challenge through, the right ways and the wrong ones, in private stores: do its checks say what they should?',
  takes: '[TRACK[/CHALLENGE]...]',
  most: Infinity,
  group: 'authors',
  options: {
    engine: { ...ENGINE_OPTION, help: 'Only this engine, where a track takes any; both where nothing is said and both are there.' },
    jobs: { type: 'string', value: 'N', help: 'How many challenges side by side; 2 where nothing is said.' },
    without: { type: 'string', multiple: true, value: 'REQUIREMENT', help: 'This host is known not to offer it, e.g. selinux: what needs it may stay unproven.' },
  },
  async run({ words, flags }, world) {
    const engine = engineFlag(flags)
    if (isRefusal(engine)) return engine
    const jobs = jobsFlag(flags)
    if (isRefusal(jobs)) return jobs
    const known = new Set((flags.without as string[] | undefined) ?? [])
    const strange = [...known].find(each => !Object.hasOwn(REQUIREMENTS, each))
    if (strange !== undefined) return { exit: EXIT.usage, code: 'usage', message: `--without takes a requirement, and "${strange}" is none${didYouMean(strange, Object.keys(REQUIREMENTS)) || `; there are: ${Object.keys(REQUIREMENTS).join(', ')}`}` }
    const plays = await choosePlays(words, engine.engine, world)
    if (isRefusal(plays)) return plays
    const rehearsals = await rehearseAll(plays, jobs, world, flags.json === true)
    if (isRefusal(rehearsals)) return rehearsals
    if (world.stop.aborted) return { exit: EXIT.interrupted, code: 'interrupted', message: 'interrupted' }
    if (flags.json) world.out(jsonText({ version: 1, results: rehearsals }))
    else world.out(summaryText(rehearsals, known, makeStyle(world.color)))
    return exitCodeOfRehearsals(rehearsals, known)
  },
}

export default command

/** Plays all, at most `jobs` side by side, each in a store of its own, and shows each when it is done. */
async function rehearseAll(plays: Play[], jobs: number, world: World, json: boolean): Promise<Rehearsal[] | Refusal> {
  const style = makeStyle(world.color)
  const progress = await showProgress(plural(plays.length, 'challenge'), { ...world, live: world.live && !json, style })
  const stages = await openStages(world, progress.err)
  if (isRefusal(stages)) {
    await progress.close()
    return stages
  }
  const inHand = new Set<string>()
  const done: Rehearsal[] = []
  const startedAt = Date.now()
  try {
    await eachAtMost(jobs, plays, async ({ challenge, track, engine }) => {
      if (world.stop.aborted) return
      const stage = await stages.take()
      const name = `${track}/${challenge.id}`
      const here = `${name} on ${engine}`
      inHand.add(here)
      progress.doing([...inHand].join(', '))
      const surroundings = { ...world, environment: stage.environment, engine, ...(stage.room ? { room: stage.room.pid } : {}) }
      try {
        const told = await rehearse(challenge, track, engine, { open: () => openChallenge(name, [], surroundings), mark: `lab-${randomBytes(8).toString('hex')}`, stop: world.stop })
        if (world.stop.aborted) return
        done.push(told)
        const left = Math.round(((Date.now() - startedAt) / done.length) * (plays.length - done.length) / 1000)
        const text = rehearsalText(told, style)
        if (json) progress.err(text)
        else progress.out(text)
        if (done.length < plays.length) progress.tell(`${done.length} of ${plays.length}, about ${left} s left`)
      } finally {
        inHand.delete(here)
        progress.doing([...inHand].join(', '))
        stages.giveBack(stage)
      }
    })
  } finally {
    await progress.close()
    await stages.close()
  }
  return done
}

