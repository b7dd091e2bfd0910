import type { Answer, AskContext, Probe, Unknown } from '../model/look.ts'
import { quote } from '../core/quote.ts'

/** A file to look at. */
export interface FileSubject {
  path: string
  /** Its content, too. */
  content?: boolean
}

/** What the kernel tells of one file. */
export interface FileEntry {
  type: 'file' | 'directory' | 'symlink' | 'fifo' | 'socket' | 'block' | 'character'
  /** Four octal digits, e.g. `0644`. */
  mode: string
  uid: number
  gid: number
  /** Names of owner and group; `UNKNOWN` where the host has none. */
  owner: string
  group: string
  /** Bytes. */
  size: number
}

/** What is at a path. */
export interface FileFacts {
  exists: boolean
  /** Why it could not be looked at, e.g. `Permission denied`: then nothing else is known. */
  trouble?: string
  /** What is at the path itself: a symbolic link is not followed. */
  self?: FileEntry
  /** What a symbolic link points to, as it is written in it. */
  target?: string
  /** What it leads to in the end: the same as `self` where it is no symbolic link, missing where the link leads nowhere. */
  end?: FileEntry
  /** SELinux label of what it leads to; missing where there is none. */
  label?: string
  /** At most 64 KiB of a regular file, where it was asked for. */
  content?: string
  /** The content goes on after that. */
  truncated?: boolean
  /** Why the content could not be read, though it was asked for. */
  unreadable?: string
}

/** By path. */
export interface FileTable {
  files: Record<string, FileFacts>
}

/** Bytes read of a file's content. */
const CONTENT_CAP = 64 * 1024
/** Characters of paths for one call: Linux takes at least 128 KiB of arguments and environment together. */
const ARGUMENTS = 96 * 1024

/**
 * Two `stat` for all files (one for the paths themselves, one for what links lead to), two more for each further 96 KiB of paths. The format
 * holds the random mark before and after each name, so no name can pose as another record. Content is read of regular files only: to open a
 * FIFO waits for ever, to open a device may do something. A file can become a FIFO between test and reading: the time limit of `engine` ends that.
 */
export const files: Probe<FileSubject, FileTable> = {
  key: 'files',
  summary: 'type, mode, owner, size and link target of files, all in one `stat`; content on demand, at most 64 KiB',
  ask(subjects, { mark }) {
    const format = (what: string): string => quote(`${mark}:${what} %f %s %u %g${mark}:owner %U${mark}:group %G${mark}:name %n${mark}:link %N`)
    const lines: string[] = []
    for (const paths of chunks(pathsOf(subjects).map(quote))) {
      const words = paths.join(' ')
      lines.push(`stat -c ${format('self')} -- ${words}`, `stat -L -c ${format('end')} -- ${words} 2>/dev/null`)
      lines.push(`[ -e /sys/fs/selinux/enforce ] && stat -L -c ${quote(`${mark}:label %C${mark}:name %n`)} -- ${words} 2>/dev/null`)
    }
    for (const [index, path] of contentsOf(subjects).map(quote).entries()) {
      lines.push(`[ -f ${path} ] && { printf '%s\\n' '${mark}:content ${index}'; engine head -c ${CONTENT_CAP} -- ${path} 2>/dev/null; printf '%s %s\\n' ${mark}:read $?; }`)
    }
    return `${lines.join('\n')}\n:`
  },
  read: readFiles,
}

function pathsOf(subjects: FileSubject[]): string[] {
  return [...new Set(subjects.map(each => each.path))]
}

function contentsOf(subjects: FileSubject[]): string[] {
  return [...new Set(subjects.filter(each => each.content).map(each => each.path))]
}

function chunks(words: string[]): string[][] {
  const all: string[][] = []
  let room = 0
  for (const word of words) {
    if (all.length === 0 || word.length + 1 > room) {
      all.push([])
      room = ARGUMENTS
    }
    all.at(-1)!.push(word)
    room -= word.length + 1
  }
  return all
}

const TYPES: Record<number, FileEntry['type']> = { 0o14: 'socket', 0o12: 'symlink', 0o10: 'file', 0o6: 'block', 0o4: 'directory', 0o2: 'character', 0o1: 'fifo' }

