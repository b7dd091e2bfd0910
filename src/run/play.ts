import { compareFootprints, noiseOf } from '../core/compareFootprints.ts'
import { isRefusal } from '../core/isRefusal.ts'
import { isUnknown } from '../core/judge.ts'
import type { Host } from '../model/host.ts'
import type { Probe } from '../model/look.ts'
import type { Refusal } from '../model/problem.ts'
import type { Footprint } from '../probe/footprint.ts'
import { imagesOf, type ImageList } from '../probe/images.ts'
import { imageWords, type Untouched } from '../probe/wideFacts.ts'
import { engineCall, listContainers, removeContainers } from './engineCall.ts'
import { observe } from './observe.ts'
import type { OpenChallenge } from './openChallenge.ts'
import { takeFootprint } from './takeFootprint.ts'
import { cleanUp, SILENT, startChallenge } from './startChallenge.ts'

/** Where a solution or a mutant is played. */
export interface ProofStage {
  /** Opens the challenge anew: after a start its variables are others. */
  open(): Promise<OpenChallenge | Refusal>
  /** A word that all that is started carries in its environment. */
  mark: string
  stop: AbortSignal
}

/** What came of playing; `spoiled`: the place is not as it was, and no other play should take place there. */
export interface Played<T> {
  spoiled: boolean
  came: T
}

/** From a fresh start to a clean end; what is left after the cleanup of the challenge is taken away too. Words say what could not be done. */
export async function play<T>({ open, mark, stop }: ProofStage, act: (open: OpenChallenge, untouched: Untouched) => Promise<T>): Promise<Played<T | string>> {
  const fresh = await open()
  if (isRefusal(fresh)) return { spoiled: false, came: fresh.message }
  const { host } = fresh
  const shape = async (): Promise<Footprint> => (await takeFootprint(host, mark)) ?? new Map()
  const untouched = await shape()
  const noise = noiseOf(compareFootprints(untouched, await shape()))
  const refusal = await startChallenge(fresh, SILENT, stop)
  const stock = await listStock(host)
  if (refusal) return { spoiled: true, came: refusal.message }
  const opened = await open()
  if (isRefusal(opened)) return { spoiled: true, came: opened.message }
  opened.track.vars.lab_rehearsal = mark
  let came: T | string = 'interrupted'
  let spoiled = false
  try {
    if (!stop.aborted) came = await act(opened, { footprint: untouched, images: stock.images })
  } finally {
    const left = await cleanUp(opened, SILENT)
    await clear(host, mark)
    spoiled = left !== undefined || (await listStock(host)).all !== stock.all || compareFootprints(untouched, await shape(), noise).some(each => !/^file \/run\//.test(each.what))
  }
  return { spoiled, came }
}

/** Ends and removes what a mutant left and its challenge did not know of. All containers of a private store are ours. */
async function clear(host: Host, mark: string): Promise<void> {
  const left = await listContainers(host)
  if (typeof left !== 'string' && left.length > 0) await removeContainers(host, left.map(each => each.id))
  await host.run({ script: `for lab_pid in $(grep -lsaF ${mark} /proc/[0-9]*/environ | cut -d/ -f3); do kill -9 "$lab_pid" 2>/dev/null; done; :`, deadlineMs: 10_000, cap: 4096, keepChildren: true })
}

/** What an engine keeps besides containers: its images and volumes. */
async function listStock(host: Host): Promise<{ images: Set<string>; all: string }> {
  const { facts } = await observe({ questions: [{ probe: imagesOf[host.engine.name] as Probe, subjects: [] }], runs: [], programs: [] }, host)
  const list = facts.get(imagesOf[host.engine.name] as Probe)
  const images = new Set(isUnknown(list) ? [] : (list as ImageList).images.map(imageWords))
  const volumes = await engineCall(host, ['volume', 'ls', '--quiet'], 20)
  return { images, all: JSON.stringify([[...images].sort(), volumes.stdout.split('\n').sort()]) }
}
