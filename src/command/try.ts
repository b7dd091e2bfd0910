import { LANG_OPTION, type Command, type World } from '../commandModel.ts'
import { isRefusal } from '../core/isRefusal.ts'
import { jsonText } from '../core/jsonText.ts'
import { EXIT, exitCodeOf } from '../core/score.ts'
import { plainText } from '../core/plainText.ts'
import { typedCommands } from '../core/typedCommands.ts'
import { showVariables } from '../core/vars.ts'
import { describeFailure } from '../core/words.ts'
import type { Refusal } from '../model/problem.ts'
import type { Result } from '../model/result.ts'
import tree from '../report/reporters/tree.ts'
import { makeStyle } from '../report/style.ts'
import type { Surroundings } from '../run/Surroundings.ts'
import { openChallenge, type OpenChallenge } from '../run/openChallenge.ts'
import { prepareEngine } from '../run/prepareEngine.ts'
import { openPrivateStore } from '../run/privateStore.ts'
import { checkChallenge, runCommand } from '../run/session.ts'
import { cleanUp, startChallenge, type Talk } from '../run/startChallenge.ts'

/** The challenge that a newcomer is taken through. */
const FIRST = 'first-steps/three-tops'

const command: Command = {
  summary: 'Take a first look: a whole challenge on this machine, in a store of its own, leaving nothing behind.',
  takes: '',
  most: 0,
  group: 'anyone',
  options: { yes: { type: 'boolean', help: 'Install what is missing without asking.' }, lang: LANG_OPTION },
  async run({ flags }, world) {
    if (process.platform !== 'linux') return { exit: EXIT.unknown, code: 'host', message: `this machine runs ${process.platform}, and labs are about Linux: work on a Linux machine, real or virtual` }
    const given = flags.yes === true || Boolean(world.environment.CI)
    const talk: Talk = { say: world.err, confirm: world.confirm, interactive: world.interactive && !given }
    const offers = await prepareEngine(talk, { environment: world.environment, given, stop: world.stop })
    if ('exit' in offers) return offers
    const store = await openPrivateStore(offers, world.environment)
    world.err(`lab: a first look, in a container store of its own (${store.dir}); it is taken away afterwards.\n`)
    try {
      const surroundings = { environment: store.environment, cwd: world.root, root: world.root, rootless: true }
      return await walk({ ...world, environment: store.environment }, talk, asked => openChallenge(FIRST, [], { ...surroundings, ...asked }), flags.json === true)
    } finally {
      await store.close()
      world.err('lab: the private container store is gone again; nothing else was touched.\n')
    }
  },
}

export default command

/** Start, check, commands, check, cleanup: what a learner does, a step at a time. */
async function walk(world: World, talk: Talk, open: (asked: Pick<Surroundings, 'lang' | 'err'>) => Promise<OpenChallenge | Refusal>, json: boolean): Promise<number | Refusal> {
  const style = makeStyle(world.color)
  const say = (text: string): void => world.err(`\n${style.bold(text)}\n`)
  const first = await open({ err: world.err, ...(world.lang === undefined ? {} : { lang: world.lang }) })
  if (isRefusal(first)) return first
  const refusal = await startChallenge(first, talk, world.stop)
  if (refusal) return refusal
  // Images are there now; a language that was asked for is in the journal.
  const opened = await open({})
  if (isRefusal(opened)) return opened
  const stopped = (): boolean => world.stop.aborted
  const look = async (): Promise<Result> => {
    const reporter = tree({ write: json ? world.err : world.out, color: world.color, live: world.live && !json, ...(world.columns === undefined ? {} : { columns: world.columns }), explain: false, strict: false })
    await reporter.begin?.({ track: opened.track.id, id: opened.challenge.id, title: opened.challenge.title, checks: opened.challenge.checks })
    const result = await checkChallenge(opened, { gradedBy: world.environment.CI ? 'ci' : 'self', passedOnce: new Set(), notes: opened.notes, stop: world.stop })
    await (world.stop.aborted ? reporter.stop?.() : reporter.result?.(result))
    return result
  }

  say(`${opened.challenge.title}. Nothing is done yet, so \`lab check\` says what is missing:`)
  await look()
  if (stopped()) return EXIT.interrupted
  say('Now what the challenge tells a learner to type:')
  for (const step of typedCommands(opened.challenge.commands, opened.progress?.lacks ?? new Set())) {
    const shown = plainText(showVariables(step.run, opened.track.vars))
    if (talk.interactive) await world.pause(`$ ${shown}    [Enter types it] `)
    else world.err(`$ ${shown}\n`)
    if (stopped()) return EXIT.interrupted
    const done = await runCommand(opened, step, { stop: world.stop })
    if (stopped()) return EXIT.interrupted
    world.err(style.dim(plainText(done.stdout + (done.code === 0 ? '' : done.stderr))))
    if (done.code !== 0) return { exit: EXIT.unknown, code: 'engine', message: `${shown}: ${describeFailure(done)}; \`lab doctor\` says what this machine lacks` }
  }
  say('And `lab check` again:')
  const result = await look()
  if (stopped()) return EXIT.interrupted
  const left = await cleanUp(opened, talk)
  if (left) return left
  say('That was a challenge. Yours begins with `lab start first-steps`; `lab list` shows all.')
  if (json) world.out(jsonText(result))
  return exitCodeOf([result], false)
}
