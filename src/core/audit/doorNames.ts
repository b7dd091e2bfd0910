import type { ShellScript } from './readShell.ts'

/** What the condition of a script asks for: something named like a way past the work, or something that may be one. */
export interface Asked {
  is: 'door' | 'perhaps'
  /** True where the condition holds when it is not there. */
  absent: boolean
}

const DOORS = /^(skip|bypass|cheat|backdoor|godmode|skipchecks?|nochecks?|autopass|forcepass|alwayspass|instructor)$/
const DOOR_PAIRS = /\b(back door|force pass|no checks?|ignore checks?|always pass|auto pass|god mode|disable checks?|(check|checks|grade|lab|test) override|override (check|checks|grade|grading|lab|test|pass))\b/
/** Names of markers; only where all words of a name are such words. */
const MARKS = /^(done|passed|solved|completed?|finished|debug|force|ignore|disabled?|dev|demo|testing)$/
const BESIDE_MARKS = /^(lab|check|checks|checked|task|step|challenge|mode|the|all|is|already|grade|graded|test|\d+)$/
/** A file with settings is named after what it sets. */
const SETTINGS = /\.(conf|cnf|ya?ml|json|toml|ini|cfg|rules|service|socket|timer|md|repo|list)$/i
/** Variables that a shell or the platform sets. */
const KNOWN = /^(HOME|USER|LOGNAME|HOST|HOSTNAME|PWD|OLDPWD|E?UID|GROUPS|SHELL|SHELLOPTS|PATH|TERM|LANG|LANGUAGE|TZ|SECONDS|RANDOM|LINENO|PPID|BASHPID|OSTYPE|HOSTTYPE|MACHTYPE|IFS|REPLY|OPTARG|OPTIND|FUNCNAME|PIPESTATUS|TMPDIR|EDITOR|DISPLAY|KUBECONFIG|(BASH|ZSH|LC|XDG|SUDO|SSH|INSTRUQT|LAB|DOCKER|_)\w*)$/

/** Reads a condition: `[ -f FILE ]`, `[[ "$NAME" = 1 ]]`, `(( NAME ))`; undefined where it is about neither a suspicious name nor a variable from nowhere. */
export function askedBy(condition: string, script: ShellScript): Asked | undefined {
  if (!/^!?\s*(\[|test\b|\(\()/.test(condition)) return undefined
  const tokens = [...condition.matchAll(/"[^"]*"|'[^']*'|[^\s"';]+/g)].map(each => each[0].replace(/^(["'])(.*)\1$/, '$2')).filter(each => !/^(\[\[?|\]\]?|test|\(\(|\)\))$/.test(each))
  const absent = tokens.filter(each => each === '!' || each === '-z' || each === '!=' || each === '-ne').length % 2 === 1
  const names = tokens.filter(each => !/^(!|-\w+|[=!<>]+|&&|\|\|)$/.test(each)).map(each => nameOf(each, script, condition.includes('((')))
  if (names.some(({ text }) => text !== undefined && isDoor(text))) return { is: 'door', absent }
  // Joined with another condition it decides nothing alone.
  if (/&&|\|\||\s-[ao]\s|\$\(|`/.test(condition)) return undefined
  if (names.some(each => each.fromNowhere) && names.every(each => each.fromNowhere || each.constant)) return { is: 'perhaps', absent }
  return /\s-[efsr]\s/.test(condition) && names.some(({ text, constant }) => constant && text !== undefined && isMark(text)) ? { is: 'perhaps', absent } : undefined
}

interface Name {
  /** The last part of a path, a name, or a constant. */
  text?: string
  constant: boolean
  /** A variable that this script does not set. */
  fromNowhere: boolean
}

function nameOf(token: string, script: ShellScript, arithmetic: boolean): Name {
  const [, braced, bare, rest = ''] = /^\$(?:\{(\w+)(?::?[-=+][^}]*)?\}|(\w+))(.*)$/.exec(token) ?? []
  const variable = braced ?? bare ?? (arithmetic && /^[A-Za-z_]\w*$/.test(token) ? token : undefined)
  if (variable === undefined) return token.includes('$') ? { constant: false, fromNowhere: false } : { text: token, constant: true, fromNowhere: false }
  const value = script.constants.get(variable)
  if (value !== undefined && variable !== 'engine') return { text: value + rest, constant: true, fromNowhere: false }
  if (/^\d/.test(variable) || isSet(variable, script)) return { constant: false, fromNowhere: false }
  const known = KNOWN.test(variable) || (script.format === 'lab' && /^[a-z]/.test(variable))
  return { text: variable, constant: false, fromNowhere: rest === '' && !known }
}

const kept = new WeakMap<ShellScript, Set<string> | 'any'>()

/** The script gives it a value that is not only its own old one; a file that it reads in may set anything. */
function isSet(name: string, script: ShellScript): boolean {
  if (!kept.has(script)) kept.set(script, namesSetIn(script))
  const names = kept.get(script)!
  return names === 'any' || names.has(name)
}

function namesSetIn(script: ShellScript): Set<string> | 'any' {
  const names = new Set<string>()
  for (const { name, texts } of script.commands) {
    if (['.', 'source', 'eval'].includes(name)) return 'any'
    if (['read', 'mapfile', 'readarray', 'getopts', 'printf', 'let'].includes(name)) for (const text of texts) for (const [word] of text.matchAll(/\w+/g)) names.add(word)
  }
  script.node(node => {
    if (node.type === 'Assignment' && !new RegExp(`\\$\\{?${node.name}\\b`).test(node.text)) names.add(node.name)
    if (node.type === 'For' || node.type === 'Select') names.add(node.name.value)
  })
  return names
}

const wordsOf = (text: string): string[] => text.replace(/^.*\/(?=.)/, '').replace(/\.(txt|flag|lock|tmp|marker)$/, '').toLowerCase().split(/[^a-z0-9]+/).filter(each => each !== '')

function isDoor(text: string): boolean {
  const words = wordsOf(text)
  return !SETTINGS.test(text) && !/\s/.test(text) && (words.some(each => DOORS.test(each)) || DOOR_PAIRS.test(words.join(' ')) || words.join() === 'override')
}

/** `.done` or /tmp/lab-passed: nothing that a learner would be asked to make. */
function isMark(path: string): boolean {
  const words = wordsOf(path)
  return /^\/|^~|^\./.test(path) && (/(^|\/)\.[^/]+$/.test(path) || /^\/(tmp|var|run|opt)\//.test(path)) && !SETTINGS.test(path) && words.some(each => MARKS.test(each)) && words.every(each => MARKS.test(each) || BESIDE_MARKS.test(each))
}
