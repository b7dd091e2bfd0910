import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { COMMON, type Command, type World } from '../commandModel.ts'
import { parseYaml } from '../core/parseYaml.ts'
import { plainLine } from '../core/plainText.ts'
import { EXIT } from '../core/score.ts'
import { commands } from '../generated/catalogue.ts'
import { namesOf, type CommandTable } from '../help.ts'
import { reporterNames } from '../report/openReporters.ts'
import { challengeId } from '../run/challengeId.ts'
import { findTrackNamed, listChallenges, tracksInReach } from '../run/findTracks.ts'
import { openBook } from '../run/openBook.ts'
import { hostKinds } from '../run/openHost.ts'
import { languagesInReach } from '../run/speak.ts'

const table = commands as unknown as CommandTable

/** A word that may be typed next, and what it stands for. */
interface Candidate {
  word: string
  about?: string
}

const command: Command = {
  summary: 'For the scripts of `lab completion`: the words that may stand where the last one is, a line each, with a tab before what they mean.',
  takes: 'bash|zsh|fish -- WORD...',
  most: Infinity,
  group: 'authors',
  options: {},
  async run({ words: [shell, ...typed] }, world) {
    try {
      const words = shell === 'bash' ? joinBroken(typed) : typed
      const last = words.at(-1) ?? ''
      // bash replaces what stands behind the last = or : only.
      const kept = shell === 'bash' ? /^.*[=:]/.exec(last)?.[0].length ?? 0 : 0
      for (const { word, about } of (await candidates(words, world)).filter(each => each.word.startsWith(last))) {
        const line = word.slice(kept)
        // bash puts a word on the line as it is: a folder with a strange name must not become a command.
        if (/^[\w@%+=:,./-]+$/.test(line)) world.out(shell === 'bash' || !about ? `${line}\n` : `${line}\t${plainLine(about)}\n`)
      }
    } catch {
      // Somebody is in the middle of a line: there is nothing to complete, and nothing to say.
    }
    return EXIT.good
  },
}

export default command

/** bash takes `--reporter=json` for three words. */
function joinBroken(words: string[]): string[] {
  const joined: string[] = []
  let open = false
  for (const word of words) {
    const breaks = /^[=:]+$/.test(word)
    if ((breaks || open) && joined.length > 0) joined.push(`${joined.pop()}${word}`)
    else joined.push(word)
    open = breaks
  }
  return joined
}

async function candidates(words: string[], world: World): Promise<Candidate[]> {
  const last = words.at(-1) ?? ''
  const name = words[0]!
  if (words.length <= 1) return [...await named(), { word: 'help', about: 'Say what lab or a command does.' }, { word: '--help' }, { word: '--version' }]
  if (name === 'help') return words.length === 2 ? [...await named(), { word: '--man', about: 'A page for man -l -.' }] : []
  if (!namesOf(table).includes(name)) return []
  const outer = (await table[name]!()).default
  if (outer.verbs && words.length === 2 && !last.startsWith('-')) return Promise.all(Object.entries(outer.verbs).map(async ([word, load]) => ({ word, about: (await load()).default.summary })))
  const verb = outer.verbs && Object.hasOwn(outer.verbs, words[1]!) ? outer.verbs[words[1]!] : undefined
  const { takes, options: own } = verb ? (await verb()).default : outer
  const options = { ...own, ...COMMON }
  const given = words.slice(verb ? 2 : 1, -1)
  const [, option, value] = /^--([^=]+)=(.*)$/.exec(last) ?? []
  if (option !== undefined && value !== undefined) return valuesOf(option, options[option]?.value, world).map(word => ({ word: `--${option}=${word}` }))
  if (last.startsWith('-')) return Object.entries(options).map(([key, { help }]) => ({ word: `--${key}`, about: help }))
  const before = /^--(.+)$/.exec(given.at(-1) ?? '')?.[1]
  if (before !== undefined && options[before]?.type === 'string') return valuesOf(before, options[before]?.value, world).map(word => ({ word }))
  const place = given.filter((word, index) => !word.startsWith('-') && options[given[index - 1]?.replace(/^--/, '') ?? '']?.type !== 'string').length
  return wordsFor(takes, place, world)
}

async function named(): Promise<Candidate[]> {
  return Promise.all(namesOf(table).map(async word => ({ word, about: (await table[word]!()).default.summary })))
}

function valuesOf(option: string, value = '', world: World): string[] {
  const listed = value.replace('[=FILE]', '')
  if (/^[a-z]+(\|[a-z]+)+$/.test(listed)) return listed.split('|')
  if (option === 'lang') return languagesInReach([...tracksInReach(world).values()])
  return option === 'reporter' ? reporterNames : option === 'host' ? hostKinds : []
}

/** What a command takes says what its words are: `[TRACK[/CHALLENGE]]`, `CHECK`, `[challenge|track]`. */
function wordsFor(takes: string, place: number, world: World): Candidate[] {
  const all = takes.split(' ').filter(each => each !== '')
  const wanted = all[place] ?? (all.at(-1)?.includes('...') ? all.at(-1)! : '')
  if (wanted.includes('/CHALLENGE')) return [...tracks(world), ...challenges(world)]
  if (wanted.includes('TRACK')) return tracks(world)
  if (/\b(CHECK|ID)\b/.test(wanted)) return checksInHand(world)
  if (wanted.includes('PID')) return programs()
  return wanted.replace(/[[\]]/g, '').split('|').filter(word => /^[a-z]+$/.test(word)).map(word => ({ word }))
}

function tracks(world: World): Candidate[] {
  return [...tracksInReach(world).keys()].map(word => ({ word, about: 'a track' }))
}

function challenges(world: World): Candidate[] {
  return [...tracksInReach(world)].flatMap(([track, dir]) => listChallenges(dir).map(folder => ({ word: `${track}/${challengeId(folder)}`, about: 'a challenge' })))
}

/** The programs that run on this machine; a kernel thread has no command line and is none. */
function programs(): Candidate[] {
  const running = readdirSync('/proc').filter(name => /^\d+$/.test(name) && read(`/proc/${name}/cmdline`) !== '')
  return [...new Set(running.map(pid => read(`/proc/${pid}/comm`).trim()))].sort().map(word => ({ word, about: 'a program that runs' }))
}

/** A process may end at any moment. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** The ids in the challenge in hand; read without validation, which would take its time. */
function checksInHand(world: World): Candidate[] {
  const { current } = openBook(world).progresses
  const target = current === undefined ? undefined : findTrackNamed(current, tracksInReach(world), world.cwd)
  if (typeof target !== 'object' || target.challenge === undefined) return []
  const folder = listChallenges(target.dir).find(each => challengeId(each) === target.challenge)
  const file = join(target.dir, folder ?? '', 'challenge.yaml')
  const data = parseYaml(readFileSync(file, 'utf8'), file).data as { checks?: { id?: unknown; title?: unknown }[] } | undefined
  return (data?.checks ?? []).flatMap(({ id, title }) => (typeof id === 'string' ? [{ word: id, ...(typeof title === 'string' ? { about: title } : {}) }] : []))
}
