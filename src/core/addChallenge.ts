import { isMap, isScalar, isSeq, parseDocument } from 'yaml'
import { isImageVariable } from './vars.ts'

/** The variable of a track that names an image; undefined where none does. */
export function imageVariable(text: string): string | undefined {
  const vars = parseDocument(text).get('vars')
  return isMap(vars) ? vars.items.map(({ key }) => String(isScalar(key) ? key.value : key)).find(isImageVariable) : undefined
}

/**
 * The text of track.yaml with one more challenge at the end of its list, and with an image where it names none: all else is left as its author wrote it,
 * comments and spacing too. Undefined where the list cannot be found.
 */
export function addChallenge(text: string, folder: string): string | undefined {
  const list = parseDocument(text, { keepSourceTokens: true }).get('challenges', true)
  const last = isSeq(list) ? list.items.at(-1) : undefined
  if (!isSeq(list) || !isScalar(last) || !last.range) return undefined
  const end = last.range[1]
  let added: string
  if (list.flow) added = `${text.slice(0, end)}, ${folder}${text.slice(end)}`
  else {
    const line = text.indexOf('\n', end)
    const lineEnd = line < 0 ? text.length : line
    const start = text.lastIndexOf('\n', last.range[0]) + 1
    const dash = /^\s*-\s*/.exec(text.slice(start, last.range[0]))?.[0] ?? '- '
    added = `${text.slice(0, lineEnd).replace(/\r$/, '')}\n${dash}${folder}${text.slice(lineEnd)}`
  }
  const doc = parseDocument(added)
  const before = list.toJSON() as string[]
  const now = (doc.toJS() as { challenges?: unknown } | null)?.challenges
  if (doc.errors.length > 0 || JSON.stringify(now) !== JSON.stringify([...before, folder])) return undefined
  if (imageVariable(added) !== undefined) return added
  doc.setIn(['vars', 'image'], 'registry.access.redhat.com/ubi9/ubi')
  return doc.toString({ lineWidth: 0, flowCollectionPadding: false })
}
