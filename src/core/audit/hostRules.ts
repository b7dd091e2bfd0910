import type { Hit } from './auditModel.ts'
import type { Rule } from './Rule.ts'
import type { ShellCommand, ShellScript } from './readShell.ts'

const hit = ({ at }: { at: number }, message: string): Hit => ({ at, message })
const first = ({ args }: ShellCommand): string | undefined => args.find(each => each === undefined || !each.startsWith('-'))
const plain = ({ args }: ShellCommand): (string | undefined)[] => args.filter(each => each === undefined || !each.startsWith('-'))
const has = ({ args }: ShellCommand, ...options: string[]): boolean => options.some(option => args.some(each => each === option || each?.startsWith(`${option}=`)))

/** A file whose place is known, and is neither temporary nor a device. */
const isLasting = (path: string | undefined): boolean => path !== undefined && /^(\/|~)/.test(path) && !/^\/(tmp|var\/tmp|dev|proc\/self|run\/user)(\/|$)/.test(path)

const word = (...words: string[]) => (command: ShellCommand): boolean => words.includes(first(command) ?? '')
const always = (): boolean => true
/** The verb of a program whose options before it may take a value, and what follows. */
const verbs = ({ args }: ShellCommand): (string | undefined)[] => {
  const rest = args.filter((each, index) => !/^(-n|--namespace|--context|--kubeconfig|--cluster|-s|--server|--connection|-c|-H|--host|--url|-C)$/.test(args[index - 1] ?? '') || each?.startsWith('-'))
  return rest.filter(each => each === undefined || !each.startsWith('-'))
}
const verb = (...words: string[]) => (command: ShellCommand): boolean => words.includes(verbs(command)[0] ?? '')
const engine = (command: ShellCommand): boolean => {
  const [verb, noun] = verbs(command)
  if (verb === 'run' || verb === 'create') return !has(command, '--rm')
  if (['container', 'image', 'volume', 'network', 'pod', 'system'].includes(verb ?? '')) return ['rm', 'prune', 'create', 'stop', 'start', 'kill', 'restart', 'pull', 'build', 'connect', 'disconnect'].includes(noun ?? '')
  if (verb === 'compose') return ['up', 'down', 'start', 'stop', 'rm', 'restart'].includes(noun ?? '')
  if (verb === 'cp') return plain(command).at(-1)?.includes(':') ?? false
  return ['rm', 'rmi', 'stop', 'kill', 'start', 'restart', 'pull', 'build', 'push', 'tag', 'untag', 'pause', 'unpause', 'update', 'rename', 'load', 'import', 'commit'].includes(verb ?? '')
}
const cluster = (command: ShellCommand): boolean => {
  if (command.args.some(each => each?.startsWith('--dry-run'))) return false
  const [verb, noun] = verbs(command)
  if (verb === 'run') return !has(command, '--rm')
  if (verb === 'create') return noun !== 'token'
  if (verb === 'rollout') return ['restart', 'undo', 'pause', 'resume'].includes(noun ?? '')
  return ['apply', 'delete', 'edit', 'patch', 'replace', 'scale', 'annotate', 'label', 'set', 'expose', 'cordon', 'uncordon', 'drain', 'taint', 'autoscale', 'new-app', 'new-project'].includes(verb ?? '')
}
const files = (from: number, onlyLast = false) => (command: ShellCommand): boolean => (onlyLast ? plain(command).slice(-1) : plain(command).slice(from)).some(isLasting)

