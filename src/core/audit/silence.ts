import { didYouMean } from '../suggest.ts'
import type { CourseFolder, Finding } from './auditModel.ts'
import type { Rule } from './Rule.ts'

const SILENCE = /(?:^|\s)(?:#|<!--)\s*audit:\s*([a-z][a-z-]*)\b[ \t:]*(.*?)\s*(?:-->)?\s*$/

/** `# audit: RULE reason` in the same line, or in comments right above it, is the author's word that it must be so. Without a reason it silences nothing. */
export function silence(finding: Finding, folder: CourseFolder): void {
  const lines = folder.files.get(finding.place.file)?.split('\n') ?? []
  for (let at = finding.place.line - 1; at >= 0; at--) {
    const line = lines[at] ?? ''
    if (at < finding.place.line - 1 && !/^\s*(#|<!--|---\s*$)/.test(line)) return
    const [, rule, reason] = SILENCE.exec(line.replace(/\r$/, '')) ?? []
    if (rule !== finding.rule) continue
    if (reason) finding.silenced = reason
    else finding.message += '; the comment that silences it gives no reason'
    return
  }
}

/** The rule about comments that would silence a rule that there is not. */
export function unknownRule(known: string[]): Rule {
  return {
    id: 'unknown-rule', level: 'note', in: 'file',
    says: 'a comment silences a rule that there is not', why: 'It silences nothing. The name of the rule is misspelt, or the rule has another name now.', mend: 'Write the name of the rule as the finding shows it, in brackets behind it.',
    look(text) {
      let at = 0
      return text.split('\n').flatMap(line => {
        const start = at
        at += line.length + 1
        const rule = line.includes('audit:') ? SILENCE.exec(line)?.[1] : undefined
        return rule === undefined || known.includes(rule) || rule === 'unknown-rule' ? [] : [{ at: start + line.indexOf('audit:'), message: `there is no rule "${rule}"${didYouMean(rule, known)}` }]
      })
    },
  }
}
