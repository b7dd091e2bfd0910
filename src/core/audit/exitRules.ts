import type { If, AndOr, SyntaxNode } from 'unbash'
import type { Hit } from './auditModel.ts'
import type { Rule } from './Rule.ts'
import { followScript, type Ways } from './followScript.ts'
import type { ShellScript } from './readShell.ts'

const kept = new WeakMap<ShellScript, Ways>()
function waysOf(script: ShellScript): Ways {
  if (!kept.has(script)) kept.set(script, followScript(script))
  return kept.get(script)!
}

/** Where a script begins to do something. */
function start(script: ShellScript): number {
  return script.tree.commands[0]?.pos ?? 0
}

/** Says something that could reach the learner; without a word of the format for it, anything that is written. */
const speaks = (script: ShellScript): boolean => (script.format === 'lab'
  ? script.commands.some(each => ['fail', 'echo', 'printf', 'cat', 'tee'].includes(each.name))
  : /fail-message|FAIL:/.test(script.text.replace(/^\s*#.*$/gm, '')))
/** A scenario of Katacoda may say `done`, and passes only then. */
const mayHoldBackDone = (script: ShellScript): boolean => script.format === 'katacoda' && script.commands.some(each => isDone(each)) && !script.tree.commands.some(({ command }) => command.type === 'Command' && script.commands.some(each => each.at === command.pos && isDone(each)))
const isDone = ({ name, texts }: ShellScript['commands'][number]): boolean => (name === 'echo' || name === 'printf') && texts.some(each => /\bdone\b/.test(each))

/** A number kept in a variable that decides at the end: `failed=1 ... exit $failed`. */
const keepsCount = (script: ShellScript): boolean => {
  const assigned = new Set([...script.text.matchAll(/\b(\w+)(?:=\d+|\+\+|\+=1|=\$\(\()|\(\(\s*(\w+)\s*(?:\+\+|\+=|=)/g)].map(each => each[1] ?? each[2]!))
  return [...assigned].some(name => new RegExp(`(?:exit|return|\\[|test|\\(\\().*\\$?\\{?\\b${name}\\b`).test(script.text))
}

/** Rules about how the script of a check ends, and whether the learner is told why. */
export const exitRules: Rule[] = [
  {
    id: 'cannot-fail', level: 'error', in: 'check',
    says: 'the check cannot fail', why: 'It lets everybody through, whatever they did, and everybody believes that something was verified.', mend: 'Look at what the learner was asked to bring about, and end with 1 where it is not there.',
    look: script => (script.whole && !waysOf(script).canFail && !mayHoldBackDone(script) ? [{ at: start(script), message: script.tree.commands.length === 0 ? 'the check is empty: it passes whatever was done' : 'no way through this check ends with anything but 0: it passes whatever was done' }] : []),
  },
  {
    id: 'passes-after-fail', level: 'error', in: 'check',
    says: 'the check says that it failed and goes on to pass', why: 'The words do not end a check. The learner passes with the message of a failure, or never sees it.', mend: 'End the script where it says so: `exit 1` behind the message.',
    look: script => (script.whole && waysOf(script).canFail && !keepsCount(script) ? waysOf(script).takenBack.map(at => ({ at, message: 'after this message the check can still end with 0' })) : []),
  },
  {
    id: 'says-nothing', level: 'warning', in: 'check',
    says: 'the check says nothing when it fails', why: 'A learner who is only told "not yet" tries things at random.', mend: 'Say what was expected and what was found, before the check ends.',
    look: script => (script.format !== 'katacoda' && script.tree.commands.length > 0 && (!script.whole || waysOf(script).canFail) && !speaks(script) ? [{ at: start(script), message: 'the check can fail, and holds no word that says why' }] : []),
  },
  {
    id: 'loses-message', level: 'warning', in: 'check',
    says: '`set -e` ends the check before it says why', why: 'With `set -e` or pipefail a command that finds nothing ends the script at once, and the message further down is never printed.', mend: 'Leave `set -e` out of checks, or handle the command: `value=$(...) || fail ...`.',
    look(script) {
      if (!script.whole || script.format === 'katacoda' || !speaks(script)) return []
      // What stands behind the last message cannot lose it.
      const last = Math.max(...script.commands.filter(each => ['fail', 'fail-message', 'echo', 'printf'].includes(each.name)).map(each => each.at), 0)
      const deaths = waysOf(script).deaths.filter(at => at < last)
      return deaths.length === 0 ? [] : [{ at: deaths[0]!, message: `where this finds nothing, \`set -e\` or pipefail ends the check without a word${deaths.length > 1 ? `; so do ${deaths.length - 1} more commands` : ''}` }]
    },
  },
  {
    id: 'back-door', level: 'error', in: 'check',
    says: 'the check can be told to pass', why: 'Whoever finds the file or the variable passes without the work, and every test of the solution passes with it, too.', mend: 'Take it out. An instructor can let a learner through where the result is kept, and on record.',
    look: backDoors,
  },
]

const PASSWORD_OF_DOOR = /(?:^|[^a-z])(?:skip|bypass|override|cheat|back[-_]?door|force[-_]?pass|no[-_]?check|ignore[-_]?check|always[-_]?pass|instructor|god[-_]?mode)/i

/** `[ -f /tmp/skip ] && exit 0`, with more to be verified further down. */
function backDoors(script: ShellScript): Hit[] {
  const hits: Hit[] = []
  const text = (node: SyntaxNode): string => script.text.slice(node.pos, node.end)
  const asks = (node: SyntaxNode): boolean => /^!?\s*(\[|test\b)/.test(text(node)) && PASSWORD_OF_DOOR.test(text(node))
  const leaves = (node: SyntaxNode): boolean => /(?:^|[;{\n]|then)\s*(?:exit(?:\s+0)?|pass\b.*|return 0)\s*(?:$|[;}\n])/m.test(text(node))
  // Alternatives that both count are no door: behind it there must be something that it leaves out.
  const verifiesMore = (end: number): boolean => script.commands.some(each => each.at > end && !['exit', 'fail', 'fail-message', 'echo', 'printf', 'pass', 'true', ':', 'return'].includes(each.name))
  script.node(node => {
    const door = node.type === 'If' ? asks((node as If).clause) && leaves((node as If).then) : node.type === 'AndOr' && (node as AndOr).operators[0] === '&&' && asks(node.commands[0]!) && leaves(node.commands[1]!)
    if (door && verifiesMore(node.end)) hits.push({ at: node.pos, message: 'here the check passes without looking at what it verifies further down' })
  })
  return hits
}