function readFiles(answer: Answer, subjects: FileSubject[], { mark }: AskContext): FileTable | Unknown {
  if (answer.code === 127) return { unknown: 'files could not be looked at: there is no stat on this host' }
  const paths = pathsOf(subjects)
  const contents = contentsOf(subjects)
  const files: FileTable['files'] = Object.fromEntries(paths.map(path => [path, { exists: false }]))
  let entry: FileEntry | undefined
  let fill: (name: string) => FileFacts | undefined = () => undefined
  let content: { file: FileFacts; text: string } | undefined
  for (const part of answer.stdout.split(`${mark}:`).slice(1)) {
    const space = part.search(/[ \n]/)
    const word = part.slice(0, space)
    const value = part.slice(space + 1)
    if (word === 'self' || word === 'end') {
      const made = (entry = readEntry(value))
      fill = name => files[name] && Object.assign(files[name]!, { exists: true, [word]: made })
    } else if (word === 'owner' && entry) entry.owner = value
    else if (word === 'group' && entry) entry.group = value
    else if (word === 'label') fill = name => files[name.slice(0, -1)] && (value.includes(':') ? Object.assign(files[name.slice(0, -1)]!, { label: value }) : undefined)
    else if (word === 'name') {
      const file = fill(value)
      fill = () => file
    } else if (word === 'link' && entry?.type === 'symlink') {
      const file = fill('')
      if (file) file.target = readTarget(value.slice(0, -1))
    } else if (word === 'content') {
      const file = files[contents[Number(value.slice(0, value.indexOf('\n')))] ?? '']
      content = file && { file, text: value.slice(value.indexOf('\n') + 1) }
    } else if (word === 'read' && content) {
      if (Number.parseInt(value) === 0) addContent(content.file, content.text)
      else content.file.unreadable = Number.parseInt(value) === 124 ? 'reading it took too long' : 'Permission denied'
      content = undefined
    }
  }
  explainMissing(paths.filter(path => !files[path]!.exists).map(path => files[path]!), answer)
  return { files }
}

function readEntry(value: string): FileEntry {
  const [mode = '', size, uid, gid] = value.split(' ')
  const raw = Number.parseInt(mode, 16)
  return { type: TYPES[raw >> 12] ?? 'file', mode: (raw & 0o7777).toString(8).padStart(4, '0'), uid: Number(uid), gid: Number(gid), owner: '', group: '', size: Number(size) }
}

function addContent(file: FileFacts, text: string): void {
  const size = file.end?.size ?? 0
  file.content = text
  // Files of /proc say that they are empty, and are not.
  file.truncated = size > CONTENT_CAP || (size < CONTENT_CAP && Buffer.byteLength(text) >= CONTENT_CAP)
}

/** GNU writes `'name' -> 'target'` quoted for a shell, as 'it'\''s a'$'\n''line'; busybox puts plain quotes around whatever the names hold. */
function readTarget(link: string): string {
  const arrow = /^(?:'[^']*'|"[^"]*"|\$'(?:[^'\\]|\\.)*'|\\.)+ -> ((?:'[^']*'|"[^"]*"|\$'(?:[^'\\]|\\.)*'|\\.)+)$/s.exec(link)
  if (!arrow) return link.slice(link.indexOf("' -> '") + 6, -1)
  return arrow[1]!.replace(/'([^']*)'|"([^"]*)"|\$'((?:[^'\\]|\\.)*)'|\\(.)/gs, (_, plain?: string, double?: string, escaped?: string, one?: string) => plain ?? double ?? one ?? unescape(escaped!))
}

/** In the C locale every byte beyond ASCII is an octal escape of its own: together they are UTF-8. */
function unescape(text: string): string {
  const names: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' }
  const bytes = text.replace(/\\([0-7]{1,3}|.)/gs, (_, code: string) => (/^[0-7]/.test(code) ? String.fromCharCode(parseInt(code, 8)) : (names[code] ?? code)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** `stat` writes one line for each path without a record, in order: what is not simply absent could not be looked at. */
function explainMissing(missing: FileFacts[], { stderr }: Answer): void {
  const lines = stderr.split('\n').filter(line => line.startsWith('stat: '))
  for (const [index, file] of missing.entries()) {
    const words = lines.length === missing.length ? /: ([^:]+)$/.exec(lines[index]!)?.[1] : undefined
    if (words !== 'No such file or directory' && words !== 'Not a directory') file.trouble = words ?? 'it could not be looked at'
  }
}
