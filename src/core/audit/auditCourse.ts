import { codeFrame } from '../codeFrame.ts'
import type { Course, CourseFolder, Finding, Hit } from './auditModel.ts'
import { courseRules } from './courseRules.ts'
import { doorRules } from './doorRules.ts'
import { exitRules } from './exitRules.ts'
import { hostRules } from './hostRules.ts'
import { readShell, unreadable } from './readShell.ts'
import type { Rule } from './Rule.ts'
import { secretRules } from './secretRules.ts'
import { silence, unknownRule } from './silence.ts'
import { waitRules } from './waitRules.ts'

const rules: Rule[] = [...courseRules, ...exitRules, ...doorRules, ...hostRules, ...waitRules, ...secretRules]
/** All rules, in the order in which they are explained. */
export const auditRules: Rule[] = [...rules, unknownRule(rules.map(each => each.id))]

/** Findings of one rule in one file; a file with more of them is a case for a look by hand. */
const MAX_HITS = 20

/** Looks for everything in a course without running any of it. Findings are in the order of the challenges, those about the whole course first. */
export function auditCourse(course: Course, folder: CourseFolder): Finding[] {
  const findings: Finding[] = []
  const shown = new Map<string, string>()
  const owner = (file: string): string | undefined => course.challenges.find(each => each.scripts.some(script => script.file === file))?.id ?? course.challenges.find(each => each.place.file.includes('/') && file.startsWith(each.place.file.replace(/[^/]*$/, '')))?.id
  const add = (rule: Rule, file: string, text: string, hits: Hit[]): void => {
    if (hits.length > 0 && !shown.has(file)) shown.set(file, withoutSecrets(text))
    for (const { at, message } of hits.slice(0, MAX_HITS)) {
      const before = text.slice(0, at).split('\n')
      const line = before.length
      const column = before.at(-1)!.length + 1
      const challenge = owner(file)
      findings.push({ rule: rule.id, level: rule.level, place: { file, line, column }, message: withoutSecrets(message), frame: codeFrame(shown.get(file)!, line, column), ...(challenge === undefined ? {} : { challenge }) })
    }
  }
  for (const rule of auditRules) {
    if (rule.in === 'course') for (const { place, message, challenge } of rule.look(course)) findings.push({ rule: rule.id, level: rule.level, place, message, ...(challenge === undefined ? {} : { challenge }) })
    if (rule.in === 'file') for (const [file, text] of folder.files) add(rule, file, text, rule.look(text))
  }
  const seen = new Set<string>()
  for (const script of course.challenges.flatMap(each => each.scripts)) {
    // Two checks may use one script.
    if (script.role !== 'check' || seen.has(script.file)) continue
    seen.add(script.file)
    if (unreadable(script)) continue
    const parsed = readShell(script.text, course.format)
    for (const rule of auditRules) if (rule.in === 'check') add(rule, script.file, script.text, rule.look(parsed))
  }
  for (const finding of findings) silence(finding, folder)
  const order = new Map(course.challenges.map((each, index) => [each.id, index]))
  const rank = ({ challenge }: Finding): number => (challenge === undefined ? -1 : (order.get(challenge) ?? -1))
  return findings.sort((a, b) => rank(a) - rank(b) || (a.place.file < b.place.file ? -1 : a.place.file > b.place.file ? 1 : a.place.line - b.place.line || a.place.column - b.place.column))
}

/** A text with its secrets blotted out, for whatever shows lines of it. */
function withoutSecrets(text: string): string {
  const hidden = auditRules.flatMap(rule => (rule.in === 'file' ? rule.look(text) : [])).flatMap(each => (each.hide ? [each.hide] : []))
  return hidden.reduce((shown, [start, end]) => shown.slice(0, start) + shown.slice(start, end).replace(/[^\n]/g, '*') + shown.slice(end), text)
}

/** Check scripts that no rule looks into, and why. */
export function unreadChecks({ challenges }: Course): Map<string, string> {
  return new Map(challenges.flatMap(each => each.scripts).flatMap(script => {
    const why = script.role === 'check' ? unreadable(script) : undefined
    return why === undefined ? [] : [[script.file, why] as const]
  }))
}
