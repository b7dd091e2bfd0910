import type { Answer, Probe, Unknown } from '../model/look.ts'
import { quote } from '../core/quote.ts'

/** What is in a folder and below it: by path, the type, the mode, the owner, and the content as a sum. */
export type FileTree = Map<string, string>

/** Files below a folder that are looked at: a root file system of busybox has about 400. */
const MOST = 2000

const SMALL = `find . -xdev -type f -size -1024k -print0 | head -z -n ${MOST}`
/** The sum of a file that speaks about the folder, as if this were called $work: it has another name each time. */
const SUM_OF_NAMED = `printf 'sum\\t%s\\t%s\\0' "$(sed "s|$0|\\$work|g" "$1" | cksum)" "$1"`

/** What a pid file is: a number, and nothing else. */
const NUMBERS = `find . -xdev -type f -size -12c -size +0 -print0 | head -z -n ${MOST} | xargs -0 -r grep -lxZE '[0-9]{1,10}'`
const SAY_NUMBER = `lab_number=$(cat "$1"); case $lab_number in *[!0-9]*) ;; *) printf 'number\\t%s\\t%s\\0' "$lab_number" "$1" ;; esac`

/** Everything in some folders, with a sum of the content of what is at most a mebibyte, and the number itself where a file holds nothing else. Volatile, and so not asked: times, the sizes of folders, and the folder's own name. */
export const workFiles: Probe<string, FileTree> = {
  key: 'workFiles',
  summary: 'all files below a folder with type, mode, owner and a sum of their content',
  ask: subjects => subjects.map(folder => `cd ${quote(folder)} 2>/dev/null && { find . -xdev -mindepth 1 -printf 'file\\t%p\\t%y %m %U:%G %l\\0' | head -z -n ${MOST}; ${SMALL} | xargs -0 -r cksum | sed 's/^\\([0-9]* [0-9]*\\) /sum\\t\\1\\t/' | tr '\\n' '\\0'; ${SMALL} | xargs -0 -r grep -lFZ -e ${quote(folder)} | xargs -0 -r -n 1 sh -c ${quote(SUM_OF_NAMED)} ${quote(folder)}; ${NUMBERS} | xargs -0 -r -n 1 sh -c ${quote(SAY_NUMBER)} sh; }`).join('\n') + '\n:',
  read: readTree,
}

function readTree({ stdout, truncated }: Answer): FileTree | Unknown {
  if (truncated > 0) return { unknown: 'there are more files than can be listed' }
  const tree: FileTree = new Map()
  const contents = new Map<string, string>()
  for (const record of stdout.replaceAll('\n', '').split('\0')) {
    const [what, first, rest] = record.split('\t')
    if (what === 'file' && rest !== undefined) tree.set(first!.slice(2), rest.trim())
    // Of a number the sum was told before: the number itself takes its place.
    else if ((what === 'sum' || what === 'number') && rest !== undefined) contents.set(rest.slice(2), `${what} ${first!}`)
  }
  for (const [path, content] of contents) if (tree.has(path)) tree.set(path, `${tree.get(path)}, ${content}`)
  return tree
}
