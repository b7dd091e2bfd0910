import { engineFlag, type Command, type World } from '../commandModel.ts'
import { isRefusal } from '../core/isRefusal.ts'
import { jsonText } from '../core/jsonText.ts'
import { isUnknown } from '../core/judge.ts'
import type { Asked, Seen } from '../core/picture.ts'
import type { Branch } from '../core/processTree.ts'
import { plainLine } from '../core/plainText.ts'
import { EXIT } from '../core/score.ts'
import { openHost } from '../run/openHost.ts'
import { lookAtHost } from '../run/look.ts'
import { savedNote } from '../run/savedProgress.ts'
import type { Host } from '../model/host.ts'
import type { EngineName } from '../model/look.ts'
import type { Refusal } from '../model/problem.ts'
import { joinScene, lookAround, lookAtContainers, type Joined } from '../probe/picture.ts'
import { containersText, isUtf8, surroundingText, type Drawing } from '../report/pictureText.ts'
import { makeStyle } from '../report/style.ts'

const ENGINES: EngineName[] = ['podman', 'docker']

/**
 * `--json` writes, without NAME, `{ version, host, engines, containers }`, and with it `{ version, host, engines, name, way, processes }`.
 * A saved look has `at` and `from` in `host`: when and where it was taken.
 * `engines` are those that were asked (`trouble` where one told nothing); a container has engine, name, id, image, state, exitCode and processes.
 * Processes are a flat list in the order of drawing: what `Seen` in core/picture.ts says of each, and `depth`, which makes the tree.
 */
const command: Command = {
  summary: 'Draw who starts whom: the processes around a program, or all containers with theirs. Ends with 1 where nothing has that name.',
  takes: '[NAME|PID]',
  most: 1,
  group: 'students',
  options: {
    host: { type: 'string', multiple: true, value: 'KIND[:WHERE]', help: 'The host to look at; local where nothing is said.' },
    engine: { type: 'string', value: 'podman|docker', help: 'Ask this engine only; both where nothing is said.' },
  },
  async run({ words: [name], flags }, world) {
    const chosen = engineFlag(flags)
    if (isRefusal(chosen)) return chosen
    if (name?.trim() === '') return { exit: EXIT.usage, code: 'usage', message: 'the name of a program is empty' }
    const engines = chosen.engine === undefined ? ENGINES : [chosen.engine]
    const looked = await look((flags.host as string[] | undefined) ?? [], engines, world)
    if (isRefusal(looked)) return looked
    const { host, asked, joined } = looked
    const drawing: Drawing = { style: makeStyle(world.color), utf8: isUtf8(world.environment), ...(world.columns === undefined ? {} : { columns: world.columns }) }
    const about = host.recall?.about
    const head = { version: 1, host: { kind: host.kind, ...(about ? { at: about.at, from: about.from } : {}) }, engines: asked }
    if (about && !flags.json) world.err(`${savedNote(about)}\n`)
    if (name === undefined) {
      const views = lookAtContainers(looked.containers, joined)
      if (flags.json) world.out(jsonText({ ...head, containers: views.map(({ lines, ...view }) => ({ ...view, processes: flat(lines) })) }))
      else world.out(`${containersText(views, asked, drawing)}\n\`lab look NAME\` draws who started a program and whom it started: lab look ${views.some(each => each.lines.length > 0 && each.engine === 'docker') ? 'dockerd' : 'conmon'}\n`)
      return asked.some(each => each.trouble === undefined) ? EXIT.good : EXIT.unknown
    }
    const found = lookAround(name, joined)
    if (typeof found === 'string') return { exit: EXIT.failed, code: 'not-found', message: plainLine(found, 600) }
    if (!['pid', 'program'].includes(found.way)) world.err(`lab: no program is called ${plainLine(name)}: it is ${found.way === 'executable' ? 'the file that these run' : found.way}\n`)
    if (flags.json) world.out(jsonText({ ...head, name, way: found.way, processes: flat(found.lines) }))
    else world.out(surroundingText(found, drawing))
    complainOfUnnamed(found.lines, asked, world)
    return EXIT.good
  },
}

export default command

function flat(lines: Branch<Seen>[]): unknown[] {
  return lines.map(({ of, depth }) => ({ ...of, depth }))
}

/** Looks as root, who alone sees what runs in what; where that is refused, as this account, and says so. */
async function look(hosts: string[], engines: EngineName[], world: World): Promise<{ host: Host; asked: Asked[]; joined: Joined; containers: Parameters<typeof lookAtContainers>[0] } | Refusal> {
  for (const asRoot of [true, false]) {
    const host = await openHost(hosts, { id: 'lab look', requires: asRoot ? [{ name: 'root' }] : [] }, engines[0]!, world)
    if (isRefusal(host)) return host
    try {
      const seen = await lookAtHost(host, engines, world.stop)
      if (world.stop.aborted) return { exit: EXIT.interrupted, code: 'interrupted', message: 'interrupted' }
      if (!isUnknown(seen)) return { host, asked: seen.asked, joined: joinScene(seen.scene), containers: seen.scene.containers }
      if (!asRoot || !/\bsudo\b/.test(seen.unknown)) return { exit: EXIT.unknown, code: 'host', message: plainLine(seen.unknown.replace(/^\w+: /, ''), 400) }
      world.err('lab: without root only your own processes show their namespaces, and only your own containers their names\n')
    } finally {
      await host.close()
    }
  }
  throw new Error('unreachable: the second look returned')
}

/** Who is in a container that nobody named: say which engine told nothing. */
function complainOfUnnamed(lines: Branch<Seen>[], asked: Asked[], world: World): void {
  if (!lines.some(({ of }) => of.container?.engine === null)) return
  const silent = asked.flatMap(({ trouble }) => trouble ?? [])
  world.err(`lab: [container ID] is one that ${asked.map(each => plainLine(each.where)).join(' and ')} ${asked.length === 1 ? 'does' : 'do'} not list${silent.length > 0 ? ` (${plainLine(silent.join('; '), 300)})` : ''}\n`)
}
