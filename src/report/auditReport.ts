import { auditRules } from '../core/audit/auditCourse.ts'
import type { Course, Finding, Level } from '../core/audit/auditModel.ts'
import { jsonText } from '../core/jsonText.ts'
import { plainLine, plainName } from '../core/plainText.ts'
import { plural } from '../core/words.ts'
import { wrap } from '../core/wrap.ts'
import { fileFrom } from './placesOf.ts'
import { sarifLog } from './sarifLog.ts'
import type { Style } from './style.ts'

/** What was found in one course; `prefix` is its folder, as files are to be named. */
export interface Audited {
  course: Course
  dir: string
  findings: Finding[]
}

/** How many findings of each level there are; silenced ones are counted apart. */
export function countFindings(audited: Audited[]): Record<Level | 'silenced', number> {
  const all = audited.flatMap(each => each.findings)
  const count = (level: Level): number => all.filter(each => each.level === level && each.silenced === undefined).length
  return { error: count('error'), warning: count('warning'), note: count('note'), silenced: all.filter(each => each.silenced !== undefined).length }
}

/** `5 challenges: 3 with a check, 2 with a solution besides`. */
function sizeOf({ challenges }: Course): string {
  const judged = challenges.filter(each => each.judged)
  return `${plural(challenges.length, 'challenge')}: ${judged.length} with a check, ${judged.filter(each => each.solvable).length} with a solution besides`
}

const FORMATS = { lab: 'lab', instruqt: 'Instruqt', katacoda: 'Katacoda' }

/** Findings for a reader: by challenge, each with its place and the line; at the end why each rule is there and how to mend it. */
export function auditText(audited: Audited[], left: string[], style: Style, { cwd, columns }: { cwd: string; columns?: number }): string {
  const lines: string[] = []
  const paint = { error: style.red, warning: style.yellow, note: style.dim }
  for (const { course, dir, findings } of audited) {
    const open = findings.filter(each => each.silenced === undefined)
    lines.push(style.bold(`${plainName(plainLine(course.title))}  (${plainLine(course.id)}, ${FORMATS[course.format]})`), sizeOf(course), '')
    let last: string | undefined
    for (const { rule, level, place, message, frame, challenge } of open) {
      if (challenge !== last && challenge !== undefined) lines.push(style.bold(plainName(plainLine(challenge))))
      last = challenge
      lines.push(`${plainName(fileFrom(`${dir}/${place.file}`, { cwd }))}:${place.line}:${place.column}: ${paint[level](level)}: ${plainLine(message, Infinity)} [${rule}]`, ...(frame ? [frame] : []), '')
    }
    for (const { rule, place, silenced } of findings) if (silenced !== undefined) lines.push(style.dim(`${plainName(fileFrom(`${dir}/${place.file}`, { cwd }))}:${place.line}: ${rule} is silenced: ${plainLine(silenced)}`))
    if (findings.length > open.length) lines.push('')
  }
  const found = new Set(audited.flatMap(each => each.findings).filter(each => each.silenced === undefined).map(each => each.rule))
  for (const { id, says, why, mend } of auditRules.filter(each => found.has(each.id))) {
    lines.push(`${style.bold(id)}: ${says}.`, ...[`${why}`, `Mend it: ${mend}`].flatMap(text => wrap(text, (columns ?? 120) - 4)).map(line => `    ${line}`), '')
  }
  const { error, warning, note, silenced } = countFindings(audited)
  const unread = left.length > 0 ? `; ${plural(left.length, 'thing')} not read` : ''
  lines.push((error + warning + note === 0 ? `nothing found in ${plural(audited.length, 'course')}${silenced > 0 ? `, ${silenced} silenced` : ''}` : `${plural(error, 'error')}, ${plural(warning, 'warning')}, ${plural(note, 'note')}${silenced > 0 ? `, ${silenced} silenced` : ''}`) + unread)
  return `${lines.join('\n')}\n`
}

/** The same as data, version 1. */
export function auditJson(audited: Audited[], left: string[], { cwd }: { cwd: string }): string {
  return jsonText({
    version: 1,
    courses: audited.map(({ course, dir, findings }) => ({
      id: course.id, title: course.title, format: course.format, challenges: course.challenges.length, withCheck: course.challenges.filter(each => each.judged).length, withCheckAndSolution: course.challenges.filter(each => each.judged && each.solvable).length,
      findings: findings.map(({ rule, level, challenge, place, message, silenced }) => ({ rule, level, ...(challenge === undefined ? {} : { challenge }), file: fileFrom(`${dir}/${place.file}`, { cwd }), line: place.line, column: place.column, message, ...(silenced === undefined ? {} : { silenced }) })),
    })),
    left, summary: countFindings(audited),
  })
}

/** The same for a code-review page: SARIF 2.1.0. */
export function auditSarif(audited: Audited[], { cwd, environment, version }: { cwd: string; environment?: Record<string, string | undefined>; version?: string }): string {
  return sarifLog({
    rules: auditRules.map(({ id, level, says, why, mend }) => ({ id, shortDescription: { text: says }, fullDescription: { text: why }, help: { text: mend }, defaultConfiguration: { level } })),
    findings: audited.flatMap(({ course, dir, findings }) => findings.map(({ rule, level, challenge, place, message, silenced }) => ({
      ruleId: rule, kind: 'fail' as const, level, message, place: { ...place, file: fileFrom(`${dir}/${place.file}`, { cwd, ...(environment ? { environment } : {}) }) }, name: challenge === undefined ? course.id : `${course.id}/${challenge}`,
      ...(silenced === undefined ? {} : { suppressions: [{ kind: 'inSource' as const, justification: silenced }] }),
    }))),
    run: { invocations: [{ executionSuccessful: true }] },
    ...(version === undefined ? {} : { version }),
  })
}
