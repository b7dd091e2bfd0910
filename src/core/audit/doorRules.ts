import type { AndOr, If, SyntaxNode } from 'unbash'
import type { Hit } from './auditModel.ts'
import { askedBy, type Asked } from './doorNames.ts'
import type { Rule } from './Rule.ts'
import type { ShellScript } from './readShell.ts'

/** Rules about ways past the work. They go by names: no program can tell what a file is for. */
export const doorRules: Rule[] = [
  {
    id: 'back-door', level: 'error', in: 'check',
    says: 'the check can be told to pass', why: 'Whoever finds the file or the variable passes without the work, and every test of the solution passes with it, too.', mend: 'Take it out. An instructor can let a learner through where the result is kept, and on record.',
    look: script => doorsOf(script, 'door'),
  },
  {
    id: 'early-pass', level: 'warning', in: 'check',
    says: 'the check may pass without a look at the work', why: 'A marker file, or a variable that this script never sets, decides alone; who makes it passes.', mend: 'Look at the work each time. If the variable comes from the platform and cannot be set by a learner, say so in a comment.',
    look: script => doorsOf(script, 'perhaps'),
  },
]

const NO_LOOK = ['exit', 'fail', 'fail-message', 'echo', 'printf', 'pass', 'true', ':', 'return', 'set-status', 'sleep', 'rm', '']

/** `[ -f /tmp/skip ] && exit 0` with more to be verified further down, and `if [ ! -f /tmp/skip ]` around what verifies. */
function doorsOf(script: ShellScript, wanted: Asked['is']): Hit[] {
  const hits: Hit[] = []
  const text = (node: SyntaxNode): string => script.text.slice(node.pos, node.end)
  const ask = (node: SyntaxNode): Asked | undefined => {
    const asked = askedBy(text(node), script)
    return asked?.is === wanted ? asked : undefined
  }
  const leaves = (node: SyntaxNode): boolean => /(?:^|[;{\n]|then)\s*(?:exit(?:\s+0)?|pass\b.*|return 0)\s*(?:$|[;}\n])/m.test(text(node))
  const looking = script.commands.filter(each => !NO_LOOK.includes(each.name)).map(each => each.at)
  const last = Math.max(looking.at(-1) ?? -1, script.text.lastIndexOf('[['))
  const looks = ({ pos, end }: SyntaxNode): boolean => looking.some(at => at >= pos && at < end) || script.text.slice(pos, end).includes('[[')
  // What must be there for the learner to pass is the work itself.
  const mayPass = (node: SyntaxNode): boolean => !/(?:^|[;{\n])\s*(?:exit\s+[1-9$]|return\s+[1-9$]|fail\b|fail-message\b|false\b)[^;\n]*[;}\s]*$/.test(text(node).slice(-300))
  const around = (body: SyntaxNode, end: number): boolean => looks(body) && mayPass(body) && (wanted === 'door' || last < end)
  // Alternatives that both count are no door: behind it there must be something that it leaves out.
  const past = (body: SyntaxNode): boolean => leaves(body) && last >= body.end
  script.node(node => {
    if (node.type === 'If') {
      const { clause, then, elif, else: other } = node as If
      const asked = ask(clause)
      if (!asked) return
      if (past(then)) hits.push({ at: node.pos, message: 'here the check passes without looking at what it verifies further down' })
      else if (asked.absent && elif.length === 0 && (other === undefined || leaves(other) || !looks(other)) && around(then, node.end)) hits.push({ at: node.pos, message: 'all of this is left out where the file or the variable is there' })
    }
    if (node.type === 'AndOr') {
      const { operators: [operator], commands: [question, body] } = node as AndOr
      const asked = ask(question!)
      if (!asked) return
      if (operator === '&&' && past(body!)) hits.push({ at: node.pos, message: 'here the check passes without looking at what it verifies further down' })
      else if ((operator === '||') !== asked.absent && body!.type === 'BraceGroup' && around(body!, node.end)) hits.push({ at: node.pos, message: 'all of this is left out where the file or the variable is there' })
    }
  })
  return hits
}