/** Programs that change a host, and when they do. */
const CHANGERS: Record<string, (command: ShellCommand) => boolean> = {
  rm: files(0), touch: files(0), mkdir: files(0), rmdir: files(0), truncate: files(0), tee: files(0), shred: files(0), mv: files(0), cp: files(0, true), ln: files(0, true), install: files(0, true), chmod: files(1), chown: files(1), chgrp: files(1), chcon: files(1),
  sed: command => command.args.some(each => /^(-[nErsz]*i|--in-place)/.test(each ?? '')) && files(0, true)(command),
  'apt-get': word('install', 'remove', 'purge', 'upgrade', 'autoremove'), apt: word('install', 'remove', 'purge', 'upgrade', 'autoremove'), dnf: word('install', 'remove', 'erase', 'upgrade', 'update', 'reinstall'), yum: word('install', 'remove', 'erase', 'upgrade', 'update', 'reinstall'),
  microdnf: word('install', 'remove'), apk: word('add', 'del'), zypper: word('install', 'remove'), pip: word('install', 'uninstall'), pip3: word('install', 'uninstall'), npm: word('install', 'uninstall', 'ci'), gem: word('install', 'uninstall'),
  systemctl: word('start', 'stop', 'restart', 'reload', 'enable', 'disable', 'mask', 'unmask', 'daemon-reload', 'kill', 'set-property', 'isolate', 'reset-failed'), service: command => ['start', 'stop', 'restart', 'reload'].includes(plain(command)[1] ?? ''),
  podman: engine, docker: engine, nerdctl: engine, kubectl: cluster, oc: cluster, helm: verb('install', 'upgrade', 'uninstall', 'delete', 'rollback'), terraform: verb('apply', 'destroy'), git: verb('commit', 'push', 'reset', 'clean'),
  useradd: always, userdel: always, usermod: always, groupadd: always, groupdel: always, chpasswd: always, pkill: command => !has(command, '-0'), killall: command => !has(command, '-0'), reboot: always, shutdown: always, poweroff: always, umount: always, modprobe: always, rmmod: always, setenforce: always,
  kill: command => !has(command, '-0') && command.texts.some(each => /\$\(\s*(pgrep|pidof)\b/.test(each)), mount: command => plain(command).length > 1, sysctl: command => command.args.some(each => each === '-w' || /^[\w.]+=/.test(each ?? '')),
  iptables: command => has(command, '-A', '-D', '-I', '-F', '-P', '-X', '-N'), nft: word('add', 'delete', 'flush', 'insert'),
}

/** Rules about what the script of a check does to the host, and what it trusts there. */
export const hostRules: Rule[] = [
  {
    id: 'changes-host', level: 'warning', in: 'check',
    says: 'the check changes the host', why: 'A learner may look as often as they like. A check that changes something gives another answer the second time, or destroys what they made.', mend: 'Only look. What must be made goes to a folder of mktemp, a container to try something in gets `--rm`; preparations belong in setup.',
    look: script => script.commands.flatMap(command => {
      const changes = Object.hasOwn(CHANGERS, command.name) && CHANGERS[command.name]!(command)
      const written = command.redirects.find(({ operator, target }) => /^(>|>>|>\||&>|&>>)$/.test(operator) && isLasting(target))
      return changes ? [hit(command, `\`${[command.name, first(command)].filter(Boolean).join(' ')}\` changes the host`)] : written ? [hit(command, 'this writes into a file that stays')] : []
    }),
  },
  {
    id: 'reads-history', level: 'warning', in: 'check',
    says: 'the check reads the history of the shell', why: 'What was typed is not what came of it: other commands do the same, a mistyped one counts, and a shell may not have written its history yet.', mend: 'Look at what the command leaves behind.',
    look: script => script.commands.flatMap(command => (command.name === 'history' || [...command.texts, ...command.redirects.map(each => each.target ?? '')].some(each => /\.(bash|zsh|sh|ash)_history\b|\$\{?HISTFILE/.test(each)) ? [hit(command, 'this asks what was typed, and not what is there')] : [])),
  },
  {
    id: 'network-without-limit', level: 'warning', in: 'check',
    says: 'a call to the network has no time limit', why: 'Where nobody answers, the check hangs until it is ended from outside, and the learner is told nothing.', mend: 'Give it a limit: `curl --max-time 5`, `wget --timeout=5 --tries=1`, `ssh -o ConnectTimeout=5`, `nc -w 5`, or `timeout 10` before it.',
    look: script => script.commands.flatMap(command => (!command.limited && waitsForever(command) ? [hit(command, `\`${command.name}\` may wait for ever`)] : [])),
  },
  {
    id: 'polls-without-limit', level: 'warning', in: 'check',
    says: 'the check waits in a loop without an end', why: 'What the learner has not done does not come by waiting: the check hangs until it is ended from outside, without a word.', mend: 'Look once. Where something takes its time, count the rounds, and fail when they are over.',
    look: pollingLoops,
  },
]

function waitsForever({ name, args, texts }: ShellCommand): boolean {
  // Options in a variable may hold the limit.
  if (texts.some(each => /^"?\$\{?\w*(opt|arg|flag|limit|timeout)/i.test(each)) || args.some(each => each === '--help' || each === '--version' || each === '-V')) return false
  const given = (pattern: RegExp): boolean => texts.some(each => pattern.test(each))
  if (name === 'curl') return !given(/^(--max-time|--connect-timeout|-[a-zA-Z]*m)/) && args.length > 0
  if (name === 'wget') return !given(/^(--timeout|--connect-timeout|--read-timeout|-[a-zA-Z]*T)/) && args.length > 0
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
