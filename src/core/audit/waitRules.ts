import type { Hit } from './auditModel.ts'
import { hit } from './hit.ts'
import type { Rule } from './Rule.ts'
import type { ShellCommand, ShellScript } from './readShell.ts'

/** Rules about what may keep a check waiting without an end. */
export const waitRules: Rule[] = [
  {
    id: 'network-without-limit', level: 'warning', in: 'check',
    says: 'a call to the network has no time limit', why: 'Where nobody answers, the check hangs until it is ended from outside, and the learner is told nothing.', mend: 'Give it a limit: `curl --max-time 5` (`--connect-timeout` ends no call to a server that takes it and is silent), `wget --timeout=5 --tries=1`, `ssh -o ConnectTimeout=5`, `nc -w 5`, or `timeout 10` before it.',
    look: script => script.commands.flatMap(command => (!command.limited && waitsForever(command) ? [hit(command, `\`${command.name}\` may wait for ever`)] : [])),
  },
  {
    id: 'polls-without-limit', level: 'warning', in: 'check',
    says: 'the check waits without an end', why: 'What the learner has not done does not come by waiting: the check hangs until it is ended from outside, without a word.', mend: 'Look once. Where something takes its time, count the rounds, and fail when they are over.',
    look: script => [...pollingLoops(script), ...endless(script)],
  },
]

function waitsForever({ name, args, texts }: ShellCommand): boolean {
  // Options in a variable may hold the limit.
  if (texts.some(each => /^"?\$\{?\w*(opt|arg|flag|limit|timeout)/i.test(each)) || args.some(each => each === '--help' || each === '--version' || each === '-V')) return false
  const given = (pattern: RegExp): boolean => texts.some(each => pattern.test(each))
  if (name === 'curl') return !given(/^(--max-time|--speed-time|-y|-[a-zA-Z]*m)/) && args.length > 0
  if (name === 'wget') return !given(/^(--timeout|--read-timeout|-[a-zA-Z]*T)/) && args.length > 0
  if (name === 'nc' || name === 'ncat' || name === 'netcat') return !given(/^(-[a-zA-Z]*[wh]|--wait|--idle-timeout)/)
  if (name === 'ssh' || name === 'scp' || name === 'sftp') return !given(/ConnectTimeout|^-F/)
  return name === 'ping' && !given(/^-[a-zA-Z]*[cwW]/)
}

function pollingLoops(script: ShellScript): Hit[] {
  const hits: Hit[] = []
  script.node(node => {
    if (node.type !== 'While') return
    const clause = script.text.slice(node.clause.pos, node.clause.end)
    const body = script.text.slice(node.body.pos, node.body.end)
    const waits = script.commands.some(each => each.name === 'sleep' && each.at >= node.clause.pos && each.at < node.end)
    const ends = /\b(break|exit|return|fail|fail-message|pass)\b/.test(body) || /\bSECONDS\b|\bdate\b|\btimeout\b/.test(clause) || /\bread\b/.test(clause)
    const counts = /\(\(|-(lt|le|gt|ge|ne|eq)\b|\bexpr\b|\blet\b/.test(clause) && /\(\(|\bexpr\b|\blet\b|[-+]{2}|[-+]=/.test(body)
    if (waits && !ends && !counts) hits.push({ at: node.pos, message: 'this loop ends only when its condition comes true' })
  })
  return hits
}

const FOLLOW = /^(-[a-zA-Z]*[fF]\w*|--follow(=.*)?)$/

/** `tail -f`, `sleep infinity`: programs that do not end by themselves, and are waited for. */
function endless(script: ShellScript): Hit[] {
  const found = script.commands.filter(command => !command.limited && neverEnds(command))
  if (found.length === 0) return []
  const apart: [number, number][] = []
  script.node(node => void (node.type === 'Statement' && node.background && apart.push([node.pos, node.end])))
  return found.filter(({ at }) => !apart.some(([from, to]) => from <= at && at < to)).map(each => hit(each, `\`${[each.name, ...each.texts].join(' ').slice(0, 60)}\` does not end by itself`))
}

function neverEnds({ name, args, texts }: ShellCommand): boolean {
  const given = (pattern: RegExp): boolean => args.some((each, index) => pattern.test(each ?? texts[index]!))
  if (name === 'sleep') return given(/^inf(inity)?$/)
  if (name === 'tail') return given(FOLLOW) && !given(/^--pid/)
  if (name === 'journalctl') return given(FOLLOW)
  return /^(docker|podman|nerdctl|kubectl|oc)$/.test(name) && args.includes('logs') && args.slice(args.indexOf('logs')).some(each => each === '-f' || each === '--follow')
}
