import { isUnknown } from '../core/judge.ts'
import { EXIT } from '../core/score.ts'
import { plainLine } from '../core/plainText.ts'
import { installCommand, installPackages } from '../host/installPackages.ts'
import { openLocal } from '../host/local.ts'
import type { Refusal } from '../model/problem.ts'
import type { Offers } from '../probe/offers.ts'
import type { Talk } from './startChallenge.ts'
import { surveyHost } from './survey.ts'

/** Packages by what is missing, for each package manager. The Fedora names are written after its documentation and not tried here. */
const PACKAGES: Record<string, { engine: string[]; runtime: string[]; busybox: string[]; rootless: string[] }> = {
  'apt-get': { engine: ['podman', 'runc', 'netavark', 'aardvark-dns'], runtime: ['runc'], busybox: ['busybox-static'], rootless: ['uidmap'] },
  dnf: { engine: ['podman', 'netavark'], runtime: ['runc'], busybox: ['busybox'], rootless: ['shadow-utils'] },
}

/** How consent is given where nobody is asked. */
export interface Consent {
  environment: Record<string, string | undefined>
  /** --yes or CI: what was named may be installed. */
  given: boolean
  stop: AbortSignal
}

/** Makes sure that this machine has a container engine: names what it would install, asks, installs. Returns what the machine offers then. */
export async function prepareEngine(talk: Talk, { environment, given, stop }: Consent): Promise<Offers | Refusal> {
  const unable = (message: string): Refusal => ({ exit: EXIT.unknown, code: 'engine', message })
  const host = openLocal({ environment, needsRoot: false })
  const offers = await surveyHost(host, stop)
  if (isUnknown(offers)) return unable(offers.unknown)
  if (offers.uid !== 0 && offers.tools.podman && !offers.subids) return unable(`${offers.user} has no range in /etc/subuid, without which containers need root: run \`sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${offers.user}\` and come back, or work as root`)
  const names = PACKAGES[offers.packageManager]
  const missing = missingThings(offers)
  if (missing.length === 0) return offers
  const words = missing.map(each => each.what).join(', ')
  if (!names) return unable(`this machine lacks ${words}, and has no package manager that lab knows (apt-get, dnf): install podman by hand and come back`)
  const packages = [...new Set(missing.flatMap(each => names[each.key]))]
  const command = installCommand(offers.packageManager, packages, offers.uid !== 0)
  if (offers.uid !== 0 && !offers.sudo) return unable(`this machine lacks ${words}, and you are not root: run \`${command}\` and come back`)
  talk.say(`lab: this machine lacks ${words}. To install it: ${command}\n`)
  if (!given) {
    if (!talk.interactive) return unable('nobody can be asked here: run it with --yes, or with CI=true, to let it install that')
    if (!(await talk.confirm('Install it?'))) return unable('nothing was installed, and nothing else was done')
  }
  talk.say('lab: installing, which takes a minute …\n')
  const done = await installPackages(offers.packageManager, packages, offers.uid !== 0, stop)
  if (done.code !== 0) return unable(`\`${command}\` failed; is a package mirror in reach? It said: ${plainLine(done.stderr || done.stdout, 300)}`)
  const now = await surveyHost(host, stop)
  return isUnknown(now) ? unable(now.unknown) : now
}

function missingThings(offers: Offers): { what: string; key: keyof (typeof PACKAGES)[string] }[] {
  const missing: { what: string; key: keyof (typeof PACKAGES)[string] }[] = []
  const refusesHybrid = offers.cgroups === 'hybrid' && offers.unifiedControllers.length > 0
  if (!offers.tools.podman) missing.push({ what: 'podman', key: 'engine' })
  else if (!offers.tools.runc && (refusesHybrid || !offers.tools.crun)) missing.push({ what: 'the container runtime runc', key: 'runtime' })
  // The image is pulled where a registry answers; the stand-in is for where none does.
  if (!offers.staticBusybox) missing.push({ what: 'a static busybox (for images without a registry)', key: 'busybox' })
  if (offers.uid !== 0 && !offers.tools.podman) missing.push({ what: 'newuidmap (for containers without root)', key: 'rootless' })
  return missing
}
