import type { Rule } from './Rule.ts'
import { followScript, type Ways } from './followScript.ts'
import type { ShellScript } from './readShell.ts'

const kept = new WeakMap<ShellScript, Ways>()
function waysOf(script: ShellScript): Ways {
  if (!kept.has(script)) kept.set(script, followScript(script))
  return kept.get(script)!
}

/** Ends with 0 or with a status that says "the check broke", and never with 1. */
const onlyBreaks = (script: ShellScript): boolean => script.format === 'lab' && script.whole && waysOf(script).canFail && !followScript(script, true).canFail

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
    id: 'cannot-parse', level: 'warning', in: 'check',
    says: 'the script cannot be parsed', why: 'A shell ends such a script with an error, or carries out half of it; and what else is wrong in it is not found here.', mend: 'Try `bash -n FILE`. Where bash takes it, other rules do not look at how it ends.',
    look: script => (script.whole ? [] : [{ at: script.errorAt, message: `here the shell script cannot be parsed: ${script.error}` }]),
  },
  {
    id: 'cannot-fail', level: 'error', in: 'check',
    says: 'the check cannot fail', why: 'It lets everybody through, whatever they did, and everybody believes that something was verified.', mend: 'Look at what the learner was asked to bring about, and end with 1 where it is not there.',
    look: script => (script.whole && !waysOf(script).canFail && !mayHoldBackDone(script) ? [{ at: start(script), message: script.tree.commands.length === 0 ? 'the check is empty: it passes whatever was done' : 'no way through this check ends with anything but 0: it passes whatever was done' }] : []),
  },
  {
    id: 'cannot-pass', level: 'warning', in: 'check',
    says: 'the check cannot pass', why: 'Whatever a learner does, it fails, and they look for a mistake that is not theirs.', mend: 'Let it end with 0 where the work is done; `lab test` shows that the solution passes.',
    look: script => (script.whole && script.tree.commands.length > 0 && !waysOf(script).canPass ? [{ at: start(script), message: 'no way through this check ends with 0' }] : []),
  },
  {
    id: 'fails-as-error', level: 'warning', in: 'check',
    says: 'the check tells a mistake of the learner as an error', why: 'In lab only 1 is a fail. Any other status says that the check itself broke: the learner reads "not your doing", and the result does not count.', mend: 'Say it with `fail "what is wrong"`, or end with 1; keep 2 for a look that could not be made.',
    look: script => (onlyBreaks(script) ? [{ at: start(script), message: 'this check passes or breaks, and never fails: no way ends with 1' }] : []),
  },
  {
    id: 'passes-after-fail', level: 'error', in: 'check',
    says: 'the check says that it failed and goes on to pass', why: 'The words do not end a check. The learner passes with the message of a failure, or never sees it.', mend: 'End the script where it says so: `exit 1` behind the message.',
    look: script => (script.whole && waysOf(script).canFail && !keepsCount(script) ? waysOf(script).takenBack.map(at => ({ at, message: 'after this message the check can still end with 0' })) : []),
  },
  {
    id: 'says-nothing', level: 'warning', in: 'check',
    says: 'the check says nothing when it fails', why: 'A learner who is only told "not yet" tries things at random.', mend: 'Say what was expected and what was found, before the check ends.',
    look: script => (script.format !== 'katacoda' && script.tree.commands.length > 0 && (!script.whole || waysOf(script).canFail) && !speaks(script) && !onlyBreaks(script) ? [{ at: start(script), message: 'the check can fail, and holds no word that says why' }] : []),
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
]
