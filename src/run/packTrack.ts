import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse, stringify } from 'yaml'
import { studentCopy, studentTrack, studentTranslation } from '../core/studentCopy.ts'
import type { Challenge } from '../model/course.ts'
import type { Loaded } from './loadTrack.ts'

/** What a text may show, besides words. */
const PICTURE = /\.(png|jpe?g|gif|svg|webp)$/i
/** Texts and their translations. */
const TEXT = /^assignment(\.[A-Za-z-]+)?\.md$/
const TRANSLATION = /^(track|challenge)\.[A-Za-z-]+\.yaml$/

/** The files of a track that a student gets, by their path in the track: what is not named here stays behind, wrong/ and solutions/ first of all. */
export function packTrack({ track, kinds }: Required<Pick<Loaded, 'track' | 'kinds'>>): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  const take = (dir: string, names: string[], prefix: string): void => {
    for (const name of names) files.set(prefix + name, readFileSync(join(dir, name)))
  }
  // Written anew, since a comment may say more than the lines.
  const put = (name: string, dir: string, copy: typeof studentCopy): void => {
    const written = parse(readFileSync(join(dir, basename(name)), 'utf8')) as Record<string, unknown>
    files.set(name, Buffer.from(stringify(copy(written), { lineWidth: 0 })))
  }
  put('track.yaml', track.dir, studentTrack)
  take(track.dir, readdirSync(track.dir).filter(name => TRANSLATION.test(name)), '')
  for (const challenge of track.challenges) {
    const prefix = `${challenge.folder}/`
    const { dir } = challenge
    put(`${prefix}challenge.yaml`, dir, studentCopy)
    const hidden = challenge.checks.filter(each => each.hidden).map(each => each.id)
    for (const name of readdirSync(dir).filter(each => TRANSLATION.test(each))) {
      const words = hidden.length === 0 ? undefined : studentTranslation(parse(readFileSync(join(dir, name), 'utf8')) as Record<string, unknown>, hidden)
      if (hidden.length === 0) take(dir, [name], prefix)
      else if (words) files.set(prefix + name, Buffer.from(stringify(words, { lineWidth: 0 })))
    }
    take(dir, [...readdirSync(dir).filter(name => TEXT.test(name) || PICTURE.test(name)), ...scriptsOf(challenge, kinds)], prefix)
  }
  return files
}

/** The scripts that a student's lab runs: all but the solution and those of hidden checks. */
function scriptsOf({ dir, setup, cleanup, checks }: Challenge, kinds: Loaded['kinds']): string[] {
  const named = checks.filter(each => !each.hidden).flatMap(check => kinds.get(check.kind)?.scripts?.(check.params as never) ?? [])
  return [...new Set([setup?.file, cleanup?.file, ...named])].filter((name): name is string => name !== undefined && existsSync(join(dir, name)))
}
