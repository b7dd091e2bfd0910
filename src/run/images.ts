import { describeFailure } from '../core/words.ts'
import type { Track } from '../model/course.ts'
import type { Host } from '../model/host.ts'
import type { Answer, Unknown } from '../model/look.ts'
import { buildStandIn, loadStandIn } from './buildStandIn.ts'
import { engineCall } from './engineCall.ts'

/** Which image is used for one that a track names. */
export interface ImageChoice {
  reference: string
  use: string
  /** Built here, offline, in place of the real one. */
  standIn: boolean
}

/** Seconds a pull may take. */
const PULL_SECONDS = 600

/** The name of a stand-in says what it is, so that nobody takes it for the real image. */
export function standInName(recipe: string): string {
  return `localhost/lab-stand-in-${recipe}`
}

/** Makes sure that the engine has some images of a track, by variable: the real one where a registry answers, else a named stand-in built offline. */
export async function bringImages(track: Track, declared: Record<string, string>, host: Host, say: (text: string) => void, before: ImageChoice[] = []): Promise<ImageChoice[] | Unknown> {
  const choices: ImageChoice[] = []
  for (const [name, reference] of Object.entries(declared)) {
    if (choices.some(each => each.reference === reference)) continue
    const choice = await bringImage(reference, track.standIns[name] ?? 'busybox', host, say, before.find(each => each.reference === reference)?.standIn ?? false)
    if ('unknown' in choice) return choice
    choices.push(choice)
  }
  return choices
}

async function bringImage(reference: string, recipe: string, host: Host, say: (text: string) => void, standsIn: boolean): Promise<ImageChoice | Unknown> {
  const use = standInName(recipe)
  if (standsIn) {
    const built = await provideStandIn(recipe, use, host)
    return built.code === 0 ? { reference, use, standIn: true } : { unknown: `image ${use}: no stand-in could be built for ${host.engine.name}: ${describeFailure(built)}` }
  }
  const there = await engineCall(host, ['image', 'inspect', '--format', '{{.Id}}', reference], 20)
  if (there.code === 0) return { reference, use: reference, standIn: false }
  if (there.code === 127) return { unknown: `${host.engine.name} is not installed on this host`, next: 'run `lab doctor`' }
  say(`image ${reference}: pulling …\n`)
  const pulled = await engineCall(host, ['pull', '--quiet', reference], PULL_SECONDS)
  if (pulled.code === 0) return { reference, use: reference, standIn: false }
  const { packaged } = await loadStandIn(recipe)
  const built = await provideStandIn(recipe, use, host)
  if (built.code !== 0) {
    const full = /no space left on device/i.test(pulled.stderr + built.stderr)
    const next = full ? 'the disk is full: `df -h` on the host shows which one; make room and start again' : packaged ? `connect to a network, or install busybox-static and ${packaged}` : 'install busybox-static (Debian) or busybox (Fedora), or connect to a network'
    return { unknown: `image ${reference}: ${full ? 'it could not be pulled' : 'no registry answered'} (${describeFailure(pulled)}), and no stand-in could be built: ${describeFailure(built)}`, next }
  }
  say(`image ${reference}: no registry answered; ${use}, built here from the static busybox${packaged ? ` and the distribution's ${packaged}` : ''}, stands in for it\n`)
  return { reference, use, standIn: true }
}

async function provideStandIn(recipe: string, use: string, host: Host): Promise<Answer> {
  const there = await engineCall(host, ['image', 'inspect', '--format', '{{.Id}}', use], 20)
  return there.code === 0 ? there : buildStandIn(recipe, use, host)
}
