import { basename, join } from 'node:path'
import type { Command } from '../commandModel.ts'
import { jsonText } from '../core/jsonText.ts'
import { plainLine, plainName } from '../core/plainText.ts'
import { EXIT } from '../core/score.ts'
import type { Problem } from '../model/problem.ts'
import { plural } from '../core/words.ts'
import { checkCourse } from '../run/course.ts'
import { findTrackNamed, listChallenges, tracksInReach } from '../run/findTracks.ts'
import { loadTrack } from '../run/loadTrack.ts'
import { vocabulary } from '../run/vocabulary.ts'

const command: Command = {
  summary: 'Say every mistake in a track, with its place: all tracks in reach where none is named.',
  takes: '[TRACK...]',
  most: Infinity,
  group: 'authors',
  options: {},
  async run({ words, flags }, world) {
    const tracks = tracksInReach(world)
    const problems: Problem[] = []
    const notes: string[] = []
    const seen: { id: string; challenges: number; checks: number }[] = []
    const dirs: string[] = []
    for (const word of words) {
      const target = findTrackNamed(word, tracks, world.cwd)
      if (typeof target === 'string') return { exit: EXIT.usage, code: 'usage', message: target }
      dirs.push(target.dir)
    }
    for (const dir of words.length > 0 ? dirs : tracks.values()) {
      const loaded = await loadTrack(dir, { vocabulary, whole: true })
      problems.push(...loaded.problems)
      for (const { id, checks } of loaded.track?.challenges ?? []) {
        const once = checks.filter(each => each.once).map(each => each.id)
        if (once.length > 0) notes.push(`${loaded.track!.id}/${id}: a pass of ${once.join(', ')} sticks, for what is gone later: in a class it counts only where \`lab class grade\` looked in time`)
      }
      if (loaded.track) for (const folder of listChallenges(dir).filter(each => !loaded.track!.folders.some(one => basename(join('/', one)) === each))) notes.push(`${loaded.track.id}: the folder ${folder} holds a challenge that is not in the list "challenges" of track.yaml: nobody gets it`)
      if (loaded.track) seen.push({ id: loaded.track.id, challenges: loaded.track.challenges.length, checks: loaded.track.challenges.reduce((sum, each) => sum + each.checks.length, 0) })
    }
    const course = checkCourse(words.length > 0 ? dirs : tracks.values(), tracks.values())
    problems.push(...course.problems)
    for (const note of [...course.notes, ...notes]) world.err(`lab: note: ${plainLine(note, Infinity)}\n`)
    problems.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column))
    if (problems.length > 0) return { exit: EXIT.invalid, code: 'invalid-track', message: plural(problems.length, 'mistake'), problems }
    if (seen.length === 0) return { exit: EXIT.usage, code: 'usage', message: 'there is no track in reach' }
    if (flags.json) world.out(jsonText({ version: 1, tracks: seen }))
    else for (const { id, challenges, checks } of seen) world.out(`${plainName(id)}: ${plural(challenges, 'challenge')}, ${plural(checks, 'check')}, no mistakes\n`)
    return EXIT.good
  },
}

export default command
