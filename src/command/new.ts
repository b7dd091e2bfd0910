import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { Command, World } from '../commandModel.ts'
import { addChallenge, imageVariable } from '../core/addChallenge.ts'
import { isRefusal } from '../core/isRefusal.ts'
import { jsonText } from '../core/jsonText.ts'
import { plainLine } from '../core/plainText.ts'
import { EXIT } from '../core/score.ts'
import { challengeSkeleton, trackSkeleton } from '../core/skeleton.ts'
import { didYouMean } from '../core/suggest.ts'
import type { Refusal } from '../model/problem.ts'
import { challengeId } from '../run/challengeId.ts'
import { findTrackNamed, findTracks, trackFolders, tracksInReach } from '../run/findTracks.ts'

const THINGS = ['track', 'challenge']
const usage = (message: string): Refusal => ({ exit: EXIT.usage, code: 'usage', message })

/** Files to write, by absolute path, and the challenge to try them with. */
interface Plan {
  files: Map<string, string>
  /** A file that is there already, and changes. */
  changed?: string
  /** The folder that must not be there yet. */
  made: string
  track: string
  /** Of the challenge. */
  folder: string
}

const command: Command = {
  summary: 'Write a small working track, or one more challenge of a track: a beginning to change piece by piece.',
  takes: `${THINGS.join('|')} NAME`,
  most: 2,
  group: 'authors',
  options: { title: { type: 'string', value: 'TEXT', help: 'What a learner reads; made from the name where nothing is said.' } },
  async run({ words: [thing, name], flags }, world) {
    if (thing === undefined || name === undefined) return usage('say what: `lab new track NAME`, or `lab new challenge TRACK/NAME`')
    if (!THINGS.includes(thing)) return usage(`lab new makes no "${thing}"${didYouMean(thing, THINGS) || `; it makes a ${THINGS.join(' or a ')}`}`)
    const last = basename(name)
    const id = challengeId(last)
    if (!isName(thing === 'track' ? last : id)) return usage(`"${plainLine(last)}" is no name for a ${thing}: it begins with a letter, and goes on with lower case letters, digits and single hyphens between them`)
    const title = plainLine(String(flags.title ?? '').trim() || titleOf(thing === 'track' ? last : id))
    const plan = thing === 'track' ? planTrack(name, title, world) : planChallenge(name, title, world)
    if (isRefusal(plan)) return plan
    if (existsSync(plan.made)) return { exit: EXIT.usage, code: 'exists', message: `${shown(plan.made, world)} is there already, and nothing in it is overwritten` }
    try {
      for (const [file, text] of plan.files) {
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, text, file === plan.changed ? {} : { flag: 'wx' })
      }
    } catch (error) {
      return { exit: EXIT.unknown, code: 'write', message: `not all could be written: ${(error as Error).message}` }
    }
    const files = [...plan.files.keys()].map(file => ({ file: shown(file, world), changed: file === plan.changed }))
    // By its name where lab finds it, else by its folder.
    const inReach = tracksInReach(world).get(basename(plan.track)) === plan.track
    const track = inReach ? basename(plan.track) : shown(plan.track, world)
    const next = [`lab validate ${track}`, `lab start ${track}/${inReach ? challengeId(plan.folder) : plan.folder}`, 'lab check', 'lab solve', 'lab check', 'lab finish']
    if (flags.json) world.out(jsonText({ version: 1, files, next }))
    else {
      world.out(files.map(({ file, changed }) => `${changed ? 'changed' : 'wrote  '} ${file}\n`).join(''))
      world.out(`\nIt works as it is. Try it as a learner will, then change it piece by piece:\n${next.map(line => `  ${line}\n`).join('')}`)
    }
    return EXIT.good
  },
}

export default command

function isName(word: string): boolean {
  return word.length <= 64 && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(word)
}

/** A name alone goes to where lab looks first, a path to where it leads. */
function planTrack(name: string, title: string, world: World): Plan {
  const first = world.environment.LAB_TRACKS?.split(':').find(each => each !== '') ?? 'tracks'
  const dir = name.includes('/') ? resolve(world.cwd, name) : resolve(world.cwd, first, name)
  const folder = '01-first'
  const files = challengeFiles(join(dir, folder), { id: 'first', title: 'A container that sleeps', image: 'image' })
  return { made: dir, track: dir, folder, files: new Map([[join(dir, 'track.yaml'), trackSkeleton(title, folder)], ...files]) }
}

function planChallenge(name: string, title: string, world: World): Plan | Refusal {
  const [of, last] = [dirname(name), basename(name)]
  if (!name.includes('/')) return usage(`name its track too: \`lab new challenge TRACK/${last}\``)
  const target = findTrackNamed(of, tracksInReach(world), world.cwd)
  if (typeof target === 'string') return usage(`${target}; \`lab new track ${basename(of)}\` makes one`)
  const { dir } = target
  const isPath = resolve(world.cwd, of) === dir
  const isOwn = findTracks(trackFolders(world.environment, world.cwd)).get(basename(dir)) === dir
  if (!isPath && !isOwn) return usage(`${basename(dir)} came with lab, and a name alone changes nothing there: \`lab new track NAME\` makes a track of your own; who means that one names its folder, as in \`lab new challenge ${plainLine(join(dir, last))}\``)
  const list = join(dir, 'track.yaml')
  const text = readFileSync(list, 'utf8')
  const there = readdirSync(dir)
  const id = challengeId(last)
  const same = there.find(each => challengeId(each) === id)
  if (same !== undefined) return { exit: EXIT.usage, code: 'exists', message: `${shown(join(dir, same), world)} is there already, and nothing in it is overwritten` }
  const number = Math.max(0, ...there.map(each => Number(/^(\d+)-/.exec(each)?.[1] ?? 0))) + 1
  const folder = last === id ? `${String(number).padStart(2, '0')}-${id}` : last
  const added = addChallenge(text, folder)
  if (added === undefined) return { exit: EXIT.invalid, code: 'invalid-track', message: `the list of challenges in ${shown(list, world)} could not be read; \`lab validate ${shown(dir, world)}\` says why` }
  const files = challengeFiles(join(dir, folder), { id, title, image: imageVariable(added)! })
  return { made: join(dir, folder), track: dir, folder, changed: list, files: new Map([...files, [list, added]]) }
}

function challengeFiles(dir: string, about: Parameters<typeof challengeSkeleton>[0]): [string, string][] {
  return Object.entries(challengeSkeleton(about)).map(([file, text]) => [join(dir, file), text])
}

/** `shared-network` is `Shared network`. */
function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A path as one would type it here. */
function shown(path: string, { cwd }: World): string {
  const near = relative(cwd, path)
  return near.startsWith('..') ? path : near
}
