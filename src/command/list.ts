import { LANG_OPTION, type Command } from '../commandModel.ts'
import { chooseLanguages, describeMissingLanguage } from '../core/chooseLanguages.ts'
import { jsonText } from '../core/jsonText.ts'
import { EXIT } from '../core/score.ts'
import { makeStyle } from '../report/style.ts'
import { readCourse } from '../run/course.ts'
import { tracksInReach } from '../run/findTracks.ts'
import { loadTrack } from '../run/loadTrack.ts'
import { imagesInUse, openBook } from '../run/openBook.ts'
import { languagesInReach } from '../run/speak.ts'
import { vocabulary } from '../run/vocabulary.ts'

const command: Command = {
  summary: 'List all tracks and challenges in the order of the course, and how you stand with each.',
  takes: '',
  most: 0,
  group: 'students',
  options: { lang: LANG_OPTION },
  async run({ flags }, world) {
    const book = openBook(world)
    const style = makeStyle(world.color)
    const listed = []
    const tracks = tracksInReach(world)
    const missing = world.lang === undefined ? undefined : describeMissingLanguage(world.lang, languagesInReach([...tracks.values()]), 'any track')
    if (missing !== undefined) world.err(`lab: ${missing}\n`)
    for (const { id, dir, after } of readCourse(tracks.values())) {
      const { track, problems } = await loadTrack(dir, { vocabulary, languages: chooseLanguages(world.lang, world.environment), images: imagesInUse(book).images })
      const challenges = (track?.challenges ?? []).map(challenge => {
        const progress = book.progresses.challenges.get(`${id}/${challenge.id}`)
        return { id: challenge.id, title: challenge.title, minutes: challenge.minutes, state: progress?.state ?? 'new', points: progress?.points ?? 0, ...(progress?.earned ? { earned: progress.earned.points } : {}), maxPoints: challenge.checks.reduce((sum, check) => sum + check.points, 0) }
      })
      listed.push({ id, title: track?.title ?? id, summary: track?.summary ?? '', after, challenges, problems: problems.length })
    }
    if (flags.json) {
      world.out(jsonText({ version: 1, tracks: listed }))
      return EXIT.good
    }
    for (const { id, title, summary, challenges, problems } of listed) {
      world.out(`${style.bold(title)}  (${id})\n${summary ? `  ${summary}\n` : ''}`)
      for (const { id: name, title: what, minutes, state, points, earned, maxPoints } of challenges) {
        const again = earned !== undefined && state !== 'finished' ? `finished with ${earned} of ${maxPoints} points, then ` : ''
        const stand = state === 'new' ? '' : `${again}${state}${again ? ' again' : ''}, ${points} of ${maxPoints} points`
        world.out(`  ${`${id}/${name}`.padEnd(36)} ${what}${minutes ? `, ${minutes} min` : ''}${stand ? `  [${stand}]` : ''}\n`)
      }
      if (problems > 0) world.out(`  ${style.red(`${problems} mistakes in this track: lab validate ${id}`)}\n`)
      world.out('\n')
    }
    if (listed.length === 0) world.err('lab: there is no track in reach; LAB_TRACKS names folders that hold tracks\n')
    return EXIT.good
  },
}

export default command
