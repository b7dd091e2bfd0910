import type { Hit } from './auditModel.ts'
import type { Rule } from './Rule.ts'
import { hit } from './hit.ts'
import type { ShellCommand, ShellScript } from './readShell.ts'

const first = ({ args }: ShellCommand): string | undefined => args.find(each => each === undefined || !each.startsWith('-'))
const plain = ({ args }: ShellCommand): (string | undefined)[] => args.filter(each => each === undefined || !each.startsWith('-'))
const has = ({ args }: ShellCommand, ...options: string[]): boolean => options.some(option => args.some(each => each === option || each?.startsWith(`${option}=`)))

/** A file whose place is known, and is neither temporary nor a device. */
const isLasting = (path: string | undefined): boolean => path !== undefined && /^(\/|~)/.test(path) && !/^\/(tmp|var\/tmp|dev|proc\/self|run\/user)(\/|$)/.test(path)

/** A file in the folder where the check was started, unless it went to another one before: the last `cd` before, where there was one. */
const isHere = (path: string | undefined, went: ShellCommand | undefined): boolean => path !== undefined && /^[\w.][\w./-]*$/.test(path) && (went === undefined || isLasting(went.args[0]))
/** A command as it stands there, cut. */
const asTyped = ({ name, texts }: ShellCommand): string => {
  const words = [name, ...texts].join(' ').replace(/\s+/g, ' ')
  return words.length > 60 ? `${words.slice(0, 59)}…` : words
}
const SPEAKERS = /^(echo|printf|fail|pass|fail-message)$/

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
  dd: command => command.args.some(each => each?.startsWith('of=') && isLasting(each.slice(3))),
  iptables: command => has(command, '-A', '-D', '-I', '-F', '-P', '-X', '-N'), nft: word('add', 'delete', 'flush', 'insert'),
}

/** Rules about what the script of a check does to the host, and what it trusts there. */
export const hostRules: Rule[] = [
  {
    id: 'changes-host', level: 'warning', in: 'check',
    says: 'the check changes the host', why: 'A learner may look as often as they like. A check that changes something gives another answer the second time, or destroys what they made.', mend: 'Only look. What must be made goes to a folder of mktemp, a container to try something in gets `--rm`; preparations belong in setup.',
    look: changesHost,
  },
  {
    id: 'reads-history', level: 'warning', in: 'check',
    says: 'the check reads the history of the shell', why: 'What was typed is not what came of it: other commands do the same, a mistyped one counts, and a shell may not have written its history yet.', mend: 'Look at what the command leaves behind.',
    look: readsHistory,
  },
]

function changesHost(script: ShellScript): Hit[] {
  const here = script.commands.filter(each => !each.inside).sort((a, b) => a.at - b.at)
  const moves = here.filter(each => each.name === 'cd' || each.name === 'pushd')
  let moved = 0
  return here.flatMap(command => {
    while (moved < moves.length && moves[moved]!.at < command.at) moved++
    const changes = Object.hasOwn(CHANGERS, command.name) && CHANGERS[command.name]!(command)
    const written = command.redirects.find(({ operator, target }) => /^(>|>>|>\||&>|&>>)$/.test(operator) && (isLasting(target) || isHere(target, moves[moved - 1])))
    return changes ? [hit(command, `\`${asTyped(command)}\` changes the host`)] : written ? [hit(command, 'this writes into a file that stays')] : []
  })
}

const HISTORY = /\.(bash|zsh|sh|ash)_history\b|\$\{?HISTFILE/

function readsHistory(script: ShellScript): Hit[] {
  const message = 'this asks what was typed, and not what is there'
  const words = ({ args, texts, redirects }: ShellCommand): string[] => [...args, ...texts, ...redirects.map(each => each.target)].filter(each => each !== undefined)
  const found = script.commands.filter(each => each.name === 'history' || each.name === 'fc' || (!SPEAKERS.test(each.name) && words(each).some(text => HISTORY.test(text))))
  // One inside another is the same place.
  if (found.length > 0) return [...new Set(found.map(each => each.at))].map(at => ({ at, message }))
  // Its name is kept somewhere, and how it is used from there is not seen.
  const kept: Hit[] = []
  script.node(node => void ((node.type === 'Assignment' && HISTORY.test(node.text)) || (node.type === 'For' && node.wordlist?.some(each => HISTORY.test(each.text))) ? kept.push({ at: node.pos, message }) : undefined))
  return kept
}
