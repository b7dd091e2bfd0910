import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { didYouMean } from '../core/suggest.ts'
import type { Surroundings } from './Surroundings.ts'
import { challengeId } from './challengeId.ts'

/** A track's folder, and the challenge that was asked for, if one was. */
export interface Target {
  dir: string
  challenge?: string
}

/** The folders that hold tracks: LAB_TRACKS (colon separated), else ./tracks of the working folder, then the tracks that came with lab, where their folder is given. */
export function trackFolders(environment: Record<string, string | undefined>, cwd: string, own?: string): string[] {
  const named = environment.LAB_TRACKS?.split(':').filter(each => each !== '')
  const folders = named ? named.map(each => resolve(cwd, each)) : [join(cwd, 'tracks'), ...(own === undefined ? [] : [own])]
  return [...new Set(folders)].filter(each => statSync(each, { throwIfNoEntry: false })?.isDirectory())
}

/** All tracks of some folders, by name; the first of a name wins. */
export function findTracks(folders: string[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const folder of folders) {
    for (const name of readdirSync(folder).sort()) {
      const dir = join(folder, name)
      if (!found.has(name) && existsSync(join(dir, 'track.yaml'))) found.set(name, dir)
    }
  }
  return found
}

/** All tracks in reach, by name: those of `trackFolders`, with the ones that came with lab in `root`. */
export function tracksInReach({ environment, cwd, root }: Pick<Surroundings, 'environment' | 'cwd' | 'root'>): Map<string, string> {
  return findTracks(trackFolders(environment, cwd, join(root, 'tracks')))
}

/** Finds what `track`, `track/challenge` or a path means; words say why nothing was found. A challenge may be named with or without its number. */
export function findTrackNamed(word: string, tracks: ReadonlyMap<string, string>, cwd: string): Target | string {
  const asPath = resolve(cwd, word)
  if (existsSync(join(asPath, 'track.yaml'))) return { dir: asPath }
  if (existsSync(join(asPath, 'challenge.yaml')) && existsSync(join(dirname(asPath), 'track.yaml'))) return { dir: dirname(asPath), challenge: challengeId(asPath) }
  if (word.includes('/') && existsSync(join(dirname(asPath), 'track.yaml'))) return challengeNamed(basename(asPath), dirname(asPath))
  if (statSync(asPath, { throwIfNoEntry: false })?.isDirectory() && (word.includes('/') || word.startsWith('.'))) return `${asPath} has no track.yaml${readdirSync(asPath).includes('track.yml') ? ': track.yml must be called that' : ''}`
  const [name, challenge, ...rest] = word.replace(/\/+$/, '').split('/')
  const dir = tracks.get(name ?? '')
  if (isPath(word) || rest.length > 0) return `there is no track in ${word}${didYouMean(basename(asPath), listNames(dirname(asPath)))}`
  if (!dir) return `there is no track "${name}"${didYouMean(name ?? '', tracks.keys()) || `; there are: ${[...tracks.keys()].join(', ') || 'none'}`}`
  if (challenge === undefined) return { dir }
  return challengeNamed(challenge, dir)
}

/** A challenge of a track, named with or without its number. */
function challengeNamed(name: string, dir: string): Target | string {
  const known = listChallenges(dir)
  const folder = known.find(each => each === name) ?? known.find(each => challengeId(each) === name)
  if (!folder) return `there is no challenge "${name}" in ${basename(dir)}${didYouMean(name, known.map(challengeId)) || `; there are: ${known.map(challengeId).join(', ') || 'none'}`}`
  return { dir, challenge: challengeId(folder) }
}

/** The folders of a track that hold a challenge. */
export function listChallenges(dir: string): string[] {
  return readdirSync(dir).filter(each => existsSync(join(dir, each, 'challenge.yaml'))).sort().map(each => basename(each))
}

function isPath(word: string): boolean {
  return /^\.{0,2}\//.test(word) || word === '.' || word === '..'
}

function listNames(dir: string): string[] {
  return existsSync(dir) && statSync(dir).isDirectory() ? readdirSync(dir) : []
}
