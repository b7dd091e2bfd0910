import * as assert from 'uvu/assert'
import { isRefusal } from '../../src/core/isRefusal.ts'
import type { Command } from '../../src/model/course.ts'
import type { Result, Verdict } from '../../src/model/result.ts'
import { typedCommands } from '../../src/core/typedCommands.ts'
import { openChallenge, type OpenChallenge } from '../../src/run/openChallenge.ts'
import { answerOf, checkChallenge, findPassedOnce, runCommand } from '../../src/run/session.ts'
import { startChallenge } from '../../src/run/startChallenge.ts'
import { root } from '../e2e/testHost.ts'

export const talk = { say: () => {}, confirm: async () => false, interactive: false }

/** What typing some commands told, besides what they did to the host. */
export interface Typed {
  /** Checks with `once` that passed on the way. */
  passedOnce: Set<string>
  /** What commands with `answers` printed. */
  answers: Map<string, string>
}

/** Opens and starts a challenge for whoever has this environment, on the host that `--host` would name. */
export async function start(name: string, environment: Record<string, string>, host: string): Promise<OpenChallenge> {
  const open = async (): Promise<OpenChallenge> => {
    const opened = await openChallenge(name, [host], { environment, cwd: root, root })
    if (isRefusal(opened)) throw new Error(opened.message)
    return opened
  }
  const opened = await open()
  const refusal = await startChallenge(opened, talk)
  await opened.host.close()
  assert.is(refusal, undefined, refusal?.message)
  return open()
}

/** Looks and judges, as `lab check` does. */
export async function look(open: OpenChallenge, { passedOnce = new Set<string>(), answers = new Map<string, string>() }: Partial<Typed> = {}): Promise<Result> {
  return checkChallenge(open, { gradedBy: 'ci', passedOnce, answers, notes: [] })
}

/** Types all commands. */
export async function type(open: OpenChallenge, commands: Command[]): Promise<Typed> {
  const passedOnce = new Set<string>()
  const answers = new Map<string, string>()
  for (const command of typedCommands(commands, open.progress!.lacks)) {
    const done = await runCommand(open, command)
    assert.is(done.code, 0, `${command.run}: ${done.stderr}`)
    if (command.answers !== undefined) answers.set(command.answers, answerOf(done))
    for (const id of await findPassedOnce(open, passedOnce)) passedOnce.add(id)
  }
  return { passedOnce, answers }
}

/** All verdicts, a line each. */
export const words = (checks: Verdict[]): string => checks.map(each => `${each.id}: ${each.status}: ${each.message}`).join('\n')
