import type { Command } from '../commandModel.ts'
import { isRefusal } from '../core/isRefusal.ts'
import type { Command as Step } from '../model/course.ts'
import { plainText } from '../core/plainText.ts'
import { jsonText } from '../core/jsonText.ts'
import { EXIT } from '../core/score.ts'
import { typedCommands } from '../core/typedCommands.ts'
import { showVariables } from '../core/vars.ts'
import { describeFailure } from '../core/words.ts'
import { makeStyle } from '../report/style.ts'
import { appendJournal } from '../run/journal.ts'
import { openChallenge } from '../run/openChallenge.ts'
import { answerOf, findPassedOnce, runCommand, runScript } from '../run/session.ts'

const command: Command = {
  summary: 'Type the solution for you, a command at a time.',
  takes: '[TRACK/CHALLENGE]',
  most: 1,
  group: 'students',
  options: { print: { type: 'boolean', help: 'Only show it.' } },
  async run({ words, flags }, world) {
    const open = await openChallenge(words[0], [], world)
    if (isRefusal(open)) return open
    const { challenge, track, book, name, progress } = open
    const style = makeStyle(world.color)
    const steps = challenge.solve ? [] : typedCommands(challenge.commands, progress?.lacks ?? new Set())
    if (flags.print) {
      const lines = steps.map(step => shownStep(step, track.vars))
      if (flags.json) world.out(jsonText({ version: 1, challenge: name, ...(challenge.solve ? { script: challenge.solve.text } : { commands: lines }) }))
      else world.out(challenge.solve ? challenge.solve.text : lines.map(line => `${line}\n`).join(''))
      return EXIT.good
    }
    if (!progress) return { exit: EXIT.usage, code: 'usage', message: `${name} is not started: \`lab start ${name}\` first` }
    const interrupted = { exit: EXIT.interrupted, code: 'interrupted', message: `interrupted: what was typed last may be half done, and \`lab reset ${name}\` clears the way` }
    const failed = (what: string, why: string) => ({ exit: EXIT.unknown, code: 'solve', message: `${plainText(what)}: ${why}` })
    if (challenge.solve) {
      world.err(`running ${challenge.solve.file} …\n`)
      const done = await runScript(open, challenge.solve, { stop: world.stop })
      if (world.stop.aborted) return interrupted
      if (done.code !== 0) return failed(challenge.solve.file, describeFailure(done))
    }
    const passedOnce = new Set(progress.passedOnce)
    for (const step of steps) {
      world.err(`${style.bold('$')} ${plainText(shownStep(step, track.vars))}\n`)
      if (world.stop.aborted) return { exit: EXIT.interrupted, code: 'interrupted', message: 'interrupted before this was typed' }
      const done = await runCommand(open, step, { stop: world.stop })
      if (world.stop.aborted) return interrupted
      world.err(plainText(done.stdout + (done.code === 0 ? done.stderr : '')))
      if (done.code !== 0) return failed(showVariables(step.run, track.vars), `${describeFailure(done)}\n     If a part of it was done before, \`lab reset ${name}\` clears the way.`)
      if (step.answers !== undefined) appendJournal(book.file, { type: 'answered', at: new Date().toISOString(), challenge: name, check: step.answers, value: answerOf(done) })
      const seen = await findPassedOnce(open, passedOnce)
      if (seen.length > 0) appendJournal(book.file, { type: 'seen', at: new Date().toISOString(), challenge: name, once: seen })
      for (const id of seen) passedOnce.add(id)
    }
    appendJournal(book.file, { type: 'solved', at: new Date().toISOString(), challenge: name })
    if (flags.json) world.out(jsonText({ version: 1, challenge: name, solved: true }))
    else world.err('Solved. `lab check` looks at it.\n')
    return EXIT.good
  },
}

/** A step as a learner would type it: what finds an answer is typed inside `lab answer`. */
function shownStep({ run, answers }: Step, vars: Record<string, string>): string {
  const line = showVariables(run, vars)
  return answers === undefined ? line : `lab answer ${answers} "$(${line})"`
}

export default command
