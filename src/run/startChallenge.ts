import { rememberedLanguage } from '../core/chooseLanguages.ts'
import { EXIT } from '../core/score.ts'
import { isUnknown } from '../core/judge.ts'
import { findUnmet } from '../core/findUnmet.ts'
import { imagesOf } from '../core/imagesOf.ts'
import { describeFailure, plural } from '../core/words.ts'
import type { Requirement } from '../model/course.ts'
import type { Host } from '../model/host.ts'
import type { Refusal } from '../model/problem.ts'
import { engineNamed } from '../probe/containers.ts'
import { listContainers, removeContainers } from './engineCall.ts'
import { bringImages, type ImageChoice } from './images.ts'
import { appendJournal } from './journal.ts'
import type { OpenChallenge } from './openChallenge.ts'
import type { Progress } from '../core/progress.ts'
import { runScript } from './session.ts'
import { surveyHost } from './survey.ts'
import { makeWorkFolder, removeWorkFolder, wantsWorkFolder } from './workFolder.ts'

/** How starting talks to whoever started it. */
export interface Talk {
  say(text: string): void
  /** Asks a yes-or-no question; false where nobody can be asked. */
  confirm(question: string): Promise<boolean>
  interactive: boolean
}

/** For whoever plays a challenge without a learner: says nothing, and agrees to nothing. */
export const SILENT: Talk = { say: () => {}, confirm: async () => false, interactive: false }

const unable = (message: string, code = 'host'): Refusal => ({ exit: EXIT.unknown, code, message })

/** Prepares a host for a challenge: what it must offer, an engine without strangers, images, setup. The track's image variables are set to what is used. */
export async function startChallenge(open: OpenChallenge, talk: Talk, stop?: AbortSignal): Promise<Refusal | undefined> {
  const { track, challenge, host, book, name } = open
  const offers = await surveyHost(host)
  if (isUnknown(offers)) return unable(`${offers.unknown}${challenge.rootless && !open.rootless ? `; \`lab start --rootless ${name}\` does without root` : ''}`)
  const spoken: Requirement[] = [...challenge.commands.flatMap(({ requires }) => (requires === undefined ? [] : [{ name: requires }])), ...challenge.checks.flatMap(each => each.requires)]
  const optional = spoken.filter((each, at) => ![...track.requires, ...spoken.slice(0, at)].some(other => other.name === each.name && other.value === each.value))
  const unmet = findUnmet([...track.requires, ...optional], offers, host.engine)
  if (unmet.some(each => each.stops)) return unable(`${name} needs ${unmet.filter(each => each.stops).map(each => `${each.what} (${each.why})`).join(' and ')}; \`lab doctor\` says more`)
  for (const { what, why } of unmet) talk.say(`note: this host does not offer ${what} (${why}): checks about it will be skipped\n`)

  const lacks = new Set(unmet.map(each => each.what))
  const engines = enginesOf(open, lacks)
  const before = await listAll(engines)
  if (typeof before === 'string') return unable(before)
  if (challenge.clean === 'containers' && before.length > 0) {
    const left = leftBehind(open, before)
    if (left) return unable(`${left.names.join(', ')} ${left.names.length === 1 ? 'belongs' : 'belong'} to ${left.challenge}, which you started before: ${left.challenge === name ? '`lab reset` takes that away and begins anew' : `\`lab finish --anyway ${left.challenge}\` takes that away`}`)
    talk.say(`${name} wants an engine without other containers, and there ${before.length === 1 ? 'is' : 'are'} ${plural(before.length, 'container')}:\n`)
    for (const each of before) talk.say(`  ${each.name}  ${each.state}  ${each.command}\n`)
    if (!talk.interactive) return unable(`they are not lab's to remove, and nobody can be asked here: if they are yours, \`${removal(engines, before)}\` removes them; or start it at a terminal`)
    if (!(await talk.confirm('They will be left alone, but may be counted by the checks. Go on beside them?'))) return unable('not started: the engine has other containers')
  }
  const images = await prepareImages(open, engines, talk)
  if (images) return images
  const at = new Date().toISOString()
  const work = wantsWorkFolder(challenge) ? await makeWorkFolder(host, open.progress?.work) : undefined
  if (isUnknown(work)) return unable(work.unknown)
  if (work !== undefined) track.vars.work = work
  if (challenge.setup) {
    const done = await runScript(open, challenge.setup, stop ? { stop } : {})
    // What is not in the journal, nobody would ever take away.
    if ((stop?.aborted || done.code !== 0) && work !== undefined && (open.progress === undefined || open.progress.state === 'finished')) await removeWorkFolder(host, work)
    if (stop?.aborted) return { exit: EXIT.interrupted, code: 'interrupted', message: `interrupted: ${challenge.setup.file} may be half done` }
    if (done.code !== 0) return unable(`setup failed: ${challenge.setup.file} ${describeFailure(done)}`, 'setup')
  }
  const lang = rememberedLanguage(open.lang)
  appendJournal(book.file, { type: 'started', at, challenge: name, containers: before.map(each => each.id), engine: host.engine.name, ...(open.rootless ? { rootless: true } : {}), ...(work === undefined ? {} : { work }), ...(lacks.size > 0 ? { lacks: [...lacks] } : {}), ...(lang === undefined ? {} : { lang }) })
  return undefined
}

