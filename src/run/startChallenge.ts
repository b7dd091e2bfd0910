import { EXIT } from '../core/score.ts'
import { isUnknown } from '../core/judge.ts'
import { findUnmet } from '../core/findUnmet.ts'
import { isImageVariable } from '../core/vars.ts'
import { describeFailure, plural } from '../core/words.ts'
import type { Refusal } from '../model.ts'
import { listContainers, removeContainers } from './engineCall.ts'
import { bringImages, type ImageChoice } from './images.ts'
import { appendJournal } from './journal.ts'
import type { OpenChallenge } from './openChallenge.ts'
import { runScript } from './session.ts'
import { surveyHost } from './survey.ts'

/** How starting talks to whoever started it. */
export interface Talk {
  say(text: string): void
  /** Asks a yes-or-no question; false where nobody can be asked. */
  confirm(question: string): Promise<boolean>
  interactive: boolean
}

const unable = (message: string, code = 'host'): Refusal => ({ exit: EXIT.unknown, code, message })

/** Prepares a host for a challenge: what it must offer, an engine without strangers, images, setup. The track's image variables are set to what is used. */
export async function startChallenge(open: OpenChallenge, talk: Talk): Promise<Refusal | undefined> {
  const { track, challenge, host, book, name } = open
  const offers = await surveyHost(host)
  if (isUnknown(offers)) return unable(offers.unknown)
  const unmet = findUnmet(track.requires, offers, host.engine)
  if (unmet.some(each => each.stops)) return unable(`${name} needs ${unmet.filter(each => each.stops).map(each => `${each.what} (${each.why})`).join(' and ')}; \`lab doctor\` says more`)
  for (const { what, why } of unmet) talk.say(`note: this host does not offer ${what} (${why}): checks about it will be skipped\n`)

  const before = await listContainers(host)
  if (typeof before === 'string') return unable(before)
  if (challenge.clean === 'containers' && before.length > 0) {
    const left = leftBehind(open, before)
    if (left) return unable(`${left.names.join(', ')} ${left.names.length === 1 ? 'belongs' : 'belong'} to ${left.challenge}, which you started before: ${left.challenge === name ? '`lab reset` takes that away and begins anew' : `\`lab finish --anyway ${left.challenge}\` takes that away`}`)
    talk.say(`${name} wants an engine without other containers, and there ${before.length === 1 ? 'is' : 'are'} ${plural(before.length, 'container')}:\n`)
    for (const each of before) talk.say(`  ${each.name}  ${each.state}  ${each.command}\n`)
    if (!talk.interactive) return unable(`they are not lab's to remove, and nobody can be asked here: if they are yours, \`${host.engine.name} rm -f ${before.map(each => each.name).join(' ')}\` removes them; or start it at a terminal`)
    if (!(await talk.confirm('They will be left alone, but may be counted by the checks. Go on beside them?'))) return unable('not started: the engine has other containers')
  }
  const images = await prepareImages(open, talk)
  if (images) return images
  const at = new Date().toISOString()
  if (challenge.setup) {
    const done = await runScript(open, challenge.setup)
    if (done.code !== 0) return unable(`setup failed, which is not your doing: ${challenge.setup.file} ${describeFailure(done)}`, 'setup')
  }
  appendJournal(book.file, { type: 'started', at, challenge: name, containers: before.map(each => each.id) })
  return undefined
}

/** The containers that came after the start of a challenge in hand, and that challenge: the learner's own, which lab can take away. */
function leftBehind({ book }: OpenChallenge, now: { id: string; name: string }[]): { challenge: string; names: string[] } | undefined {
  const { current, challenges } = book.progresses
  const progress = current === undefined ? undefined : challenges.get(current)
  if (current === undefined || !progress) return undefined
  const names = now.filter(each => !progress.containersBefore.includes(each.id)).map(each => each.name)
  return names.length === 0 ? undefined : { challenge: current, names }
}

/** Brings the images of a track into the engine and remembers what is used for each. */
export async function prepareImages({ track, host, book }: OpenChallenge, talk: Talk): Promise<Refusal | undefined> {
  const references = Object.fromEntries(Object.entries(track.vars).filter(([name]) => isImageVariable(name)).map(([name, value]) => [name, [...book.progresses.images].find(([, each]) => each.use === value)?.[0] ?? value]))
  const choices: ImageChoice[] | { unknown: string } = await bringImages(track, references, host, talk.say)
  if (isUnknown(choices)) return unable(choices.unknown, 'image')
  for (const { reference, use, standIn } of choices as ImageChoice[]) {
    const known = book.progresses.images.get(reference)
    if (known?.use === use && known.standIn === standIn) continue
    if (known || standIn) appendJournal(book.file, { type: 'image', at: new Date().toISOString(), reference, use, standIn })
    book.progresses.images.set(reference, { use, standIn })
  }
  for (const [name, reference] of Object.entries(references)) track.vars[name] = book.progresses.images.get(reference)?.use ?? reference
  return undefined
}

/** Takes away what a challenge left: its cleanup script, then the containers that were not there when it was started. Returns what could not be done. */
export async function cleanUp({ challenge, host, progress, ...open }: OpenChallenge, talk: Talk): Promise<Refusal | undefined> {
  if (challenge.cleanup) {
    const done = await runScript({ challenge, host, ...open }, challenge.cleanup)
    if (done.code !== 0) return unable(`cleanup failed: ${challenge.cleanup.file} ${describeFailure(done)}`, 'cleanup')
  }
  if (challenge.clean !== 'containers' || !progress) return undefined
  // Twice: a container whose namespace others share goes only after them.
  for (let round = 0; round < 2; round++) {
    const now = await listContainers(host)
    if (typeof now === 'string') return unable(now)
    const ours = now.filter(each => !progress.containersBefore.includes(each.id))
    if (ours.length === 0) return undefined
    if (round === 0) talk.say(`removing ${plural(ours.length, 'container')}: ${ours.map(each => each.name).join(', ')}\n`)
    await removeContainers(host, ours.map(each => each.id))
  }
  const left = await listContainers(host)
  const stuck = typeof left === 'string' ? [] : left.filter(each => !progress.containersBefore.includes(each.id))
  return stuck.length === 0 ? undefined : unable(`could not be removed: ${stuck.map(each => each.name).join(', ')}`, 'cleanup')
}
