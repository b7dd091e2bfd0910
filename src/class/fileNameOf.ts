import { createHash } from 'node:crypto'

/** The name of a file or a machine for a student: letters, digits and hyphens, whatever the id is; another for another id. The one way from an id to a path. */
export function fileNameOf(id: string): string {
  const known = id.normalize('NFC')
  const slug = known.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40).replace(/-+$/, '')
  return `${slug === '' ? 'student' : slug}-${createHash('sha256').update(known).digest('hex').slice(0, 8)}`
}
