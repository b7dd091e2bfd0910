import { plainText } from '../core/plainText.ts'
import { showVariables } from '../core/vars.ts'
import type { Style } from './style.ts'

/** An assignment for a terminal: its Markdown with the values of variables, headings in bold, and a word in place of each drawing. */
export function assignmentText(markdown: string, vars: Readonly<Record<string, string>>, style: Style): string {
  const drawings = markdown.replace(/^```mermaid\n[\s\S]*?^```$/gm, '[a drawing: `assignment.md` in the folder of the challenge has it]').replace(/<svg[\s\S]*?<\/svg>/g, '[a drawing]')
  const lines = plainText(showVariables(drawings, vars)).split('\n')
  let fenced = false
  return lines.map(line => {
    if (/^\s*(```|~~~)/.test(line)) {
      fenced = !fenced
      return style.dim(line)
    }
    return !fenced && /^#{1,6} /.test(line) ? style.bold(line.replace(/^#+ /, '')) : line
  }).join('\n')
}
