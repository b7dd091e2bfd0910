import { EXIT } from '../../core/score.ts'
import type { Refusal } from '../../model/problem.ts'

/** The database that LAB_DATABASE_URL names. */
export interface DatabaseAddress {
  /** For the client; it may hold a password. */
  url: string
  /** Words for it, without one. */
  where: string
}

/** Reads LAB_DATABASE_URL; what is no address is refused before anything of it, a password perhaps, is taken for the name of a host. */
export function databaseAddress(written: string): DatabaseAddress | Refusal {
  const text = written.trim()
  if (!/^postgres(ql)?:\/\//.test(text)) return refuse('')
  let parsed: URL
  try {
    // A socket's address names no host between @ and the slash, which is no URL to this reader.
    parsed = new URL(text.replace('@/', '@socket/'))
  } catch {
    return refuse(HINT)
  }
  const { username, host, pathname, search, hash } = parsed
  if (hash !== '' || (username === '' && /@/.test(pathname + search))) return refuse(HINT)
  // The client takes these as verify-full, which is what it is told here; as they are, it writes a page of warnings.
  const url = text.replace(/([?&]sslmode=)(prefer|require|verify-ca)(?=&|$)/, parsed.searchParams.has('uselibpqcompat') ? '$&' : '$1verify-full')
  return { url, where: `postgresql://${username ? `${username}@` : ''}${text.includes('@/') ? '' : host}${pathname}` }
}

const HINT = '; in a name or a password, / ? # @ : and % are written %2F %3F %23 %40 %3A and %25'

function refuse(hint: string): Refusal {
  return { exit: EXIT.usage, code: 'usage', message: `LAB_DATABASE_URL is no address of a PostgreSQL database: postgresql://USER@HOST/DATABASE${hint}` }
}

/** What there is to do about an error of the database, by PostgreSQL's codes and the system's. */
export function nextStep(error: unknown): string {
  const { code = '', message = '' } = error as NodeJS.ErrnoException
  if (['28P01', '28000'].includes(code)) return '; look at the name and the password in LAB_DATABASE_URL'
  if (code === '3D000') return '; make it (`createdb`), or name another in LAB_DATABASE_URL'
  if (code === '42501') return '; use the account that made the tables there, or, where there are none yet, one with the right CREATE on the database and on its schema public'
  if (/does not support SSL/.test(message)) return '; LAB_DATABASE_URL demands it: sslmode=verify-full wants a server with TLS'
  if (/self.signed|unable to (verify|get)|altname/i.test(message)) return '; sslrootcert=FILE in LAB_DATABASE_URL names the certificate to trust, and its host is that in the certificate'
  if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'ENOENT'].includes(code) || /timeout/.test(message)) return '; see whether it runs, and whether LAB_DATABASE_URL names its host and port'
  return ''
}