/** The commands that a person would remove some containers with, each engine its own. */
function removal(engines: Host[], list: { name: string; engine: Host }[]): string {
  const own = engines.map(engine => ({ engine, names: list.filter(each => each.engine === engine).map(each => each.name) }))
  return own.filter(({ names }) => names.length > 0).map(({ engine, names }) => `${engine.engine.name} rm -f ${names.join(' ')}`).join('; ')
}

/** The containers that came after the start of a challenge in hand, and that challenge: the learner's own, which lab can take away. */
function leftBehind({ book }: OpenChallenge, now: { id: string; name: string }[]): { challenge: string; names: string[] } | undefined {
  const { current, challenges } = book.progresses
  const progress = current === undefined ? undefined : challenges.get(current)
  if (current === undefined || !progress) return undefined
  const names = now.filter(each => !progress.containersBefore.includes(each.id)).map(each => each.name)
  return names.length === 0 ? undefined : { challenge: current, names }
}

/** The host once for each engine that a challenge works with: the one in view, and another that its commands ask for and the host offers. */
function enginesOf({ challenge, host }: OpenChallenge, lacks: ReadonlySet<string>): Host[] {
  const names = (['podman', 'docker'] as const).filter(name => name !== host.engine.name && !lacks.has(name) && challenge.commands.some(({ requires }) => requires === name))
  return [host, ...names.map(name => ({ ...host, engine: engineNamed(name, host.engine) }))]
}

async function listAll(engines: Host[]): Promise<{ id: string; name: string; command: string; state: string; engine: Host }[] | string> {
  const all = []
  for (const engine of engines) {
    const list = await listContainers(engine)
    if (typeof list === 'string') return list
    all.push(...list.map(each => ({ ...each, engine })))
  }
  return all
}

/** Brings the images of a challenge into its engines and remembers what is used for each. What stands in for an image in one stands in for it in the other. */
async function prepareImages({ track, challenge, book }: OpenChallenge, engines: Host[], talk: Talk): Promise<Refusal | undefined> {
  const references = Object.fromEntries(imagesOf(track, challenge).map(([name, value]) => [name, [...book.progresses.images].find(([, each]) => each.use === value)?.[0] ?? value]))
  let choices: ImageChoice[] = []
  for (const engine of engines) {
    const brought = await bringImages(track, references, engine, talk.say, choices)
    if (isUnknown(brought)) return unable(brought.next === undefined ? brought.unknown : `${brought.unknown}; ${brought.next}`, 'image')
    choices = brought
  }
  for (const { reference, use, standIn } of choices) {
    const known = book.progresses.images.get(reference)
    if (known?.use === use && known.standIn === standIn) continue
    if (known || standIn) appendJournal(book.file, { type: 'image', at: new Date().toISOString(), reference, use, standIn })
    book.progresses.images.set(reference, { use, standIn })
  }
  for (const [name, reference] of Object.entries(references)) track.vars[name] = book.progresses.images.get(reference)?.use ?? reference
  return undefined
}

/** Takes away what a challenge left: its cleanup script, the containers that were not there when it was started, its folder. Returns what could not be done. */
export async function cleanUp({ challenge, host, progress, ...open }: OpenChallenge, talk: Talk): Promise<Refusal | undefined> {
  if (challenge.cleanup) {
    const done = await runScript({ challenge, host, ...open }, challenge.cleanup)
    if (done.code !== 0) return unable(`cleanup failed: ${challenge.cleanup.file} ${describeFailure(done)}`, 'cleanup')
  }
  if (!progress) return undefined
  if (challenge.clean === 'containers') {
    const left = await removeOurs({ challenge, host, progress, ...open }, progress, talk)
    if (left) return left
  }
  // Last: a container may have had files of it in use.
  const left = progress.work === undefined ? undefined : await removeWorkFolder(host, progress.work)
  return left && unable(left.unknown, 'cleanup')
}

/** Removes the containers that were not there when a challenge was started. Returns what could not be done. */
async function removeOurs(open: OpenChallenge, progress: Progress, talk: Talk): Promise<Refusal | undefined> {
  const engines = enginesOf(open, progress.lacks)
  const listOurs = async () => {
    const now = await listAll(engines)
    return typeof now === 'string' ? now : now.filter(each => !progress.containersBefore.includes(each.id))
  }
  // Twice: a container whose namespace others share goes only after them.
  for (let round = 0; round < 2; round++) {
    const ours = await listOurs()
    if (typeof ours === 'string') return unable(ours)
    if (ours.length === 0) return undefined
    if (round === 0) talk.say(`removing ${plural(ours.length, 'container')}: ${ours.map(each => each.name).join(', ')}\n`)
    for (const engine of engines) {
      const ids = ours.filter(each => each.engine === engine).map(each => each.id)
      if (ids.length > 0) await removeContainers(engine, ids)
    }
  }
  const left = await listOurs()
  return typeof left === 'string' || left.length === 0 ? undefined : unable(`could not be removed: ${left.map(each => each.name).join(', ')}`, 'cleanup')
}
