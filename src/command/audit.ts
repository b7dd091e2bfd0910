import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Command } from '../commandModel.ts'
import { auditCourse, unreadChecks } from '../core/audit/auditCourse.ts'
import { plainLine } from '../core/plainText.ts'
import { EXIT } from '../core/score.ts'
import { didYouMean } from '../core/suggest.ts'
import { plural } from '../core/words.ts'
import type { Problem } from '../model/problem.ts'
import { auditJson, auditSarif, auditText, countFindings, type Audited } from '../report/auditReport.ts'
import { makeStyle } from '../report/style.ts'
import { findTrackNamed, tracksInReach } from '../run/findTracks.ts'
import { readCourses } from '../run/readCourses.ts'

const REPORTERS = ['text', 'json', 'sarif']

const command: Command = {
  summary: 'Look for what makes the checks of a course hollow, silent or harmful: a course of lab, Instruqt, Katacoda or Killercoda. Runs nothing.',
  takes: '[DIR|TRACK...]',
  most: Infinity,
  group: 'authors',
  options: { reporter: { type: 'string', multiple: true, value: `${REPORTERS.join('|')}[=FILE]`, help: 'How findings are told; may be given several times.' } },
  async run({ words, flags }, world) {
    const wanted = (flags.json ? ['json'] : ((flags.reporter as string[] | undefined) ?? ['text'])).map(each => /^([^=]*)(?:=(.*))?$/s.exec(each)!.slice(1) as [string, string | undefined])
    for (const [name, file] of wanted) {
      if (!REPORTERS.includes(name)) return { exit: EXIT.usage, code: 'usage', message: `there is no reporter "${name}"${didYouMean(name, REPORTERS) || `; there are: ${REPORTERS.join(', ')}`}` }
      if (file === '') return { exit: EXIT.usage, code: 'usage', message: `--reporter ${name}= names no file behind the =` }
    }
    if (wanted.filter(([, file]) => file === undefined).length > 1) return { exit: EXIT.usage, code: 'usage', message: 'two reports would mix on standard output: give one a file, as in --reporter sarif=FILE' }
    const tracks = tracksInReach(world)
    const dirs: string[] = []
    for (const word of words) {
      const asPath = resolve(world.cwd, word)
      // A folder may hold any format; only what is none is looked up as the name of a track.
      const target = existsSync(asPath) && statSync(asPath).isDirectory() ? { dir: asPath } : findTrackNamed(word, tracks, world.cwd)
      if (typeof target === 'string') return { exit: EXIT.usage, code: 'usage', message: target }
      dirs.push(target.dir)
    }
    const audited: Audited[] = []
    const problems: Problem[] = []
    const left: string[] = []
    for (const dir of words.length > 0 ? new Set(dirs) : tracks.values()) {
      const read = await readCourses(dir)
      problems.push(...read.problems)
      left.push(...read.left)
      if (read.courses.length === 0 && read.problems.length === 0) return { exit: EXIT.invalid, code: 'no-course', message: `there is no course in ${dir}: none of track.yaml, track.yml (Instruqt) and index.json with steps (Katacoda, Killercoda)` }
      left.push(...read.courses.flatMap(({ course, dir: at }) => [...unreadChecks(course)].map(([file, why]) => `${relative(dir, join(at, file))}: ${why}`)))
      audited.push(...read.courses.map(({ course, folder, dir: at }) => ({ course, dir: at.replace(/\/$/, ''), findings: auditCourse(course, folder) })))
    }
    if (problems.length > 0) return { exit: EXIT.invalid, code: 'invalid-track', message: `${plural(problems.length, 'mistake')} must be mended before the track can be audited`, problems }
    if (audited.length === 0) return { exit: EXIT.usage, code: 'usage', message: 'there is no track in reach: name a folder' }
    for (const each of left) world.err(`lab: not read: ${plainLine(each)}\n`)
    for (const [name, file] of wanted) {
      const text = name === 'json' ? auditJson(audited, left, world) : name === 'sarif' ? auditSarif(audited, world) : auditText(audited, left, makeStyle(world.color && file === undefined), { cwd: world.cwd, ...(world.columns === undefined ? {} : { columns: world.columns }) })
      if (file === undefined) {
        world.out(text)
        continue
      }
      try {
        writeFileSync(resolve(world.cwd, file), text)
      } catch (error) {
        return { exit: EXIT.unknown, code: 'report', message: `the report cannot be written: ${(error as Error).message}` }
      }
    }
    const { error, warning } = countFindings(audited)
    return error + warning > 0 ? EXIT.failed : EXIT.good
  },
}

export default command
